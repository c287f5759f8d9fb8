import { deflateRawSync } from 'node:zlib'

/** A small zip writer for tests: it can state false sizes, which real writers do not. */
export interface ZipPart {
  name: string
  bytes: Buffer
  encrypted?: boolean
}

function header(part: ZipPart, packed: Buffer): Buffer {
  const name = Buffer.from(part.name)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(part.encrypted === true ? 1 : 0, 6)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(packed.length, 18)
  local.writeUInt32LE(part.bytes.length, 22)
  local.writeUInt16LE(name.length, 26)
  return Buffer.concat([local, name, packed])
}

function directoryEntry(part: ZipPart, packed: Buffer, offset: number): Buffer {
  const name = Buffer.from(part.name)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  central.writeUInt16LE(part.encrypted === true ? 1 : 0, 8)
  central.writeUInt16LE(8, 10)
  central.writeUInt32LE(packed.length, 20)
  // Says it unpacks to ten bytes, whatever is inside.
  central.writeUInt32LE(10, 24)
  central.writeUInt16LE(name.length, 28)
  central.writeUInt32LE(offset, 42)
  return Buffer.concat([central, name])
}

/** A zip with these parts. */
export function buildZip(parts: readonly ZipPart[]): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const part of parts) {
    const packed = deflateRawSync(part.bytes)
    const file = header(part, packed)
    files.push(file)
    directory.push(directoryEntry(part, packed, offset))
    offset += file.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...files, central, end])
}

/** The main part of a Word document around the given body. */
export function wordXml(body: string): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
  )
}

/** A docx with only a main part. */
export function buildRawDocx(body: string): Buffer {
  return buildZip([{ name: 'word/document.xml', bytes: wordXml(body) }])
}

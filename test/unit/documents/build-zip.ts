import { deflateRawSync } from 'node:zlib'

/** A small zip writer for tests: it can state false sizes and hide parts, which real writers do not. */
export interface ZipPart {
  name: string
  bytes: Buffer
  encrypted?: boolean
  /** With its sizes in a descriptor behind it, as programs write that send what they pack at once. */
  streamed?: boolean
  /** With its sizes in fields of 64 bits. */
  wide?: boolean
  /** What stands behind its packed bytes and is counted among them. */
  behind?: Buffer
  /** Size that its own header says it unpacks to. */
  claimed?: number
  /** Not named in the directory. */
  hidden?: boolean
  /** Only named in the directory, as lying there. */
  at?: number
}

const ELSEWHERE = 0xffffffff

function packedOf(part: ZipPart): Buffer {
  return Buffer.concat([deflateRawSync(part.bytes), part.behind ?? Buffer.alloc(0)])
}

function wideField(...numbers: number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * numbers.length)
  field.writeUInt16LE(1, 0)
  field.writeUInt16LE(8 * numbers.length, 2)
  numbers.forEach((number, index) => field.writeBigUInt64LE(BigInt(number), 4 + 8 * index))
  return field
}

function flagsOf(part: ZipPart): number {
  return (part.encrypted === true ? 1 : 0) + (part.streamed === true ? 8 : 0)
}

function file(part: ZipPart, packed: Buffer): Buffer {
  const name = Buffer.from(part.name)
  const sizes = part.streamed ? [0, 0] : [packed.length, part.claimed ?? part.bytes.length]
  const [small = 0, large = 0] = sizes
  const extra = part.wide ? wideField(large, small) : Buffer.alloc(0)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(flagsOf(part), 6)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(part.wide ? ELSEWHERE : small, 18)
  local.writeUInt32LE(part.wide ? ELSEWHERE : large, 22)
  local.writeUInt16LE(name.length, 26)
  local.writeUInt16LE(extra.length, 28)
  const descriptor = Buffer.alloc(part.streamed ? (part.wide ? 24 : 16) : 0)
  if (part.streamed) descriptor.writeUInt32LE(0x08074b50, 0)
  return Buffer.concat([local, name, extra, packed, descriptor])
}

function directoryEntry(part: ZipPart, packed: Buffer, offset: number): Buffer {
  const name = Buffer.from(part.name)
  const extra = part.wide ? wideField(packed.length) : Buffer.alloc(0)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  central.writeUInt16LE(flagsOf(part), 8)
  central.writeUInt16LE(8, 10)
  central.writeUInt32LE(part.wide ? ELSEWHERE : packed.length, 20)
  // Says it unpacks to ten bytes, whatever is inside.
  central.writeUInt32LE(10, 24)
  central.writeUInt16LE(name.length, 28)
  central.writeUInt16LE(extra.length, 30)
  central.writeUInt32LE(offset, 42)
  return Buffer.concat([central, name, extra])
}

/** A zip with these parts, and a comment at its end. */
export function buildZip(parts: readonly ZipPart[], comment = ''): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const part of parts) {
    const packed = packedOf(part)
    const written = part.at === undefined ? file(part, packed) : Buffer.alloc(0)
    files.push(written)
    if (!part.hidden) directory.push(directoryEntry(part, packed, part.at ?? offset))
    offset += written.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...files, central, end, Buffer.from(comment)])
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

import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'

const inflate = promisify(inflateRaw)

// Record layouts: PKWARE APPNOTE 6.3, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
const END_SIGNATURE = 0x06054b50
const END_SIZE = 22
const COMMENT_MAX = 0xffff
const CENTRAL_SIGNATURE = 0x02014b50
const CENTRAL_SIZE = 46
const LOCAL_SIGNATURE = 0x04034b50
const LOCAL_SIZE = 30
const ENCRYPTED_FLAG = 1
const STORED = 0
const DEFLATED = 8
/** A Word document has some dozens of parts. */
const ENTRIES_MAX = 10_000

interface ZipEntry {
  name: string
  encrypted: boolean
  method: number
  packedSize: number
  offset: number
}

export interface Zip {
  buffer: Buffer
  entries: ReadonlyMap<string, ZipEntry>
}

export type PartResult =
  | { kind: 'part'; bytes: Buffer }
  | { kind: 'missing' }
  | { kind: 'too-large' }
  | { kind: 'encrypted' }
  | { kind: 'damaged' }

function findEnd(buffer: Buffer): number | undefined {
  const lowest = Math.max(0, buffer.length - END_SIZE - COMMENT_MAX)
  for (let at = buffer.length - END_SIZE; at >= lowest; at -= 1) {
    if (buffer.readUInt32LE(at) === END_SIGNATURE) return at
  }
  return undefined
}

function readEntry(buffer: Buffer, at: number): { entry: ZipEntry; next: number } | undefined {
  if (at + CENTRAL_SIZE > buffer.length || buffer.readUInt32LE(at) !== CENTRAL_SIGNATURE)
    return undefined
  const nameEnd = at + CENTRAL_SIZE + buffer.readUInt16LE(at + 28)
  const next = nameEnd + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32)
  if (next > buffer.length) return undefined
  const entry = {
    name: buffer.toString('utf8', at + CENTRAL_SIZE, nameEnd),
    encrypted: (buffer.readUInt16LE(at + 8) & ENCRYPTED_FLAG) !== 0,
    method: buffer.readUInt16LE(at + 10),
    packedSize: buffer.readUInt32LE(at + 20),
    offset: buffer.readUInt32LE(at + 42),
  }
  return { entry, next }
}

/** The directory of a zip file; undefined when it is none or the directory is broken (zip64 included). */
export function openZip(bytes: Uint8Array): Zip | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = buffer.length < END_SIZE ? undefined : findEnd(buffer)
  if (end === undefined) return undefined
  const count = buffer.readUInt16LE(end + 10)
  if (count > ENTRIES_MAX) return undefined
  const entries = new Map<string, ZipEntry>()
  let at = buffer.readUInt32LE(end + 16)
  for (let index = 0; index < count; index += 1) {
    const read = readEntry(buffer, at)
    if (read === undefined) return undefined
    entries.set(read.entry.name, read.entry)
    at = read.next
  }
  return { buffer, entries }
}

function packedBytes(zip: Zip, entry: ZipEntry): Buffer | undefined {
  const { buffer } = zip
  if (entry.offset + LOCAL_SIZE > buffer.length) return undefined
  if (buffer.readUInt32LE(entry.offset) !== LOCAL_SIGNATURE) return undefined
  const nameAndExtra =
    buffer.readUInt16LE(entry.offset + 26) + buffer.readUInt16LE(entry.offset + 28)
  const start = entry.offset + LOCAL_SIZE + nameAndExtra
  const end = start + entry.packedSize
  return end > buffer.length ? undefined : buffer.subarray(start, end)
}

/**
 * The bytes of the zip with these parts named so that nobody looks for them: whoever reads it by the parts' own
 * headers passes them over.
 */
export function hideParts(zip: Zip, names: readonly string[]): Buffer {
  const bytes = Buffer.from(zip.buffer)
  for (const name of names) {
    const { offset = 0 } = zip.entries.get(name) ?? {}
    const end = offset + LOCAL_SIZE + bytes.readUInt16LE(offset + 26)
    if (end > offset + LOCAL_SIZE) bytes.write('~', end - 1)
  }
  return bytes
}

function isTooLarge(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_BUFFER_TOO_LARGE'
  )
}

/**
 * One part of the zip, unpacked to at most `maxBytes`. The limit holds for the real output: the sizes
 * that a zip states about itself are not believed.
 */
export async function readPart(zip: Zip, name: string, maxBytes: number): Promise<PartResult> {
  const entry = zip.entries.get(name)
  if (entry === undefined) return { kind: 'missing' }
  if (entry.encrypted) return { kind: 'encrypted' }
  const packed = packedBytes(zip, entry)
  if (packed === undefined) return { kind: 'damaged' }
  if (entry.method === STORED) {
    return packed.length > maxBytes ? { kind: 'too-large' } : { kind: 'part', bytes: packed }
  }
  if (entry.method !== DEFLATED) return { kind: 'damaged' }
  try {
    return { kind: 'part', bytes: await inflate(packed, { maxOutputLength: maxBytes }) }
  } catch (error) {
    return { kind: isTooLarge(error) ? 'too-large' : 'damaged' }
  }
}

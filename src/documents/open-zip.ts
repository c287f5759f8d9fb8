// Record layouts: PKWARE APPNOTE 6.3, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
const END_SIGNATURE = 0x06054b50
const END_SIZE = 22
const COMMENT_MAX = 0xffff
const LISTED_SIGNATURE = 0x02014b50
const LISTED_SIZE = 46
const LOCAL_SIGNATURE = 0x04034b50
const LOCAL_SIZE = 30
const ENCRYPTED_FLAG = 1
/** The sizes come behind the part, in a descriptor: whoever wrote it did not know them before. */
const DESCRIPTOR_FLAG = 8
/** Signature, checksum and two sizes of 64 bits; shorter than any part, so none hides in its place. */
const DESCRIPTOR_MAX = 24
/** Stands for a number that is in the zip64 field; some writers put small ones there too. */
const ELSEWHERE = 0xffffffff
const ZIP64_FIELD = 1
/** A Word document has some dozens of parts. */
const ENTRIES_MAX = 10_000

export interface ZipEntry {
  readonly encrypted: boolean
  readonly method: number
  readonly packed: Buffer
  /** Its record in the directory with the name, without what follows. */
  readonly listed: Buffer
}

export interface Zip {
  readonly entries: ReadonlyMap<string, ZipEntry>
}

/** Where a part lies, from its own header up to the end of its packed bytes. */
interface Place {
  readonly from: number
  readonly to: number
  /** Bytes that may follow before the next part begins. */
  readonly slack: number
}

function findEnd(buffer: Buffer): number | undefined {
  const lowest = Math.max(0, buffer.length - END_SIZE - COMMENT_MAX)
  for (let at = buffer.length - END_SIZE; at >= lowest; at -= 1) {
    if (buffer.readUInt32LE(at) === END_SIGNATURE) return at
  }
  return undefined
}

/** The numbers of a record, those read from its zip64 field that do not stand in the record itself. */
function widen(numbers: readonly number[], fields: Buffer): readonly number[] {
  if (!numbers.includes(ELSEWHERE)) return numbers
  for (let at = 0; at + 4 <= fields.length; at += 4 + fields.readUInt16LE(at + 2)) {
    if (fields.readUInt16LE(at) !== ZIP64_FIELD) continue
    let next = at + 4
    return numbers.map((number) => {
      if (number !== ELSEWHERE || next + 8 > fields.length) return number
      next += 8
      return Number(fields.readBigUInt64LE(next - 8))
    })
  }
  return numbers
}

/** What the directory says at this place. */
function readListed(buffer: Buffer, at: number) {
  if (at + LISTED_SIZE > buffer.length || buffer.readUInt32LE(at) !== LISTED_SIGNATURE)
    return undefined
  const nameEnd = at + LISTED_SIZE + buffer.readUInt16LE(at + 28)
  const fieldsEnd = nameEnd + buffer.readUInt16LE(at + 30)
  const next = fieldsEnd + buffer.readUInt16LE(at + 32)
  if (next > buffer.length) return undefined
  const [, packedSize = 0, offset = 0] = widen(
    [24, 20, 42].map((place) => buffer.readUInt32LE(at + place)),
    buffer.subarray(nameEnd, fieldsEnd),
  )
  return { listed: buffer.subarray(at, nameEnd), packedSize, offset, next }
}

/** Where a part lies by its own header; undefined where that says another thing than the directory. */
function placeOf(
  buffer: Buffer,
  { listed, packedSize, offset }: { listed: Buffer; packedSize: number; offset: number },
): (Place & { start: number }) | undefined {
  if (offset + LOCAL_SIZE > buffer.length || buffer.readUInt32LE(offset) !== LOCAL_SIGNATURE)
    return undefined
  const nameEnd = offset + LOCAL_SIZE + buffer.readUInt16LE(offset + 26)
  const start = nameEnd + buffer.readUInt16LE(offset + 28)
  const to = start + packedSize
  if (to > buffer.length) return undefined
  const name = buffer.subarray(offset + LOCAL_SIZE, nameEnd)
  const isOfOtherKind = buffer.readUInt16LE(offset + 8) !== listed.readUInt16LE(10)
  if (isOfOtherKind || !name.equals(listed.subarray(LISTED_SIZE))) return undefined
  const hasDescriptor = (buffer.readUInt16LE(offset + 6) & DESCRIPTOR_FLAG) !== 0
  const [, stated = 0] = widen(
    [22, 18].map((place) => buffer.readUInt32LE(offset + place)),
    buffer.subarray(nameEnd, start),
  )
  if (stated !== packedSize && !(hasDescriptor && stated === 0)) return undefined
  return { from: offset, to, slack: hasDescriptor ? DESCRIPTOR_MAX : 0, start }
}

/** Whether the parts lie end to end up to the directory: none within another, and nothing between them. */
function lieEndToEnd(places: readonly Place[], directory: number): boolean {
  let [at, slack] = [0, 0]
  for (const place of [
    ...places.toSorted((one, other) => one.from - other.from),
    { from: directory, to: directory, slack: 0 },
  ]) {
    if (place.from < at || place.from > at + slack) return false
    at = place.to
    slack = place.slack
  }
  return true
}

/**
 * The parts that the directory of a zip file names; undefined when it is none, or when its parts are others than its
 * directory says: some programs read the directory, some the parts one after another, and both must find the same.
 */
export function openZip(bytes: Uint8Array): Zip | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = buffer.length < END_SIZE ? undefined : findEnd(buffer)
  if (end === undefined) return undefined
  const count = buffer.readUInt16LE(end + 10)
  if (count > ENTRIES_MAX) return undefined
  const entries = new Map<string, ZipEntry>()
  const places: Place[] = []
  const directory = buffer.readUInt32LE(end + 16)
  let at = directory
  for (let index = 0; index < count; index += 1) {
    const read = readListed(buffer, at)
    const place = read && placeOf(buffer, read)
    if (!place) return undefined
    const { listed } = read
    const name = listed.toString('utf8', LISTED_SIZE)
    if (entries.has(name)) return undefined
    entries.set(name, {
      encrypted: (listed.readUInt16LE(8) & ENCRYPTED_FLAG) !== 0,
      method: listed.readUInt16LE(10),
      packed: buffer.subarray(place.start, place.to),
      listed,
    })
    places.push(place)
    at = read.next
  }
  return lieEndToEnd(places, directory) ? { entries } : undefined
}

/** A part, and how many bytes it was found to unpack to. */
export interface MeasuredEntry {
  readonly entry: ZipEntry
  readonly size: number
}

/**
 * A zip of these parts and no other, each with its true sizes before it. Whoever reads parts one after another, and
 * believes what they say of themselves, finds in it what was measured.
 */
export function buildZipOf(measured: readonly MeasuredEntry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { entry, size } of measured) {
    const { listed, packed } = entry
    const record = Buffer.from(listed)
    record.writeUInt16LE(record.readUInt16LE(8) & ~DESCRIPTOR_FLAG, 8)
    record.writeUInt32LE(packed.length, 20)
    record.writeUInt32LE(size, 24)
    // No fields, no comment.
    record.fill(0, 30, 34)
    record.writeUInt32LE(offset, 42)
    directory.push(record)
    const header = Buffer.alloc(4)
    header.writeUInt32LE(LOCAL_SIGNATURE)
    const part = [header, record.subarray(6, 32), record.subarray(LISTED_SIZE), packed]
    parts.push(...part)
    offset += part.reduce((sum, { length }) => sum + length, 0)
  }
  const end = Buffer.alloc(END_SIZE)
  end.writeUInt32LE(END_SIGNATURE, 0)
  end.writeUInt16LE(measured.length, 8)
  end.writeUInt16LE(measured.length, 10)
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  )
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}

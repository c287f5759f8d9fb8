import { createHash, randomUUID, timingSafeEqual, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { Keyring } from '../../domain/keyring.ts'
import { BackupError } from './backup-error.ts'
import {
  HEADER_MAX_BYTES,
  headerLine,
  notOurs,
  parseHeader,
  type BackupHeader,
} from './backup-header.ts'
import { damaged } from './damaged.ts'
import { decodeFrames, encodeFrame, type Frame } from './frames.ts'

/**
 * A backup is a header line in the clear, the frames under gzip, and at the end the SHA-256 of all before
 * it with a seal over that: a hash under the installation's key, which only its holder can make.
 */
const DIGEST_BYTES = 32
const TRAILER_BYTES = 2 * DIGEST_BYTES
/** The data are mostly random bytes in hexadecimal: harder work saves one per cent. */
const GZIP_LEVEL = 3

/**
 * Writes a backup beside `path` and gives it that name once it is whole and on the disk; on any failure
 * nothing stays. Only its owner may read it. Gives its size in bytes.
 */
export async function writeBackupFile(
  path: string,
  keys: Keyring,
  header: BackupHeader,
  frames: AsyncIterable<Frame>,
): Promise<number> {
  const unfinished = `${path}.${randomUUID()}.part`
  const file = await open(unfinished, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw cannotWrite(path, error)
  })
  try {
    await writeAll(file, keys, header, frames).catch((error: NodeJS.ErrnoException) => {
      throw isDiskError(error) ? cannotWrite(path, error) : error
    })
    const { size } = await file.stat()
    await file.close()
    await nameFinished(unfinished, path)
    return size
  } catch (error) {
    await file.close().catch(() => undefined)
    throw error
  } finally {
    await rm(unfinished, { force: true })
  }
}

async function writeAll(
  file: FileHandle,
  keys: Keyring,
  header: BackupHeader,
  frames: AsyncIterable<Frame>,
): Promise<void> {
  const hash = createHash('sha256')
  const first = headerLine(header)
  hash.update(first)
  await file.writeFile(first)
  const encoded = async function* (): AsyncGenerator<Buffer> {
    for await (const frame of frames) yield encodeFrame(frame)
  }
  await pipeline(
    encoded,
    createGzip({ level: GZIP_LEVEL }),
    (source: AsyncIterable<Buffer>) => hashing(source, hash),
    async (source: AsyncIterable<Buffer>) => {
      for await (const piece of source) await file.writeFile(piece)
    },
  )
  const digest = hash.digest()
  await file.writeFile(Buffer.concat([digest, sealOf(keys, digest)]))
  await file.sync()
}

/** A file of that name is somebody's other backup: it is not written over, not even in a race. */
async function nameFinished(unfinished: string, path: string): Promise<void> {
  try {
    await link(unfinished, path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw cannotWrite(path, error as NodeJS.ErrnoException)
    // Memory cards and network shares have no hard links.
    await rename(unfinished, path).catch((failure: NodeJS.ErrnoException) => {
      throw cannotWrite(path, failure)
    })
  }
  const folder = await open(dirname(path), 'r')
  await folder.sync().catch(() => undefined)
  await folder.close()
}

/** A backup whose bytes are as they were written. */
export interface CheckedBackup {
  readonly path: string
  readonly header: BackupHeader
  /** Bytes of the whole file. */
  readonly size: number
  readonly bodyStart: number
  readonly digest: Buffer
  readonly seal: Buffer
}

/** What a backup says it is, whether or not the rest of it is whole. */
export async function readBackupHeader(path: string): Promise<BackupHeader> {
  return parseHeader((await readFirstLine(path)).line)
}

/** Reads a backup once from end to end and refuses one that is damaged; nothing is opened yet. */
export async function checkBackupFile(
  path: string,
  onRead: (bytes: number) => void,
): Promise<CheckedBackup> {
  const { size } = await stat(path)
  const { line, bodyStart } = await readFirstLine(path)
  const header = parseHeader(line)
  if (size < bodyStart + TRAILER_BYTES) throw damaged()
  const hash = createHash('sha256')
  let read = 0
  for await (const piece of createReadStream(path, { end: size - TRAILER_BYTES - 1 })) {
    hash.update(piece as Buffer)
    onRead((read += (piece as Buffer).length))
  }
  const trailer = await readAt(path, size - TRAILER_BYTES, TRAILER_BYTES)
  const digest = hash.digest()
  if (!digest.equals(trailer.subarray(0, DIGEST_BYTES))) throw damaged()
  return { path, header, size, bodyStart, digest, seal: trailer.subarray(DIGEST_BYTES) }
}

/** Refuses a backup that was not sealed with the founding key of `keys`, though its own sum is right. */
export function requireSeal({ digest, seal }: CheckedBackup, keys: Keyring): void {
  if (!timingSafeEqual(sealOf(keys, digest), seal)) throw damaged()
}

/** The frames of a checked backup; throws at the end if the file has changed since it was checked. */
export async function* readBackupFrames(
  { path, size, bodyStart, digest }: CheckedBackup,
  onRead: (bytes: number) => void,
): AsyncGenerator<Frame> {
  const hash = createHash('sha256').update(await readAt(path, 0, bodyStart))
  let read = bodyStart
  const counted = async function* (): AsyncGenerator<Buffer> {
    const body = createReadStream(path, { start: bodyStart, end: size - TRAILER_BYTES - 1 })
    for await (const piece of hashing(body, hash)) {
      onRead((read += piece.length))
      yield piece
    }
  }
  const gunzip = createGunzip()
  const reading = pipeline(counted, gunzip).catch(() => undefined)
  try {
    yield* decodeFrames(gunzip)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw damaged()
    throw error
  } finally {
    gunzip.destroy()
    await reading
  }
  if (!hash.digest().equals(digest)) throw damaged()
}

async function* hashing(source: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const piece of source) {
    hash.update(piece)
    yield piece
  }
}

function sealOf(keys: Keyring, digest: Buffer): Buffer {
  return keys.lookup('backup', digest.toString('hex'))
}

async function readFirstLine(path: string): Promise<{ line: string; bodyStart: number }> {
  const start = await readAt(path, 0, HEADER_MAX_BYTES)
  const end = start.indexOf('\n')
  if (end === -1) throw notOurs()
  return { line: start.toString('utf8', 0, end), bodyStart: end + 1 }
}

async function readAt(path: string, position: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function isDiskError(error: NodeJS.ErrnoException): boolean {
  return ['write', 'fsync'].includes(error.syscall ?? '')
}

function cannotWrite(path: string, { code }: NodeJS.ErrnoException): BackupError {
  if (code === 'EEXIST')
    return new BackupError(
      `Đã có tệp ${path}; hãy chọn tên khác.`,
      `There is a file ${path} already; choose another name.`,
    )
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new BackupError(
      `Không đủ chỗ trên ổ đĩa để ghi ${path} (${code}); chưa để lại tệp nào.`,
      `There is not enough room to write ${path} (${code}); no file was left.`,
    )
  return new BackupError(
    `Không ghi được vào ${path} (${code}); hãy chọn thư mục khác bằng --out.`,
    `It cannot be written to ${path} (${code}); choose another folder with --out.`,
  )
}

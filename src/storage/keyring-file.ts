import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createKeyring, KEY_BYTES, keyFingerprint, type Keyring } from '../domain/keyring.ts'
import { DatabaseError } from './database-error.ts'
import { toOwn } from './to-own.ts'

/** Name of the key file in DATA_DIR: one base64 key a line, the founding key first, the current last. */
export const KEY_FILE = 'encryption.key'

const KEY_FILE_MAX_BYTES = 64_000

/** The keyring of one given key (ENCRYPTION_KEY). */
export function keyringOf(key: Uint8Array): Keyring {
  return keyringFrom([key])
}

/** Reads the key file of `dataDir`; undefined when there is none. Throws DatabaseError on a bad one. */
export async function readKeyFile(dataDir: string): Promise<Keyring | undefined> {
  const path = join(dataDir, KEY_FILE)
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw unreadableKeyFile(path, error)
    return undefined
  })
  if (!stats) return undefined
  if (!stats.isFile() || stats.size > KEY_FILE_MAX_BYTES) throw badKeyFile(path)
  // Whoever copied the folder may have opened the file to others; only its owner can close it again.
  if (stats.mode & 0o077) await chmod(path, 0o600).catch(() => undefined)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw unreadableKeyFile(path, error)
  })
  const keys = text.split('\n').filter(Boolean).map(parseKey)
  const whole = keys.filter((key) => key !== undefined)
  if (whole.length === 0 || whole.length !== keys.length) throw badKeyFile(path)
  return keyringFrom(whole)
}

/**
 * Makes the key file with a new key and gives the keyring that is then in the file: another process's
 * when that one was first. The file is whole and on the disk before anything is encrypted with it.
 */
export async function makeKeyFile(dataDir: string): Promise<Keyring> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, KEY_FILE)
  const unfinished = `${path}.${randomUUID()}`
  await writeDurably(unfinished, `${randomBytes(KEY_BYTES).toString('base64')}\n`)
  try {
    await link(unfinished, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(unfinished, { force: true })
  }
  await syncFolder(dataDir)
  const keyring = await readKeyFile(dataDir)
  if (!keyring) throw badKeyFile(path)
  return keyring
}

function keyringFrom(keys: readonly Uint8Array[]): Keyring {
  const roots = keys.map((key) => ({ id: keyFingerprint(key), key }))
  return createKeyring({ keys: roots, current: roots.at(-1)?.id ?? '' })
}

function parseKey(line: string): Uint8Array | undefined {
  const key = Buffer.from(line.trim(), 'base64')
  return key.length === KEY_BYTES ? key : undefined
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function badKeyFile(path: string): DatabaseError {
  return new DatabaseError('database.bad_key_file', {
    vi: `Trong tệp ${path} không có khoá mã hoá; hãy đặt lại đúng tệp khoá đã lưu.`,
    en: `There is no encryption key in ${path}; put the right key file back.`,
  })
}

/** It may be the right one: nobody is sent to look for another. */
function unreadableKeyFile(path: string, { code }: NodeJS.ErrnoException): DatabaseError {
  const owner = code === 'EACCES' ? toOwn(dirname(path)) : { vi: '', en: '' }
  return new DatabaseError('database.bad_key_file', {
    vi: `Không đọc được tệp khoá mã hoá ${path} (${code})${owner.vi}.`,
    en: `The file with the encryption key, ${path}, cannot be read (${code})${owner.en}.`,
  })
}

import { timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { Keyring } from '../domain/keyring.ts'
import { type InstallationId, newId } from '../domain/id.ts'
import { DatabaseError } from './database-error.ts'
import { KEY_FILE, keyringOf, makeKeyFile, readKeyFile } from './keyring-file.ts'
import { appliedMigrations } from './migrate.ts'
import type { Tables } from './schema.ts'

export interface Installation {
  id: InstallationId
  keys: Keyring
}

/** Where the key is looked for. */
export interface KeySource {
  readonly dataDir: string
  readonly encryptionKey?: Uint8Array
}

/**
 * Finds the key (ENCRYPTION_KEY, else the file in the data folder, made where the database is new) and
 * proves that it is the one this database was begun with. Throws DatabaseError for a wrong or lost key:
 * a start with another key would mix values that nobody can read again.
 */
export async function unlockInstallation(
  db: Kysely<Tables>,
  source: KeySource,
): Promise<Installation> {
  const known = await findInstallation(db)
  const keys = await findKeys(source)
  if (known) return check(known, keys)
  return found(db, keys ?? (await makeKeyFile(source.dataDir)))
}

/**
 * As `unlockInstallation`, for who must not begin one: undefined, and nothing is made, where neither a start
 * nor an import has begun this database.
 */
export async function openInstallation(
  db: Kysely<Tables>,
  source: KeySource,
): Promise<Installation | undefined> {
  const known = await findBegun(db)
  return known && check(known, await findKeys(source))
}

/** Whether a start or an import has begun this database. */
export async function isBegun(db: Kysely<Tables>): Promise<boolean> {
  return (await findBegun(db)) !== undefined
}

async function findBegun(db: Kysely<Tables>): Promise<Known | undefined> {
  return (await appliedMigrations(db)).length > 0 ? findInstallation(db) : undefined
}

/** Where the file with the key belongs. */
export function keyPathOf({ dataDir }: KeySource): string {
  return join(dataDir, KEY_FILE)
}

/** The keys that are there; undefined when there are none. */
export async function findKeys({
  dataDir,
  encryptionKey,
}: KeySource): Promise<Keyring | undefined> {
  return encryptionKey ? keyringOf(encryptionKey) : readKeyFile(dataDir)
}

interface Known {
  id: InstallationId
  key_check: Buffer
}

/** Writes the one row of a new database; when another process was first, its row counts. */
async function found(db: Kysely<Tables>, keys: Keyring): Promise<Installation> {
  await db
    .insertInto('installation')
    .values({ id: newId<InstallationId>(), key_check: checkValue(keys) })
    .onConflict((conflict) => conflict.column('singleton').doNothing())
    .execute()
  const known = await findInstallation(db)
  if (!known) throw new Error('the installation row is gone')
  return check(known, keys)
}

function findInstallation(db: Kysely<Tables>): Promise<Known | undefined> {
  return db.selectFrom('installation').select(['id', 'key_check']).executeTakeFirst()
}

function check({ id, key_check }: Known, keys: Keyring | undefined): Installation {
  if (!keys) throw keyMissing()
  const ours = checkValue(keys)
  if (ours.length !== key_check.length || !timingSafeEqual(ours, key_check)) throw wrongKey()
  return { id, keys }
}

function checkValue(keys: Keyring): Buffer {
  return Buffer.from(keys.checksum, 'base64url')
}

function keyMissing(): DatabaseError {
  return new DatabaseError('database.key_missing', {
    vi: `Cơ sở dữ liệu đã có dữ liệu mã hoá nhưng không thấy khoá; hãy đặt lại tệp ${KEY_FILE} vào DATA_DIR hoặc đặt ENCRYPTION_KEY.`,
    en: `The database holds encrypted data but the key is not there; put ${KEY_FILE} back into DATA_DIR or set ENCRYPTION_KEY.`,
  })
}

function wrongKey(): DatabaseError {
  return new DatabaseError('database.wrong_key', {
    vi: `Khoá mã hoá không phải khoá của cơ sở dữ liệu này; hãy dùng đúng ENCRYPTION_KEY hoặc tệp ${KEY_FILE} đã lưu.`,
    en: `The encryption key is not the one of this database; use the right ENCRYPTION_KEY or the ${KEY_FILE} that was kept.`,
  })
}

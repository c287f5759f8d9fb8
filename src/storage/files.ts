import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { MessageFileRef } from '../domain/file.ts'
import { newId, type FileId } from '../domain/id.ts'
import type { Store } from './store.ts'

/**
 * Keeps a file, encrypted, because an exported report names people; the same bytes under the same name are one row, kept
 * anew.
 */
export async function keepFile(
  tx: Store,
  file: { name: string; mime: string; bytes: Uint8Array },
): Promise<MessageFileRef> {
  const sha256 = createHash('sha256').update(file.bytes).digest()
  const known = await tx.db
    .updateTable('file')
    .set({ created_at: sql<Date>`now()` })
    .where('id', '=', (eb) =>
      eb
        .selectFrom('file')
        .select('id')
        .where('sha256', '=', sha256)
        .where('name', '=', file.name)
        .orderBy('id')
        .limit(1),
    )
    .returning(['id', 'name', 'mime', 'size'])
    .executeTakeFirst()
  const row =
    known ??
    (await tx.db
      .insertInto('file')
      .values({
        id: newId<FileId>(),
        sha256,
        name: file.name,
        mime: file.mime,
        size: file.bytes.length,
        bytes_enc: tx.keys.encrypt(file.bytes, 'file.bytes'),
      })
      .returning(['id', 'name', 'mime', 'size'])
      .executeTakeFirstOrThrow())
  return { fileId: row.id, name: row.name, mime: row.mime, size: row.size }
}

const FORGOTTEN_AT_ONCE = 20

/** Deletes files kept before then that no notice has: those that the bot made for one message. Gives how many there were. */
export async function forgetLooseFiles(store: Store, before: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from file where id = any(array(
      select f.id from file f
      where f.created_at < ${before}
        and not exists (select from notice_file n where n.file_id = f.id)
      order by f.id limit ${FORGOTTEN_AT_ONCE} for update skip locked))`.execute(store.db)
  return Number(numAffectedRows ?? 0)
}

export interface StoredFile {
  readonly name: string
  readonly mime: string
  readonly bytes: Uint8Array
}

export async function readStoredFile(store: Store, id: FileId): Promise<StoredFile | undefined> {
  const row = await store.db
    .selectFrom('file')
    .select(['name', 'mime', 'bytes_enc'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  const { name, mime, bytes_enc } = row
  return { name, mime, bytes: store.keys.decryptBytes(bytes_enc, 'file.bytes') }
}

export async function readFileBytes(store: Store, id: FileId): Promise<Uint8Array | undefined> {
  return (await readStoredFile(store, id))?.bytes
}

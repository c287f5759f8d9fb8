import { sql } from 'kysely'
import type { Store } from './store.ts'

/** What a message with a file that was made for its reader alone is about: the file. */
export const OWN_FILE = 'own-file'

/** Deletes the files of such messages with them: nobody else has them, and they say much. */
export async function dropOwnFiles(
  tx: Store,
  gone: readonly { readonly subject_kind: string | null; readonly subject_id: string | null }[],
): Promise<void> {
  const files = gone.flatMap(({ subject_kind, subject_id }) =>
    subject_kind === OWN_FILE && subject_id !== null ? [subject_id] : [],
  )
  if (files.length === 0) return
  await sql`
    delete from file f where f.id = any(${files}::uuid[])
      and not exists (select from notice_file n where n.file_id = f.id)`.execute(tx.db)
}

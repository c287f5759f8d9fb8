import { isServerGone } from './backup/server-gone.ts'
import { DatabaseError } from './database-error.ts'
import { hasFilledDisk } from './embedded/refusals.ts'

/** Of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html) and of the system. */
const NO_ROOM: ReadonlySet<unknown> = new Set(['53100', 'ENOSPC', 'EDQUOT'])

/** Whether something failed because there was no room for it. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NO_ROOM.has(error.code)
}

/**
 * The failure, or the sentence of a full disk in its place: where it is said to be one, and where the embedded server has
 * been lost, which a full disk does to it.
 */
export async function explainFailure(
  error: unknown,
  { databaseUrl, dataDir }: { readonly databaseUrl?: string | undefined; readonly dataDir: string },
): Promise<unknown> {
  const reason = error instanceof DatabaseError ? error.cause : error
  if (isDiskFull(reason)) return diskFull(reason)
  if (databaseUrl !== undefined || !isServerGone(reason)) return error
  return (await hasFilledDisk(dataDir).catch(() => false)) ? diskFull(reason) : error
}

function diskFull(cause: unknown): DatabaseError {
  const full = new DatabaseError('database.disk_full', {
    vi: 'Ổ đĩa đã đầy; hãy dọn bớt rồi chạy lại. Không có gì được làm dở.',
    en: 'The disk is full; make room and try again. Nothing was half done.',
  })
  full.cause = cause
  return full
}

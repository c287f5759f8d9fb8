export type DatabaseErrorCode =
  | 'database.bad_url'
  | 'database.unreachable'
  | 'database.refused'
  | 'database.unsuitable'
  | 'database.newer_schema'
  | 'database.older_service'
  | 'database.migration_failed'
  | 'database.disk_full'
  | 'database.wrong_key'
  | 'database.bad_key_file'
  | 'database.key_missing'

/** Why the database cannot be used, with a sentence for the operator that shows no secret. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  readonly code: DatabaseErrorCode
  readonly sentence: { vi: string; en: string }

  constructor(code: DatabaseErrorCode, sentence: { vi: string; en: string }) {
    super(`${sentence.vi} (${sentence.en})`)
    this.code = code
    this.sentence = sentence
  }
}

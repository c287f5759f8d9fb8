export type EmbeddedPostgresErrorCode =
  | 'embedded.unsupported_platform'
  | 'embedded.tools_missing'
  | 'embedded.binaries_unusable'
  | 'embedded.bad_data_dir'
  | 'embedded.not_writable'
  | 'embedded.data_missing'
  | 'embedded.data_unreachable'
  | 'embedded.foreign_data'
  | 'embedded.newer_postgres'
  | 'embedded.older_postgres'
  | 'embedded.in_use'
  | 'embedded.disk_full'
  | 'embedded.init_failed'
  | 'embedded.start_failed'

export interface Sentence {
  vi: string
  en: string
}

/**
 * Why the embedded database cannot be used. `sentence` is for the operator; `detail` is what the
 * tools printed: the start logs it, a command shows it below.
 */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError'
  readonly code: EmbeddedPostgresErrorCode
  readonly sentence: Sentence
  readonly detail: string

  constructor(code: EmbeddedPostgresErrorCode, sentence: Sentence, detail = '') {
    super(`${sentence.vi} (${sentence.en})`)
    this.code = code
    this.sentence = sentence
    this.detail = detail
  }
}

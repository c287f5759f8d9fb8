import { importTexts } from '../../i18n/import-texts.ts'

export interface ImportError {
  /** As a spreadsheet numbers it: the header is row 1. */
  readonly row: number
  /** Empty: the row or the file as a whole. */
  readonly column: string
  /** Vietnamese sentence. */
  readonly message: string
}

/** What an import did. With any error nothing at all was written, and `added` and `changed` are 0. */
export interface ImportReport {
  /** Rows of data that were read, good or bad. */
  readonly rows: number
  /** New units, chats or persons. */
  readonly added: number
  /** Units, chats or persons that were there and are different now. */
  readonly changed: number
  readonly errors: readonly ImportError[]
}

/** A person mends a list like this by hand; a longer one is another file by mistake. */
const ERRORS_MAX = 1_000

/** The errors of one import, bounded however bad the file is. */
export class ErrorList {
  readonly #errors: ImportError[] = []

  add(row: number, column: string, message: string): void {
    this.#errors.push({ row, column, message })
  }

  get isEmpty(): boolean {
    return this.#errors.length === 0
  }

  get isFull(): boolean {
    return this.#errors.length > ERRORS_MAX
  }

  /** By row, with a last one that says so when there were too many. */
  list(): ImportError[] {
    const sorted = this.#errors.toSorted((one, other) => one.row - other.row)
    const shown = sorted.slice(0, ERRORS_MAX)
    const cut = sorted[ERRORS_MAX]
    return cut
      ? [...shown, { row: cut.row, column: '', message: importTexts.tooMany(ERRORS_MAX) }]
      : shown
  }
}

/** How many errors a look into the database needs to give at most. */
export const ERRORS_ASKED = ERRORS_MAX + 1

/** One message of a broadcast. */
export interface Copy {
  readonly chatId: number
  readonly label: string
}

/** What a user would write to send broadcasts, as far as the scenarios need it. */
export interface Sender {
  /** What was chosen, for the report. */
  readonly settings: string
  /** Resolves when all are out. */
  sendAll(copies: readonly Copy[], options: { isUrgent: boolean }): Promise<void>
  /** Answers somebody's command. */
  answer(copy: Copy): Promise<void>
  /** Calls that were given up. */
  readonly failures: () => number
  /** Rows that say `sent`; null: nothing is written down. */
  recorded(): Promise<number | null>
  close(): Promise<void>
}

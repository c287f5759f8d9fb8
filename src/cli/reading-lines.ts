/** One task as it was read. */
export interface ReadTask {
  readonly text: string
  /** As written; null: the text names nobody, or no time. */
  readonly assignee: string | null
  readonly deadline: string | null
}

/** The tasks of a reading, numbered, and what a person must look at. */
export function readingLines(tasks: readonly ReadTask[], warnings: readonly string[]): string[] {
  return [
    ...tasks.map(
      ({ text, assignee, deadline }, index) =>
        `\nViệc ${index + 1}: ${text}` +
        (assignee === null ? '' : `\n  Giao: ${assignee}`) +
        (deadline === null ? '' : `\n  Hạn: ${deadline}`),
    ),
    // A warning is `code: sentence`; the code is for programs.
    ...warnings.map((warning) => `\nLưu ý: ${warning.replace(/^[a-z_]+: /u, '')}`),
  ]
}

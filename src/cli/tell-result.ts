import type { Terminal } from './terminal.ts'

/** What nearly every verb may be asked: an answer for a program in place of the sentence for a person. */
export interface JsonOption {
  readonly json?: true
}

/** Prints what a command has come to: the value as JSON, or the words. Neither ends its line by itself. */
export function tellResult(
  { out }: Terminal,
  { json }: JsonOption,
  value: unknown,
  words: string,
): void {
  out(`${json ? JSON.stringify(value) : words}\n`)
}

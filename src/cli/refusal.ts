/** 0 done, 1 refused with a sentence, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2

/** Something that a command does not do, with the sentence that says why: Vietnamese first, English second. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly exitCode: ExitCode

  constructor(sentence: string, exitCode: ExitCode = 1) {
    super(sentence)
    this.exitCode = exitCode
  }
}

/** The sentence of a failure that the lower layers foresaw; undefined for a bug. */
export function sentenceOf(error: unknown): string | undefined {
  if (error instanceof Refusal) return error.message
  const { sentence } = error as { sentence?: { vi: string; en: string } }
  return sentence && `${sentence.vi} / ${sentence.en}`
}

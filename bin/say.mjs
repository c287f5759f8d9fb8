/** A line for the person at the terminal; standard output belongs to what the command prints. */
export function say(vi, en) {
  process.stderr.write(`${vi} / ${en}\n`)
}

/** Something a person can put right: shown as a sentence, without a stack. */
export class Refusal extends Error {
  constructor(vi, en) {
    super(`${vi} / ${en}`)
  }
}

/** Runs the program; a refusal ends it with its sentence and exit code 1. */
export async function runMain(main) {
  try {
    await main()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

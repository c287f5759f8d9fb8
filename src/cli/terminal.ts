import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import { processEnvironment } from '../../config/config.ts'
import type { Environment } from '../../config/read-environment.ts'

/** Where a command is run: what it reads and where it writes. */
export interface Terminal {
  readonly env: Environment
  readonly cwd: string
  /** What the command was asked for. */
  readonly out: (text: string) => void
  /** Sentences about it, progress, refusals. */
  readonly err: (text: string) => void
  /** Whether a person watches `err`, so that a bar may move there. */
  readonly isWatched: boolean
  /** What a person answers to a question; undefined where nobody can be asked. */
  readonly ask: (question: string) => Promise<string | undefined>
}

/** The process's own terminal. */
export function processTerminal(): Terminal {
  return {
    env: processEnvironment(),
    cwd: process.cwd(),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isWatched: process.stderr.isTTY === true,
    ask: askPerson,
  }
}

/** Who ends the input instead of answering has answered nothing. */
async function askPerson(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const ended = once(lines, 'close').then(() => '')
  // Of an end some versions of Node say nothing here, others reject.
  const answer = await Promise.race([lines.question(question).catch(() => ''), ended])
  lines.close()
  return answer
}

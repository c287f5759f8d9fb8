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
}

/** The process's own terminal. */
export function processTerminal(): Terminal {
  return {
    env: processEnvironment(),
    cwd: process.cwd(),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isWatched: process.stderr.isTTY === true,
  }
}

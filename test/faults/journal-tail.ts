import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { LoggedCall } from './count-arrivals.ts'

/** Follows the platforms' log of calls while it is written. */
export interface JournalTail {
  /** All calls so far, oldest first; reads what is new. */
  read(): readonly LoggedCall[]
}

export function followJournal(platformsDir: string): JournalTail {
  const path = join(platformsDir, 'calls.jsonl')
  const calls: LoggedCall[] = []
  let [offset, rest] = [0, '']
  return {
    read: () => {
      if (!existsSync(path)) return calls
      const file = openSync(path, 'r')
      try {
        const { size } = fstatSync(file)
        // The log was put aside and begun anew.
        if (size < offset) [offset, rest] = [0, '']
        const bytes = Buffer.alloc(size - offset)
        offset += readSync(file, bytes, 0, bytes.length, offset)
        // A line is written in one call, so a character is never cut at the end of the file.
        const lines = (rest + bytes.toString('utf8')).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) calls.push(JSON.parse(line) as LoggedCall)
        return calls
      } finally {
        closeSync(file)
      }
    },
  }
}

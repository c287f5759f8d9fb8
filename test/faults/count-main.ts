import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brokenPromises, countArrivals, type Evidence, type LoggedCall } from './count-arrivals.ts'

/**
 * `count-main FOLDER`: reads `calls.jsonl` (and what was put aside of it) and `evidence.json` of a folder and
 * prints the count as JSON. Exit code 1: a promise is broken.
 */
const folder = process.argv[2] ?? '.'
const calls = ['calls.jsonl.1', 'calls.jsonl'].flatMap((name) => readLines(join(folder, name)))
const rest = JSON.parse(readFileSync(join(folder, 'evidence.json'), 'utf8')) as Omit<
  Evidence,
  'calls'
>
const count = countArrivals({ calls, ...rest })
const broken = brokenPromises(count)
process.stdout.write(`${JSON.stringify({ ...count, broken })}\n`)
process.exitCode = broken.length > 0 ? 1 : 0

function readLines(path: string): LoggedCall[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LoggedCall)
}

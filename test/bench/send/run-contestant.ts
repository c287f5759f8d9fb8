import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Task, Told } from './task.ts'

/** Built before the benchmark by `npm run bench`. */
const CONTESTANT_MAIN = resolve('.cache/bench/contestant-main.js')

/** Runs one contestant to its end; null: it died. */
export async function runContestant(task: Task): Promise<Told | null> {
  const child = start(task)
  const lines: string[] = []
  createInterface({ input: requireStream(child) }).on('line', (line) => lines.push(line))
  await once(child, 'close')
  const last = lines.at(-1)
  return child.exitCode === 0 && last !== undefined ? (JSON.parse(last) as Told) : null
}

/** Starts a second process beside the contestant; gives what stops it. */
export async function startHelper(task: Task): Promise<() => Promise<void>> {
  const child = start({ ...task, role: 'second' })
  const ended = once(child, 'exit')
  await Promise.race([
    once(createInterface({ input: requireStream(child) }), 'line'),
    ended.then(() => Promise.reject(new Error('the second process did not start'))),
  ])
  return async () => {
    child.stdin?.end()
    await ended
  }
}

function start(task: Task): ChildProcess {
  const extra = process.env['BENCH_NODE_OPTIONS']?.split(' ') ?? []
  return spawn(process.execPath, [...extra, CONTESTANT_MAIN], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      BENCH_TASK: JSON.stringify(task),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}

function requireStream({ stdout }: ChildProcess): NonNullable<ChildProcess['stdout']> {
  if (!stdout) throw new Error('the contestant says nothing')
  return stdout
}

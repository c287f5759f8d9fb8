import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const ROOT = resolve(import.meta.dirname, '../..')
const READY_LIMIT_MS = 60_000

export interface MeasuredService {
  readonly origin: string
  readonly dataDir: string
  /** From the command to the first `/readyz` that says ready, in milliseconds. */
  readonly readyMs: number
  /** Resident memory of the service and of all its database's processes, shared pages once, in MiB. */
  memoryMiB(): { service: number; database: number }
  stop(): Promise<void>
}

/** Runs `npm start`'s own script on a port of its own and waits until it is ready. */
export async function startMeasured(
  options: { dataDir?: string; env?: Record<string, string> } = {},
): Promise<MeasuredService> {
  const dataDir = options.dataDir ?? makeDataDir()
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const begun = performance.now()
  const child = spawn(process.execPath, [join(ROOT, 'bin/start.mjs')], {
    cwd: dataDir,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      DATA_DIR: dataDir,
      PORT: String(port),
      LOG_LEVEL: 'error',
      ...options.env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await ready(origin, child)
  const readyMs = performance.now() - begun
  return {
    origin,
    dataDir,
    readyMs,
    memoryMiB: () => memoryOf(child.pid ?? 0),
    stop: async () => {
      const ended = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** A folder that the database's user can pass, so that all data lies in it and goes with it. */
export function makeDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'nhipcau-bench-'))
  chmodSync(dataDir, 0o711)
  return dataDir
}

export function removeData(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true })
}

async function ready(origin: string, child: ChildProcess): Promise<void> {
  const limit = performance.now() + READY_LIMIT_MS
  while (performance.now() < limit) {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`)
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await delay(20)
  }
  child.kill('SIGKILL')
  throw new Error('the service was not ready in time')
}

/** Proportional set size (shared pages divided among their users), from /proc; 0 where there is no such file. */
function memoryOf(pid: number): { service: number; database: number } {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/u.test(entry)))
    parents.set(Number(name), parentOf(Number(name)))
  const postgres = [...parents.keys()].filter((one) => isBelow(one, pid, parents) && one !== pid)
  return { service: pssMiB(pid), database: postgres.reduce((sum, one) => sum + pssMiB(one), 0) }
}

function isBelow(pid: number, top: number, parents: ReadonlyMap<number, number>): boolean {
  let at = pid
  while (at > 1) {
    if (at === top) return true
    at = parents.get(at) ?? 0
  }
  return false
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}

function pssMiB(pid: number): number {
  try {
    const match = /^Pss:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
    return Number(match?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

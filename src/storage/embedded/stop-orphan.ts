import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runTool } from './run-tool.ts'
import type { ServerUser } from './server-user.ts'

/** A server that is just stopping by itself gets this long before it counts as an orphan. */
const STOPPING_GRACE_MS = 3_000
const STOP_TIMEOUT_MS = 15_000
const KILL_TIMEOUT_MS = 5_000
const POLL_MS = 20

export type OrphanResult = { kind: 'free'; stopped: boolean } | { kind: 'held' }

/**
 * Makes sure that no server process without a guard is left on the cluster: waits for one that is
 * stopping, stops one that goes on. `held`: something that we cannot see holds it, for instance
 * another container on the same folder. Only to be called when no guard reads the lifeline.
 */
export async function stopOrphan(
  run: string,
  data: string,
  user: ServerUser,
): Promise<OrphanResult> {
  const isFree = async (): Promise<boolean> =>
    (await runTool(user, 'flock', ['-n', join(run, 'alive.lock'), 'true'])).code === 0
  const isFreeWithin = (ms: number): Promise<boolean> => pollUntil(isFree, ms)

  if (await isFree()) return { kind: 'free', stopped: false }
  const stopping = (await postmasterState(data)).stopping
  if (await isFreeWithin(stopping ? STOP_TIMEOUT_MS : STOPPING_GRACE_MS))
    return { kind: 'free', stopped: false }

  const { pid } = await postmasterState(data)
  const processes = await processesIn(data)
  // The pid in the file counts only when that process really works in this folder.
  if (pid !== undefined && processes.includes(pid)) signal(pid, 'SIGINT')
  if (await isFreeWithin(STOP_TIMEOUT_MS)) return { kind: 'free', stopped: true }
  for (const process of await processesIn(data)) signal(process, 'SIGKILL')
  return (await isFreeWithin(KILL_TIMEOUT_MS)) ? { kind: 'free', stopped: true } : { kind: 'held' }
}

async function pollUntil(condition: () => Promise<boolean>, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms
  for (;;) {
    if (await condition()) return true
    if (Date.now() > deadline) return false
    await sleep(POLL_MS)
  }
}

/** Line 1 of postmaster.pid is the pid, line 8 the state. */
async function postmasterState(data: string): Promise<{ pid?: number; stopping: boolean }> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number(lines[0])
  return { ...(pid > 1 ? { pid } : {}), stopping: lines[7]?.trim() === 'stopping' }
}

/** All processes whose working folder is the data folder, which is where every server process works. */
async function processesIn(data: string): Promise<number[]> {
  const found: number[] = []
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const folder = await readlink(`/proc/${name}/cwd`).catch(() => undefined)
    if (folder === data) found.push(Number(name))
  }
  return found
}

function signal(pid: number, name: 'SIGINT' | 'SIGKILL'): void {
  try {
    process.kill(pid, name)
  } catch {
    // It ended in the meantime, or it is not ours; the lock tells which.
  }
}

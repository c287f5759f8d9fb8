import { existsSync } from 'node:fs'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runTool } from './run-tool.ts'
import type { ClusterLocation } from './cluster-location.ts'

/** A server that is just stopping by itself gets this long before it counts as an orphan. */
const STOPPING_GRACE_MS = 3_000
const STOP_TIMEOUT_MS = 15_000
const INITDB_TIMEOUT_MS = 60_000
const KILL_TIMEOUT_MS = 5_000
const POLL_MS = 20

export type OrphanResult = { kind: 'free'; stopped: boolean } | { kind: 'held' }

/**
 * Makes sure that no server process without a guard is left on the cluster: waits for one that is
 * stopping, stops one that goes on. `held`: something that we cannot see holds it, for instance
 * another container on the same folder. Only to be called when no guard reads the lifeline.
 */
export async function stopOrphan(location: ClusterLocation): Promise<OrphanResult> {
  const { data } = location
  const isFreeWithin = (ms: number): Promise<boolean> =>
    pollUntil(() => isClusterFree(location), ms)

  if (await isClusterFree(location)) return { kind: 'free', stopped: false }
  if (await isFreeWithin(await graceFor(data))) return { kind: 'free', stopped: false }

  const processes = await processesIn(data)
  if (processes.length === 0) return { kind: 'held' }
  const pid = await postmasterPid(data)
  // The pid in the file counts only when that process really works in this folder.
  if (pid !== undefined && processes.includes(pid)) signal(pid, 'SIGINT')
  if (await isFreeWithin(STOP_TIMEOUT_MS)) return { kind: 'free', stopped: true }
  for (const process of await processesIn(data)) signal(process, 'SIGKILL')
  return (await isFreeWithin(KILL_TIMEOUT_MS)) ? { kind: 'free', stopped: true } : { kind: 'held' }
}

/** Without data it is an initdb whose starter was killed, and that ends by itself. */
async function graceFor(data: string): Promise<number> {
  if (!existsSync(data)) return INITDB_TIMEOUT_MS
  return (await isStopping(data)) ? STOP_TIMEOUT_MS : STOPPING_GRACE_MS
}

/** Whether no process of a server, nor an initdb, lives on the cluster (see guard-script.ts). */
export async function isClusterFree({ root, user }: ClusterLocation): Promise<boolean> {
  const lock = join(root, 'run', 'alive.lock')
  return (await runTool(user, 'flock', ['-n', lock, 'true'])).code === 0
}

/** The pid in the server's lock file; it says nothing about whether that server lives. */
export async function postmasterPid(data: string): Promise<number | undefined> {
  const pid = Number((await lockFileLines(data))[0])
  return pid > 1 ? pid : undefined
}

/** Whether the server says that it is on its way down: line 8 of its lock file is its state. */
export async function isStopping(data: string): Promise<boolean> {
  return (await lockFileLines(data))[7]?.trim() === 'stopping'
}

async function lockFileLines(data: string): Promise<string[]> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  return text.split('\n')
}

async function pollUntil(condition: () => Promise<boolean>, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms
  for (;;) {
    if (await condition()) return true
    if (Date.now() > deadline) return false
    await sleep(POLL_MS)
  }
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

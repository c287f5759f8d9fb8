import { spawn } from 'node:child_process'
import { bareEnvironment, toolMissing } from './run-tool.ts'

const WAIT_SECONDS = 120
/** What `flock` answers when the time is over; a number of our own choice. */
const TIMED_OUT = 75

/** `denied`: the lock file cannot be opened, because the folder belongs to somebody else. */
export type FolderLockResult<T> = { kind: 'done'; value: T } | { kind: 'busy' } | { kind: 'denied' }

/**
 * Runs `work` while no other process runs work under the same lock file. The kernel's lock is held by
 * a child that ends when its pipe to us closes, so that even `kill -9` of this process releases it.
 * Node itself has no file locks, and a lock made of a pid would survive its holder.
 */
export async function withFolderLock<T>(
  path: string,
  work: () => Promise<T>,
): Promise<FolderLockResult<T>> {
  const holder = spawn(
    'flock',
    ['-w', String(WAIT_SECONDS), '-E', String(TIMED_OUT), path, 'sh', '-c', 'echo held; read _'],
    { cwd: '/', env: bareEnvironment(), stdio: ['pipe', 'pipe', 'ignore'], detached: true },
  )
  const ended = new Promise<void>((resolve) => holder.once('close', () => resolve()))
  holder.stdin.on('error', () => {
    // The holder has ended before us; nothing is left to release.
  })
  const outcome = await new Promise<'held' | 'busy' | 'denied'>((resolve, reject) => {
    holder.once('error', (error) => reject(toolMissing('flock', error)))
    holder.stdout.once('data', () => resolve('held'))
    holder.once('close', (code) => resolve(code === TIMED_OUT ? 'busy' : 'denied'))
  })
  if (outcome !== 'held') return { kind: outcome }
  try {
    return { kind: 'done', value: await work() }
  } finally {
    holder.stdin.end()
    await ended
  }
}

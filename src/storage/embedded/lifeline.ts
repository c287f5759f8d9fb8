import { randomBytes } from 'node:crypto'
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runTool } from './run-tool.ts'
import type { ServerUser } from './server-user.ts'

/**
 * The lifeline is a named pipe that every process using the server holds open for writing and that the
 * server's guard (guard-script.ts) reads. The kernel closes it for processes that die in any way, so
 * the guard sees its end exactly when nobody uses the server any more, and then stops the server.
 * A process joins by announcing itself and waiting for the guard's answer: with the answer in hand the
 * guard cannot already have seen the end.
 */
export interface Lifeline {
  /** Whether the guard that was joined still runs; in its folder another may have come in its place. */
  hasGuard(): boolean
  /** Leaves, and gives how many others use the server, among them any that were killed; undefined: the guard was silent. */
  leave(): Promise<number | undefined>
}

const ANSWER_TIMEOUT_MS = 10_000
/** Who leaves is being stopped, and has no more than ten seconds for all of that. */
const LEAVE_TIMEOUT_MS = 3_000
const POLL_MS = 5

export interface NewLifeline {
  /** To be the guard's standard input; close it here once the guard runs. */
  guardEnd: number
  /** Announces this process to the started guard; undefined when the guard has ended. */
  join(): Promise<Lifeline | undefined>
}

/** Makes the pipe anew and opens both ends, so that no moment exists in which the guard has no writer. */
export async function createLifeline(run: string, user: ServerUser): Promise<NewLifeline> {
  const path = lifelinePath(run)
  await rm(path, { force: true })
  const made = await runTool(user, 'mkfifo', ['-m', '600', path])
  if (made.code !== 0) throw new Error(`mkfifo: ${made.output}`)
  // Opening for reading and writing never blocks on Linux, and lets the next two succeed at once.
  const both = openSync(path, constants.O_RDWR)
  const guardEnd = openSync(path, constants.O_RDONLY)
  const ourEnd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  closeSync(both)
  return { guardEnd, join: () => announce(run, ourEnd) }
}

/** Joins the users of a running server; undefined when no guard answers, because it ended or is ending. */
export async function joinLifeline(run: string): Promise<Lifeline | undefined> {
  const ourEnd = openForWriting(run)
  return ourEnd === undefined ? undefined : announce(run, ourEnd)
}

/** Whether a guard reads the pipe right now. */
export function hasGuard(run: string): boolean {
  const end = openForWriting(run)
  if (end !== undefined) closeSync(end)
  return end !== undefined
}

async function announce(run: string, ourEnd: number): Promise<Lifeline | undefined> {
  if (typeof (await ask(run, ourEnd, 'in', ANSWER_TIMEOUT_MS)) !== 'number') {
    closeSync(ourEnd)
    return undefined
  }
  return {
    hasGuard: () => isRead(ourEnd),
    leave: async () => {
      const others = await ask(run, ourEnd, 'out', LEAVE_TIMEOUT_MS)
      closeSync(ourEnd)
      if (others === 'silent') return undefined
      return others === 'gone' ? 0 : others
    },
  }
}

/** Sends one word to the guard and waits for its answer: how many users there are now. */
async function ask(
  run: string,
  ourEnd: number,
  word: 'in' | 'out',
  timeoutMs: number,
): Promise<number | 'gone' | 'silent'> {
  const token = randomBytes(8).toString('hex')
  const deadline = Date.now() + timeoutMs
  try {
    writeSync(ourEnd, `${word} ${token}\n`)
    while (Date.now() < deadline) {
      const users = await takeAnswer(run, token)
      if (users !== undefined) return users
      if (!hasGuard(run)) return 'gone'
      await sleep(POLL_MS)
    }
    return 'silent'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
    return 'gone'
  }
}

/** The guard of an earlier version, beside which a command may work, writes the number into the file. */
async function takeAnswer(run: string, token: string): Promise<number | undefined> {
  const names = await readdir(run).catch(() => [])
  const name = names.find((each) => each.startsWith(`answer-${token}`))
  if (name === undefined) return undefined
  const path = join(run, name)
  const [, users = await readFile(path, 'utf8')] = name.split('.')
  await rm(path, { force: true })
  return Number(users)
}

function isRead(ourEnd: number): boolean {
  try {
    // An empty line, over which the guard passes: only what is written tells whether anybody reads.
    writeSync(ourEnd, '\n')
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EPIPE'
  }
}

function openForWriting(run: string): number | undefined {
  try {
    return openSync(lifelinePath(run), constants.O_WRONLY | constants.O_NONBLOCK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENXIO' || code === 'ENOENT') return undefined
    throw error
  }
}

function lifelinePath(run: string): string {
  return join(run, 'lifeline')
}

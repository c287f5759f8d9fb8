import { randomBytes } from 'node:crypto'
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
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
  /** Leaves, and gives how many others use the server, among them any that were killed. */
  leave(): Promise<number>
}

const ANSWER_TIMEOUT_MS = 10_000
const POLL_MS = 5

export interface NewLifeline {
  /** To be the guard's standard input; close it here once the guard runs. */
  guardEnd: number
  /** Announces this process to the started guard; undefined when the guard has ended. */
  join(): Promise<Lifeline | undefined>
  /** Gives up without a guard. */
  abandon(): void
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
  return {
    guardEnd,
    join: () => announce(run, ourEnd),
    abandon: () => closeSync(ourEnd),
  }
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
  if ((await ask(run, ourEnd, 'in')) === undefined) {
    closeSync(ourEnd)
    return undefined
  }
  return {
    hasGuard: () => isRead(ourEnd),
    leave: async () => {
      const others = await ask(run, ourEnd, 'out')
      closeSync(ourEnd)
      return others ?? 0
    },
  }
}

/** Sends one word to the guard and waits for its answer: how many users there are now. */
async function ask(run: string, ourEnd: number, word: 'in' | 'out'): Promise<number | undefined> {
  const token = randomBytes(8).toString('hex')
  const answer = join(run, `answer-${token}`)
  const deadline = Date.now() + ANSWER_TIMEOUT_MS
  try {
    writeSync(ourEnd, `${word} ${token}\n`)
    while (Date.now() < deadline) {
      const users = await readFile(answer, 'utf8').catch(() => undefined)
      if (users !== undefined) return Number(users)
      if (!hasGuard(run)) return undefined
      await sleep(POLL_MS)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  } finally {
    await rm(answer, { force: true })
  }
  return undefined
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

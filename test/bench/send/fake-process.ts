import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import type { FakeSettings, FakeStatistics } from './fake-statistics.ts'
import { copiesIn, type Task } from './task.ts'

/** The fake Telegram as the runner and the contestants reach it. */
export interface FakeTelegram {
  readonly origin: string
  reset(settings: FakeSettings): Promise<void>
  stop(): Promise<void>
}

/** Starts `fake-telegram-main.ts` as a process of its own. */
export async function startFakeTelegram(): Promise<FakeTelegram> {
  const script = join(import.meta.dirname, 'fake-telegram-main.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const [origin] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    ended.then(() => Promise.reject(new Error('the fake Telegram did not start'))),
  ])) as [string]
  return {
    origin,
    reset: async (settings) => {
      await fetch(`${origin}/control/reset`, { method: 'POST', body: JSON.stringify(settings) })
    },
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

export async function statisticsOf(origin: string, token: string): Promise<FakeStatistics> {
  const answer = await fetch(`${origin}/control/statistics/${token}`)
  return (await answer.json()) as FakeStatistics
}

/** Accepted copies so far. */
export async function copiesOf(origin: string, token: string): Promise<number> {
  const answer = await fetch(`${origin}/control/count/${token}`)
  return Number(await answer.text())
}

/** Resolves when every copy of a task has been accepted. */
export async function untilArrived(task: Task): Promise<void> {
  const copies = copiesIn(task)
  while ((await copiesOf(task.origin, task.token)) < copies) await delay(20)
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { Queues } from './queues.ts'
import type { QueueLog } from './queue-log.ts'
import { RETRY_MS } from './retry-ms.ts'

const SWEEP_EVERY_MS = 5_000
/** How often a schedule that a Redis has lost is put back. */
const CHECK_EVERY_MS = 30_000

export interface Schedules {
  stop(): void
}

/** Keeps the sweeper going, also when the queue's backend comes back empty; waits for one that is just away. */
export async function startSchedules(
  queues: Queues,
  log: QueueLog,
  everyMs: number = SWEEP_EVERY_MS,
  signal?: AbortSignal,
): Promise<Schedules> {
  await untilScheduled(queues, log, everyMs, signal)
  // What a process that was killed left behind is taken up now, not at the next round.
  await queues.enqueue({ name: 'sweep', data: {} })
  const timer = setInterval(() => {
    restoreSchedule(queues, everyMs).catch((error: NodeJS.ErrnoException) => {
      log.warn({ code: error.code ?? error.name }, 'the schedule could not be checked')
    })
  }, CHECK_EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

async function untilScheduled(
  queues: Queues,
  log: QueueLog,
  everyMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  let told: string | undefined
  for (;;) {
    try {
      return await scheduleSweep(queues, everyMs)
    } catch (error) {
      signal?.throwIfAborted()
      const { code, name } = error as NodeJS.ErrnoException
      if (told !== (code ?? name))
        log.warn({ code: code ?? name }, 'the schedule could not be set yet')
      told = code ?? name
      await sleep(RETRY_MS, undefined, signal && { signal })
    }
  }
}

async function restoreSchedule(queues: Queues, everyMs: number): Promise<void> {
  const known = await queues.byName.sweep.getJobScheduler('sweep')
  if (!known) await scheduleSweep(queues, everyMs)
}

async function scheduleSweep(queues: Queues, everyMs: number): Promise<void> {
  await queues.byName.sweep.upsertJobScheduler(
    'sweep',
    { every: everyMs },
    { name: 'sweep', data: {}, opts: { removeOnComplete: true, removeOnFail: true } },
  )
}

import type { StorageLog } from '../src/storage/storage-log.ts'
import { codeOf } from '../src/usecases/create-news.ts'
import type { Queues } from './queues.ts'

const SWEEP_EVERY_MS = 5_000
/** What a wrong clock has put off is looked for at every so many sweeps. */
const SWEEPS_A_LOOK = 6

export interface Schedules {
  stop(): void
}

/**
 * Keeps the sweeper going, by a timer in each process: BullMQ's own schedule goes by the clock of the machine, and stands
 * still for seven hours when one that was seven hours ahead is set right. The first sweep takes up at once what a process
 * that was killed left behind.
 */
export function startSchedules(
  queues: Queues,
  log: StorageLog,
  everyMs: number = SWEEP_EVERY_MS,
): Schedules {
  let sweeps = 0
  const sweep = (): void => {
    void queues.enqueue({ name: 'sweep', data: {} })
    if (sweeps++ % SWEEPS_A_LOOK > 0) return
    queues.forgetAhead().catch((error: Error) => {
      log.warn({ code: codeOf(error) }, 'the jobs that wait could not be looked at')
    })
  }
  sweep()
  const timer = setInterval(sweep, everyMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

import type { Job, Worker } from 'bullmq'
import { setMaxListeners } from 'node:events'
import type { StorageLog } from '../src/storage/storage-log.ts'
import { within } from '../src/storage/within.ts'
import { codeOf } from '../src/usecases/create-news.ts'
import { JOBS, type JobData, type JobName } from './catalogue.ts'
import type { QueueConnection } from './connection.ts'
import { GRACE_MS, runWithin } from './run-within.ts'

export interface JobContext {
  /** Aborts when the time is up or the process is to stop; the job ends soon after. */
  readonly signal: AbortSignal
}

/** What each job does. A job of the catalogue without an entry here does not compile. */
export type Processors = {
  readonly [N in JobName]: (data: JobData<N>, context: JobContext) => Promise<void>
}

interface WorkerPolicy {
  /** Jobs of this kind that one process runs side by side. */
  readonly concurrency: number
  /** Longest run in milliseconds; null: the job ends by itself, under a lease of its own. */
  readonly limitMs: number | null
}

const POLICIES: { readonly [N in JobName]: WorkerPolicy } = {
  'process-inbox': { concurrency: 1, limitMs: 60_000 },
  'run-lane': { concurrency: 16, limitMs: null },
  'expand-broadcast': { concurrency: 2, limitMs: 600_000 },
  'update-progress': { concurrency: 2, limitMs: 30_000 },
  'manage-group': { concurrency: 1, limitMs: 240_000 },
  sweep: { concurrency: 1, limitMs: 30_000 },
}

/**
 * A job of a process that died goes to another one when its lock has run out and that was looked for: within six
 * seconds. Until then the same wish of others waits behind it, so that nothing would be taken in meanwhile. A process
 * that was merely slow loses nothing: every job may run twice. Each look writes a row for each queue, so it is not taken
 * more often.
 */
export const TAKE_OVER = {
  lockDuration: 4_000,
  stalledInterval: 2_000,
  // A process that dies often must not use its jobs up.
  maxStalledCount: 1_000,
}

export interface RunningWorkers {
  /** Takes no new job, asks the running ones to end, and is done within ten seconds. */
  stop(): Promise<void>
}

/** Starts a worker for each kind of job. */
export function startWorkers(
  connection: QueueConnection,
  processors: Processors,
  log: StorageLog,
  onFailed: (job: JobName) => void = () => undefined,
): RunningWorkers {
  const stopping = new AbortController()
  // Each job that runs listens.
  setMaxListeners(0, stopping.signal)
  const names = Object.keys(JOBS) as JobName[]
  const workers = names.map((name) =>
    startWorker(name, connection, processors, { log, onFailed }, stopping.signal),
  )
  return {
    stop: async () => {
      stopping.abort()
      // A forced close would only wait for the same: what still runs is left to end with the process.
      const ends = workers.map((worker) => within(GRACE_MS, worker.close()).catch(() => undefined))
      await Promise.all(ends)
    },
  }
}

function startWorker<N extends JobName>(
  name: N,
  connection: QueueConnection,
  processors: Processors,
  { log, onFailed }: { log: StorageLog; onFailed: (job: JobName) => void },
  stopping: AbortSignal,
): Worker {
  const { concurrency, limitMs } = POLICIES[name]
  const work = async (job: Job): Promise<void> => {
    const data = JOBS[name].parse(job.data) as JobData<N>
    await runWithin(limitMs, stopping, (signal) => processors[name](data, { signal }))
  }
  const worker = connection.openWorker(name, work, {
    concurrency,
    ...TAKE_OVER,
  })
  worker.on('failed', (_job, error: NodeJS.ErrnoException) => {
    log.error({ job: name, code: codeOf(error), err: error }, 'a job failed')
    onFailed(name)
  })
  return worker
}

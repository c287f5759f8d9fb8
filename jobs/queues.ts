import type { Queue } from 'bullmq'
import { randomUUID } from 'node:crypto'
import type { StorageLog } from '../src/storage/storage-log.ts'
import { codeOf, createNews } from '../src/usecases/create-news.ts'
import { JOBS, type Enqueue, type JobName, type JobRequest } from './catalogue.ts'
import type { QueueConnection } from './connection.ts'
import { runPutOff } from './forget-ahead.ts'

export interface Queues {
  /**
   * As `Enqueue` says. Never rejects: what the job works on is stored, so a queue that does not answer
   * costs seconds until the sweeper comes round, and a use case that has committed must not fail on it.
   */
  readonly enqueue: Enqueue
  /** How many jobs of each kind wait, run, or wait for their hour. */
  counts(): Promise<readonly JobCount[]>
  /** Undoes what a clock that was ahead, and is set right by now, would hold up for as long as it was. */
  forgetAhead(): Promise<void>
  close(): Promise<void>
}

export interface JobCount {
  readonly job: string
  readonly state: string
  readonly count: number
}

/** One queue per kind of job, so that a long one never stands before a short one. */
export function openQueues(connection: QueueConnection, log: StorageLog): Queues {
  const byName = Object.fromEntries(
    Object.keys(JOBS).map((name) => [name, connection.openQueue(name)]),
  ) as Record<JobName, Queue>
  const self = randomUUID()
  const isNews = createNews()
  return {
    enqueue: async (request) => {
      try {
        await addJob(byName[request.name], request, self)
      } catch (error) {
        if (isNews(error as Error))
          log.warn(
            { job: request.name, code: codeOf(error as Error) },
            'a job could not be put on the queue',
          )
      }
    },
    counts: async () => (await Promise.all(Object.values(byName).map(countJobs))).flat(),
    forgetAhead: async () => {
      const all = Object.values(byName)
      // Each by itself: another process may just have run the same job, and then one of them fails.
      const steps = await Promise.allSettled([...all.map(runPutOff), connection.forgetAhead(all)])
      const failed = steps.find((step) => step.status === 'rejected')
      if (failed) throw failed.reason
    },
    close: async () => {
      await Promise.all(Object.values(byName).map((queue) => queue.close().catch(() => undefined)))
    },
  }
}

async function countJobs(queue: Queue): Promise<JobCount[]> {
  const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed')
  return Object.entries(counts).map(([state, count]) => ({ job: queue.name, state, count }))
}

async function addJob(queue: Queue, request: JobRequest, self: string): Promise<void> {
  const data = JOBS[request.name].parse(request.data)
  await queue.add(request.name, data, {
    removeOnComplete: true,
    // A failure is logged by the worker; the sweeper makes the job again while there is work for it.
    removeOnFail: true,
    ...(request.delayMs !== undefined && { delay: request.delayMs }),
    deduplication: { id: dedupId(request, self), keepLastIfActive: true },
  })
}

/**
 * A job that waits for its hour must not swallow one that is due now, nor one that is due before it, so they are told
 * apart. What is due now is one job for each process that wants it, or a job of a process that was killed would hold the
 * others' back until the queue notices (`TAKE_OVER`); only one that it had taken from them still does.
 */
function dedupId({ name, data, delayMs, dueAt }: JobRequest, self: string): string {
  const when = delayMs ? (dueAt?.getTime() ?? 'later') : self
  return [name, ...Object.values(data), when].join('/')
}

import type { Queue } from 'bullmq'
import { JOBS, type Enqueue, type JobName, type JobRequest } from './catalogue.ts'
import type { QueueConnection } from './connection.ts'
import type { QueueLog } from './queue-log.ts'

export interface Queues {
  /**
   * As `Enqueue` says. Never rejects: what the job works on is stored, so a queue that does not answer
   * costs seconds until the sweeper comes round, and a use case that has committed must not fail on it.
   */
  readonly enqueue: Enqueue
  readonly byName: Readonly<Record<JobName, Queue>>
  close(): Promise<void>
}

/** One queue per kind of job, so that a long one never stands before a short one. */
export function openQueues(connection: QueueConnection, log: QueueLog): Queues {
  const byName = Object.fromEntries(
    Object.keys(JOBS).map((name) => [name, connection.openQueue(name)]),
  ) as Record<JobName, Queue>
  return {
    byName,
    enqueue: async (request) => {
      try {
        await addJob(byName[request.name], request)
      } catch (error) {
        const { code, name } = error as NodeJS.ErrnoException
        log.warn({ job: request.name, code: code ?? name }, 'a job could not be put on the queue')
      }
    },
    close: async () => {
      await Promise.all(Object.values(byName).map((queue) => queue.close().catch(() => undefined)))
    },
  }
}

async function addJob(queue: Queue, request: JobRequest): Promise<void> {
  const data = JOBS[request.name].parse(request.data)
  await queue.add(request.name, data, {
    removeOnComplete: true,
    // A failure is logged by the worker; the sweeper makes the job again while there is work for it.
    removeOnFail: true,
    ...(request.delayMs !== undefined && { delay: request.delayMs }),
    deduplication: { id: dedupId(request), keepLastIfActive: true },
  })
}

/** A job that waits for its hour must not swallow one that is due now, so the two are told apart. */
function dedupId({ name, data, delayMs }: JobRequest): string {
  const subject = Object.values(data).join('/')
  return `${name}/${subject}${delayMs ? '/later' : ''}`
}

import { Worker } from 'bullmq'
import type { ConnectionOptions, IQueueBackend, Job, JobProgress, RedisQueueBackend } from 'bullmq'
import { setTimeout as sleep } from 'node:timers/promises'

/** How soon the queue is asked again after it could not be asked. */
export const RETRY_MS = 1_000

/**
 * BullMQ's worker asks for its next job again at once when it could not ask, however often: as fast as the processor
 * can, with a line in the log each time, and where the refusal needs no I/O nothing else in the process has its turn.
 */
export class UnhurriedWorker<
  B extends IQueueBackend = RedisQueueBackend,
  C = ConnectionOptions,
> extends Worker<unknown, unknown, string, B, JobProgress, C> {
  protected override async moveToActive(
    token: string,
    name?: string,
  ): Promise<Job<unknown, unknown, string>> {
    try {
      return await super.moveToActive(token, name)
    } catch (error) {
      await sleep(RETRY_MS)
      throw error
    }
  }
}

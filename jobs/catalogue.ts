import { z } from 'zod'

/**
 * Every job by name with the schema of its data. Jobs are few and coarse and carry ids only; what they
 * work on are rows in PostgreSQL, so that any of them can be made again by the sweeper.
 */
export const JOBS = {
  /** Takes the stored updates in, chat by chat, in order. */
  'process-inbox': z.object({}),
  /** Sends what is due on one bot or OA until nothing is. */
  'run-lane': z.object({ channelInstanceId: z.string() }),
  /** Writes the deliveries of a broadcast whose hour has come. */
  'expand-broadcast': z.object({ broadcastId: z.string() }),
  /** Brings the progress message of a broadcast up to date, and ends the broadcast when all is settled. */
  'update-progress': z.object({ broadcastId: z.string() }),
  /** Makes a group at its platform, or invites people into one. */
  'manage-group': z.object({ wishId: z.string() }),
  /** Makes again every job that should exist and does not. */
  sweep: z.object({}),
} as const

export type JobName = keyof typeof JOBS
export type JobData<N extends JobName> = z.infer<(typeof JOBS)[N]>

export interface JobRequest<N extends JobName = JobName> {
  readonly name: N
  readonly data: JobData<N>
  readonly delayMs?: number
  /** With a delay: the moment that it is for. Wishes for several moments are several jobs; without one, the first holds. */
  readonly dueAt?: Date
}

/**
 * Puts a job on the queue. The same name and data while one waits is one job; while one runs, it runs
 * once more after it. Call it after the commit that made the work.
 */
export type Enqueue = <N extends JobName>(request: JobRequest<N>) => Promise<void>

import type { PgPool, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { beyondClock } from '../src/domain/time/ahead-of-clock.ts'

/** A process that lives renews the lock of its job twice within this time. */
const RENEWED_WITHIN_MS = 5_000

/**
 * Runs what was put on the queue by a clock that was ahead, and would wait for as long as it was; until then every other
 * wish for the same would be taken for the same job. Too early does no harm: each job asks what is due.
 */
export async function runPutOff(queue: Queue): Promise<void> {
  const latest = beyondClock(new Date()).getTime()
  const jobs = await queue.getDelayed()
  await Promise.all(jobs.filter(({ timestamp }) => timestamp > latest).map((job) => job.promote()))
}

/** When a queue was last searched for jobs of dead processes, and until when a job is held: moments by the clock of the process that wrote them. */
export async function forgetAheadInPostgres(pool: PgPool): Promise<void> {
  const now = new Date()
  const latest = beyondClock(now).getTime()
  await pool.query(`delete from meta where field = 'stalled-check' and value::bigint > $1`, [
    latest,
  ])
  await pool.query(
    `update job set locked_until_ms = $1 where state = 'active' and locked_until_ms > $2`,
    [now.getTime() + RENEWED_WITHIN_MS, latest],
  )
}

/** In Redis the search and the holds are keys that lapse, at a moment of its own clock, which is set right like any other. */
export async function forgetAheadInRedis(redis: Redis, queues: readonly Queue[]): Promise<void> {
  const now = Date.now()
  const longest = beyondClock(new Date(now)).getTime() - now
  for (const queue of queues) {
    const active = await queue.getActive()
    const locks = active.map(({ id }) => queue.toKey(`${id}:lock`))
    for (const key of [queue.toKey('stalled-check'), ...locks])
      if ((await redis.pttl(key)) > longest) await redis.pexpire(key, RENEWED_WITHIN_MS)
  }
}

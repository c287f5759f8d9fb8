import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import type { QueueConnection } from '../../../jobs/connection.ts'
import { openQueues, type Queues } from '../../../jobs/queues.ts'
import { startSchedules } from '../../../jobs/schedules.ts'
import {
  type Processors,
  type RunningWorkers,
  startWorkers,
  TAKE_OVER,
} from '../../../jobs/workers.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { connectTestQueue, dropQueueConnections, lapseLater } from '../../support/queue.ts'
import { quietLog } from '../../support/quiet-log.ts'

describe('the queue', () => {
  let database: TestDatabase
  let connection: QueueConnection
  let queues: Queues
  let workers: RunningWorkers[]

  beforeEach(async () => {
    database = await createTestDatabase()
    connection = await connectTestQueue(database)
    queues = openQueues(connection, quietLog)
    workers = []
  })

  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()))
    await queues.close()
    await connection.close()
    await database.close()
  })

  const work = (processors: Partial<Processors>): void => {
    workers.push(startWorkers(connection, { ...idle, ...processors }, quietLog))
  }

  it('runs a job with its data', async () => {
    const seen = new Heard<string>()
    work({ 'run-lane': async ({ channelInstanceId }) => seen.hear(channelInstanceId) })

    await queues.enqueue({ name: 'run-lane', data: { channelInstanceId: 'a' } })

    expect(await seen.first(1)).toEqual(['a'])
  })

  it('makes one job of the same wish said many times before it runs', async () => {
    const seen = new Heard<string>()
    for (let i = 0; i < 5; i++)
      await queues.enqueue({ name: 'run-lane', data: { channelInstanceId: 'a' } })
    await queues.enqueue({ name: 'run-lane', data: { channelInstanceId: 'b' } })

    work({ 'run-lane': async ({ channelInstanceId }) => seen.hear(channelInstanceId) })

    expect((await seen.first(2)).sort()).toEqual(['a', 'b'])
    await sleep(300)
    expect(seen.all()).toHaveLength(2)
  })

  it('runs once more after a run during which it was asked for, and never twice at once', async () => {
    const seen = new Heard<number>()
    const gate = new Gate()
    let running = 0
    work({
      'process-inbox': async () => {
        seen.hear(++running)
        if (seen.all().length === 1) await gate.opened
        running--
      },
    })
    await queues.enqueue({ name: 'process-inbox', data: {} })
    await seen.first(1)

    for (let i = 0; i < 3; i++) await queues.enqueue({ name: 'process-inbox', data: {} })
    gate.open()

    expect(await seen.first(2)).toEqual([1, 1])
    await sleep(300)
    expect(seen.all()).toEqual([1, 1])
  })

  it('runs again when asked after a run that failed', async () => {
    const seen = new Heard<string>()
    work({
      'run-lane': async ({ channelInstanceId }) => {
        seen.hear(channelInstanceId)
        if (seen.all().length === 1) throw new Error('the first run fails')
      },
    })

    await queues.enqueue({ name: 'run-lane', data: { channelInstanceId: 'a' } })
    await seen.first(1)
    await sleep(200)
    await queues.enqueue({ name: 'run-lane', data: { channelInstanceId: 'a' } })

    expect(await seen.first(2)).toEqual(['a', 'a'])
  })

  it('does not let a job that waits for its hour hold back the same job now', async () => {
    const seen = new Heard<number>()
    const start = Date.now()
    work({ 'update-progress': async () => seen.hear(Date.now() - start) })

    const data = { broadcastId: 'b' }
    await queues.enqueue({ name: 'update-progress', data, delayMs: 3_000 })
    await queues.enqueue({ name: 'update-progress', data })

    const [first, second] = await seen.first(2)
    expect(first).toBeLessThan(2_500)
    expect(second).toBeGreaterThanOrEqual(2_990)
  })

  it('does not let a job for a later moment hold back the same job for a nearer one, and runs once for a moment', async () => {
    const seen = new Heard<number>()
    const start = Date.now()
    work({ 'run-lane': async () => seen.hear(Date.now() - start) })

    for (const delayMs of [60_000, 300, 2_500, 300])
      await queues.enqueue({
        name: 'run-lane',
        data: { channelInstanceId: 'a' },
        delayMs,
        dueAt: new Date(start + delayMs),
      })

    const [first, second] = await seen.first(2)
    expect(first).toBeLessThan(2_400)
    expect(second).toBeGreaterThanOrEqual(2_490)
    await sleep(200)
    expect(seen.all()).toHaveLength(2)
  })

  it('keeps the pause of a job that asks for itself again while it runs', async () => {
    const seen = new Heard<number>()
    work({
      'update-progress': async (data) => {
        seen.hear(Date.now())
        if (seen.all().length < 3)
          await queues.enqueue({ name: 'update-progress', data, delayMs: 300 })
      },
    })

    await queues.enqueue({ name: 'update-progress', data: { broadcastId: 'b' } })

    const times = await seen.first(3)
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(290)
  })

  it('lets two processes share the work without doing it twice', async () => {
    const seen = new Heard<string>()
    const listen: Partial<Processors> = {
      'run-lane': async ({ channelInstanceId }) => {
        await sleep(10)
        seen.hear(channelInstanceId)
      },
    }
    work(listen)
    work(listen)

    const wanted = Array.from({ length: 30 }, (_, index) => `lane-${index}`)
    for (const channelInstanceId of wanted)
      await queues.enqueue({ name: 'run-lane', data: { channelInstanceId } })

    expect((await seen.first(30)).sort()).toEqual([...wanted].sort())
    await sleep(200)
    expect(seen.all()).toHaveLength(30)
  })

  it('hears what is asked for soon after another process died that had the same job in hand', async () => {
    const seen = new Heard<string>()
    const taken = new Heard<string>()
    const dying = connection.openWorker(
      'process-inbox',
      async () => {
        taken.hear('taken')
        await new Promise<never>(() => {})
      },
      { concurrency: 1, ...TAKE_OVER },
    )
    await queues.enqueue({ name: 'process-inbox', data: {} })
    await taken.first(1)
    // By force: its job stays as it is, and its lock is renewed no more.
    await dying.close(true)
    const start = Date.now()

    work({ 'process-inbox': async () => seen.hear('heard') })
    await queues.enqueue({ name: 'process-inbox', data: {} })

    await seen.first(1)
    expect(Date.now() - start).toBeLessThan(8_000)
  })

  it('sweeps by its schedule, also when the schedule is set twice', async () => {
    const seen = new Heard<number>()
    work({ sweep: async () => seen.hear(Date.now()) })

    const first = startSchedules(queues, quietLog, 200)
    const second = startSchedules(queues, quietLog, 200)

    await seen.first(3)
    first.stop()
    second.stop()
    const times = seen.all()
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    expect(Math.max(...gaps)).toBeLessThan(2_000)
  })

  it('sweeps on, and runs what waits, after a clock that was hours ahead is set right', async () => {
    const swept = new Heard<string>()
    const updated = new Heard<string>()
    work({
      sweep: async () => swept.hear('swept'),
      'update-progress': async ({ broadcastId }) => updated.hear(broadcastId),
    })
    const now = Date.now.bind(Date)
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 5 * 3_600_000)
    const wish = { name: 'update-progress', data: { broadcastId: 'b' } } as const
    const schedules = startSchedules(queues, quietLog, 200)
    await queues.enqueue({ ...wish, delayMs: 30_000 })
    await swept.first(1)

    clock.mockRestore()

    await swept.first(swept.all().length + 3)
    expect(await updated.first(1)).toEqual(['b'])
    await queues.enqueue({ ...wish, delayMs: 100 })
    expect(await updated.first(2)).toEqual(['b', 'b'])
    schedules.stop()
  })

  it('takes up what a dead process had in hand after a clock that was hours ahead is set right', async () => {
    const seen = new Heard<string>()
    const taken = new Heard<string>()
    const hoursMs = 5 * 3_600_000
    const now = Date.now.bind(Date)
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + hoursMs)
    const dying = connection.openWorker(
      'update-progress',
      async () => {
        taken.hear('taken')
        await new Promise<never>(() => {})
      },
      { concurrency: 1, ...TAKE_OVER },
    )
    const data = { broadcastId: 'b' }
    await queues.enqueue({ name: 'update-progress', data, delayMs: 1 })
    await taken.first(1)
    await dying.close(true)
    const queue = connection.openQueue('update-progress')
    await lapseLater(queue, hoursMs)
    await queue.close()

    clock.mockRestore()

    work({ 'update-progress': async ({ broadcastId }) => seen.hear(broadcastId) })
    const schedules = startSchedules(queues, quietLog, 500)
    expect(await seen.first(1)).toEqual(['b'])
    schedules.stop()
  })

  it('forgets until when a job is held also where another process has just run what was put off', async () => {
    const now = Date.now.bind(Date)
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 5 * 3_600_000)
    const wish = { name: 'update-progress', data: { broadcastId: 'b' } } as const
    await queues.enqueue({ ...wish, delayMs: 30_000 })
    clock.mockRestore()
    const others = connection.openQueue('update-progress')
    let forgotten = 0
    const openQueue: QueueConnection['openQueue'] = (name) => {
      const queue = connection.openQueue(name)
      const getDelayed = queue.getDelayed.bind(queue)
      queue.getDelayed = async () => {
        const jobs = await getDelayed()
        if (name === wish.name) for (const job of await others.getDelayed()) await job.promote()
        return jobs
      }
      return queue
    }
    const forgetAhead: QueueConnection['forgetAhead'] = async (all) => {
      await connection.forgetAhead(all)
      forgotten++
    }
    const own = openQueues({ ...connection, openQueue, forgetAhead }, quietLog)

    await expect(own.forgetAhead()).rejects.toThrow('not in the delayed state')

    expect(forgotten).toBe(1)
    await Promise.all([own.close(), others.close()])
  })

  it('stops a running job by its signal, within ten seconds', async () => {
    const seen = new Heard<string>()
    work({
      'run-lane': async (_data, { signal }) => {
        seen.hear('started')
        await new Promise<void>((resolve) =>
          signal.addEventListener('abort', () => resolve(), { once: true }),
        )
        seen.hear('put down')
      },
    })
    await queues.enqueue({ name: 'run-lane', data: { channelInstanceId: 'a' } })
    await seen.first(1)

    const start = Date.now()
    await workers[0]?.stop()

    expect(seen.all()).toEqual(['started', 'put down'])
    expect(Date.now() - start).toBeLessThan(5_000)
  })

  it('goes on after its backend has dropped every connection', async () => {
    const seen = new Heard<string>()
    work({ 'run-lane': async ({ channelInstanceId }) => seen.hear(channelInstanceId) })
    await queues.enqueue({ name: 'run-lane', data: { channelInstanceId: 'before' } })
    await seen.first(1)

    await dropQueueConnections(database)
    for (let index = 0; index < 20 && seen.all().length < 2; index++) {
      await queues.enqueue({ name: 'run-lane', data: { channelInstanceId: 'after' } })
      await sleep(250)
    }

    expect(seen.all()).toContain('after')
    await expect(connection.check()).resolves.toBeUndefined()
  })

  it('answers a check while it works', async () => {
    await expect(connection.check()).resolves.toBeUndefined()
  })
})

const idle: Processors = {
  'process-inbox': async () => {},
  'run-lane': async () => {},
  'expand-broadcast': async () => {},
  'update-progress': async () => {},
  'manage-group': async () => {},
  sweep: async () => {},
}

/** What was heard so far, and a way to wait for more of it. */
class Heard<T> {
  #items: T[] = []
  #waiting: (() => void)[] = []

  hear(item: T): void {
    this.#items.push(item)
    for (const wake of this.#waiting.splice(0)) wake()
  }

  all(): T[] {
    return [...this.#items]
  }

  async first(count: number): Promise<T[]> {
    const late = sleep(60_000, 'late', { ref: false })
    while (this.#items.length < count) {
      const more = new Promise<string>((resolve) => this.#waiting.push(() => resolve('more')))
      if ((await Promise.race([more, late])) === 'late')
        throw new Error(`heard ${this.#items.length} of ${count} in a minute`)
    }
    return this.#items.slice(0, count)
  }
}

class Gate {
  open: () => void = () => {}
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve
  })
}

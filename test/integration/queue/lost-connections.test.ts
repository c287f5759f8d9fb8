import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import { JOBS, type JobName } from '../../../jobs/catalogue.ts'
import type { QueueConnection } from '../../../jobs/connection.ts'
import { openQueues, type Queues } from '../../../jobs/queues.ts'
import { startSchedules } from '../../../jobs/schedules.ts'
import { TAKE_OVER } from '../../../jobs/workers.ts'
import type { CuttingProxy } from '../../support/cutting-proxy.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { connectQueueByProxy } from '../../support/queue.ts'
import { quietLog } from '../../support/quiet-log.ts'
import { createRecordingLog, type RecordingLog } from '../../support/recording-log.ts'
import { waitUntil } from '../../support/wait-until.ts'

const SETTINGS = { concurrency: 1, ...TAKE_OVER }
/** Long enough that whatever opens meanwhile has heard that its store is away. */
const AWAY_MS = 1_500

describe('a queue that loses connections', () => {
  let database: TestDatabase
  let ends: (() => Promise<unknown>)[]
  let log: RecordingLog

  beforeEach(async () => {
    log = createRecordingLog()
    database = await createTestDatabase()
    ends = []
  })

  afterEach(async () => {
    for (const end of ends.reverse()) await end()
    await database.close()
  })

  const connect = async (
    limits: { lookEveryMs?: number; silentMs?: number } = {},
  ): Promise<{ connection: QueueConnection; proxy: CuttingProxy }> => {
    const reached = await connectQueueByProxy(database, log, limits)
    ends.push(() => reached.proxy.stop())
    ends.push(() => reached.connection.close())
    return reached
  }
  const open = (connection: QueueConnection): Queues => {
    const queues = openQueues(connection, quietLog)
    ends.push(() => queues.close())
    return queues
  }
  /** Counts the runs of a worker for one kind of job. */
  const startCounting = (connection: QueueConnection, name: JobName): { runs: number } => {
    const counted = { runs: 0 }
    const worker = connection.openWorker(name, async () => void counted.runs++, SETTINGS)
    ends.push(() => worker.close())
    return counted
  }

  it('takes jobs whichever one connection was cut while its worker opened', async () => {
    const cuts = [1, 2, 3, 4]

    const outlived = await Promise.all(
      cuts.map(async (nth) => {
        const { connection, proxy } = await connect()
        const queues = open(connection)
        await queues.counts()
        proxy.cutAt(nth)
        const taken = startCounting(connection, 'process-inbox')

        await waitUntil(`a job is taken after cut ${nth}`, async () => {
          await queues.enqueue({ name: 'process-inbox', data: {} })
          return taken.runs > 0
        })
        return nth
      }),
    )

    expect(outlived).toEqual(cuts)
  })

  it('goes on by itself when all of its connections carry nothing any more', async () => {
    const { connection, proxy } = await connect({ lookEveryMs: 400, silentMs: 400 })
    const queues = open(connection)
    const taken = startCounting(connection, 'process-inbox')
    await queues.enqueue({ name: 'process-inbox', data: {} })
    await waitUntil('a job is taken', () => taken.runs === 1)

    proxy.silence()

    const schedules = startSchedules(queues, quietLog, 500)
    const asking = setInterval(() => {
      void queues.enqueue({ name: 'process-inbox', data: {} })
    }, 500)
    await waitUntil('the next is taken', () => taken.runs > 1, 20_000).finally(() => {
      clearInterval(asking)
      schedules.stop()
    })
    await connection.check()
    expect(taken.runs).toBeGreaterThan(1)
  })

  it('puts jobs on the queue again after its store was away while it opened', async () => {
    const { connection, proxy } = await connect()
    const works = (): Promise<boolean> =>
      connection.check().then(
        () => true,
        () => false,
      )
    proxy.goAway()
    const queues = open(connection)
    await sleep(AWAY_MS)
    expect(await works()).toBe(false)

    proxy.comeBack()

    await waitUntil('the queue is ready', works)
    for (const name of Object.keys(JOBS) as JobName[])
      await queues.enqueue({
        name,
        data: { channelInstanceId: 'a', broadcastId: 'b', wishId: 'c' },
      })
    const counts = await queues.counts()
    const waiting = counts.filter(({ state, count }) => state === 'waiting' && count === 1)
    expect(waiting.map(({ job }) => job)).toEqual(Object.keys(JOBS))
  })

  it('sweeps by its schedule when its store is back', async () => {
    const { connection, proxy } = await connect()
    const queues = open(connection)
    const swept = startCounting(connection, 'sweep')
    proxy.goAway()
    const schedules = startSchedules(queues, quietLog, 200)
    await sleep(AWAY_MS)

    proxy.comeBack()

    await waitUntil('it has swept again and again', () => swept.runs > 2)
    schedules.stop()
    expect(swept.runs).toBeGreaterThan(2)
  })

  it('asks a store that refuses it now and then only', async () => {
    const { connection, proxy } = await connect()
    startCounting(connection, 'run-lane')
    const before = proxy.connections()
    proxy.goAway()

    await waitUntil('it is asked again', () => proxy.connections() > before)
    await sleep(AWAY_MS)

    expect(proxy.connections()).toBeGreaterThan(before)
    expect(proxy.connections() - before).toBeLessThan(100)
    proxy.comeBack()
  })

  it('tells of a store that is away once in a while, however often it is asked', async () => {
    const { connection, proxy } = await connect()
    startCounting(connection, 'run-lane')
    const before = proxy.connections()
    proxy.goAway()
    await waitUntil('it was asked again', () => proxy.connections() >= before + 3)
    const told = (): string[] =>
      log
        .text()
        .split('\n')
        .filter((line) => /the queue (had an error|lost its Redis)/u.test(line))
    await sleep(AWAY_MS)
    proxy.comeBack()

    // As the connection that was lost, and as the one that is refused; for two clients, and by several codes.
    expect(told().length).toBeGreaterThan(0)
    expect(new Set(told()).size).toBe(told().length)
  })
})

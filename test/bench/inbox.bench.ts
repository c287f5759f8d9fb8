import { setTimeout as delay } from 'node:timers/promises'
import { createLogger } from '../../src/observability/logger.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { startBare, type BareKind } from './bare-process.ts'
import { fireUpdates, type Burst, RATE, SECONDS, SECRET, WARM_UP } from './fire-updates.ts'
import { loadAverage } from './load-average.ts'
import { removeData, startMeasured } from './service-process.ts'
import { median, round } from './statistics.ts'

const RUNS = 3
/** A port of loopback on which nobody listens: the platform is down, its updates come all the same. */
const NOWHERE = 'http://127.0.0.1:9'

/** What the runs of one contestant came to. */
export interface Bursts {
  readonly sent: readonly number[]
  readonly accepted: readonly number[]
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  readonly perSecond: number
}

export interface InboxFigures {
  readonly takenAt: string
  readonly rateAsked: number
  readonly seconds: number
  readonly warmUp: number
  readonly runs: number
  readonly loadAverageBeforeEach: readonly number[]
  readonly nhipcau: Bursts & {
    readonly stored: readonly number[]
    readonly drainedAfterMs: readonly (number | null)[]
  }
  readonly fastifyAndOneInsertEach: Bursts
  readonly fastifyThatStoresNothing: Bursts
}

interface Taken extends Burst {
  /** Rows in the database; must be as many as were accepted. */
  readonly stored: number
  /** Until all of them were taken in, from the end of the burst on; null: not within two minutes. */
  readonly drainedAfterMs: number | null
}

/**
 * A burst of Telegram updates against our webhook; in the same run against a server that stores nothing, and
 * against what one would write instead: one plain INSERT for each update. Each a process of its own.
 */
export async function benchInbox(): Promise<InboxFigures> {
  const nhipcau: Taken[] = []
  const plainInsert: Burst[] = []
  const storesNothing: Burst[] = []
  const load: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    load.push(loadAverage())
    storesNothing.push(await fireAtBare('nothing'))
    plainInsert.push(await fireAtBare('insert'))
    nhipcau.push(await fireAtService())
  }
  return {
    takenAt: new Date().toISOString(),
    rateAsked: RATE,
    seconds: SECONDS,
    warmUp: WARM_UP,
    runs: RUNS,
    loadAverageBeforeEach: load,
    nhipcau: {
      ...middle(nhipcau),
      stored: nhipcau.map(({ stored }) => stored),
      drainedAfterMs: nhipcau.map(({ drainedAfterMs }) => drainedAfterMs),
    },
    fastifyAndOneInsertEach: middle(plainInsert),
    fastifyThatStoresNothing: middle(storesNothing),
  }
}

/** The medians over the runs; accepted of all runs, so that one lost update shows. */
function middle(bursts: readonly Burst[]): Bursts {
  const over = (of: (burst: Burst) => number): number => round(median(bursts.map(of)))
  return {
    sent: bursts.map(({ sent }) => sent),
    accepted: bursts.map(({ accepted }) => accepted),
    p50Ms: over(({ p50Ms }) => p50Ms),
    p99Ms: over(({ p99Ms }) => p99Ms),
    maxMs: over(({ maxMs }) => maxMs),
    perSecond: over(({ perSecond }) => perSecond),
  }
}

async function fireAtBare(kind: BareKind): Promise<Burst> {
  const server = await startBare(kind)
  try {
    return await fireUpdates(server.origin, '/hook')
  } finally {
    await server.stop()
  }
}

async function fireAtService(): Promise<Taken> {
  const service = await startMeasured({
    env: {
      TELEGRAM_BOT_TOKEN: '4242:bench-bench-bench-bench-bench-bench',
      TELEGRAM_API_ROOT: NOWHERE,
      TELEGRAM_WEBHOOK_SECRET: SECRET,
      PUBLIC_URL: 'https://bench.invalid',
    },
  })
  try {
    const burst = await fireUpdates(service.origin, '/webhooks/telegram')
    return { ...burst, ...(await countStored(service.dataDir, burst.accepted)) }
  } finally {
    await service.stop()
    removeData(service.dataDir)
  }
}

async function countStored(
  dataDir: string,
  accepted: number,
): Promise<Pick<Taken, 'stored' | 'drainedAfterMs'>> {
  const { log } = createLogger({ level: 'silent' })
  const begun = performance.now()
  const database = await openDatabase({ dataDir, log })
  try {
    const count = async (state?: 'processed'): Promise<number> => {
      const row = await database.db
        .selectFrom('inbox')
        .select((eb) => eb.fn.countAll<string>().as('count'))
        .$if(state !== undefined, (query) => query.where('state', '=', 'processed'))
        .executeTakeFirstOrThrow()
      return Number(row.count)
    }
    // The warm-up's rows come on top.
    const stored = (await count()) - WARM_UP
    for (let tries = 0; tries < 600; tries += 1) {
      if ((await count('processed')) >= accepted + WARM_UP)
        return { stored, drainedAfterMs: round(performance.now() - begun, 0) }
      await delay(200)
    }
    return { stored, drainedAfterMs: null }
  } finally {
    await database.close()
  }
}

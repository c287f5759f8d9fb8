import { fastify } from 'fastify'
import { setTimeout as delay } from 'node:timers/promises'
import { Pool } from 'undici'
import { createLogger } from '../../src/observability/logger.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { removeData, startMeasured } from './service-process.ts'
import { quantile, round } from './statistics.ts'

const RATE = 1_000
const SECONDS = 10
const CONNECTIONS = 40
const SECRET = 'bench-secret-bench-secret'
/** A port of loopback on which nobody listens: the platform is down, its updates come all the same. */
const NOWHERE = 'http://127.0.0.1:9'

interface Burst {
  readonly sent: number
  readonly accepted: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  readonly perSecond: number
}

/** A burst of Telegram updates against our webhook, beside a bare server that stores nothing. */
export async function benchInbox(): Promise<unknown> {
  const bare = await benchBare()
  const service = await startMeasured({
    env: {
      TELEGRAM_BOT_TOKEN: '4242:bench-bench-bench-bench-bench-bench',
      TELEGRAM_API_ROOT: NOWHERE,
      TELEGRAM_WEBHOOK_SECRET: SECRET,
      PUBLIC_URL: 'https://bench.invalid',
    },
  })
  const burst = await fire(`${service.origin}`, '/webhooks/telegram')
  const counted = await countStored(service.dataDir, burst.accepted)
  await service.stop()
  removeData(service.dataDir)
  return { rateAsked: RATE, seconds: SECONDS, nhipcau: { ...burst, ...counted }, bareFastify: bare }
}

async function benchBare(): Promise<Burst> {
  const server = fastify()
  server.post('/hook', async () => ({ ok: true }))
  const origin = await server.listen({ host: '127.0.0.1', port: 0 })
  const burst = await fire(origin, '/hook')
  await server.close()
  return burst
}

/** Sends at the asked rate whatever the answers do, so that a slow server shows as latency and not as rest. */
async function fire(origin: string, path: string): Promise<Burst> {
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 })
  const latencies: number[] = []
  let accepted = 0
  const running: Promise<void>[] = []
  const begun = performance.now()
  for (let number = 0; number < RATE * SECONDS; number += 1) {
    const due = begun + (number * 1000) / RATE
    const wait = due - performance.now()
    if (wait > 1) await delay(wait)
    running.push(post(pool, path, number).then((ok) => void (accepted += ok ? 1 : 0)))
  }
  await Promise.all(running)
  const seconds = (performance.now() - begun) / 1000
  await pool.close()
  return {
    sent: RATE * SECONDS,
    accepted,
    p50Ms: round(quantile(latencies, 0.5)),
    p99Ms: round(quantile(latencies, 0.99)),
    maxMs: round(quantile(latencies, 1)),
    perSecond: round(accepted / seconds, 0),
  }

  async function post(to: Pool, url: string, number: number): Promise<boolean> {
    const at = performance.now()
    const answer = await to.request({
      method: 'POST',
      path: url,
      headers: {
        'content-type': 'application/json',
        'x-telegram-bot-api-secret-token': SECRET,
      },
      body: JSON.stringify(updateOf(number)),
    })
    await answer.body.dump()
    latencies.push(performance.now() - at)
    return answer.statusCode === 200
  }
}

/** What people write in groups and the bot need not answer: the cost is that of taking it in. */
function updateOf(number: number): unknown {
  const group = -1_000 - (number % 50)
  return {
    update_id: 1_000_000 + number,
    message: {
      message_id: number + 1,
      date: 1_790_000_000,
      chat: { id: group, type: 'group', title: `Nhóm ${group}` },
      from: { id: 10_000 + (number % 500), is_bot: false, first_name: 'Bench' },
      text: `Xin chào các đồng chí, tin số ${number}`,
    },
  }
}

/** Every accepted update must be in the database; and how long until all of them were taken in. */
async function countStored(
  dataDir: string,
  accepted: number,
): Promise<{ stored: number; drainedAfterMs: number | null }> {
  const { log } = createLogger({ level: 'silent' })
  const database = await openDatabase({ dataDir, log })
  const begun = performance.now()
  try {
    const count = async (state?: 'processed'): Promise<number> => {
      const row = await database.db
        .selectFrom('inbox')
        .select((eb) => eb.fn.countAll<string>().as('count'))
        .$if(state !== undefined, (query) => query.where('state', '=', 'processed'))
        .executeTakeFirstOrThrow()
      return Number(row.count)
    }
    const stored = await count()
    for (let tries = 0; tries < 600; tries += 1) {
      if ((await count('processed')) >= accepted)
        return { stored, drainedAfterMs: round(performance.now() - begun, 0) }
      await delay(200)
    }
    return { stored, drainedAfterMs: null }
  } finally {
    await database.close()
  }
}

import { setTimeout as delay } from 'node:timers/promises'
import { Pool } from 'undici'
import { quantile, round } from './statistics.ts'

export const RATE = 1_000
export const SECONDS = 10
/** Updates before the clock runs, so that no server is measured while its code is being compiled. */
export const WARM_UP = 500
export const SECRET = 'bench-secret-bench-secret'
const CONNECTIONS = 40

export interface Burst {
  readonly sent: number
  readonly accepted: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  readonly perSecond: number
}

/** Sends at the asked rate whatever the answers do, so that a slow server shows as latency and not as rest. */
export async function fireUpdates(origin: string, path: string): Promise<Burst> {
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 })
  await fire(pool, path, { from: 0, count: WARM_UP })
  const latencies: number[] = []
  const begun = performance.now()
  const accepted = await fire(pool, path, { from: WARM_UP, count: RATE * SECONDS, latencies })
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
}

/** How many were accepted. A latency counts from the request, the wait for a free connection included. */
async function fire(
  pool: Pool,
  path: string,
  { from, count, latencies }: { from: number; count: number; latencies?: number[] },
): Promise<number> {
  let accepted = 0
  const running: Promise<void>[] = []
  const begun = performance.now()
  for (let index = 0; index < count; index += 1) {
    const due = begun + (index * 1000) / RATE
    const wait = due - performance.now()
    if (wait > 1) await delay(wait)
    running.push(
      post(pool, path, from + index).then(({ isAccepted, ms }) => {
        latencies?.push(ms)
        if (isAccepted) accepted += 1
      }),
    )
  }
  await Promise.all(running)
  return accepted
}

async function post(
  to: Pool,
  path: string,
  number: number,
): Promise<{ isAccepted: boolean; ms: number }> {
  const at = performance.now()
  const answer = await to.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
    body: JSON.stringify(updateOf(number)),
  })
  await answer.body.dump()
  return { isAccepted: answer.statusCode === 200, ms: performance.now() - at }
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

import { Pool } from 'undici'
import type { Task } from '../task.ts'
import { messageBody } from './message-body.ts'
import type { Copy, Sender } from './sender.ts'

/** The physical limit: a keep-alive loop that asks nothing, keeps nothing and paces nothing. */
export function bareUndici({ origin, token, concurrency }: Task): Sender {
  const pool = new Pool(origin, { connections: concurrency, pipelining: 1 })
  let failures = 0
  const send = async ({ chatId, label }: Copy): Promise<void> => {
    const answer = await pool.request({
      method: 'POST',
      path: `/bot${token}/sendMessage`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(messageBody(chatId, label)),
    })
    const { ok } = (await answer.body.json()) as { ok: boolean }
    if (!ok) failures++
  }
  return {
    settings: `undici Pool, ${concurrency} keep-alive connections, pipelining 1, no pace, no record`,
    sendAll: async (copies) => {
      let next = 0
      const work = async (): Promise<void> => {
        for (let copy = copies[next++]; copy; copy = copies[next++]) await send(copy)
      }
      await Promise.all(Array.from({ length: concurrency }, work))
    },
    answer: send,
    failures: () => failures,
    recorded: async () => null,
    close: () => pool.close(),
  }
}

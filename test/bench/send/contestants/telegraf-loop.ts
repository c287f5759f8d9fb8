import { Agent } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import pLimit from 'p-limit'
import { Telegraf, TelegramError } from 'telegraf'
import type { Task } from '../task.ts'
import { messageBody } from './message-body.ts'
import type { Copy, Sender } from './sender.ts'

/**
 * What most bots do: a loop over the recipients with telegraf, one at a time or with p-limit. A careful
 * one: it waits as long as a 429 says and sends that message again.
 */
export function telegrafLoop({ origin, token, concurrency, contestant }: Task): Sender {
  const isParallel = contestant === 'telegraf-p-limit'
  const width = isParallel ? concurrency : 1
  const agent = new Agent({ keepAlive: true, maxSockets: width + 1 })
  const bot = new Telegraf(token, { telegram: { apiRoot: origin, agent } })
  const limit = pLimit(width)
  const send = async ({ chatId, label }: Copy): Promise<void> => {
    const { text, ...extra } = messageBody(chatId, label)
    for (;;) {
      try {
        await bot.telegram.sendMessage(chatId, text, extra)
        return
      } catch (error) {
        const wait = error instanceof TelegramError ? error.parameters?.retry_after : undefined
        if (wait === undefined) throw error
        await delay(wait * 1_000)
      }
    }
  }
  const settings = isParallel ? `telegraf, p-limit ${width}` : 'telegraf, for … await'
  return {
    settings: `${settings}, http.Agent keep-alive, waits out retry_after, no record`,
    sendAll: async (copies) => {
      if (isParallel) await Promise.all(copies.map((copy) => limit(send, copy)))
      else for (const copy of copies) await send(copy)
    },
    answer: send,
    failures: () => 0,
    recorded: async () => null,
    close: async () => agent.destroy(),
  }
}

import { autoRetry } from '@grammyjs/auto-retry'
import { apiThrottler } from '@grammyjs/transformer-throttler'
import { Api } from 'grammy'
import { Agent } from 'node:http'
import pLimit from 'p-limit'
import type { Task } from '../task.ts'
import { messageBody } from './message-body.ts'
import type { Copy, Sender } from './sender.ts'

/** grammY with the two plugins that its documentation offers for broadcasts, as they come. */
export function grammy({ origin, token, concurrency, isPaced }: Task): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency + 1 })
  const api = new Api(token, { apiRoot: origin, baseFetchConfig: { agent, compress: true } })
  if (isPaced) api.config.use(apiThrottler())
  api.config.use(autoRetry())
  const limit = pLimit(concurrency)
  const send = async ({ chatId, label }: Copy): Promise<void> => {
    const { text, entities, link_preview_options, reply_markup } = messageBody(chatId, label)
    await api.sendMessage(chatId, text, { entities, link_preview_options, reply_markup })
  }
  const plugins = isPaced ? 'auto-retry and transformer-throttler, defaults' : 'auto-retry'
  return {
    settings: `grammY, ${plugins}, p-limit ${concurrency}, http.Agent keep-alive, no record`,
    sendAll: async (copies) => {
      await Promise.all(copies.map((copy) => limit(send, copy)))
    },
    answer: send,
    failures: () => 0,
    recorded: async () => null,
    close: async () => agent.destroy(),
  }
}

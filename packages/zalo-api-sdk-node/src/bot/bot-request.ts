import { baseUrlOf } from '../http/base-url.ts'
import { httpCall, type CallOptions, type Fetch } from '../http/http-call.ts'
import { readBotAnswer } from './bot-answer.ts'

/** The bot, and how to reach the platform. */
export interface ZaloBotOptions {
  /** `<digits>:<secret>`; good until it is reset in Zalo Bot Creator. */
  readonly token: string
  /** Default: `https://bot-api.zaloplatforms.com`. */
  readonly baseUrl?: string | undefined
  /** Default: the runtime's. */
  readonly fetch?: Fetch | undefined
  /** Of one call, body included; default: 15 seconds. A poll takes its own time on top. */
  readonly timeoutMs?: number | undefined
}

/** One call of a method; gives the field `result`. `write`: doing it twice is visible to people. */
export type BotRequest = (
  method: string,
  body?: Readonly<Record<string, unknown>>,
  options?: CallOptions & { readonly write?: boolean; readonly extraMs?: number },
) => Promise<unknown>

export function createBotRequest(options: ZaloBotOptions): BotRequest {
  // The token is a part of the path: anything else in it would address another method or host.
  if (!/^\w+:[\w~.+=-]+$/.test(options.token))
    throw new TypeError('a Zalo bot token looks like <digits>:<secret>')
  const base = baseUrlOf(options.baseUrl ?? 'https://bot-api.zaloplatforms.com')
  const secrets = [options.token, options.token.split(':')[1]!]
  return async (method, body = {}, { signal, mayLeave, write = false, extraMs = 0 } = {}) => {
    const answer = await httpCall(options.fetch ?? globalThis.fetch, {
      method: 'POST',
      url: `${base}/bot${options.token}/${method}`,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      write,
      timeoutMs: (options.timeoutMs ?? 15_000) + extraMs,
      secrets,
      signal,
      mayLeave,
    })
    return readBotAnswer(answer, { write, secrets })
  }
}

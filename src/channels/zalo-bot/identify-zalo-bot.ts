import { type BotProfile, createZaloBot, type Fetch, type ZaloError } from 'zalo-api-sdk-node'
import type { Asking } from '../ask-until-answered.ts'
import type { ChannelIdentity, NeedsPerson } from '../channel.ts'
import { askUntilAnswered } from '../zalo/ask-until-answered.ts'
import { botOutcome } from './zalo-bot-outcome.ts'

export interface ZaloBotAccess {
  readonly token: string
  /** `https://bot-api.zaloplatforms.com`, or the root of a server that speaks like it. */
  readonly apiRoot: string
  readonly fetch?: Fetch
}

/** Asks who the bot is until Zalo answers; rejects only when the signal aborts. */
export async function identifyZaloBot(
  config: ZaloBotAccess & Pick<Asking, 'log' | 'sleep'> & { readonly needsPerson?: NeedsPerson },
  signal: AbortSignal,
): Promise<ChannelIdentity> {
  const { token, apiRoot, fetch, log, sleep, needsPerson } = config
  const bot = createZaloBot({ token, baseUrl: apiRoot, fetch })
  const ask = (): Promise<BotProfile> => bot.getMe({ signal })
  const failed = async (error: ZaloError): Promise<void> => {
    const outcome = botOutcome(error, { quota: { exceeded: null }, now: Date.now() })
    if (outcome.kind === 'auth') await needsPerson?.(outcome.why, outcome.reason)
  }
  const what = 'zalo does not say who the bot is'
  const { id, name } = await askUntilAnswered(what, ask, { log, signal, sleep, failed })
  // The part of the token before the colon stays the same when the token is reset.
  return { externalId: id || (token.split(':')[0] ?? ''), name }
}

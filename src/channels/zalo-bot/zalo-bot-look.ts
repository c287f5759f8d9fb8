import { type BotProfile, type BotWebhook, type ZaloBot, ZaloError } from 'zalo-api-sdk-node'
import { createLook, type Look } from '../remembered-look.ts'

const TIMEOUT_MS = 5_000
const FRESH_MS = 60_000

/** What Zalo says of the bot when it is asked. */
export interface BotSaid {
  readonly profile: BotProfile
  /** Null: none is set. Not asked of a bot that polls. */
  readonly webhook: BotWebhook | null
}

/** The error where Zalo does not say. */
export type BotLook = Look<BotSaid | ZaloError>

/** Asks Zalo how the bot stands, at most once a minute: what another process has set there is not known here. */
export function createBotLook(
  bot: ZaloBot,
  { hasWebhook, now }: { readonly hasWebhook: boolean; readonly now: () => number },
): BotLook {
  return createLook(() => ask(bot, hasWebhook), { freshMs: FRESH_MS, now })
}

async function ask(bot: ZaloBot, hasWebhook: boolean): Promise<BotSaid | ZaloError> {
  const call = { signal: AbortSignal.timeout(TIMEOUT_MS) }
  try {
    const profile = await bot.getMe(call)
    return { profile, webhook: hasWebhook ? await bot.getWebhookInfo(call) : null }
  } catch (error) {
    if (error instanceof ZaloError) return error
    throw error
  }
}

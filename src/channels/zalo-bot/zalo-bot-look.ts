import { type BotProfile, type BotWebhook, type ZaloBot, ZaloError } from 'zalo-api-sdk-node'

const TIMEOUT_MS = 5_000
const FRESH_MS = 60_000

/** What Zalo says of the bot when it is asked. */
export interface BotSaid {
  readonly profile: BotProfile
  /** Null: none is set. Not asked of a bot that polls. */
  readonly webhook: BotWebhook | null
}

export interface BotLook {
  /** At most a minute old; the error where Zalo does not say. */
  say(): Promise<BotSaid | ZaloError>
  /** Something was changed at Zalo: the next question goes there. */
  forget(): void
}

/** Asks Zalo how the bot stands: what another process has set there is not known here. */
export function createBotLook(
  bot: ZaloBot,
  { hasWebhook, now }: { readonly hasWebhook: boolean; readonly now: () => number },
): BotLook {
  let last: { readonly at: number; readonly said: Promise<BotSaid | ZaloError> } | null = null
  return {
    say: () => {
      if (last === null || now() - last.at >= FRESH_MS)
        last = { at: now(), said: ask(bot, hasWebhook) }
      return last.said
    },
    forget: () => {
      last = null
    },
  }
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

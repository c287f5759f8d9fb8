import { z } from 'zod'
import type { Asking } from '../ask-until-answered.ts'
import type { TelegramClient } from './telegram-client.ts'
import { askTelegram } from './back-off.ts'
import { TelegramCallError } from './telegram-error.ts'

/** Who the bot is. The id is known from the token at once, the rest once the platform has answered. */
export interface BotIdentity {
  readonly externalId: string | null
  readonly username: string | null
}

/** The same once the platform has answered. */
export interface KnownIdentity extends BotIdentity {
  readonly externalId: string
  readonly username: string
}

const meSchema = z.object({ id: z.number().int(), username: z.string() })

/** The bot's id is the part of its token before the colon; null: not the form that BotFather gives. */
export function botIdOfToken(token: string): string | null {
  return /^(\d{1,20}):/u.exec(token)?.[1] ?? null
}

/** What getMe says; throws a `TelegramCallError` when it says nothing. */
export async function fetchIdentity(
  client: TelegramClient,
  signal?: AbortSignal,
): Promise<KnownIdentity> {
  const me = meSchema.safeParse(await client.callApi('getMe', {}, { signal }))
  if (!me.success) {
    throw new TelegramCallError('getMe', {
      failure: 'not-api',
      error_code: 0,
      description: 'not a bot',
    })
  }
  const { id, username } = me.data
  return { externalId: String(id), username }
}

/** Asks until the platform answers. Rejects only by the signal. */
export function awaitIdentity(client: TelegramClient, options: Asking): Promise<KnownIdentity> {
  const ask = (signal: AbortSignal): Promise<KnownIdentity> => fetchIdentity(client, signal)
  return askTelegram('telegram does not say who the bot is', ask, options)
}

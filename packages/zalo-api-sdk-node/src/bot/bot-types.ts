import { asBoolean, asObject, asText, asTextOrNull, asTime } from '../json.ts'

/** The bot itself. Source: "getMe" of the Bot Platform. */
export interface BotProfile {
  readonly id: string
  /** The name people mention; Zalo gives one or both of `display_name` and `account_name`. */
  readonly name: string
  readonly accountName: string
  /** `BASIC`, … */
  readonly accountType: string | null
  /** Groups are a beta; bots made in the public marketplace cannot join any. Null: the platform does not say. */
  readonly canJoinGroups: boolean | null
}

/** Where updates go. Source: "setWebhook", "getWebhookInfo". */
export interface BotWebhook {
  readonly url: string
  /** False when Zalo's own check of the address failed (it is stored all the same); null when it does not say. */
  readonly verified: boolean | null
  readonly hint: string | null
  readonly updatedAt: Date | null
}

/** A message that the platform has taken. */
export interface BotSent {
  readonly messageId: string
  /** Platform time; null when the answer does not say. */
  readonly sentAt: Date | null
}

/**
 * A piece of text with styles. Positions count UTF-16 units, as JavaScript does. Codes: `b`, `i`, `u`, `s`,
 * `f_13` to `f_20`, `c_<hex>`, `lst_1`, `lst_2`, `ind_1` to `ind_5`.
 */
export interface BotTextStyle {
  readonly start: number
  readonly len: number
  readonly st: readonly string[]
}

export function readProfile(result: unknown): BotProfile {
  const body = asObject(result)
  const accountName = asText(body['account_name'])
  return {
    id: asText(body['id']),
    name: asText(body['display_name']) || accountName,
    accountName,
    accountType: asTextOrNull(body['account_type']),
    canJoinGroups: asBoolean(body['can_join_groups']),
  }
}

export function readWebhook(result: unknown): BotWebhook {
  const body = asObject(result)
  const verification = asObject(body['verification'])
  return {
    url: asText(body['url']),
    verified: asBoolean(verification['ok']),
    hint: asTextOrNull(verification['hint']),
    updatedAt: asTime(body['updated_at']),
  }
}

export function readBotSent(result: unknown): BotSent {
  const body = asObject(result)
  return { messageId: asText(body['message_id']), sentAt: asTime(body['date']) }
}

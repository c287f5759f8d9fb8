/**
 * What a bot or OA has left of time, money and reach, as its platform says it: platform-neutral, so that a card, a
 * check and a warning can be made of it. Days are `YYYY-MM-DD`, moments milliseconds since 1970; all of it survives JSON.
 */
export type ChannelFact =
  /** It ends with this day. */
  | Expiry
  /** Messages that may still go out. */
  | Quota
  /** The pair of tokens that renews itself; null: nobody knows. */
  | { readonly kind: 'token'; readonly renewedAt: number | null }
  /** How word comes in. `ok` null: the platform does not say. */
  | {
      readonly kind: 'hears'
      readonly by: 'webhook' | 'polling' | 'history'
      readonly ok: boolean | null
    }
  /** The bot cannot be taken into groups. */
  | { readonly kind: 'no-groups' }
  | Lateness

export interface Expiry {
  readonly kind: 'expires'
  /** The account's package; a group's own; the group itself, once its own has lapsed; the app's leave to use the account. */
  readonly what: 'package' | 'group' | 'group-itself' | 'consent'
  /** The group's id on the platform; else empty. */
  readonly id: string
  /** The package's or group's name. */
  readonly name: string
  /** The last day. */
  readonly on: string
  /** It is renewed by itself while there is money for it. */
  readonly renews: boolean
}

export interface Quota {
  readonly kind: 'quota'
  /** `month`: of the calendar month, which the platform does not count for us, and `total` is about so many. */
  readonly from: 'package' | 'bought' | 'given' | 'month'
  /** Null: the platform does not say. */
  readonly remaining: number | null
  readonly total: number | null
}

/** How late is heard what people write, where the platform must be asked. */
export interface Lateness {
  readonly kind: 'lateness'
  /** Seconds between two looks. */
  readonly every: number
  /** Calls of the package a minute that looking costs while nobody writes. */
  readonly calls: number
  /** Seconds until a message is heard, at most. */
  readonly seconds: number
  /** The same while so many chats have something new all the time. */
  readonly busy: { readonly chats: number; readonly seconds: number }
}

/** The end of a leave whose tokens the platform does not renew. */
export interface GrantEnd {
  readonly until: Date
  /** What is to be mended: the consent, or the app's id or secret in the configuration. */
  readonly cause: 'consent' | 'app'
}

export function isExpiry(fact: ChannelFact): fact is Expiry {
  return fact.kind === 'expires'
}

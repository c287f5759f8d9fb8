/** The three platforms that the sandbox speaks. Repeated here because emulators import no product code. */
export const EMULATED_PLATFORMS = ['telegram', 'zalo-oa', 'zalo-bot'] as const
export type EmulatedPlatform = (typeof EMULATED_PLATFORMS)[number]

/** A human who holds phones. `accounts` are the ids that the platforms know them by. */
export interface Person {
  readonly id: string
  readonly name: string
  /** Vietnamese caption shown above the phone. */
  readonly role: string
  readonly accounts: Partial<Record<EmulatedPlatform, string>>
}

export type ChatKind = 'private' | 'group' | 'supergroup'
/**
 * Where the bot stands in a chat. `muted`: it may read and not write; `closed`: a forum whose general topic is closed;
 * `expired`: a group of an OA whose package has lapsed; `dissolved` in private: the account is gone.
 */
export type BotState = 'member' | 'left' | 'blocked' | 'dissolved' | 'muted' | 'closed' | 'expired'

export interface Chat {
  /** `${platform}:${externalId}` */
  readonly chatId: string
  readonly platform: EmulatedPlatform
  readonly externalId: string
  readonly kind: ChatKind
  readonly title: string
  readonly members: readonly string[]
  readonly botState: BotState
  /** The bot is an administrator: it sees everything in the group. */
  readonly botIsAdmin?: boolean
  /** Set on a Telegram group that became a supergroup. */
  readonly migratedTo?: string
  /** Zalo OA private chat: when the person last did something towards the OA, ms. */
  readonly lastInteraction?: number
}

/** What an OA buys groups by, and how many people such a group takes (zalo-api.md 2.1). */
export const GROUP_SIZES = { gmf10: 10, gmf50: 50, gmf100: 100, gmf1000: 1000 } as const
export type GroupProduct = keyof typeof GROUP_SIZES
/** From where an OA has a quota: its package, bought one by one, or given. */
export const QUOTA_TYPES = ['sub_quota', 'purchase_quota', 'reward_quota'] as const
export type QuotaType = (typeof QUOTA_TYPES)[number]

export interface MessageEntity {
  readonly type: string
  /** UTF-16 code units. */
  readonly offset: number
  readonly length: number
  readonly url?: string
  readonly language?: string
}

export interface StoredButton {
  readonly text: string
  readonly kind: 'callback' | 'url' | 'query'
  /** Callback data, link or query payload. */
  readonly payload: string
  /** Zalo `oa.query.hide`: the payload does not appear in the chat. */
  readonly hidden?: boolean
  readonly disabled?: boolean
}

export type Sender = { readonly personId: string } | { readonly bot: true }

/** A message as the emulator keeps it, whatever the platform. */
export interface StoredMessage {
  /** `${chatId}:${externalId}` */
  readonly key: string
  readonly chatId: string
  /** The platform's own message id. */
  readonly externalId: string
  readonly seq: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly from: Sender
  readonly text: string
  readonly entities?: readonly MessageEntity[]
  readonly buttons?: readonly (readonly StoredButton[])[]
  /** Telegram's reply markup as it was given. */
  readonly markup?: unknown
  readonly fileId?: string
  /** Address of a picture that only has one (Zalo Bot). */
  readonly photoUrl?: string
  readonly replyTo?: string
  readonly edited?: number
  readonly deleted?: true
  readonly seenBy?: readonly string[]
  /** Telegram service fields (new_chat_members, migrate_to_chat_id …). */
  readonly service?: Readonly<Record<string, unknown>>
}

export interface StoredFile {
  readonly id: string
  readonly platform: EmulatedPlatform
  readonly name: string
  readonly mime: string
  readonly size: number
  readonly kind: 'document' | 'photo'
  readonly at: number
}

/** One platform API call. `payload` never holds the token. */
export interface CallRecord {
  readonly seq: number
  /** Arrival, ms. */
  readonly at: number
  readonly platform: EmulatedPlatform
  readonly method: string
  readonly chatId: string | null
  /** The platform took it, whether or not the answer arrived. */
  readonly ok: boolean
  /** HTTP status; 0 when the connection was dropped. */
  readonly status: number
  readonly errorCode: number | null
  /** Kind of the scripted misfortune that struck it. */
  readonly fault?: string
  readonly payload: unknown
  readonly latencyMs: number
}

/** A message as the control API shows it. */
export interface ShownMessage {
  readonly key: string
  readonly chatId: string
  readonly seq: number
  readonly at: number
  readonly from: Sender
  readonly text: string
  readonly entities?: readonly MessageEntity[]
  readonly buttons?: readonly (readonly ShownButton[])[]
  readonly file?: ShownFile
  readonly photo?: string
  readonly replyTo?: string
  readonly edited?: number
  readonly deleted?: true
  readonly seenBy?: readonly string[]
  readonly service?: string
}

export interface ShownButton {
  readonly text: string
  readonly kind: StoredButton['kind']
  readonly url?: string
  readonly disabled?: boolean
}

export interface ShownFile {
  readonly name: string
  readonly mime: string
  readonly size: number
  /** Path on the emulators' origin. */
  readonly url: string
}

export interface LiveEvent {
  readonly type: 'message' | 'edit' | 'delete' | 'membership' | 'typing'
  readonly chatId: string
  readonly message?: ShownMessage
}

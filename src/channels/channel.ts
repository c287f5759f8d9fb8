import type { ChannelFact } from '../domain/channel-fact.ts'
import type { ChannelInstanceId } from '../domain/id.ts'
import type { ChatType, Platform, UnreachableState } from '../domain/platform.ts'
import type { Reason } from '../domain/reason.ts'
import type { Message } from '../messages/message.ts'

export type { ChatType, Platform, UnreachableState }

/** What a platform can do. Code outside the adapters asks here and never for the platform's name. */
export interface Capabilities {
  /** Where inline buttons work; elsewhere the renderer writes numbered choices. */
  readonly buttons: 'everywhere' | 'private' | 'nowhere'
  /** Whether a sent message can be changed in place. */
  readonly edit: boolean
  /** Longest text of one part in characters, as the platform counts them: told to the contract's tests; `render` splits. */
  readonly maxText: number
  /**
   * Documents the platform takes by upload; null: none. One that is not taken is shown as a link by `render`, or refused by
   * `send` as `file-too-large`. Where a platform fetches documents by their address, this is null too: `render` makes of a
   * file that has a `link` a part of kind 'text' whose body carries the address.
   */
  readonly files: {
    readonly extensions: readonly string[] | null
    /** How long the token of an upload is good, in milliseconds; null: for good. */
    readonly tokenLifeMs: number | null
  } | null
  /** Whether the platform keeps its data abroad (Luật 91/2025/QH15, Điều 20): residents are told. */
  readonly abroad: boolean
  /** Whether a press can be answered with a short toast. */
  readonly toast: boolean
  /**
   * Pacing the sender keeps to: about 5 % under the platform's published number, as calls do not all take equally long on
   * their way and the platform counts where they arrive.
   */
  readonly pace: Pace
  /** Whom the platform means by "too many calls": the chat that it says it to, or the whole bot. */
  readonly tooMany: 'chat' | 'lane'
  /** What a private message costs by the time since the person's last word; null: nothing, whenever it goes. */
  readonly window: ContactWindow | null
}

/** Inside the first time a private message is free; up to the second it is paid for; after that it is refused. */
export interface ContactWindow {
  readonly freeMs: number
  readonly openMs: number
  /** đồng for a message that no package covers. */
  readonly price: number
}

export interface Pace {
  /** Calls a second over the whole bot or OA. */
  readonly perSecond: number
  /** Least time between two calls to one private chat, in milliseconds. */
  readonly privateGapMs: number
  /** Least time between two calls to one group, in milliseconds; of no meaning where there are no groups. */
  readonly groupGapMs: number
  /** Calls (edits too) a group takes in any minute; null: no published number. */
  readonly groupPerMinute: number | null
  /** Least time between two edits of a message, by kind of chat, in milliseconds. */
  readonly editGapMs: { readonly private: number; readonly group: number }
}

/** Where a part goes: ids are the platform's, opaque strings (Zalo's are above 2^53). */
export interface Destination {
  readonly chatId: string
  readonly type: ChatType
}

/**
 * One platform call as data: what `render` makes and `send` executes. `body` is private to the adapter
 * and survives JSON.
 */
export interface RenderedPart {
  readonly kind: 'text' | 'file'
  /** The plain words of this part, for the preview and the tests. */
  readonly preview: string
  /** The same with its choices as words, if it may be sent so where its buttons are refused. */
  readonly withChoices?: string
  readonly body: Readonly<Record<string, unknown>>
  /** For `file`: which stored file the part carries. */
  readonly fileId?: string
}

/**
 * What came of one platform call. The set is closed: every adapter maps its errors onto it. `why` is what
 * officers are told, `reason` the platform's own words for operators.
 */
export type SendOutcome =
  | { readonly kind: 'sent'; readonly messageIds: readonly string[] }
  /** Not sent; the same call may be tried after `afterMs`. `lane`: the whole bot must wait. */
  | {
      readonly kind: 'retry-after'
      readonly afterMs: number
      readonly scope: 'chat' | 'lane'
      readonly why: Reason
      readonly reason: string
    }
  /** Not sent; this chat takes nothing until its state changes. */
  | {
      readonly kind: 'unreachable'
      readonly chatState: UnreachableState
      readonly why: Reason
      readonly reason: string
    }
  /** Not sent; the chat has a new id. */
  | { readonly kind: 'migrated'; readonly toChatId: string; readonly reason: string }
  /** Not sent; this content will never be taken by this platform. */
  | { readonly kind: 'rejected'; readonly why: Reason; readonly reason: string }
  /** Not sent; the token or the account is refused: the lane stops and a person is told. */
  | { readonly kind: 'auth'; readonly why: Reason; readonly reason: string }
  /** No answer after the request left: it may or may not have arrived. */
  | { readonly kind: 'unknown'; readonly reason: string }

/** The bytes behind a file part, read only when the platform has no token for them yet. */
export interface FileSource {
  readonly name: string
  readonly mime: string
  /** Platform token of an earlier upload, if one is still good. One that is refused ends as `rejected`. */
  readonly token: string | null
  readonly read: () => Promise<Uint8Array>
  /** To be called as soon as the platform has given a token, whatever becomes of the message. Never rejects. */
  readonly keep: (token: string) => Promise<void>
}

export interface SendContext {
  readonly signal: AbortSignal
  /** Asked when a request is about to leave, which may wait long for its connection; false: nothing leaves. Absent: it may. */
  readonly mayLeave?: () => boolean
  /** Set when the part is a file. */
  readonly file?: FileSource
}

/** One event from a platform, without the platform. */
export interface Inbound {
  readonly chat: { readonly externalId: string; readonly type: ChatType; readonly title?: string }
  /** The part of the chat (a topic) in which it was said; absent: it has none, or it was the one that all chats have. */
  readonly thread?: string
  /** Who acted; absent for what the platform itself says. */
  readonly from?: { readonly externalId: string; readonly name: string }
  /** Instead: somebody whom the platform hides, an administrator who writes in the name of the group. */
  readonly isHidden?: true
  /** Platform time of the event; when it came in, where the platform does not say. */
  readonly at: Date
  readonly event: InboundEvent
}

export type InboundEvent =
  | {
      readonly kind: 'text'
      readonly text: string
      readonly messageId: string
      /** Message that this one replies to or quotes; of the bot, where the platform says whose it is. */
      readonly replyTo?: string
      /** It replies to a message that is certainly not the bot's. */
      readonly repliesToOther?: true
      /** In a group: it names the bot, or the platform passes on only what is meant for it. */
      readonly isAddressed?: true
    }
  | {
      readonly kind: 'file'
      readonly file: InboundFile
      readonly caption?: string
      readonly messageId: string
      readonly replyTo?: string
      /** In a group: its caption names the bot. */
      readonly isAddressed?: true
    }
  | {
      readonly kind: 'press'
      readonly pressId: string
      readonly action: string
      readonly messageId?: string
      /** Platform time of that message; absent: it is too old for the platform to say. */
      readonly shownAt?: Date
    }
  /** The bot's own standing in the chat changed, or a person blocked or unblocked it. */
  | {
      readonly kind: 'standing'
      readonly standing: 'member' | 'left' | 'blocked' | 'no-rights' | 'dissolved'
      /** The chat may be one of ours that has moved to this id: `migrated` is then told beside this, perhaps after it. */
      readonly mayHaveMoved?: true
    }
  | { readonly kind: 'migrated'; readonly toChatId: string }
  /** Platform receipt for messages of ours; best effort, never proof of reading. */
  | {
      readonly kind: 'receipt'
      readonly receipt: 'delivered' | 'seen'
      readonly messageIds: readonly string[]
    }
  /** Our own message as the platform echoes it. */
  | { readonly kind: 'echo'; readonly messageId: string; readonly text: string }
  /** The person asks that their data be deleted. */
  | { readonly kind: 'withdraw' }
  /** The bot or account as a whole has lost its rights; the chat is the account's own id and is none. */
  | { readonly kind: 'revoked' }
  /** Content that the platform withholds or that we do not take (a sticker, a voice message). */
  | {
      readonly kind: 'unsupported'
      readonly what: string
      readonly caption?: string
      /** In a group: its caption names the bot. */
      readonly isAddressed?: true
    }

export interface InboundFile {
  /** What `download` needs, opaque. */
  readonly ref: string
  readonly name: string
  readonly mime: string
  /** Declared size in bytes; null when the platform does not say. */
  readonly size: number | null
}

/** How one stored update is told apart and put in order. */
export interface UpdateKey {
  /** Unique per channel instance; the same update twice has the same key. */
  readonly dedupKey: string
  /** Updates with the same order key are processed one after another. */
  readonly orderKey: string
  /** We found it in a list of the platform: it proves nothing of whether we are told things. */
  readonly isFound?: true
}

export type Download =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'failed'; readonly reason: string }

/** Who a bot or OA is. */
export interface ChannelIdentity {
  readonly externalId: string
  /** What people see it by, and mention. */
  readonly name: string
}

/** Told that a person must act before the platform says who the bot or OA is; as an `auth` outcome says it. */
export type NeedsPerson = (why: Reason, reason: string) => Promise<void>

/** The state of a channel for `/readyz`, `doctor` and `/tinhtrang`. */
export interface ChannelHealth {
  readonly ok: boolean
  /** Vietnamese sentence. */
  readonly detail: string
}

/** Stores one update before anything else happens with it; resolves once it is durable. */
export type StoreUpdate = (update: unknown) => Promise<void>

export interface Channel {
  readonly platform: Platform
  readonly instanceId: ChannelInstanceId
  readonly capabilities: Capabilities
  /** Link that opens a private chat with `payload` (letters, digits, `_`, `-`, at most 64); null: none. */
  startLink(payload: string): string | null
  /** Pure: the calls that show the message, in order. */
  render(message: Message, chat: ChatType): RenderedPart[]
  /** Executes one part; never throws for what a platform or a network may do. */
  send(to: Destination, part: RenderedPart, context: SendContext): Promise<SendOutcome>
  /** Changes a sent message in place; only where `capabilities.edit`. */
  edit(
    to: Destination,
    messageId: string,
    part: RenderedPart,
    context: SendContext,
  ): Promise<SendOutcome>
  /** Answers a press with a toast; false where it is not known to be shown, as for a press that is too old for one. */
  answerPress(pressId: string, text: string | null, alert: boolean): Promise<boolean>
  /** Fetches a file that somebody sent, at most `maxBytes`. */
  download(file: InboundFile, maxBytes: number): Promise<Download>
  /** Pure: the key of a raw update; null when it is not an update at all. */
  keyOf(update: unknown): UpdateKey | null
  /** Pure: what a raw update means that came in then; unknown kinds give an empty list. */
  parse(update: unknown, receivedAt: Date): Inbound[]
  /** Whether what comes under these headers can be a webhook request at all: asked before memory is given to its body. */
  mayBeWebhook(headers: WebhookRequest['headers']): boolean
  /** Checks a webhook request; the body is raw because signatures cover bytes. */
  verifyWebhook(request: WebhookRequest): WebhookVerdict
  /** Receives until `signal` aborts: polls, or sets the webhook and sees to it that it stays set. */
  receive(store: StoreUpdate, signal: AbortSignal): Promise<void>
  /** The last moment at which the bot's rights were certainly given; null: none is known. Absent: it has none to lose. */
  grantedAt?(): Promise<Date | null>
  /** Display name of somebody whose updates carry none (`from.name` is empty); null: the platform does not say. */
  lookUpName?(
    personId: string,
    chat: { readonly externalId: string; readonly type: ChatType },
  ): Promise<string | null>
  /** Groups that the bot makes itself; absent: it is only ever added to groups that people have made. */
  readonly groups?: GroupMaking
  /**
   * Commands shown by the platform's own menu, by who sees them; takes the time that the platform asks for. Rejects when the
   * signal aborts before all are shown.
   */
  publishCommands?(menus: readonly CommandMenu[], signal: AbortSignal): Promise<void>
  health(): Promise<ChannelHealth>
  /**
   * Asks what the bot has left of time, money and reach, with few calls; never throws for what a platform or a network
   * may do. Null: it could not be asked now, and what was known stands.
   */
  standing(signal: AbortSignal): Promise<readonly ChannelFact[] | null>
  close(): Promise<void>
}

/** What is known of a platform without a bot or OA on it: enough to say what a message comes to there. */
export type ChannelFace = Pick<Channel, 'capabilities' | 'render'>

export interface GroupMaking {
  /** Characters that a group's name may have. */
  readonly longestName: number
  /** Groups of the bot with exactly this name that take messages. */
  find(name: string): Promise<GroupsFound>
  /** Makes a group. `holders` are in it from the start, one of them somebody who may manage the bot's account. */
  create(wish: {
    readonly name: string
    readonly holders: readonly string[]
    /** How many people it is to take in all. */
    readonly people: number
  }): Promise<GroupMade>
  /** Invites people who know the bot; those who are in it already are left alone. */
  invite(groupId: string, people: readonly string[]): Promise<GroupInvited>
}

/** What kept a call about groups from being done; the set is closed as that of `SendOutcome` is. */
export type GroupTrouble =
  | { readonly kind: 'failed'; readonly why: Reason; readonly reason: string }
  | {
      readonly kind: 'later'
      readonly afterMs: number
      readonly why: Reason
      readonly reason: string
    }
  /** No answer after the request left. */
  | { readonly kind: 'unknown'; readonly reason: string }

export interface MadeGroup {
  readonly groupId: string
  /** By which people join it; null: there is none. */
  readonly link: string | null
}

export type GroupsFound =
  { readonly kind: 'found'; readonly groups: readonly MadeGroup[] } | GroupTrouble
export type GroupMade = ({ readonly kind: 'made' } & MadeGroup) | GroupTrouble
export type GroupInvited =
  | {
      readonly kind: 'invited'
      /** Null: the platform was asked and does not say whom it has invited. */
      readonly count: number | null
      /** How many it is known not to invite; absent: none. */
      readonly refused?: number
    }
  | GroupTrouble

export interface CommandMenu {
  readonly scope:
    | { readonly kind: 'all-private' | 'all-groups' }
    | { readonly kind: 'chat'; readonly chatId: string }
  /** None: what the wider scope shows. */
  readonly commands: readonly { readonly name: string; readonly description: string }[]
}

export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

export type WebhookVerdict =
  | { readonly kind: 'update'; readonly update: unknown }
  /** A platform's check of the address: answer 200, store nothing. */
  | { readonly kind: 'probe' }
  | { readonly kind: 'wrong-secret' }
  | { readonly kind: 'not-json' }
  /** Nobody can tell yet whether it is to be taken: the platform is told to come again. */
  | { readonly kind: 'later' }

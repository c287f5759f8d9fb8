/** What every event has. */
export interface OaEventCommon {
  /** `event_name` as it came. */
  readonly name: string
  /** Platform time; the epoch when it is missing or cannot be. */
  readonly at: Date
  /** The body as it came, for fields that have no name here. */
  readonly raw: unknown
}

/** Something that came with a message. The address is soon dead: fetch it at once (`downloadAttachment`). */
export interface OaAttachment {
  /** `image`, `file`, `link`, `location`, … */
  readonly type: string
  readonly url: string | null
  /** Of a picture, a video or a link. */
  readonly thumbnail: string | null
  /** Of a link or a card. */
  readonly description: string | null
  /** Of a file. */
  readonly name: string | null
  /** Bytes, of a file. */
  readonly size: number | null
  /** Of a file. */
  readonly checksum: string | null
  /** Of a sticker. */
  readonly id: string | null
  /** Degrees, of a location. */
  readonly coordinates: { readonly latitude: number; readonly longitude: number } | null
}

/**
 * A message of a person, or the echo of one of the account's. `what` is the kind of content: `text`, `image`, `gif`,
 * `link`, `audio`, `video`, `sticker`, `location`, `file`, `business_card`, `list`; new ones pass through.
 */
export type OaMessageEvent = OaEventCommon & {
  readonly kind: 'message'
  /** `oa` is the echo of what the account sent, by us or by its staff. */
  readonly from: 'person' | 'oa'
  readonly what: string
  readonly senderId: string
  /** Of an echo: the member of the staff who wrote. */
  readonly adminId: string | null
  /** Events carry no name today; empty then. */
  readonly senderName: string
  readonly chat: { readonly type: 'person' | 'group'; readonly id: string }
  readonly messageId: string
  readonly text: string
  readonly quoteMessageId: string | null
  readonly attachments: readonly OaAttachment[]
}

/** A message of a visitor of the widget who is not logged in, or the echo of an answer to one. */
export type OaAnonymousEvent = OaEventCommon & {
  readonly kind: 'anonymous-message'
  readonly from: 'person' | 'oa'
  readonly what: string
  readonly anonymousId: string
  readonly conversationId: string
  readonly messageId: string
  readonly text: string
  readonly attachments: readonly OaAttachment[]
}

/**
 * A message reached a phone or was opened there: best effort, private chats and the mobile app only. A missing `seen`
 * never means that somebody has not read.
 */
export type OaReceiptEvent = OaEventCommon & {
  readonly kind: 'receipt'
  readonly receipt: 'delivered' | 'seen'
  /** The two parties: which of them is the person differs between sources. A phone number for templates. */
  readonly parties: readonly string[]
  readonly messageIds: readonly string[]
  /** Of a template by phone number: what the sender called it. */
  readonly trackingId: string | null
}

/** Somebody put an icon under a message, or took it back (`/-remove`). */
export type OaReactionEvent = OaEventCommon & {
  readonly kind: 'reaction'
  readonly from: 'person' | 'oa'
  readonly userId: string
  readonly messageId: string
  readonly icon: string
}

/**
 * What happened to a group. `join-answered`: a name that some sources give to an accepted request and some to any
 * answer.
 */
export type OaGroupChange =
  | 'created'
  | 'updated'
  | 'joined'
  | 'left'
  | 'dissolved'
  | 'join-requested'
  | 'join-refused'
  | 'join-answered'
  | 'admin-added'
  | 'admin-removed'

/** Something happened to a group or to who is in it. */
export type OaGroupEvent = OaEventCommon & {
  readonly kind: 'group'
  readonly change: OaGroupChange
  readonly groupId: string
  readonly groupName: string | null
  readonly userIds: readonly string[]
}

/** What a person filled in. Older events have one `address`, newer ones its parts. */
export type OaUserInfoEvent = OaEventCommon & {
  readonly kind: 'user-info'
  readonly userId: string
  readonly info: {
    readonly name: string | null
    readonly phone: string | null
    /** As one line; the parts of the newer form are joined by commas. */
    readonly address: string | null
    readonly birthday: string | null
    readonly gender: string | null
  }
}

/** People got a tag, lost it, or the tag itself is gone. */
export type OaTagEvent = OaEventCommon & {
  readonly kind: 'tag'
  readonly change: 'added' | 'removed' | 'deleted'
  readonly tag: string
  readonly userIds: readonly string[]
}

/** A person did something that has no content of its own. */
export type OaPersonEvent = OaEventCommon & {
  /**
   * `withdraw`: the person asks that their data be deleted, which must be done. `chat-now`: pressed "chat now", sent
   * once for each person. `info-updated`: somebody changed what is known about them.
   */
  readonly kind: 'follow' | 'unfollow' | 'withdraw' | 'chat-now' | 'call' | 'info-updated'
  readonly userId: string
  /** Where a follower comes from: `oa_profile`, `message_invite`, `social_plugin`, …; null otherwise. */
  readonly source: string | null
}

/** What a webhook of an Official Account can say. Source: "Webhook", "Danh sách sự kiện". */
export type OaEvent =
  | OaMessageEvent
  | OaAnonymousEvent
  | OaReceiptEvent
  | OaReactionEvent
  | OaGroupEvent
  | OaUserInfoEvent
  | OaTagEvent
  | OaPersonEvent
  /** The account took back the app's rights: its tokens are dead. */
  | (OaEventCommon & { readonly kind: 'permission-revoked' })
  /** Consent to be called, asked or answered; a widget accepted. Fields in `raw`. */
  | (OaEventCommon & { readonly kind: 'consent' | 'widget'; readonly userId: string })
  /** About templates (status, quality, daily quota, feedback, a press). Fields in `raw`. */
  | (OaEventCommon & { readonly kind: 'template' })
  /** Whatever else Zalo sends, now or later. */
  | (OaEventCommon & { readonly kind: 'unknown' })

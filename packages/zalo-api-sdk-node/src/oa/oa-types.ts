/** One page of a list. */
export interface Page {
  readonly offset?: number
  /** Rows wanted; each call has its own highest number. */
  readonly count?: number
}

/** What a message to a person has used up; the platform may leave it out. */
export interface OaQuota {
  readonly type: string
  readonly remaining: number | null
  readonly total: number | null
}

export interface OaSent {
  readonly messageId: string
  readonly quota: OaQuota | null
}

export interface OaGroup {
  readonly groupId: string
  readonly name: string
  /** `disabled` once the group's asset has lapsed; unknown words pass through. */
  readonly status: string
  readonly totalMembers: number | null
  readonly link: string | null
}

export interface OaGroupDetail extends OaGroup {
  readonly maxMembers: number | null
  /** When Zalo dissolves a disabled group, as the platform writes it. */
  readonly autoDeleteDate: string | null
  readonly assetId: string | null
  readonly assetValidThrough: string | null
}

export interface OaGroupPage {
  readonly total: number | null
  readonly groups: readonly OaGroup[]
}

export interface OaGroupMember {
  readonly userId: string
  readonly name: string
}

export interface OaProfile {
  readonly oaId: string
  readonly name: string
  readonly verified: boolean
  /** 2 business, 4 state body. */
  readonly type: number | null
  readonly packageName: string | null
  /** As the platform writes it, such as `31/12/2026`. */
  readonly packageValidThrough: string | null
}

export interface OaUser {
  readonly userId: string
  readonly name: string
  readonly follower: boolean | null
  /** `DD/MM/YYYY`. */
  readonly lastInteraction: string | null
}

/** One message of a history list. */
export interface OaHistoryRow {
  /** `oa` for what the account sent, `person` for what came in. */
  readonly from: 'oa' | 'person'
  readonly messageId: string
  /** Milliseconds since 1970. */
  readonly time: number
  /** `text`, `photo`, `file`, … */
  readonly type: string
  readonly text: string
  readonly url: string | null
  readonly fromId: string
  readonly fromName: string
  readonly toId: string
  readonly toName: string
  /** Only in the lists of groups. */
  readonly groupId: string | null
}

export interface OaUserQuota {
  readonly lastInteraction: number | null
  readonly replies: { readonly remaining: number | null; readonly total: number | null } | null
}

/** A file to upload. The name needs the right extension: without it Zalo answers with nothing. */
export interface OaUpload {
  readonly name: string
  readonly bytes: Uint8Array
  readonly mime?: string
}

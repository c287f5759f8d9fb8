import type { ZaloOaSeed } from '../emulator-seed.ts'
import type { EmulatorContext } from './emulator-context.ts'
import type { Params } from './emulator-params.ts'
import type { Collection } from './emulator-store.ts'
import type { GroupProduct, QuotaType } from './emulator-types.ts'
import type { OaResult } from './zalo-oa-emulator-answer.ts'
import type { OaEvents } from './zalo-oa-emulator-events.ts'

/** Everything that an OpenAPI method may need. */
export interface OaAccount {
  readonly context: EmulatorContext
  readonly seed: ZaloOaSeed
  readonly events: OaEvents
  readonly tokens: Collection<TokenPair>
  readonly codes: Collection<ConsentCode>
  readonly uploads: Collection<OaUpload>
  /** What is used up: messages outside the free window and uploads by month, templates by day, money of the wallet. */
  readonly used: Collection<number>
  /** At most one, the package that the OA pays for. */
  readonly packages: Collection<OaPackage>
  /** What a group has besides its chat, by the group's id. */
  readonly groups: Collection<OaGroupRecord>
  readonly assets: Collection<GroupAsset>
  /** What the OA keeps about people, by their user id. */
  readonly persons: Collection<OaPersonRecord>
  /** Conversation ids of visitors of the widget, by their anonymous ids. */
  readonly visitors: Collection<string>
}

export interface OaPackage {
  readonly name: string
  /** ms */
  readonly validThrough: number
  /** Money that somebody has put into the wallet, đồng; absent: no wallet is linked. */
  readonly paidIn?: number
}

export interface OaGroupRecord {
  readonly description: string
  readonly avatar: string
  readonly assetId: string
  /** Person ids. */
  readonly admins: readonly string[]
  /** Person ids who wait to be let in, oldest first. */
  readonly pending: readonly string[]
  readonly settings: OaGroupSettings
}

/** In the platform's own words. */
export interface OaGroupSettings {
  /** Only administrators may write. */
  readonly lock_send_msg: boolean
  /** Who wants in waits for an administrator. */
  readonly join_appr: boolean
  readonly enable_msg_history: boolean
  /** The link lets people in. */
  readonly enable_link_join: boolean
}

/** The right to one group. */
export interface GroupAsset {
  readonly assetId: string
  readonly product: GroupProduct
  readonly quotaType: QuotaType
  /** ms */
  readonly validThrough: number
  readonly autoRenew: boolean
  /** Id of the group that uses it; null: available. */
  readonly usedBy: string | null
}

export interface OaPersonRecord {
  readonly follows: boolean
  readonly alias?: string
  readonly externalId?: string
  readonly notes?: readonly string[]
  readonly tags?: readonly string[]
  readonly shared?: Readonly<Record<string, unknown>>
}

export interface TokenPair {
  readonly access: string
  readonly refresh: string
  /** ms */
  readonly accessExpires: number
  readonly refreshExpires: number
}

export interface ConsentCode {
  readonly expires: number
  readonly challenge: string
}

export interface OaUpload {
  readonly fileId: string
  readonly kind: 'image' | 'gif' | 'file'
  readonly expires: number
}

export type OaMethod = (account: OaAccount, params: Params) => OaResult

export const CURRENT_PAIR = 'pair'

import { isRecord } from './emulators/emulator-params.ts'
import {
  EMULATED_PLATFORMS,
  GROUP_SIZES,
  type BotState,
  type ChatKind,
  type EmulatedPlatform,
  type GroupProduct,
  type Person,
  type QuotaType,
} from './emulators/emulator-types.ts'

/** What the sandbox starts with. Entries that the data folder already knows are left as they are there. */
export interface EmulatorSeed {
  /** At most one of each kind. */
  readonly platforms: readonly PlatformSeed[]
  readonly people: readonly Person[]
  readonly chats: readonly ChatSeed[]
}

export type PlatformSeed = TelegramSeed | ZaloOaSeed | ZaloBotSeed

export interface TelegramSeed {
  readonly platform: 'telegram'
  readonly botId: string
  readonly botName: string
  /** Without `@`. */
  readonly username: string
  /** `<botId>:<secret>` */
  readonly token: string
}

export interface ZaloOaSeed {
  readonly platform: 'zalo-oa'
  /** The OA id. */
  readonly botId: string
  readonly botName: string
  readonly appId: string
  readonly appSecret: string
  /** "OA secret key" of the webhook page; another value than the app secret. */
  readonly webhookSecret: string
  /** The first pair, as the console's API explorer gives it. */
  readonly accessToken: string
  readonly refreshToken: string
  /** What the console's webhook page holds; loopback only. */
  readonly webhookUrl?: string
  /** Person ids of the OA's administrators, one of whom every new group needs; absent: anybody will do. */
  readonly admins?: readonly string[]
  /** Rights to groups that nothing uses yet; each group of the seed has one of its own. */
  readonly groupAssets?: readonly GroupAssetSeed[]
  /** Absent: Growth for a year from the first start. */
  readonly package?: { readonly name: string; readonly validThrough: number }
  /** Money in the linked wallet, đồng; absent: none is linked, and no template goes out (-320). */
  readonly wallet?: number
  /** ZBS templates that the OA has handed in. */
  readonly templates?: readonly TemplateSeed[]
}

/** A ZBS template of an OA. */
export interface TemplateSeed {
  readonly templateId: string
  /** Names that its values must have. */
  readonly params: readonly string[]
  /** Default: true; else it is refused with -131. */
  readonly approved?: boolean
  /** Default: true; else it goes by phone number only (-249). */
  readonly byUserId?: boolean
}

/** The right of an OA to one group. */
export interface GroupAssetSeed {
  readonly assetId: string
  readonly product: GroupProduct
  /** Default: `sub_quota`. */
  readonly quotaType?: QuotaType
  /** Default: 365. */
  readonly validDays?: number
  /** Default: false. */
  readonly autoRenew?: boolean
}

export interface ZaloBotSeed {
  readonly platform: 'zalo-bot'
  readonly botId: string
  /** Begins with "Bot". */
  readonly botName: string
  /** `<digits>:<secret>` */
  readonly token: string
}

export interface ChatSeed {
  readonly platform: EmulatedPlatform
  /** Telegram: negative for groups; private chats have the person's account id. */
  readonly externalId: string
  readonly kind: ChatKind
  readonly title: string
  /** Person ids. */
  readonly members: readonly string[]
  readonly botState?: BotState
  readonly botIsAdmin?: boolean
}

/** Checks a seed that was read from a file. Answers the seed or one sentence that says what is wrong. */
export function parseSeed(value: unknown): EmulatorSeed | string {
  if (!isRecord(value)) return 'The seed is not a JSON object.'
  const { platforms, people, chats } = value
  if (!Array.isArray(platforms) || !Array.isArray(people) || !Array.isArray(chats))
    return 'The seed needs the lists platforms, people and chats.'
  const seed = { platforms, people, chats } as EmulatorSeed
  return findSeedFault(seed) ?? seed
}

/** The first thing that makes a seed unusable, as a sentence; null: nothing. */
export function findSeedFault(seed: EmulatorSeed): string | null {
  const kinds = seed.platforms.map(({ platform }) => platform)
  if (new Set(kinds).size !== kinds.length) return 'The seed holds one platform twice.'
  const unknown = [...kinds, ...seed.chats.map(({ platform }) => platform)].find(
    (platform) => !EMULATED_PLATFORMS.includes(platform),
  )
  if (unknown !== undefined) return `The seed names an unknown platform: ${String(unknown)}.`
  const people = new Set(seed.people.map(({ id }) => id))
  if (people.size !== seed.people.length) return 'The seed holds one person twice.'
  const asset = seed.platforms
    .flatMap((platform) => (platform.platform === 'zalo-oa' ? (platform.groupAssets ?? []) : []))
    .find(({ product }) => !Object.hasOwn(GROUP_SIZES, product))
  if (asset !== undefined) return `The seed has an asset of an unknown product: ${asset.assetId}.`
  const stray = seed.chats.flatMap(({ members }) => members).find((id) => !people.has(id))
  return stray === undefined ? null : `A chat of the seed has an unknown member: ${stray}.`
}

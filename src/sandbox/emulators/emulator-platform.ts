import type { GroupAssetSeed } from '../emulator-seed.ts'
import type { Chat, EmulatedPlatform, Person, StoredMessage } from './emulator-types.ts'

export const MEMBERSHIP_ACTIONS = [
  'join',
  'leave',
  'block',
  'unblock',
  'unfollow',
  'kick-bot',
  'add-bot',
  'dissolve',
  'upgrade',
  'mute-bot',
  'unmute-bot',
  'close-topic',
  'open-topic',
  'expire',
  'renew',
  'deactivate',
] as const
export type MembershipAction = (typeof MEMBERSHIP_ACTIONS)[number]

const PRIVATE_ACTIONS: ReadonlySet<MembershipAction> = new Set([
  'block',
  'unblock',
  'unfollow',
  'deactivate',
])

/** Whether somebody does this in a private chat; everything else happens in groups. */
export function isPrivateAction(action: MembershipAction): boolean {
  return PRIVATE_ACTIONS.has(action)
}

/** Why a person cannot do something, as a sentence for the page. */
export interface Refused {
  readonly refused: string
}

export interface Toast {
  readonly text: string
  readonly alert: boolean
}

/** What an operator changes in an OA's account with Zalo; what is not given stays. */
export interface PackageChange {
  readonly name?: string
  readonly validDays?: number
  /** đồng, put into the wallet, which is linked by it. */
  readonly pay?: number
}

/** What one platform does when people act in its app. */
export interface PlatformEmulator {
  readonly platform: EmulatedPlatform
  /** The private chat with the bot, made where the platform lets this text open one. */
  openPrivateChat(person: Person, text: string): Chat | Refused
  nextMessageId(chat: Chat): string
  /** A person's message is stored: tell the bot, as far as it may know. */
  tellMessage(chat: Chat, message: StoredMessage, person: Person): void
  press(
    chat: Chat,
    message: StoredMessage,
    person: Person,
    place: { readonly row: number; readonly column: number },
  ): Promise<Toast | null | Refused>
  changeMembership(chat: Chat, person: Person, action: MembershipAction): Chat | Refused
  /** A person changed the text of an own message. */
  tellEdit?(chat: Chat, message: StoredMessage, person: Person): void
  /** A person has looked at the chat. */
  seeChat?(chat: Chat, person: Person): void
  /** Why a member of a group cannot write in it; null: they can. */
  findWritingFault?(chat: Chat, person: Person): Refused | null
  /** Sells the OA the right to one more group. */
  plantGroupAsset?(asset: GroupAssetSeed): void
  /** The OA buys another package, or pays into its wallet. */
  changePackage?(change: PackageChange): void
  /** Hands a raw update to the bot as if the platform had made it. */
  injectUpdate(update: Record<string, unknown>): void
  /** The access token is over; the refresh token gives another. */
  lapseToken?(): void
  /** Somebody has the token made anew: the one that is in use is refused from now on. */
  revokeToken(): void
  /** Sets the address in the developer console; only where the API has no call for it. */
  setConsoleWebhook?(url: string): Promise<Refused | null>
  /** What the developer console shows of it. */
  consoleWebhook?(): { readonly url: string; readonly switchedOff: boolean }
  stop(): void
}

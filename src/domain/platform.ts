export const PLATFORMS = ['telegram', 'zalo-oa', 'zalo-bot'] as const
export type Platform = (typeof PLATFORMS)[number]

export function isPlatform(name: string): name is Platform {
  return PLATFORMS.some((platform) => platform === name)
}

/** A platform's own id of an account or a chat, as a person may write it: digits, words, base64; groups of Telegram have a minus. */
export const EXTERNAL_ID = /^(?:-?\w|[+/])[\w.+/=-]{0,127}$/

export type ChatType = 'private' | 'group'

/** Why a chat takes nothing for now. */
export type UnreachableState =
  'blocked' | 'gone' | 'left' | 'no-rights' | 'never-started' | 'waiting-for-contact' | 'dissolved'

export type ChatState = 'active' | UnreachableState

/** Whether the bot is in the group no more, or the group is none any more; where it may only not write it still is. */
export function isOutOfGroup(state: ChatState): boolean {
  return state === 'left' || state === 'dissolved' || state === 'gone'
}

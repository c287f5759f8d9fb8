import type { Lateness } from '../../domain/channel-fact.ts'

/** Between two looks at the history, in milliseconds. */
export const ROUND_MS = 15_000
/** Zalo gives ten rows a call. */
export const HISTORY_PAGE = 10
/** Share of the account's calls a minute that is left for sending. */
export const KEPT_FOR_SENDING = 0.25

/** Private chats and groups are two lists. */
const LISTS = 2
const ROUNDS_A_MINUTE = 60_000 / ROUND_MS
/** So many chats with something new stand for a busy evening. */
const BUSY_CHATS = 20

/**
 * How late the history is heard with a package of so many calls a minute. A look costs a call for each list, one more
 * for every ten chats with something new, and one for each of these; when the minute's share is used up, it goes on
 * in the next.
 */
export function latenessOf(callsPerMinute: number): Lateness {
  const share = callsPerMinute * (1 - KEPT_FOR_SENDING)
  const secondsWith = (chats: number): number => {
    const calls = LISTS + Math.floor(chats / HISTORY_PAGE) + chats
    return calls * ROUNDS_A_MINUTE <= share
      ? ROUND_MS / 1000
      : 60 * Math.ceil(calls / Math.max(1, share))
  }
  return {
    kind: 'lateness',
    every: ROUND_MS / 1000,
    calls: LISTS * ROUNDS_A_MINUTE,
    seconds: secondsWith(0),
    busy: { chats: BUSY_CHATS, seconds: secondsWith(BUSY_CHATS) },
  }
}

import { type OaHistoryRow, ZaloError } from 'zalo-api-sdk-node'
import { UPDATE_TAKEN_MS } from '../../domain/update-memory.ts'
import type { ChannelLog } from '../channel-log.ts'
import type { StoreUpdate } from '../channel.ts'
import type { Sleep } from '../sleep.ts'
import { storeUntilTaken } from '../store-until-taken.ts'
import { chatOfRow, historyUpdate, idOfRow } from './zalo-oa-history.ts'
import { HISTORY_PAGE } from './zalo-oa-lateness.ts'
import { oaOutcome } from './zalo-oa-outcome.ts'

export interface OaLookOptions {
  readonly store: StoreUpdate
  readonly log: ChannelLog
  readonly signal: AbortSignal
  readonly sleep?: Sleep | undefined
  readonly now: () => number
  /** What time it is by Zalo's clock; null: it has not said yet. Absent: ours is believed. */
  readonly zaloNow?: (() => Date | null) | undefined
  /** What was written before this moment was heard by somebody else, or is not to be heard again. */
  readonly notBefore?: Date | undefined
}

/** One of the two lists of the account: private chats, or groups. */
export interface History {
  readonly recent: (offset: number) => Promise<OaHistoryRow[]>
  readonly conversation: (chatId: string, offset: number) => Promise<OaHistoryRow[]>
}

/** A chat with something new. */
interface Unread {
  /** Its last row, as far as is known. */
  readonly last: string
  /** What was written before this moment has been read. */
  readonly since: number
  readonly byPerson: boolean
  /** Zalo does not let us read it: it is tried again when there is a newer row. */
  readonly isRefused: boolean
}

/** Of one chat in one look. */
const MAX_PAGES = 20
/** Chats that are read before the list is looked at again, so that who writes now does not wait behind hundreds. */
const CHATS_A_LOOK = 20
/**
 * How far back the first look goes: what was written while the service was down, within the time in which an
 * answer is still free. What an earlier run stored is known by its key.
 */
const FIRST_LOOK_MS = 48 * 3_600_000
/** Looks overlap, because the order of the list is not exact. */
const OVERLAP_MS = 5 * 60_000

/**
 * One look after another through one list: which chats have something new, then what it is, where a person has written
 * last before the others, since most of what is new is our own copies. False when there is more to be read.
 */
export function createHistoryLook(
  history: History,
  options: OaLookOptions,
): () => Promise<boolean> {
  const { now, log } = options
  /** The last row of each chat that has been read. */
  const read = new Map<string, string>()
  const unread = new Map<string, Unread>()
  const floor = options.notBefore?.getTime() ?? 0
  /** The last row of all, and when we have first seen it. */
  let newest: { readonly time: number; readonly seenAt: number } | null = null

  /**
   * Where the last look came to. By Zalo's clock: ours, which may be days ahead, would pass over all that comes. It only
   * tells for how long nothing has come, after which the looks need not overlap any more.
   */
  const markAt = (moment: number): number => {
    if (newest === null) {
      const zaloMoment = options.zaloNow?.()?.getTime() ?? moment
      return Math.max(floor, zaloMoment - FIRST_LOOK_MS)
    }
    const quietMs = Math.max(0, moment - newest.seenAt)
    return Math.max(floor, newest.time - Math.max(0, OVERLAP_MS - quietMs))
  }

  const findUnread = async (): Promise<void> => {
    const started = now()
    let rows = await history.recent(0)
    // With its answer Zalo has said what time it is.
    const since = markAt(started)
    const seen = new Set<string>()
    let top = newest?.time ?? -Infinity
    for (let offset = HISTORY_PAGE; ; offset += HISTORY_PAGE) {
      for (const row of rows.filter(({ time }) => time >= since)) {
        top = Math.max(top, row.time)
        const chatId = chatOfRow(row)
        // A list may have several rows of one chat, the last one first.
        if (chatId === '' || seen.has(chatId)) continue
        seen.add(chatId)
        const last = idOfRow(row)
        const known = unread.get(chatId)
        if (last === (known?.last ?? read.get(chatId))) continue
        const byPerson = row.from === 'person' || (known?.byPerson ?? false)
        unread.set(chatId, { last, since: known?.since ?? since, byPerson, isRefused: false })
      }
      if (rows.length < HISTORY_PAGE || rows.some(({ time }) => time < since)) break
      rows = await history.recent(offset)
    }
    if (top > (newest?.time ?? -Infinity)) newest = { time: top, seenAt: started }
  }

  const readChat = async (chatId: string, chat: Unread): Promise<void> => {
    // However long a chat, or the account, could not be read: what was stored before may be forgotten.
    const oldest = (newest?.time ?? 0) - UPDATE_TAKEN_MS
    const until = { since: Math.max(chat.since, oldest), known: read.get(chatId) }
    try {
      if (!(await storeConversation(history, chatId, until, options))) return
      read.set(chatId, chat.last)
      unread.delete(chatId)
    } catch (error) {
      if (!isOfChat(error, now())) throw error
      log.warn({ reason: error.message }, 'zalo oa chat not read')
      unread.set(chatId, { ...chat, isRefused: true })
    }
  }

  return async () => {
    await findUnread()
    const waiting = [...unread]
      .filter(([, { isRefused }]) => !isRefused)
      .toSorted(([, one], [, other]) => Number(other.byPerson) - Number(one.byPerson))
    for (const [chatId, chat] of waiting.slice(0, CHATS_A_LOOK)) {
      if (options.signal.aborted) return true
      await readChat(chatId, chat)
    }
    return waiting.length <= CHATS_A_LOOK
  }
}

/** Zalo refuses this chat (a group that we were put out of) and not the account. */
function isOfChat(error: unknown, now: number): error is ZaloError {
  if (!(error instanceof ZaloError)) return false
  const isRefusal = ['human', 'recipient', 'payload'].includes(error.class)
  return isRefusal && oaOutcome(error, now).kind !== 'auth'
}

/** Stores what is new in one chat, oldest first; false when the signal aborted. */
async function storeConversation(
  history: History,
  chatId: string,
  until: { readonly since: number; readonly known: string | undefined },
  options: OaLookOptions,
): Promise<boolean> {
  const found: OaHistoryRow[] = []
  for (let index = 0; ; index++) {
    const rows = await history.conversation(chatId, index * HISTORY_PAGE)
    const end = rows.findIndex((row) => idOfRow(row) === until.known || row.time < until.since)
    found.push(...(end === -1 ? rows : rows.slice(0, end)))
    if (end !== -1 || rows.length < HISTORY_PAGE) break
    if (index + 1 === MAX_PAGES) {
      options.log.error({ read: found.length }, 'zalo oa messages of a chat not read: too many')
      break
    }
  }
  // One without an id could not be told from the same one when it comes again.
  for (const row of found.filter(({ messageId }) => messageId !== '').toReversed()) {
    if (!(await storeUntilTaken(options.store, historyUpdate(row), options))) return false
  }
  return true
}

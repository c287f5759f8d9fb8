import { type OaHistoryRow, type OfficialAccount, ZaloError } from 'zalo-api-sdk-node'
import { UPDATE_TAKEN_MS } from '../../domain/update-memory.ts'
import type { ChannelLog } from '../channel-log.ts'
import type { StoreUpdate } from '../channel.ts'
import { backOff } from '../zalo/ask-until-answered.ts'
import { type Sleep, sleepFor } from '../zalo/sleep.ts'
import { storeUntilTaken } from '../zalo/store-until-taken.ts'
import { chatOfRow, historyUpdate } from './zalo-oa-history.ts'
import { HISTORY_PAGE, KEPT_FOR_SENDING, ROUND_MS } from './zalo-oa-lateness.ts'
import { oaOutcome } from './zalo-oa-outcome.ts'

export interface OaPollOptions {
  readonly store: StoreUpdate
  readonly log: ChannelLog
  readonly signal: AbortSignal
  readonly sleep?: Sleep | undefined
  readonly now: () => number
  /** What was written before this moment was heard by somebody else, or is not to be heard again. */
  readonly notBefore?: Date | undefined
}

/** How polling stands, for the channel's health. */
export interface OaPollState {
  failure: ZaloError | null
}

const MINUTE = 60_000
/** Of a list, and of a chat, in one look. */
const MAX_PAGES = 20
/**
 * How far back the first look goes: what was written while the service was down, within the time in which an
 * answer is still free. What an earlier run stored is known by its key.
 */
const FIRST_LOOK_MS = 48 * 3_600_000
/** Looks overlap, because the order of the list and the clocks are not exact. */
const OVERLAP_MS = 5 * 60_000

/** The two lists of the account: private chats and groups. */
interface History {
  readonly recent: (offset: number) => Promise<OaHistoryRow[]>
  readonly conversation: (chatId: string, offset: number) => Promise<OaHistoryRow[]>
}

class OutOfBudget extends Error {}

/**
 * Reads the account's history every quarter of a minute, for a service that Zalo cannot call. A chat is read only
 * when its newest message is new; a look that the quota cuts short is taken up again by the next one, because the
 * mark of what is complete moves only at the end. Private chats and groups are read side by side: an account whose
 * package has no groups is still heard in private.
 */
export async function pollZaloOa(
  account: OfficialAccount,
  state: OaPollState,
  options: OaPollOptions,
): Promise<void> {
  const [people, groups] = historiesOf(account, options)
  await Promise.all([
    pollHistory(people, options, (failure) => (state.failure = failure)),
    pollHistory(groups, options, () => undefined),
  ])
}

async function pollHistory(
  history: History,
  options: OaPollOptions,
  tell: (failure: ZaloError | null) => void,
): Promise<void> {
  const { signal, log, now, sleep = sleepFor } = options
  const look = createLook(history, options)
  for (let failures = 0; !signal.aborted;) {
    try {
      await look()
      tell(null)
      failures = 0
      await sleep(ROUND_MS, signal)
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof OutOfBudget) {
        await sleep(MINUTE - (now() % MINUTE), signal)
        continue
      }
      if (!(error instanceof ZaloError)) throw error
      tell(error)
      log.warn({ reason: error.message, failures }, 'zalo oa history not read')
      await sleep(Math.max(ROUND_MS, backOff(failures++, error)), signal)
    }
  }
}

function historiesOf(
  account: OfficialAccount,
  { signal, now }: OaPollOptions,
): readonly [History, History] {
  const within = async (ask: () => Promise<OaHistoryRow[]>): Promise<OaHistoryRow[]> => {
    const rate = account.rateLimit()
    // Zalo counts by the minute of the clock: what was left of the last one says nothing of this one.
    const current = rate !== null && minuteOf(rate.at.getTime()) === minuteOf(now())
    if (current && rate.remaining < rate.limit * KEPT_FOR_SENDING) throw new OutOfBudget()
    return await ask()
  }
  const page = (offset: number): { offset: number; count: number } => ({
    offset,
    count: HISTORY_PAGE,
  })
  const call = { signal }
  return [
    {
      recent: (offset) => within(() => account.listRecentChats(page(offset), call)),
      conversation: (id, offset) => within(() => account.listConversation(id, page(offset), call)),
    },
    {
      recent: (offset) => within(() => account.listRecentGroupChats(page(offset), call)),
      conversation: (id, offset) =>
        within(() => account.listGroupConversation(id, page(offset), call)),
    },
  ]
}

function minuteOf(time: number): number {
  return Math.floor(time / MINUTE)
}

/** One look after another through one list. */
function createLook(history: History, options: OaPollOptions): () => Promise<void> {
  const newest = new Map<string, string>()
  /** Chats whose last message Zalo would not let us read: tried again when there is a newer one, from where that was. */
  const refused = new Map<string, { readonly messageId: string; readonly since: number }>()
  const floor = options.notBefore?.getTime() ?? 0
  let since = Math.max(floor, options.now() - FIRST_LOOK_MS)
  return async () => {
    const started = options.now()
    // However long a chat, or the account, could not be read: what was stored before may be forgotten.
    const oldest = started - UPDATE_TAKEN_MS
    for (let index = 0; ; index++) {
      const rows = await history.recent(index * HISTORY_PAGE)
      for (const row of rows) {
        const chatId = chatOfRow(row)
        const { messageId } = row
        if (row.time < since || chatId === '' || newest.get(chatId) === messageId) continue
        const missed = refused.get(chatId)
        if (missed?.messageId === messageId) continue
        const until = { since: Math.max(missed?.since ?? since, oldest), known: newest.get(chatId) }
        try {
          if (!(await storeConversation(history, chatId, until, options))) return
          newest.set(chatId, messageId)
          refused.delete(chatId)
        } catch (error) {
          if (!isOfChat(error, options.now())) throw error
          options.log.warn({ reason: error.message }, 'zalo oa chat not read')
          refused.set(chatId, { messageId, since: until.since })
        }
      }
      const last = Math.min(...rows.map((row) => row.time))
      if (rows.length < HISTORY_PAGE || last < since) break
      if (index + 1 === MAX_PAGES) {
        options.log.error({ read: MAX_PAGES * HISTORY_PAGE }, 'zalo oa chats not read: too many')
        break
      }
    }
    since = Math.max(floor, started - OVERLAP_MS)
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
  options: OaPollOptions,
): Promise<boolean> {
  const found: OaHistoryRow[] = []
  for (let index = 0; ; index++) {
    const rows = await history.conversation(chatId, index * HISTORY_PAGE)
    const end = rows.findIndex((row) => row.messageId === until.known || row.time < until.since)
    found.push(...(end === -1 ? rows : rows.slice(0, end)))
    if (end !== -1 || rows.length < HISTORY_PAGE) break
    if (index + 1 === MAX_PAGES) {
      options.log.error({ read: found.length }, 'zalo oa messages of a chat not read: too many')
      break
    }
  }
  for (const row of found.toReversed()) {
    if (!(await storeUntilTaken(options.store, historyUpdate(row), options))) return false
  }
  return true
}

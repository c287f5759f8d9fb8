import { type OaHistoryRow, type OfficialAccount, ZaloError } from 'zalo-api-sdk-node'
import { backOff } from '../zalo/ask-until-answered.ts'
import { sleepFor } from '../sleep.ts'
import { HISTORY_PAGE, KEPT_FOR_SENDING, ROUND_MS } from './zalo-oa-lateness.ts'
import { createHistoryLook, type History, type OaLookOptions } from './zalo-oa-look.ts'

/** How polling stands, for the channel's health. */
export interface OaPollState {
  failure: ZaloError | null
  /** The same of the groups, which an account may have or not. */
  groupFailure: ZaloError | null
}

const MINUTE = 60_000

/** How often the history is looked at, and what share of a minute's calls is not spent on it. */
export interface OaPace {
  readonly roundMs: number
  readonly kept: number
}

/** For a service that Zalo cannot call. */
export const INSTEAD_OF_WEBHOOK: OaPace = { roundMs: ROUND_MS, kept: KEPT_FOR_SENDING }
/** For one that it calls, after what the webhook has not brought. */
export const BESIDE_WEBHOOK: OaPace = { roundMs: 3_600_000, kept: 0.75 }

/**
 * Reads the account's history. A chat is read only
 * when its newest message is new; where the quota of a minute is used up, it goes on in the next. Private chats and
 * groups are read side by side: an account whose package has no groups is still heard in private.
 */
export async function pollZaloOa(
  account: OfficialAccount,
  state: OaPollState,
  options: OaLookOptions & OaPace,
): Promise<void> {
  const [people, groups] = historiesOf(account, options)
  await Promise.all([
    pollHistory(people, options, (failure) => (state.failure = failure)),
    pollHistory(groups, options, (failure) => (state.groupFailure = failure)),
  ])
}

async function pollHistory(
  history: History,
  options: OaLookOptions & OaPace,
  tell: (failure: ZaloError | null) => void,
): Promise<void> {
  const { signal, log, roundMs, sleep = sleepFor } = options
  const look = createHistoryLook(history, options)
  for (let failures = 0; !signal.aborted;) {
    try {
      const isDone = await look()
      tell(null)
      failures = 0
      if (isDone) await sleep(roundMs, signal)
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof ZaloError)) throw error
      tell(error)
      log.warn({ reason: error.message, failures }, 'zalo oa history not read')
      // What a person has to mend first is no reason to look oftener than where all is well.
      const leastMs = error.class === 'human' ? roundMs : ROUND_MS
      await sleep(Math.max(leastMs, backOff(failures++, error)), signal)
    }
  }
}

function historiesOf(
  account: OfficialAccount,
  { signal, now, kept, sleep = sleepFor }: OaLookOptions & OaPace,
): readonly [History, History] {
  const within = async (ask: () => Promise<OaHistoryRow[]>): Promise<OaHistoryRow[]> => {
    while (!signal.aborted && isSpent(account, kept, now()))
      await sleep(MINUTE - (now() % MINUTE), signal)
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

/** Zalo counts by the minute of the clock: what was left of the last one says nothing of this one. */
function isSpent(account: OfficialAccount, kept: number, now: number): boolean {
  const rate = account.rateLimit()
  if (rate === null || minuteOf(rate.at.getTime()) !== minuteOf(now)) return false
  return rate.remaining < rate.limit * kept
}

function minuteOf(time: number): number {
  return Math.floor(time / MINUTE)
}

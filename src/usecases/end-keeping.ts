import { dayOf, monthsBefore } from '../domain/time/format.ts'
import type { Deps } from '../deps.ts'
import { appendAudit } from '../storage/audit.ts'
import { forgetDayCounts } from '../storage/day-counts.ts'
import { forgetConversations } from '../storage/conversations.ts'
import { forgetFarewells } from '../storage/farewell.ts'
import { forgetDroppedDrafts } from '../storage/forget-dropped-drafts.ts'
import { forgetLooseFiles } from '../storage/files.ts'
import { forgetOldQuestions } from '../storage/forget-old-questions.ts'
import { inTransaction, type Store } from '../storage/store.ts'
import { monotonicNow } from './sending/monotonic-now.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** As residents are told before they ask (`question.privacy`). */
const QUESTION_MONTHS = 24
/** Words that somebody typed and never sent; no dialogue goes on after a day, and for another one that is said. */
const UNSENT_MS = 2 * DAY_MS
/** Workbooks and pictures that the bot made for one message: longer than its link serves and than a copy waits. */
const LOOSE_FILE_MS = 35 * DAY_MS
/** Somebody who has dropped a draft by mistake goes on with it sooner. */
const DROPPED_DRAFT_MS = 7 * DAY_MS
/** For whoever was erased; a token that lapsed at a week's end is there again by then. */
const FAREWELL_MS = 3 * DAY_MS

/** Makes what ends keeping once an hour in this process, first as soon as its clock is confirmed, however often it is called. */
export function createEndingOfKeeping(deps: KeepingDeps): () => Promise<void> {
  let nextAt = -Infinity
  return async () => {
    if (monotonicNow() < nextAt || deps.clock.isRight?.() !== true) return
    // Of what is left from before there may be much: the rest comes with the next calls.
    nextAt = (await endKeeping(deps)) ? -Infinity : monotonicNow() + HOUR_MS
  }
}

type KeepingDeps = Pick<Deps, 'store' | 'clock'> & {
  readonly settings: Pick<Deps['settings'], 'timeZone'>
}

/**
 * Deletes what has been kept long enough, some at a time: words never sent, drafts dropped, files of no notice, last words to
 * whoever was erased that could not go, what was counted of somebody on a day that is over, and questions with their answers after as long as was said; those that wait for an answer stay. By no clock that no platform has confirmed:
 * one that is years ahead would delete them all. True where there may be more.
 */
export async function endKeeping({ store, clock, settings }: KeepingDeps): Promise<boolean> {
  if (clock.isRight?.() !== true) return false
  const now = clock.now()
  const before = (ms: number): Date => new Date(now.getTime() - ms)
  await forgetConversations(store, before(UNSENT_MS))
  const drafts = await inTransaction(store, (tx) =>
    forgetDroppedDrafts(tx, { before: before(DROPPED_DRAFT_MS), now }),
  )
  await forgetDayCounts(store, dayOf(now, settings.timeZone))
  await inTransaction(store, (tx) => forgetFarewells(tx, before(FAREWELL_MS)))
  const files = await forgetLooseFiles(store, before(LOOSE_FILE_MS))
  const questions = await endQuestions(store, now, settings.timeZone)
  return drafts + files + questions > 0
}

async function endQuestions(store: Store, now: Date, timeZone: string): Promise<number> {
  const before = monthsBefore(dayOf(now, timeZone), QUESTION_MONTHS)
  return inTransaction(store, async (tx) => {
    const count = await forgetOldQuestions(tx, { before, now })
    if (count > 0)
      await appendAudit(tx, { at: now, actor: null, action: 'forget-questions', detail: { count } })
    return count
  })
}

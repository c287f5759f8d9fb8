import type { DeliveryId } from '../domain/id.ts'
import { dayOf, monthsBefore } from '../domain/time/format.ts'
import type { Deps } from '../deps.ts'
import { appendAudit } from '../storage/audit.ts'
import { forgetDayCounts } from '../storage/day-counts.ts'
import { forgetConversations } from '../storage/conversations.ts'
import { forgetFarewells } from '../storage/farewell.ts'
import { forgetDroppedDrafts } from '../storage/forget-dropped-drafts.ts'
import { forgetLooseFiles } from '../storage/files.ts'
import { forgetOldQuestions } from '../storage/forget-old-questions.ts'
import { emptyDoubtful } from '../storage/sending/empty-doubtful.ts'
import { forgetOldMessages } from '../storage/sending/forget-old-messages.ts'
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

/** Answers, and what nobody needs of cards: nobody replies to one of them, or presses its button, any more. */
const MESSAGE_MS = 366 * DAY_MS

/** How far this process has looked through the ledger for old messages, and when it begins anew: it costs seconds in all. */
interface Walk {
  after: DeliveryId | null
  nextAt: number
}
const fromTheBeginning = (): Walk => ({ after: null, nextAt: -Infinity })

/** Makes what ends keeping once an hour in this process, first as soon as its clock is confirmed, however often it is called. */
export function createEndingOfKeeping(deps: KeepingDeps): () => Promise<void> {
  let nextAt = -Infinity
  let left: readonly Kept[] = []
  const walk = fromTheBeginning()
  return async () => {
    if (deps.clock.isRight?.() !== true) return
    const isTime = monotonicNow() >= nextAt
    if (!isTime && left.length === 0) return
    // Of what is left from before there may be much: the rest of it comes with the next calls, and the others with the hour.
    left = await endKeeping(deps, isTime ? KEPT : left, walk)
    if (isTime) nextAt = monotonicNow() + HOUR_MS
  }
}

type KeepingDeps = Pick<Deps, 'store' | 'clock'> & {
  readonly settings: Pick<Deps['settings'], 'timeZone'>
}

/** In which turn what has been kept long enough is deleted. */
const KEPT = [
  'words',
  'drafts',
  'day-counts',
  'farewells',
  'doubtful',
  'files',
  'questions',
  'messages',
] as const
type Kept = (typeof KEPT)[number]

/**
 * Deletes what has been kept long enough, some at a time: words never sent, drafts dropped, files of no notice, last words to
 * whoever was erased that could not go, the content of answers that may have come, what was counted of somebody on a day that is over, and questions with their answers after as long as was said (those that wait for an answer stay), and old messages that are nobody's account. By no clock that no platform has confirmed:
 * one that is years ahead would delete them all. Gives of what there may be more.
 */
export async function endKeeping(
  deps: KeepingDeps,
  which: readonly Kept[] = KEPT,
  walk: Walk = fromTheBeginning(),
): Promise<readonly Kept[]> {
  if (deps.clock.isRight?.() !== true) return []
  const more: Kept[] = []
  for (const kept of which) if ((await endSome(kept, deps, walk)) > 0) more.push(kept)
  return more
}

/** Gives how many there were, or were looked at; what goes at once, none. */
async function endSome(
  kept: Kept,
  { store, clock, settings }: KeepingDeps,
  walk: Walk,
): Promise<number> {
  const now = clock.now()
  const before = (ms: number): Date => new Date(now.getTime() - ms)
  switch (kept) {
    case 'words':
      return forgetConversations(store, before(UNSENT_MS))
    case 'drafts':
      return inTransaction(store, (tx) =>
        forgetDroppedDrafts(tx, { before: before(DROPPED_DRAFT_MS), now }),
      )
    case 'day-counts':
      await forgetDayCounts(store, dayOf(now, settings.timeZone))
      return 0
    case 'farewells':
      await inTransaction(store, (tx) => forgetFarewells(tx, before(FAREWELL_MS)))
      return 0
    case 'doubtful':
      return emptyDoubtful(store, before(HOUR_MS))
    case 'files':
      return forgetLooseFiles(store, before(LOOSE_FILE_MS))
    case 'questions':
      return endQuestions(store, now, settings.timeZone)
    case 'messages':
      return walkOn(store, walk, before(MESSAGE_MS))
  }
}

async function walkOn(store: Store, walk: Walk, before: Date): Promise<number> {
  if (walk.after === null && monotonicNow() < walk.nextAt) return 0
  walk.after = await forgetOldMessages(store, { after: walk.after, before })
  if (walk.after !== null) return 1
  walk.nextAt = monotonicNow() + DAY_MS
  return 0
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

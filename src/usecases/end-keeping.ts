import { dayOf, monthsBefore } from '../domain/time/format.ts'
import type { Deps } from '../deps.ts'
import { appendAudit } from '../storage/audit.ts'
import { forgetConversations } from '../storage/conversations.ts'
import { forgetDroppedDrafts } from '../storage/forget-dropped-drafts.ts'
import { forgetLooseFiles } from '../storage/files.ts'
import { forgetOldQuestions } from '../storage/forget-old-questions.ts'
import { inTransaction, type Store } from '../storage/store.ts'

const DAY_MS = 86_400_000
/** As residents are told before they ask (`question.privacy`). */
const QUESTION_MONTHS = 24
/** Words that somebody typed and never sent; no dialogue goes on after a day, and for another one that is said. */
const UNSENT_MS = 2 * DAY_MS
/** Workbooks and pictures that the bot made for one message: longer than its link serves and than a copy waits. */
const LOOSE_FILE_MS = 35 * DAY_MS
/** Somebody who has dropped a draft by mistake goes on with it sooner. */
const DROPPED_DRAFT_MS = 7 * DAY_MS

/**
 * Deletes what has been kept long enough, some at a time: words never sent, drafts dropped, files of no notice, and questions with their
 * answers after as long as was said; those that wait for an answer stay. By no clock that no platform has confirmed: one that
 * is years ahead would delete them all.
 */
export async function endKeeping({
  store,
  clock,
  settings,
}: Pick<Deps, 'store' | 'clock'> & {
  readonly settings: Pick<Deps['settings'], 'timeZone'>
}): Promise<void> {
  if (clock.isRight?.() !== true) return
  const now = clock.now()
  await forgetConversations(store, new Date(now.getTime() - UNSENT_MS))
  const droppedBefore = new Date(now.getTime() - DROPPED_DRAFT_MS)
  await inTransaction(store, (tx) => forgetDroppedDrafts(tx, { before: droppedBefore, now }))
  await forgetLooseFiles(store, new Date(now.getTime() - LOOSE_FILE_MS))
  await endQuestions(store, now, settings.timeZone)
}

async function endQuestions(store: Store, now: Date, timeZone: string): Promise<void> {
  const before = monthsBefore(dayOf(now, timeZone), QUESTION_MONTHS)
  await inTransaction(store, async (tx) => {
    const count = await forgetOldQuestions(tx, { before, now })
    if (count > 0)
      await appendAudit(tx, { at: now, actor: null, action: 'forget-questions', detail: { count } })
  })
}

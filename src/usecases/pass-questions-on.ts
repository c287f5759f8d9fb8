import type { Deps } from '../deps.ts'
import type { ChannelInstanceId, QuestionId } from '../domain/id.ts'
import { findQuestion, lockQuestion } from '../storage/questions.ts'
import { inTransaction, type Store } from '../storage/store.ts'
import { findUnheardQuestions } from '../storage/unheard-questions.ts'
import { monotonicNow } from './sending/monotonic-now.ts'
import { tellFurther } from './tell-of-question.ts'
import { wakeLanes } from './to-wake.ts'

/** Somebody may come within reach of a bot at any time, and the card of an older question end. */
const TRY_AGAIN_MS = 60_000
/** Questions whose cards may still be on their way. An office that answers on paper has many more that wait, for years. */
const NEWEST = 200

/**
 * Makes what passes questions on, as often as it is called, older ones once a minute: one whose card has come to no clerk, however
 * it ended, goes to the next whom it was not meant for yet, and then to the owners. By what stands in the ledger, so that no way
 * to end a card has to think of it; the asker is told nothing. That nobody is left is told to the operator, once by each process.
 */
export function createPassingOn({
  store,
  enqueue,
  log,
}: Pick<Deps, 'store' | 'enqueue' | 'log'>): () => Promise<void> {
  /** Of which nobody could be told, and when that is looked at again. */
  const stuck = new Map<QuestionId, number>()
  let allAt = -Infinity
  return async () => {
    const isForAll = monotonicNow() >= allAt
    const unheard = await findUnheardQuestions(store, isForAll ? undefined : { newest: NEWEST })
    if (isForAll) {
      allAt = monotonicNow() + TRY_AGAIN_MS
      for (const id of stuck.keys()) if (!unheard.includes(id)) stuck.delete(id)
    }
    for (const id of unheard) {
      if (monotonicNow() < (stuck.get(id) ?? -Infinity)) continue
      const lanes = await inTransaction(store, (tx) => passOn(tx, id))
      if (lanes && lanes.length === 0) {
        if (!stuck.has(id)) log.error({}, 'nobody could be told of a question')
        stuck.set(id, monotonicNow() + TRY_AGAIN_MS)
      }
      await wakeLanes(enqueue, lanes ?? [])
    }
  }
}

/** Null: another process has told somebody meanwhile, or it was answered or taken back. */
async function passOn(tx: Store, id: QuestionId): Promise<readonly ChannelInstanceId[] | null> {
  await lockQuestion(tx, id)
  const [unheard] = await findUnheardQuestions(tx, { id })
  const question = unheard && (await findQuestion(tx, id))
  return question ? tellFurther(tx, question) : null
}

import type { AccountId } from '../domain/id.ts'
import { dayOf } from '../domain/time/format.ts'
import { withdrawQuestion } from '../storage/erasure.ts'
import { questionsOf } from '../storage/questions.ts'
import type { Store } from '../storage/store.ts'

/** How many of an account's questions are looked through. */
const SEARCHED = 1_000

export type WithdrawQuestionResult = 'withdrawn' | 'answered' | 'not-theirs'

/**
 * Takes back one question that an account has sent, with its words and its asker, as long as nobody has answered it. What was
 * answered goes with the consent: its answer may be on the way.
 */
export async function withdrawOwnQuestion(
  tx: Store,
  wish: {
    readonly accountId: AccountId
    readonly code: number
    readonly now: Date
    readonly timeZone: string
  },
): Promise<WithdrawQuestionResult> {
  const { accountId, code, now } = wish
  if (await withdrawQuestion(tx, accountId, { code, now, today: dayOf(now, wish.timeZone) }))
    return 'withdrawn'
  const own = await questionsOf(tx, accountId, SEARCHED)
  return own.some((question) => question.code === code) ? 'answered' : 'not-theirs'
}

import type { AccountId } from '../domain/id.ts'
import { dayOf } from '../domain/time/format.ts'
import { withdrawQuestion } from '../storage/erasure.ts'
import { findOwnQuestion } from '../storage/questions.ts'
import type { Store } from '../storage/store.ts'

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
  return (await findOwnQuestion(tx, accountId, code)) ? 'answered' : 'not-theirs'
}

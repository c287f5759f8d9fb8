import type { AccountId } from '../domain/id.ts'
import { dayOf } from '../domain/time/format.ts'
import { withdrawQuestions } from '../storage/erasure.ts'
import { countQuestionsOf } from '../storage/questions.ts'
import { withdrawConsent } from '../storage/consents.ts'
import type { Store } from '../storage/store.ts'

export type WithdrawConsentResult =
  /** On that day (`YYYY-MM-DD`), with so many questions. */
  | { readonly kind: 'withdrawn'; readonly day: string; readonly questions: number }
  | { readonly kind: 'none-stands' }

/**
 * Ends an account's consent to having its questions dealt with. Nothing else allows that, so the questions it has sent lose
 * their words, their answers and their asker in the same transaction.
 */
export async function withdrawOwnConsent(
  tx: Store,
  input: {
    readonly accountId: AccountId
    readonly purpose: string
    readonly now: Date
    readonly timeZone: string
  },
): Promise<WithdrawConsentResult> {
  const { accountId, purpose, now } = input
  const day = dayOf(now, input.timeZone)
  if (!(await withdrawConsent(tx, { accountId, purpose, today: day })))
    return { kind: 'none-stands' }
  const questions = await countQuestionsOf(tx, accountId)
  await withdrawQuestions(tx, accountId, { now, today: day })
  return { kind: 'withdrawn', day, questions }
}

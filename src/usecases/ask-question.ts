import { judgeAtDoor } from '../domain/judge-at-door.ts'
import { isTooLong } from '../domain/text/clip.ts'
import { isBlank } from '../domain/text/is-blank.ts'
import {
  ANSWER_WORKING_DAYS,
  QUESTION_MAX,
  questionAbout,
  QUESTIONS_PER_DAY,
} from '../domain/question.ts'
import { dayOf } from '../domain/time/format.ts'
import { addWorkingDays } from '../domain/time/working-days.ts'
import { accountsBeside } from '../storage/account-links.ts'
import { countOnDay } from '../storage/day-counts.ts'
import {
  addQuestion,
  countQuestionsOn,
  findQuestion,
  type Asker,
  type Question,
} from '../storage/questions.ts'
import type { Store } from '../storage/store.ts'

export type AskResult =
  | { readonly kind: 'received'; readonly question: Question }
  | { readonly kind: 'empty' }
  | { readonly kind: 'complaint' }
  | { readonly kind: 'classified' }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'too-many' }

/**
 * Takes in a resident's question. The log of actions says nothing of it: its moment would lead to the chat in
 * which the asker was answered at that moment. The line `about` a notice is the office's own words: it is neither counted nor judged.
 */
export async function askQuestion(
  tx: Store,
  input: { text: string; about?: string; asker: Asker; now: Date; timeZone: string },
): Promise<AskResult> {
  if (isBlank(input.text)) return { kind: 'empty' }
  if (isTooLong(input.text, QUESTION_MAX)) return { kind: 'too-long' }
  const verdict = judgeAtDoor(input.text)
  if (verdict !== 'open') return { kind: verdict }
  const today = dayOf(input.now, input.timeZone)
  const accounts = await accountsBeside(tx, input.asker.accountId)
  const asked = await countQuestionsOn(tx, accounts, today)
  const gone = await countOnDay(tx, { what: 'question-gone', accounts, day: today })
  if (asked + gone >= QUESTIONS_PER_DAY) return { kind: 'too-many' }
  const { id } = await addQuestion(tx, {
    text: questionAbout(input.about, input.text),
    asker: input.asker,
    dueOn: addWorkingDays(today, ANSWER_WORKING_DAYS),
    today,
  })
  const question = await findQuestion(tx, id)
  if (!question) throw new Error('a question that was just written is not there')
  return { kind: 'received', question }
}

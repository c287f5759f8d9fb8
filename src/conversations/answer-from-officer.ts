import type { QuestionId } from '../domain/id.ts'
import { questionCode } from '../domain/question.ts'
import { dayOf, formatDay } from '../domain/time/format.ts'
import { vi } from '../i18n/vi.ts'
import { plainMessage } from '../messages/message.ts'
import { chatIsActive } from '../storage/accounts.ts'
import { officeName } from '../storage/installation-name.ts'
import { answerQuestion } from '../usecases/answer-question.ts'
import { say, tell, type Turn } from './turn.ts'

/** Sends an officer's answer to the asker, as the office: the officer's account never shows. */
export async function answerFromOfficer(
  turn: Turn,
  questionId: QuestionId,
  text: string,
): Promise<void> {
  const { texts } = turn
  const result = await answerQuestion(turn.tx, {
    questionId,
    text: text.trim(),
    actor: turn.actor,
    now: turn.now,
  })
  switch (result.kind) {
    case 'no-right':
      return void (await say(turn, plainMessage(texts.common.noRight)))
    case 'too-long':
      return void (await say(turn, plainMessage(texts.question.answerTooLong)))
    case 'classified':
      return void (await say(turn, plainMessage(texts.draft.classified(result))))
    case 'not-found':
      return void (await say(turn, plainMessage(texts.common.stale)))
    case 'answered': {
      const code = questionCode(result.question.code)
      const day = formatDay(dayOf(turn.now, turn.settings.timeZone))
      const unit = await officeName(turn.tx)
      await tell(
        turn,
        result.asker.chatId,
        plainMessage(
          vi.question.answer({ code, text: text.trim() }),
          vi.question.answeredBy({ unit, day }),
        ),
        { traceless: true },
      )
      const reached = await chatIsActive(turn.tx, result.asker.chatId)
      const done = reached ? texts.question.answerSent : texts.question.askerUnreachable
      return void (await say(turn, plainMessage(done({ code }))))
    }
  }
}

import type { NoticeId } from '../domain/id.ts'
import { noticeCode } from '../domain/notice.ts'
import { questionCode } from '../domain/question.ts'
import { dayOf, formatDay } from '../domain/time/format.ts'
import { vi } from '../i18n/vi.ts'
import { plainMessage } from '../messages/message.ts'
import { chatTakesMessages } from '../storage/chats.ts'
import type { StoredConversation } from '../storage/conversations.ts'
import { officeName } from '../storage/office-name.ts'
import { findNotice } from '../storage/notices.ts'
import { findQuestion } from '../storage/questions.ts'
import { answerQuestion, checkAnswer, type AnswerRefusal } from '../usecases/answer-question.ts'
import {
  answerState,
  proposeAnswer,
  refusalOf,
  shownAnswer,
  type AnswerState,
} from './answer-from-officer.ts'
import { closeDialogue, openDialogueState } from './dialogue.ts'
import { collectDraft } from './dialogues/collect-draft.ts'
import { editField } from './dialogues/edit-field.ts'
import { returnNotice } from './dialogues/return-notice.ts'
import { isOverdue } from './leave-dialogue.ts'
import { say, sayStale, tell, type Turn } from './turn.ts'

/** Sends the answer that is shown under this name to the asker, as the office: the officer's account never shows. */
export async function sendAnswer(turn: Turn, draft: string): Promise<void> {
  const state = await shownAnswer(turn, draft)
  if (!state) return sayStale(turn)
  const { questionId, text, seen } = state
  const { now, actor } = turn
  const result = await answerQuestion(turn.tx, { questionId, text, actor, now, seen })
  if (result.kind === 'answered-since') return void (await proposeAnswer(turn, questionId, text))
  const further = await goOnAfter(turn, state)
  if (result.kind !== 'answered')
    return say(turn, plainMessage(refusalOf(turn, result), ...further))
  const code = questionCode(result.question.code)
  const day = formatDay(dayOf(now, turn.settings.timeZone))
  const office = await officeName(turn.tx)
  await tell(
    turn,
    result.asker.chatId,
    plainMessage(
      vi.question.answer({ code, text }),
      vi.question.answeredBy({ office, day }),
      vi.question.ifUnclear({ code }),
    ),
    // It is no reply to anything that was said in that chat just now.
    { purpose: 'card', traceless: true },
  )
  const reached = await chatTakesMessages(turn.tx, result.asker.chatId)
  const { answerSent, askerUnreachable } = turn.texts.question
  await say(turn, plainMessage((reached ? answerSent : askerUnreachable)({ code }), ...further))
}

/** Nothing is sent; the question stays as it is. */
export async function dropAnswer(turn: Turn, draft: string): Promise<void> {
  if (!(await shownAnswer(turn, draft))) return sayStale(turn)
  await leaveAnswer(turn)
}

/** Leaves the answer that is being written, and goes on with what was open before it; false where none is written. */
export async function leaveAnswer(turn: Turn): Promise<boolean> {
  const state = await answerState(turn)
  if (!state) return false
  const further = await goOnAfter(turn, state)
  const question = await findQuestion(turn.tx, state.questionId)
  // It is deleted only once nothing of it waits.
  const dropped = turn.texts.question.answerDropped[question?.state ?? 'withdrawn']
  await say(turn, plainMessage(dropped, ...further))
  return true
}

/**
 * Ends the answer that words are asked for where none could be sent, because its question or the officer's role has gone
 * meanwhile: it would ask on for ever, and what it broke into would never go on. The words are no part of that. False where it
 * can go on, or none is asked for.
 */
export async function endVainAnswer(turn: Turn, words: string): Promise<boolean> {
  const state = await answerState(turn)
  if (state?.stage !== 'text') return false
  const wish = { questionId: state.questionId, text: words, actor: turn.actor }
  const checked = await checkAnswer(turn.tx, wish)
  if (checked.kind === 'ready' || !IN_VAIN.includes(checked.kind)) return false
  const further = await goOnAfter(turn, state)
  await say(turn, plainMessage(refusalOf(turn, checked), ...further))
  return true
}

/** Other words do not help against these. */
const IN_VAIN: readonly AnswerRefusal['kind'][] = ['no-right', 'not-found', 'withdrawn']

/**
 * Goes on with what was open before the answer, and says what that waits for. What was asked too long ago is ended: the next
 * words are about something else.
 */
async function goOnAfter(turn: Turn, { before }: AnswerState): Promise<string[]> {
  if (!before || isOverdue(turn, { ...before, updatedAt: new Date(before.updatedAt) })) {
    await closeDialogue(turn)
    return before ? [turn.texts.question.beforeOverdue] : []
  }
  const { definition: id, version, state } = before
  await openDialogueState(turn, { id, version }, state)
  return [await whatWaits(turn, before)]
}

async function whatWaits(turn: Turn, { definition, state }: StoredConversation): Promise<string> {
  const { draftGoesOn, reasonAwaited, fieldAwaited, beforeAwaited } = turn.texts.question
  const sentence = new Map([
    [collectDraft.id, draftGoesOn],
    [returnNotice.id, reasonAwaited],
    [editField.id, fieldAwaited],
  ]).get(definition)
  const { noticeId } = (state ?? {}) as { readonly noticeId?: NoticeId | null }
  const notice = noticeId && (await findNotice(turn.tx, noticeId))
  return sentence && notice ? sentence({ code: noticeCode(notice.code) }) : beforeAwaited
}

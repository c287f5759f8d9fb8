import { questionCode } from '../../domain/question.ts'
import { formatDay } from '../../domain/time/format.ts'
import { plainMessage } from '../../messages/message.ts'
import type { Question } from '../../storage/questions.ts'
import { askQuestion } from '../../usecases/ask-question.ts'
import { tellOfQuestion } from '../../usecases/tell-of-question.ts'
import { toWake } from '../../usecases/to-wake.ts'
import type { ActionTable } from '../action-table.ts'
import { agree, consentStands, hasAgreed, PRIVACY_VERSION } from '../consent.ts'
import { withContact } from '../contact.ts'
import { closeDialogue, openDialogue, openState } from '../dialogue.ts'
import { askQuestionDialogue, isUnder, type AskState } from '../dialogues/ask-question.ts'
import { turnOwnQuestions } from '../follow-questions.ts'
import { askConsent, beginQuestion } from '../begin-question.ts'
import { askWithdrawal } from '../part-with-data.ts'
import { refusedAtDoor } from '../refused-at-door.ts'
import {
  askInConfidence,
  confide,
  remarkInConfidence,
  respondInConfidence,
  type Turn,
} from '../turn.ts'

/** The buttons of a resident's question: consent, confirmation. */
export const questionActions: ActionTable = {
  'q-agree': async (turn, { arg }) => {
    // Another wording, or the wrong place: what was agreed to is not what holds now.
    if (turn.chat.type === 'group' || arg !== PRIVACY_VERSION) return beginQuestion(turn)
    await agree(turn)
    const state = await openState(turn, askQuestionDialogue)
    if (state?.stage !== 'consent' || state.text === undefined)
      return beginQuestion(turn, '', state?.about)
    await closeDialogue(turn)
    await sendQuestion(turn, { ...state, text: state.text })
  },
  'q-no': async (turn) => {
    // A forwarded notice must not tell a group whether, or how often, somebody has asked.
    if (turn.chat.type === 'group') return respondInConfidence(turn, turn.texts.common.privateOnly)
    const { refused, refusedAnew } = turn.texts.question
    const state = await openState(turn, askQuestionDialogue)
    const isAgreed = await consentStands(turn)
    // Once something was agreed to, the old notice's button must not say that nothing is kept: it takes the consent back.
    // Where another wording is asked about, that is refused, and what was agreed to before stands.
    if (isAgreed && state?.stage !== 'consent') return askWithdrawal(turn)
    if (state) await closeDialogue(turn)
    const sentence = isAgreed ? refusedAnew : refused
    await confide(turn, plainMessage(...(await withContact(turn, sentence))))
  },
  'q-full': (turn) => remarkInConfidence(turn, turn.texts.question.privacyFull),
  'q-mine': async (turn, { arg }) => {
    // A forwarded list must not show a group what somebody has asked.
    if (turn.chat.type === 'group') return respondInConfidence(turn, turn.texts.common.privateOnly)
    await turnOwnQuestions(turn, arg)
  },
  'q-send': async (turn, { id: draft }) => {
    const state = await openState(turn, askQuestionDialogue)
    if (state?.stage !== 'confirm' || !isUnder(state, draft)) return sayOutdated(turn, state)
    await closeDialogue(turn)
    await sendQuestion(turn, state)
  },
  'q-edit': async (turn, { id: draft }) => {
    const state = await openState(turn, askQuestionDialogue)
    if (!isUnder(state, draft)) return sayOutdated(turn, state)
    await openDialogue(turn, askQuestionDialogue, {
      stage: 'text',
      draft,
      ...(state?.about !== undefined && { about: state.about }),
    })
    await askInConfidence(turn, turn.texts.question.writeAgain)
  },
  'q-drop': async (turn, { id: draft }) => {
    const state = await openState(turn, askQuestionDialogue)
    if (!isUnder(state, draft)) return sayOutdated(turn, state)
    await closeDialogue(turn)
    await confide(turn, plainMessage(turn.texts.question.dropped))
  },
}

/** Who has written other words since is told so: they may think that the earlier ones are on their way. */
function sayOutdated(turn: Turn, state: AskState | undefined): Promise<void> {
  const { common, question } = turn.texts
  return respondInConfidence(turn, state?.stage === 'confirm' ? question.newerShown : common.stale)
}

async function sendQuestion(
  turn: Turn,
  { text, about }: { readonly text: string; readonly about?: string },
): Promise<void> {
  const { texts } = turn
  const waiting = { text, ...(about !== undefined && { about }) }
  // It may have waited while the consent was withdrawn, or the wording changed: then it was written under a consent, and waits on.
  if (!(await hasAgreed(turn)))
    return (await consentStands(turn))
      ? askConsent(turn, waiting)
      : beginQuestion(turn, text, about)
  const result = await askQuestion(turn.tx, {
    ...waiting,
    asker: { accountId: turn.account.id, chatId: turn.chat.id },
    now: turn.now,
    timeZone: turn.settings.timeZone,
  })
  switch (result.kind) {
    case 'empty':
      return confide(turn, plainMessage(texts.question.ask))
    case 'complaint':
    case 'classified':
      return confide(turn, plainMessage(await refusedAtDoor(turn, result.kind)))
    case 'too-long':
      return confide(turn, plainMessage(texts.question.tooLong))
    case 'too-many':
      return confide(turn, plainMessage(...(await withContact(turn, texts.question.tooMany))))
    case 'received': {
      const { question } = result
      const code = questionCode(question.code)
      const due = formatDay(question.dueOn)
      await confide(turn, plainMessage(texts.question.received({ code, due })))
      await tellClerks(turn, question)
    }
  }
}

/** It has a deadline by law, so that nobody hears of it is told to the operator. */
async function tellClerks(turn: Turn, question: Question): Promise<void> {
  const lanes = await tellOfQuestion(turn.tx, question)
  if (lanes.length === 0) turn.log.error({}, 'nobody could be told of a question')
  turn.effects.jobs.push(...toWake(lanes))
}

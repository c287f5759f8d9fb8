import { findInvitation } from '../domain/invitation-code.ts'
import { isBlank } from '../domain/text/is-blank.ts'
import { beginsWithCode, isCourtesy, leadingCode } from '../domain/text/leading-code.ts'
import {
  codeAskedAbout,
  parseAcknowledgement,
  type TypedAcknowledgement,
} from '../domain/text/typed-words.ts'
import { decodeAction } from '../messages/action.ts'
import { readBareLinkCode } from '../domain/link-code.ts'
import { plainMessage } from '../messages/message.ts'
import type { QuestionId } from '../domain/id.ts'
import { mayAnswer } from '../usecases/answer-question.ts'
import { receivesNotices } from '../storage/accounts.ts'
import { acknowledgeInGroup, acknowledgeTyped, openNoticesHere } from './acknowledge.ts'
import { askAboutCode } from './ask-about.ts'
import { takeBackQuestion } from './answer-about-own.ts'
import { answerAddressed, tellTelephonesInGroup } from './answer-addressed.ts'
import { answersIdly, remarkIdly, remarkUnknownSlash } from './answer-idly.ts'
import { answerUnasked, notUnderstood } from './answer-unasked.ts'
import { toggleTogether } from './tick-units.ts'
import { proposeInPieces } from './answer-from-officer.ts'
import { authorUnit, unitOfUnasked } from './author-unit.ts'
import { cancel, cancelDialogue, dropsUnnamed, isWayOut, takesBackRather } from './cancel.ts'
import { mayUse } from './command.ts'
import {
  closeDialogue,
  openConversation,
  openDialogueId,
  openDialogueState,
  type Answer,
} from './dialogue.ts'
import { askQuestionDialogue } from './dialogues/ask-question.ts'
import { collectDraft, startDraft } from './dialogues/collect-draft.ts'
import { dialogues } from './dialogues.ts'
import { withContact } from './contact.ts'
import { draftUnasked } from './draft-unasked.ts'
import { endVainAnswer } from './end-answer.ts'
import { follow } from './follow-questions.ts'
import { isWholeInvitation, joinByToken } from './join.ts'
import { endOverdue, leaveDialogue, sayOverdue } from './leave-dialogue.ts'
import { linkHere, refuseShownCode, shownLinkCode } from './link-accounts.ts'
import {
  isSlash,
  isSlashAlone,
  matchKeyword,
  matchSlash,
  type MatchedCommand,
} from './match-command.ts'
import { commandIn, endsOthers, interrupts, takesGreetings } from './meant-command.ts'
import {
  meansSeveral,
  openChoices,
  TOO_SOON,
  TYPED_BEFORE,
  typedChoice,
  typedTogether,
} from './open-choices.ts'
import { meansCard, openTyped } from './open-notice.ts'
import { showCodeToOfficer } from './question-queue.ts'
import { isAddressed, repliedDelivery, repliedNotice } from './replied-to.ts'
import { runAction } from './run-action.ts'
import { isPicture, sayOfFile, sayUnsupported } from './say-of-file.ts'
import { tellTelephones } from './tell-telephones.ts'
import { isNumber } from './typed-choice.ts'
import { momentIn, remark, respondInConfidence, say, type Turn } from './turn.ts'

/** In which a notice's card that is named answers nothing; elsewhere “gửi T7” may be an hour on Saturday, or a reason. */
const NEVER_CODES: readonly string[] = [collectDraft.id, askQuestionDialogue.id]

/** Finds out what an event means, in a fixed order, and has it done. */
export async function routeEvent(turn: Turn): Promise<void> {
  const { event } = turn.inbound
  switch (event.kind) {
    case 'press':
      return runAction(turn, decodeAction(turn.tx.keys, event.action))
    case 'text':
      return turn.chat.type === 'group'
        ? routeGroupText(turn, event.text)
        : routeText(turn, event.text)
    case 'file':
      return turn.chat.type === 'group'
        ? void (await tellTelephonesInGroup(turn, event.caption ?? ''))
        : routeFile(turn, event.caption ?? '')
    case 'unsupported':
      if (turn.chat.type === 'group')
        return void (await tellTelephonesInGroup(turn, event.caption ?? ''))
      if (!isBlank(event.caption ?? '')) return routeCaption(turn, event.caption ?? '')
      return sayUnread(turn, event.what)
    case 'standing':
    case 'migrated':
    case 'receipt':
    case 'echo':
    case 'withdraw':
    case 'revoked':
      return
  }
}

/**
 * In private: an officer's slash command, then a reply to a question, then whom to call where that is more urgent, then
 * one's own question that is taken back by its code, then another slash command, then a typed choice, then a command in full, then the open conversation, then other keywords and
 * codes, then a text long enough to be a draft.
 */
async function routeText(turn: Turn, text: string): Promise<void> {
  const slash = matchSlash(text)
  if (slash?.command.roles) return runCommand(turn, slash)
  if (!slash && !isSlashAlone(text) && (await answerCard(turn, text))) return
  const isTold = await tellTelephones(turn, text)
  if (await takeBackQuestion(turn, text)) return
  if (slash) return runCommand(turn, slash)
  // One that there is not is no part of an official text or of a question either.
  if (isSlashAlone(text)) return sayUnknown(turn, text, isTold)
  const acknowledged = parseAcknowledgement(text)
  // A code says which notice is meant, whatever else is open.
  if (acknowledged && acknowledged.codes.length > 0)
    return acknowledgeTyped(turn, acknowledged, null)
  const choice = await typedChoice(turn, text)
  if (choice === TYPED_BEFORE) return sayTypedBefore(turn)
  if (choice === TOO_SOON) return sayTooSoon(turn, text)
  if (choice && acknowledged && (await meansSeveral(turn, choice, acknowledged.kind)))
    return acknowledgeTyped(turn, acknowledged, null)
  if (choice && (await dropsUnnamed(turn, text, choice))) return void (await cancel(turn, ''))
  if (choice && (await takesBackRather(turn, text, choice))) return
  if (choice) return runAction(turn, choice)
  const together = await typedTogether(turn, text)
  if (together === TYPED_BEFORE) return sayTypedBefore(turn)
  if (together && (await toggleTogether(turn, together))) return
  if (isWayOut(turn, text) && (await cancelDialogue(turn))) return
  const keyword = commandIn(turn, text)
  if (acknowledged && keyword && (await meansNotice(turn, acknowledged)))
    return acknowledgeTyped(turn, acknowledged, await repliedNotice(turn))
  if (keyword && (await interrupts(turn, keyword))) {
    if (endsOthers(keyword)) await leaveDialogue(turn)
    return runCommand(turn, keyword)
  }
  const open = await openDialogueId(turn)
  if (open && NEVER_CODES.includes(open) && (await meansCard(turn, text))) {
    if (open === collectDraft.id) await leaveDialogue(turn)
    return void (await openTyped(turn, text))
  }
  const isOverdue = await endOverdue(turn)
  const isTaken = !keyword?.isGreeting || (await takesGreetings(turn))
  if (!isOverdue && isTaken && (await continueDialogue(turn, { kind: 'text', text }))) return
  if (acknowledged && !keyword)
    return acknowledgeTyped(turn, acknowledged, await repliedNotice(turn))
  await routeUntaken(turn, text, { keyword, isOverdue, isTold })
}

interface Untaken {
  readonly keyword: MatchedCommand | null
  /** What was open has ended, because it was asked too long ago. */
  readonly isOverdue: boolean
  /** They have been told whom to call. */
  readonly isTold: boolean
}

/**
 * What no open conversation has taken: the code of a notice that is asked about, a command by its keyword, a code alone, a text
 * long enough to be a draft, and at the end words that mean nothing here.
 */
async function routeUntaken(
  turn: Turn,
  text: string,
  { keyword, isOverdue, isTold }: Untaken,
): Promise<void> {
  const askedAbout = codeAskedAbout(text)
  if (askedAbout !== null) return askAboutCode(turn, askedAbout)
  const isQuestion = keyword?.command.name === 'hoi' && !authorUnit(turn)
  const greets = keyword?.isGreeting ?? keyword?.leavesOut
  if (greets && (await openDialogueId(turn)) !== undefined)
    return remarkIdly(turn, turn.texts.common.greetedAbove)
  if (
    keyword &&
    (isQuestion ||
      keyword.command.takesText ||
      isShortEnough(text) ||
      /^h ?\d{1,9}[\s!,.:;–-]/iu.test(keyword.argument))
  )
    return runCommand(turn, keyword)
  if (isQuestionCode(text))
    return (await showCodeToOfficer(turn, text)) ? undefined : follow(turn, text)
  if (readBareLinkCode(text)) return linkHere(turn, text)
  if (await openTyped(turn, text)) return
  if (isOverdue) await sayOverdue(turn)
  const invitation = findInvitation(text)
  const unitId = unitOfUnasked(turn, text)
  const isInvited = invitation && (!unitId || (await isWholeInvitation(turn, text)))
  if (unitId && !isInvited) return draftUnasked(turn, unitId, text)
  if (invitation) return joinByToken(turn, invitation)
  if (!isOverdue) await sayUnknown(turn, text, isTold)
}

/** In a group only what is plainly meant for the bot is answered: commands, acknowledgements, choices, what is asked of it by name. */
async function routeGroupText(turn: Turn, text: string): Promise<void> {
  const shown = shownLinkCode(text)
  if (shown) return refuseShownCode(turn, shown, text)
  const slash = matchSlash(text)
  const isTold = await tellTelephonesInGroup(turn, text)
  if (slash) return runCommand(turn, slash)
  const acknowledged = parseAcknowledgement(text)
  if (acknowledged) return acknowledgeInGroup(turn, acknowledged)
  const choice = await typedChoice(turn, text)
  if (choice === TYPED_BEFORE) return sayTypedBefore(turn)
  if (choice === TOO_SOON) return sayTooSoon(turn, text)
  if (choice) return runAction(turn, choice)
  const askedAbout = codeAskedAbout(text)
  if (askedAbout !== null) return askAboutCode(turn, askedAbout)
  if (await isSteeringSaidHere(turn, text)) return remarkIdly(turn, turn.texts.common.privateOnly)
  if (isSlash(text)) return isTold ? undefined : remarkUnknownSlash(turn)
  await answerAddressed(turn, text)
}

/**
 * Whether a text steers a sending by the code of its notice, or takes it back, and is said to the bot in a group, where people
 * talk with one another. Left without an answer, it would be taken for done while the sending goes on.
 */
async function isSteeringSaidHere(turn: Turn, text: string): Promise<boolean> {
  const { command, argument } = matchKeyword(text) ?? {}
  if (!command?.takesCode && command?.name !== 'huy') return false
  if (!leadingCode(argument ?? '')) return false
  return isAddressed(turn.inbound) || Boolean(await repliedDelivery(turn))
}

/** A document is a part of a draft. What is written under a picture, or by whom nobody lets write notices, is as if it were typed. */
async function routeFile(turn: Turn, caption: string): Promise<void> {
  const unitId = authorUnit(turn)
  const isWords = !unitId || isPicture(turn) || (await meansWords(turn))
  if (isWords && !isBlank(caption)) return routeCaption(turn, caption)
  if (await repliesToQuestion(turn)) return sayUnsupported(turn)
  await tellTelephones(turn, caption)
  const answer: Answer = { kind: 'file', caption }
  const isOverdue = await endOverdue(turn)
  if (!isOverdue && (await continueDialogue(turn, answer))) return
  if (isOverdue) await sayOverdue(turn)
  if (unitId) return startDraft(turn, unitId, answer)
  if (isOverdue) return
  await sayUnsupported(turn)
}

async function routeCaption(turn: Turn, caption: string): Promise<void> {
  await routeText(turn, caption)
  await sayOfFile(turn, turn.texts.common.wordsOnly)
}

/** Whether an author sends something in answer to a question, or while they ask one themselves: only its words can be taken. */
async function meansWords(turn: Turn): Promise<boolean> {
  if (await repliesToQuestion(turn)) return true
  return (await openDialogueId(turn)) === askQuestionDialogue.id
}

async function runCommand(turn: Turn, { command, argument }: MatchedCommand): Promise<void> {
  const isPrivate =
    command.where === 'private' || (command.name === 'huy' && beginsWithCode(argument))
  if (isPrivate && turn.chat.type === 'group')
    return remarkIdly(turn, turn.texts.common.privateOnly)
  if (!mayUse(turn, command)) return remarkIdly(turn, turn.texts.common.noRight)
  if (command.isIdle?.(argument) && !(await answersIdly(turn))) return
  if (command.name !== 'huy') await makeWay(turn, { command, argument })
  else if (turn.chat.type === 'private' && (await cancel(turn, argument))) return
  await command.run(turn, argument)
}

/** Ends the open dialogue for a command, and says so; what was asked for long ago is thought of no more. */
async function makeWay(turn: Turn, matched: MatchedCommand): Promise<void> {
  if (endsOthers(matched) && !(await endOverdue(turn))) await leaveDialogue(turn)
}

/** Gives the answer to the open conversation; false when there is none or it was not meant for it. */
async function continueDialogue(turn: Turn, answer: Answer): Promise<boolean> {
  const stored = await openConversation(turn)
  if (!stored) return false
  if (answer.kind === 'text' && (await endVainAnswer(turn, answer.text))) return true
  const dialogue = dialogues.find(({ id }) => id === stored.definition)
  if (dialogue?.version !== stored.version) {
    await closeDialogue(turn)
    await say(turn, plainMessage(turn.texts.common.outdated))
    return true
  }
  const step = await dialogue.continue(turn, stored.state, answer)
  if (step.kind === 'ask') await openDialogueState(turn, dialogue, step.state)
  if (step.kind === 'done') await closeDialogue(turn)
  return step.kind !== 'pass'
}

/**
 * Whether "nhận tin", which is a command too, says that a notice has come: one waits here. Who has stopped notices
 * wants them again.
 */
async function meansNotice(turn: Turn, { kind }: TypedAcknowledgement): Promise<boolean> {
  if (!(await receivesNotices(turn.tx, turn.account.id))) return false
  return (await openNoticesHere(turn, kind)).pending.length > 0
}

/** A reply to a question's card is the answer to the question, unless it is a command from end to end. */
async function answerCard(turn: Turn, text: string): Promise<boolean> {
  const questionId = await repliesToQuestion(turn)
  if (!questionId) return false
  const command = matchKeyword(text)
  if (command?.argument === '' && !command.leavesOut) return false
  await proposeInPieces(turn, questionId, text)
  return true
}

/** The question whose card is replied to by somebody who may answer it. */
async function repliesToQuestion(turn: Turn): Promise<QuestionId | undefined> {
  const subject = (await repliedDelivery(turn))?.subject
  if (subject?.kind !== 'question' || !mayAnswer(turn.actor)) return undefined
  return subject.id as QuestionId
}

/** Says that words mean nothing here; beside open choices, for a number, which numbers do. */
async function sayUnknown(turn: Turn, text: string, isTold: boolean): Promise<void> {
  const { common } = turn.texts
  // A slip of the finger does not close what was to be chosen.
  if (!isNumber(text)) return answerUnasked(turn, text, isTold)
  const { length } = await openChoices(turn, text)
  const gone = (await repliedDelivery(turn)) ? common.stale : notUnderstood(turn)
  const answer = length > 0 ? common.chooseNumber({ max: length }) : gone
  await remarkIdly(turn, answer)
}

/** Says that a choice was typed before there was what it would choose now. It leaves nothing of when that was. */
async function sayTypedBefore(turn: Turn): Promise<void> {
  const at = momentIn(turn, turn.saidAt)
  await respondInConfidence(turn, turn.texts.common.typedBefore({ at }))
}

/** Says that what was typed may not have been meant for what it chooses, and by what it is meant beyond doubt. */
async function sayTooSoon(turn: Turn, text: string): Promise<void> {
  const { byNumber, byWords } = turn.texts.common.typedTooSoon
  const sentence = isNumber(text) ? byWords : byNumber
  await remark(turn, sentence({ typed: text.trim() }))
}

/**
 * Says why a message was not read. A changed one is not read again: a command would act twice. What the platform withholds may
 * be a child's cry for help, which nobody can tell from another.
 */
async function sayUnread(turn: Turn, what: string): Promise<void> {
  const { common, question } = turn.texts
  if (what === 'withheld')
    return remark(turn, question.emergency, ...(await withContact(turn, common.withheld)))
  const edited =
    (await openDialogueId(turn)) === askQuestionDialogue.id ? question.edited : common.edited
  if (what === 'edited-message') return remarkIdly(turn, edited)
  await remarkIdly(turn, ...(await withContact(turn, common.unsupported)))
}

/** “H12”, “H12 ạ”, “h 12?”. */
function isQuestionCode(text: string): boolean {
  const [, rest] = /^h ?\d{1,20}(?![\p{L}\p{N}])\??(.*)$/isu.exec(text.trim()) ?? []
  return rest !== undefined && isCourtesy(rest)
}

function isShortEnough(text: string): boolean {
  return text.length <= 200
}

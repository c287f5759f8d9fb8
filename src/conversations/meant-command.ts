import { judgeAtDoor } from '../domain/judge-at-door.ts'
import { worksForOffice } from '../domain/rights.ts'
import { countCharacters } from '../domain/text/clip.ts'
import { foldKey } from '../domain/text/fold-key.ts'
import { beginsWithCode, isCourtesy, leadingCode } from '../domain/text/leading-code.ts'
import { mayAnswer } from '../usecases/answer-question.ts'
import { mayUse } from './command.ts'
import { commands } from './commands.ts'
import { openDialogueId } from './dialogue.ts'
import { askQuestionDialogue } from './dialogues/ask-question.ts'
import { collectDraft, DRAFT_MIN_LENGTH } from './dialogues/collect-draft.ts'
import { nameOfficer } from './dialogues/name-officer.ts'
import { nameYourself } from './join.ts'
import { matchKeyword, type MatchedCommand } from './match-command.ts'
import type { Turn } from './turn.ts'

/** These take a greeting themselves: a piece of a draft, or a name, may look like one. Elsewhere it is not what is asked for. */
const TAKE_GREETINGS: readonly string[] = [
  collectDraft.id,
  askQuestionDialogue.id,
  nameOfficer.id,
  nameYourself.id,
]

/** Up to here a notice's code may be a month, or a day of the week. */
const MONTHS = 12

/** The command that a text in private begins with, unless with what follows it is a sentence. */
export function commandIn(turn: Turn, text: string): MatchedCommand | null {
  const matched = meantBy(turn, matchKeyword(text))
  return matched && isSentence(turn, matched, text) ? null : matched
}

/**
 * Whether words that begin like a command are none: like one of other people's work (“Cán bộ xã …”), or where they denounce
 * somebody, whose writer must be told where to go (“Thôi, tôi tố cáo …”). With a code or politeness it stays a command; so it
 * does of who works for the office and knows the commands, until it is long enough for a draft.
 */
function isSentence(turn: Turn, { command, argument }: MatchedCommand, text: string): boolean {
  if (command.name === 'hoi' || isCourtesy(argument)) return false
  if (beginsWithCode(argument)) return false
  const isOthers = !mayUse(turn, command)
  if (worksForOffice(turn.actor)) return isOthers && countCharacters(text) >= DRAFT_MIN_LENGTH
  return isOthers || judgeAtDoor(text) !== 'open'
}

/** “Câu hỏi”, from somebody who answers them, is the questions that wait, or the one of that code, and no wish to ask. */
function meantBy(turn: Turn, matched: MatchedCommand | null): MatchedCommand | null {
  if (matched?.command.name !== 'hoi' || !mayAnswer(turn.actor)) return matched
  const { event } = turn.inbound
  const isAsked = event.kind === 'text' && /^cau hoi(?: h ?\d{1,9})?$/u.test(foldKey(event.text))
  const queue = isAsked && commands.find(({ name }) => name === 'cauhoi')
  return queue ? { ...matched, command: queue } : matched
}

/**
 * Whether a command is meant in the middle of a dialogue: its words alone, or with a code. Other words after it make a
 * sentence, which may be an answer; only a name has no number in it. "T2" to "T7" are days of the week as well, "T1" to "T12"
 * months: words after such a code make a sentence too ("tạm dừng T7, CN tiếp công dân").
 */
export async function interrupts(turn: Turn, matched: MatchedCommand): Promise<boolean> {
  const { command, argument, isGreeting, isKeyword, leavesOut } = matched
  const open = await openDialogueId(turn)
  if (open === undefined || leavesOut || !mayUse(turn, command)) return false
  // Where no slash is offered, “xin chào” is the way out of a draft.
  if (isGreeting) return isKeyword === true && open === collectDraft.id
  const code = /^t/iu.test(argument) ? leadingCode(argument) : null
  const isCode = code
    ? code.isAlone || code.number > MONTHS
    : /^[hd] ?\d{1,9}(?:[\s!,.:;–-]|$)/iu.test(argument)
  if (argument === '' || isCode) return true
  return open === nameYourself.id && /\d/u.test(argument)
}

/** Whether what is asked for may begin with a greeting. */
export async function takesGreetings(turn: Turn): Promise<boolean> {
  const open = await openDialogueId(turn)
  return open !== undefined && TAKE_GREETINGS.includes(open)
}

/** Whether it ends what was begun before it. */
export function endsOthers({ command, argument }: MatchedCommand): boolean {
  return !command.endsNothing?.(argument)
}

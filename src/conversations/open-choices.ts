import { noticeCode } from '../domain/notice.ts'
import { withoutCourtesy } from '../domain/text/without-courtesy.ts'
import { decodeAction, type Action } from '../messages/action.ts'
import { noticeButtons } from '../messages/notice-message.ts'
import type { AcknowledgementKind } from '../storage/acknowledgements.ts'
import { readId, type NoticeId } from '../domain/id.ts'
import { settledAmong } from '../storage/cards.ts'
import { latestNoticeIn } from '../storage/notices-in-chat.ts'
import { findMenu, hasConversation, type MenuEntry } from '../storage/conversations.ts'
import { findNotice, findNoticeByCode } from '../storage/notices.ts'
import { latestBroadcast } from '../storage/sending/broadcasts.ts'
import { openNoticesHere } from './acknowledge.ts'
import { matchKeyword } from './match-command.ts'
import { isAddressed, repliedDelivery, repliedNotice } from './replied-to.ts'
import { seenUntil } from './seen-until.ts'
import { isTooSoon } from './too-soon.ts'
import type { Turn } from './turn.ts'
import { findChoice, findChoices, isNumber, wordsOfLabel } from './typed-choice.ts'

/** A button as it can be typed. */
interface Choice extends Partial<Pick<MenuEntry, 'name' | 'at' | 'after' | 'delivery'>> {
  readonly label: string
  readonly action?: string
}

/** It was typed before what it would mean now was shown, hours ago perhaps: it meant something else. */
export const TYPED_BEFORE = 'typed-before'

/** It may have been: the same words were typed a moment ago, or what it would choose has not gone out yet. */
export const TOO_SOON = 'too-soon'

/** Labels are shorter; a longer text is no choice. */
const LONGEST = 200

/** What a typed number or word means among the choices that are open here, a notice's own included. */
export async function typedChoice(
  turn: Turn,
  text: string,
): Promise<Action | typeof TYPED_BEFORE | typeof TOO_SOON | null> {
  if (text.length > LONGEST) return null
  // In a group people count and talk; a bare number means the bot only where it is named, or a notice replied to.
  const isTalk = turn.chat.type === 'group' && !isAddressed(turn.inbound)
  if (isTalk && !(await repliedNotice(turn))) return null
  const found =
    findChoice(text, await openChoices(turn, text)) ??
    (await choiceWithCode(turn, text)) ??
    (await choiceBeside(turn, text))
  if (await isShownSince(turn, found)) return TYPED_BEFORE
  const action = found?.action ? decodeAction(turn.tx.keys, found.action) : null
  if (found && action && (await isTooSoon(turn, { action, text }, found))) return TOO_SOON
  return action
}

/** Whether a choice was shown only after the words that choose it were typed. What they reply to had been seen. */
async function isShownSince(turn: Turn, choice: Choice | undefined): Promise<boolean> {
  const until = seenUntil(turn)
  if (!until || choice?.at === undefined || choice.at <= until.getTime()) return false
  return !(await repliedDelivery(turn))
}

const WITH_CODE = /^(.*\S)\s+t\s?(\d{1,9})$/iu

/**
 * The words of a choice and the code of the notice that it is about ("duyệt T2"), wherever it stands. What is done with its
 * sending is meant by that code too ("nhắc T2"), unless a command says it.
 */
async function choiceWithCode(turn: Turn, text: string): Promise<Choice | undefined> {
  const [, words, code] = WITH_CODE.exec(text.trim()) ?? WITH_CODE.exec(withoutCourtesy(text)) ?? []
  if (words === undefined || isNumber(words)) return undefined
  const menu = await findMenu(turn.tx, turn.chat.id)
  const notice = menu.length > 0 ? await findNoticeByCode(turn.tx, Number(code)) : undefined
  if (!notice) return undefined
  const ids: (string | undefined)[] = [notice.id]
  if (!matchKeyword(text)) ids.push((await latestBroadcast(turn.tx, notice.id))?.id)
  const about = menu.filter(({ action }, place) => {
    const id = decodeAction(turn.tx.keys, action)?.id
    // A card that is kept beside may have the very button that was shown again since.
    const isFirst = menu.findIndex((other) => other.action === action) === place
    return id !== undefined && ids.includes(id) && isFirst
  })
  return findChoice(words, about)
}

/**
 * A choice of what has come unasked, by its words: they mean it where nothing else has them, in the middle of no
 * conversation, and only where they are no command.
 */
async function choiceBeside(turn: Turn, text: string): Promise<Choice | undefined> {
  if (isNumber(text) || (await repliedDelivery(turn)) || matchKeyword(text)) return undefined
  if (await hasConversation(turn.tx, turn.chat.id)) return undefined
  const beside = await cardsBeside(turn)
  return findChoice(text, beside) ?? findChoice(text, await withoutSettled(turn, beside))
}

async function cardsBeside(turn: Turn): Promise<readonly MenuEntry[]> {
  const menu = await findMenu(turn.tx, turn.chat.id)
  return menu.filter(({ isAside }) => isAside)
}

/** Words that choose nothing because they stand on the cards of several notices, with the codes by which each is meant. */
export async function choicesByCode(turn: Turn, text: string): Promise<readonly string[]> {
  if (text.length > LONGEST || isNumber(text)) return []
  const ways = new Set<string>()
  for (const entry of await withoutSettled(turn, await cardsBeside(turn))) {
    const id = findChoice(text, [entry]) && decodeAction(turn.tx.keys, entry.action)?.id
    const notice = id === undefined ? undefined : await findNotice(turn.tx, readId<NoticeId>(id))
    const words = wordsOfLabel(entry.label).toLocaleLowerCase('vi')
    if (notice) ways.add(`“${words} ${noticeCode(notice.code)}”`)
  }
  return ways.size > 1 ? [...ways] : []
}

/** What is done with must not make the words of a card that still waits mean two things. */
async function withoutSettled(
  { tx }: Turn,
  entries: readonly MenuEntry[],
): Promise<readonly MenuEntry[]> {
  const cards = new Set(entries.map(({ delivery }) => delivery))
  const settled = await settledAmong(tx, [...cards])
  return entries.filter(({ delivery }) => !settled.has(delivery))
}

/**
 * What several typed numbers mean among the choices of the chat's menu ("1 3 5"); null: the text is something else.
 * Only for choices of one kind about one thing, such as the ticks of a list.
 */
export async function typedTogether(
  turn: Turn,
  text: string,
): Promise<readonly Action[] | typeof TYPED_BEFORE | null> {
  if (text.length > LONGEST || turn.chat.type === 'group') return null
  const menu = await shownMenu(turn)
  const found = findChoices(
    text,
    menu.filter(({ isAbove }) => !isAbove),
  )
  const actions = (found ?? []).flatMap(({ action }) => decodeAction(turn.tx.keys, action) ?? [])
  const [first] = actions
  const isOfOneKind = actions.every(({ verb, id }) => verb === first?.verb && id === first.id)
  if (actions.length < 2 || !isOfOneKind) return null
  for (const choice of found ?? []) if (await isShownSince(turn, choice)) return TYPED_BEFORE
  return actions
}

/**
 * The choices that such a text may mean: those of the message that is replied to and of no other; else those
 * of the last menu, and of a notice that came after it. In the middle of a conversation a number belongs to
 * the conversation's own menu, whatever came in between; nor does what came unasked take the numbers from a menu.
 */
export async function openChoices(turn: Turn, text: string): Promise<readonly Choice[]> {
  const replied = await repliedNotice(turn)
  if (replied) return noticeChoices(turn, replied)
  const shown = await openMenu(turn)
  if (await repliedDelivery(turn)) return shown
  // Above a question a command stays one: “duyệt” typed where a reason is asked for approves nothing.
  const isByWords = !isNumber(text) && matchKeyword(text)?.argument !== ''
  const menu = shown.filter(({ isAbove }) => !isAbove || isByWords)
  const latest = await latestNoticeIn(turn.tx, turn.chat.id, seenUntil(turn))
  const isOwnMenu = isNumber(text) && (await hasConversation(turn.tx, turn.chat.id))
  if (!latest || isOwnMenu) return menu
  const notice = await noticeChoices(turn, latest.noticeId)
  return isNumber(text) ? notice : [...notice, ...menu]
}

/** The choices of what the bot has shown or asked, without those of a notice. */
export async function openMenu(turn: Turn): Promise<readonly MenuEntry[]> {
  const reply = await repliedDelivery(turn)
  if (!reply) return shownMenu(turn)
  const menu = await findMenu(turn.tx, turn.chat.id)
  return menu.filter(({ delivery }) => delivery === reply.original)
}

async function shownMenu(turn: Turn): Promise<readonly MenuEntry[]> {
  const menu = await findMenu(turn.tx, turn.chat.id)
  return menu.filter(({ isAside }) => !isAside)
}

async function noticeChoices(turn: Turn, id: NoticeId): Promise<readonly Choice[]> {
  const notice = await findNotice(turn.tx, id)
  return notice ? noticeButtons(notice, turn.texts, turn.press).flat() : []
}

/** Whether "đã nhận", typed as no reply to anything, could mean more than the notice shown last. */
export async function meansSeveral(
  turn: Turn,
  { verb }: Action,
  kind: AcknowledgementKind,
): Promise<boolean> {
  if (!['k-rec', 'k-und'].includes(verb) || (await repliedNotice(turn))) return false
  return (await openNoticesHere(turn, kind)).pending.length > 1
}

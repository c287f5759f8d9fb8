import { readId, type BroadcastId, type NoticeId, type UnitId } from '../domain/id.ts'
import { isEditable, noticeCode, type Notice } from '../domain/notice.ts'
import { isCourtesy, leadingCode } from '../domain/text/leading-code.ts'
import { vi } from '../i18n/vi.ts'
import { decodeAction, type Action } from '../messages/action.ts'
import { plainMessage, type Button } from '../messages/message.ts'
import { cardAbout } from '../storage/cards.ts'
import type { MenuEntry, StoredConversation } from '../storage/conversations.ts'
import { findNotice } from '../storage/notices.ts'
import { latestBroadcast } from '../storage/sending/broadcasts.ts'
import { matchKeyword } from './match-command.ts'
import { closeDialogue, openConversation } from './dialogue.ts'
import { addUnitDialogue } from './dialogues/add-unit.ts'
import { editField } from './dialogues/edit-field.ts'
import { renameUnitDialogue } from './dialogues/rename-unit.ts'
import { draftView, isOwn } from './draft-view.ts'
import { leaveAnswer } from './end-answer.ts'
import { openMenu } from './open-choices.ts'
import { sayNothingToTakeBack } from './open-notice.ts'
import { repliedDelivery } from './replied-to.ts'
import { runAction } from './run-action.ts'
import { offerToTakeBack, takeBack, takeBackByCode, takeBackStarting } from './take-back.ts'
import {
  asksToSend,
  asksToStop,
  findChoice,
  findWayOut,
  isNumber,
  isWayBack,
} from './typed-choice.ts'
import { remark, say, type Turn } from './turn.ts'
import { wayBackFrom } from './way-back.ts'

/**
 * Ends what “huỷ” can end here: the sending whose code comes with it, the open conversation, or else what was just begun or is
 * asked; false when there is nothing. Where it leaves nothing, whatever was said or shown meanwhile, a sending that has just
 * been started is taken back. Other words after it ("huỷ gửi", "thôi để mai") are not guessed at.
 */
export async function cancel(turn: Turn, words: string): Promise<boolean> {
  const code = leadingCode(words)
  if (code?.isAlone && (await takeBackByCode(turn, code.number))) return true
  if (await cancelDialogue(turn)) return true
  if (code?.isAlone && (await sayNothingToTakeBack(turn, code.number))) return true
  const isAlone = isCourtesy(words)
  const menu = await openMenu(turn)
  if (menu.every((choice) => isWayBack(choice, turn.texts)))
    return isAlone ? takeBackStarting(turn) : offerToTakeBack(turn)
  if (!isAlone || !(await cancelAmong(turn, menu))) {
    const { chooseWhatStops, chooseAbove } = turn.texts.common
    // A second card with the same buttons would not say what they are about, and would not be settled with the first.
    await remark(turn, asksToStop(menu, turn.texts) ? chooseWhatStops : chooseAbove)
  }
  return true
}

/** Does what “huỷ” alone means where there is something to choose; false when that is not clear. */
async function cancelAmong(turn: Turn, menu: readonly MenuEntry[]): Promise<boolean> {
  const way = findWayOut(menu, turn.texts)
  // What it leads to may have a “Huỷ” of its own, which the same word typed twice would choose.
  if (way && isWayBack(way, turn.texts)) {
    await sayCancelled(turn, { label: way.label, action: way.action })
    return true
  }
  if (way) {
    await runAction(turn, decodeAction(turn.tx.keys, way.action))
    return true
  }
  if (asksToSend(menu, turn.texts)) {
    const [asked] = menu
    // Of a broadcast, whose id names no notice, there is no card to go back to.
    const noticeId = asked && decodeAction(turn.tx.keys, asked.action)?.id
    await sayCancelled(turn, await wayBackFrom(turn, { noticeId }))
    return true
  }
  if (asksToStop(menu, turn.texts)) return false
  if (await takeBackStarting(turn)) return true
  const actions = menu.map(({ action }) => decodeAction(turn.tx.keys, action))
  const dropped = await droppedForGood(
    turn,
    actions.find((action) => action?.verb === 'n-quit'),
  )
  if (!dropped) return false
  const words = (await waitingSending(turn, dropped.id)) ? 'takesBack' : 'dropsForGood'
  const text = turn.texts.send[words]({ code: noticeCode(dropped.code) })
  await remark(turn, text)
  return true
}

/**
 * Whether a lone “huỷ” would drop an approved or submitted notice for good by the “Huỷ” of its card. That card may stand above since long
 * before, and another thing be meant: only the code, the number or a reply to the card says that it is that notice.
 */
export async function dropsUnnamed(turn: Turn, text: string, choice: Action): Promise<boolean> {
  const { cancel: label } = turn.texts.button
  if (isNumber(text) || !findChoice(text, [{ label }]) || (await repliedDelivery(turn)))
    return false
  return (await droppedForGood(turn, choice)) !== undefined
}

/**
 * Takes back the sending that waits, where words with the code of its notice would drop that by the “Huỷ” of its card: the
 * card may still stand above from before. The number, and a reply to the card, mean the card. False where none waits.
 */
export async function takesBackRather(turn: Turn, text: string, choice: Action): Promise<boolean> {
  if (choice.verb !== 'n-quit' || isNumber(text) || (await repliedDelivery(turn))) return false
  const waiting = await waitingSending(turn, readId<NoticeId>(choice.id ?? ''))
  if (!waiting) return false
  await takeBack(turn, waiting)
  return true
}

/** The sending of a notice that waits for its hour, or its last thirty seconds; undefined: none does. */
async function waitingSending(turn: Turn, id: NoticeId): Promise<BroadcastId | undefined> {
  const broadcast = await latestBroadcast(turn.tx, id)
  return broadcast?.state === 'scheduled' || broadcast?.state === 'starting'
    ? broadcast.id
    : undefined
}

/** The notice, approved or submitted, that a choice drops for good; undefined when it is another choice. */
async function droppedForGood(
  turn: Turn,
  choice: Action | null | undefined,
): Promise<Notice | undefined> {
  if (choice?.verb !== 'n-quit') return undefined
  const notice = await findNotice(turn.tx, readId<NoticeId>(choice.id ?? ''))
  return notice?.state === 'approved' || notice?.state === 'pending' ? notice : undefined
}

/** Ends the open conversation, and offers the notice that it was about; false when there is none. What an answer broke into goes on. */
export async function cancelDialogue(turn: Turn): Promise<boolean> {
  if (await leaveAnswer(turn)) return true
  const stored = await openConversation(turn)
  if (!stored || !(await closeDialogue(turn))) return false
  if (stored.definition === editField.id && (await showUnchanged(turn, stored.state))) return true
  await sayCancelled(turn, await wayBackOf(turn, stored))
  return true
}

/** Whether a text leaves what is asked, and can be no answer to it: “huỷ”, “thôi”, “quay lại”, with or without tones. */
export function isWayOut({ texts }: Turn, text: string): boolean {
  if (isNumber(text)) return false
  const isOneWord = text.trim().split(/\s+/u).length === 1
  if (isOneWord && matchKeyword(text)?.command.name === 'huy') return true
  const { cancel: label, back } = texts.button
  return [label, back, vi.button.back].some((word) => findChoice(text, [{ label: word }]))
}

/** The draft whose field stays as it was; false where there is nothing more to be done with it. */
async function showUnchanged(turn: Turn, state: unknown): Promise<boolean> {
  const notice = await findNotice(turn.tx, (state as { noticeId: NoticeId }).noticeId)
  if (!notice || !isEditable(notice.state) || !(await isOwn(turn, notice))) return false
  const { blocks, buttons = [] } = await draftView(turn, notice)
  // Without its “Huỷ”: the same word typed twice, because the answer is slow, would drop the draft.
  const kept = buttons
    .map((row) => row.filter(({ label }) => label !== turn.texts.button.cancel))
    .filter((row) => row.length > 0)
  await say(
    turn,
    { blocks: [{ kind: 'text', text: turn.texts.common.cancelled }, ...blocks], buttons: kept },
    cardAbout('draft-card', notice.id),
  )
  return true
}

/** To the notice or the unit that a conversation was about. */
async function wayBackOf(
  turn: Turn,
  { definition, state }: StoredConversation,
): Promise<Button | null> {
  const { unitId, parentId } = (state ?? {}) as {
    readonly unitId?: UnitId
    readonly parentId?: UnitId
  }
  const about =
    definition === renameUnitDialogue.id
      ? unitId
      : definition === addUnitDialogue.id
        ? parentId
        : null
  if (!about) return wayBackFrom(turn, state)
  return { label: turn.texts.button.back, action: turn.press({ verb: 'u-show', id: about }) }
}

async function sayCancelled(turn: Turn, back: Button | null): Promise<void> {
  const cancelled = plainMessage(turn.texts.common.cancelled)
  if (!back) return say(turn, cancelled)
  const leads = back.action === undefined ? null : decodeAction(turn.tx.keys, back.action)
  // Where the platform can edit, that card comes in place of this message, and is settled as it.
  const isReady = leads?.verb === 'n-ready'
  const card = isReady ? cardAbout('ready-card', readId<NoticeId>(leads.id ?? '')) : {}
  await say(turn, { ...cancelled, buttons: [[back]] }, card)
}

import type { BroadcastState } from '../domain/delivery.ts'
import type { BroadcastId } from '../domain/id.ts'
import { noticeCode, type Notice } from '../domain/notice.ts'
import { holdsRoleAnywhere } from '../domain/rights.ts'
import { SENDERS } from '../domain/role.ts'
import { plainMessage } from '../messages/message.ts'
import { cardAbout, hasOpenCard } from '../storage/cards.ts'
import { findNotice, findNoticeByCode } from '../storage/notices.ts'
import { findStarting, latestBroadcast, type Broadcast } from '../storage/sending/broadcasts.ts'
import { undoBroadcast } from '../usecases/undo-broadcast.ts'
import { sayReady } from './ready-view.ts'
import { repliedDelivery } from './replied-to.ts'
import { refusalToSend } from './start-sending.ts'
import { respond, say, type Turn } from './turn.ts'

/** Takes back a sending of which nothing has been written: it waits for its hour, its last thirty seconds, or a word. */
export async function takeBack(turn: Turn, id: BroadcastId): Promise<void> {
  const result = await undoBroadcast(turn.tx, {
    broadcastId: id,
    actor: turn.actor,
    now: turn.now,
  })
  if (result.kind === 'too-late') return respond(turn, tooLateText(turn, result), true)
  if (result.kind !== 'undone') return respond(turn, refusalToSend(turn, result), true)
  turn.effects.jobs.push(...result.jobs)
  await showUndone(turn, result.notice)
}

/**
 * Takes back the sending of the notice with this code, whoever had it sent and whatever it waits for, or says why not. False where
 * there is none, and for who sends nothing: “thôi T2” is also what people say of a Monday.
 */
export async function takeBackByCode(turn: Turn, code: number): Promise<boolean> {
  if (!holdsRoleAnywhere(turn.actor, SENDERS)) return false
  const notice = await findNoticeByCode(turn.tx, code)
  const broadcast = notice && (await latestBroadcast(turn.tx, notice.id))
  if (!broadcast || broadcast.state === 'cancelled') return false
  await takeBack(turn, broadcast.id)
  return true
}

/**
 * Takes back what this person has just had sent, in whichever of their chats: the one whose message is replied to, or else the
 * last. False where none of it waits for its last seconds.
 */
export async function takeBackStarting(turn: Turn): Promise<boolean> {
  const meant = await startingHere(turn)
  if (!meant) return false
  await takeBack(turn, meant.id)
  return true
}

/** Offers to take it back, where it is not clear that this is wished; false likewise. */
export async function offerToTakeBack(turn: Turn): Promise<boolean> {
  const { texts } = turn
  const meant = await startingHere(turn)
  const notice = meant && (await findNotice(turn.tx, meant.noticeId))
  if (!notice) return false
  const action = turn.press({ verb: 'b-undo', id: meant.id })
  await say(turn, {
    ...plainMessage(texts.send.cannot.pauseYet({ code: noticeCode(notice.code) })),
    buttons: [[{ label: texts.button.undo, action }]],
  })
  return true
}

async function startingHere(turn: Turn): Promise<Broadcast | undefined> {
  const { personId } = turn.actor
  if (!personId) return undefined
  const starting = await findStarting(turn.tx, personId)
  const reply = await repliedDelivery(turn)
  return starting.find(({ progressDeliveryId }) => !reply || progressDeliveryId === reply.original)
}

/** Why it cannot be taken back any more: what is on its way can still be stopped, what has ended not. */
function tooLateText(
  { texts }: Turn,
  { notice, state }: { readonly notice: Notice; readonly state: BroadcastState },
): string {
  const code = noticeCode(notice.code)
  if (state === 'stopped') return texts.send.cannot.stopAgain({ code })
  return state === 'finished' ? texts.send.undoFinished({ code }) : texts.send.tooLateToUndo
}

/**
 * The notice can be sent again by a new card; that it was taken back before needs no second card. Who has typed gets the
 * way to that card: its own choices have the number and the word by which the sending was taken back, and who types them
 * twice because the answer is slow would send or drop the notice.
 */
async function showUndone(turn: Turn, notice: Notice): Promise<void> {
  const text = turn.texts.send.undone({ code: noticeCode(notice.code) })
  if (turn.inbound.event.kind === 'text') {
    const action = turn.press({ verb: 'n-ready', id: notice.id })
    const buttons = [[{ label: turn.texts.button.back, action }]]
    // Where the platform can edit, the card comes in its place, and is settled as this message.
    const card = cardAbout('ready-card', notice.id)
    return say(turn, { ...plainMessage(text), buttons }, card)
  }
  if (await hasOpenCard(turn.tx, 'ready-card', notice.id, turn.chat.id)) return respond(turn, text)
  await sayReady(turn, notice, text)
  if (turn.channel.capabilities.toast) await respond(turn, text)
}

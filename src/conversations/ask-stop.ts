import type { BroadcastId } from '../domain/id.ts'
import { noticeCode, type Notice } from '../domain/notice.ts'
import { plainMessage } from '../messages/message.ts'
import { stopQuestion } from '../messages/sending-messages.ts'
import { countToStop } from '../storage/sending/count-copies.ts'
import { findBroadcast, type Broadcast } from '../storage/sending/broadcasts.ts'
import { countToCome } from '../storage/sending/to-come.ts'
import { findNotice } from '../storage/notices.ts'
import { controlBroadcast } from '../usecases/control-broadcast.ts'
import { maySend } from '../usecases/may-send.ts'
import { takeBack } from './take-back.ts'
import { acting, respond, say, sayNoRight, type Turn } from './turn.ts'

/**
 * Asks once before a sending is ended for good, which cannot be taken back. It is paused first, in the same
 * transaction, so that nothing more goes out while somebody thinks, and what is counted stays true. One of which nothing has
 * been written is taken back instead, unasked: stopped, its notice could never be sent.
 */
export async function askStop(turn: Turn, id: BroadcastId): Promise<void> {
  const { texts } = turn
  const broadcast = await findBroadcast(turn.tx, id)
  if (broadcast?.isUndoable) return takeBack(turn, id)
  if (broadcast?.state === 'finished') return askStopOfEnded(turn, broadcast)
  const paused = await controlBroadcast(turn.tx, {
    ...acting(turn),
    broadcastId: id,
    verb: 'pause',
    wantedAt: turn.saidAt,
    anyway: false,
  })
  if (paused.kind === 'no-right') return sayNoRight(turn)
  if (paused.kind === 'changed') turn.effects.jobs.push(...paused.jobs)
  else if (paused.state !== 'paused') {
    const code = noticeCode(paused.notice.code)
    const isStopped = paused.state === 'stopped'
    return respond(turn, texts.send.cannot[isStopped ? 'stopAgain' : 'stop']({ code }))
  }
  const copies = await countToStop(turn.tx, id)
  const question = stopQuestion(
    { notice: paused.notice, broadcastId: id, copies, hasEnded: false },
    texts,
    turn.press,
  )
  await say(turn, question)
}

/** Of what has ended copies may still go, when a person writes or a group comes back: there is nothing to pause meanwhile. */
async function askStopOfEnded(turn: Turn, { id, noticeId }: Broadcast): Promise<void> {
  const { texts, tx } = turn
  const notice = await findNotice(tx, noticeId)
  if (!notice || !(await maySend(tx, notice, turn.actor))) return sayNoRight(turn)
  const left = await countToCome(tx, id, turn.now)
  if (left === 0) return respond(turn, texts.send.cannot.stop({ code: noticeCode(notice.code) }))
  const { sent } = await countToStop(tx, id)
  const copies = { sent, underWay: 0, unclear: 0, left }
  const asked = { notice, broadcastId: id, copies, hasEnded: true }
  await say(turn, stopQuestion(asked, texts, turn.press))
}

/**
 * Asks before a sending that waits for its hour, or for a word, is taken back: what was typed may have been no command. "T2" to
 * "T7" are days of the week as well. It shows no button: “thôi” in answer to it means no, and would press a lone “Hoàn tác”.
 */
export async function askTakeBack(turn: Turn, notice: Notice): Promise<void> {
  const { texts } = turn
  if (!(await maySend(turn.tx, notice, turn.actor))) return sayNoRight(turn)
  await say(turn, plainMessage(texts.send.askTakeBack({ code: noticeCode(notice.code) })))
}

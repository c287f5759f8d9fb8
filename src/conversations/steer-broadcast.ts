import { PRIORITY } from '../domain/delivery.ts'
import type { BroadcastId } from '../domain/id.ts'
import { noticeCode, type Notice } from '../domain/notice.ts'
import { settledCard } from '../messages/approval-messages.ts'
import { findBroadcast } from '../storage/broadcasts.ts'
import { hasOpenCard } from '../storage/cards.ts'
import { planEdit } from '../storage/deliveries.ts'
import { controlBroadcast, type ControlVerb } from '../usecases/control-broadcast.ts'
import { undoBroadcast } from '../usecases/start-broadcast.ts'
import { sayReady } from './ready-view.ts'
import { respond, type Turn } from './turn.ts'

/** Pauses, resumes, ends or repeats what is on its way, and says what came of it. */
export async function steer(turn: Turn, id: BroadcastId, verb: ControlVerb): Promise<void> {
  const result = await controlBroadcast(turn.tx, {
    broadcastId: id,
    actor: turn.actor,
    verb,
    now: turn.now,
  })
  const { texts } = turn
  switch (result.kind) {
    case 'no-right':
      return respond(turn, texts.common.noRight, true)
    case 'not-possible': {
      const code = noticeCode(result.notice.code)
      const isOver = verb === 'retry' && result.state === 'stopped'
      return respond(turn, texts.send.cannot[isOver ? 'retryStopped' : verb]({ code }))
    }
    case 'changed':
      turn.effects.jobs.push(...result.jobs)
      return respond(turn, changedText(turn, verb, result.count))
  }
}

function changedText({ texts }: Turn, verb: ControlVerb, count: number): string {
  switch (verb) {
    case 'pause':
      return texts.send.paused
    case 'resume':
      return texts.send.resumed
    case 'stop':
      return texts.send.stopped
    case 'retry':
      return texts.send.retrying({ count })
  }
}

/** Takes back a sending that waits for its hour or its last thirty seconds. */
export async function takeBack(turn: Turn, id: BroadcastId): Promise<void> {
  const result = await undoBroadcast(turn.tx, {
    broadcastId: id,
    actor: turn.actor,
    now: turn.now,
  })
  if (result.kind === 'no-right') return respond(turn, turn.texts.common.noRight, true)
  if (result.kind === 'too-late') return respond(turn, turn.texts.send.tooLateToUndo, true)
  await showUndone(turn, result.notice, id)
}

/**
 * The message with `Hoàn tác` says that it was done, and the notice can be sent again by a new card; that it was
 * done before needs no second card.
 */
async function showUndone(turn: Turn, notice: Notice, id: BroadcastId): Promise<void> {
  const text = turn.texts.send.undone({ code: noticeCode(notice.code) })
  if (await hasOpenCard(turn.tx, 'ready-card', notice.id, turn.chat.id)) return respond(turn, text)
  const broadcast = await findBroadcast(turn.tx, id)
  if (broadcast?.progressDeliveryId)
    await planEdit(turn.tx, {
      deliveryId: broadcast.progressDeliveryId,
      message: settledCard(notice, text),
      purpose: 'progress',
      priority: PRIORITY.edit,
    })
  await sayReady(turn, notice, text)
  if (turn.channel.capabilities.toast) await respond(turn, text)
}

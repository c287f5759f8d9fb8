import type { BroadcastId } from '../domain/id.ts'
import { noticeCode } from '../domain/notice.ts'
import { stopQuestion } from '../messages/sending-messages.ts'
import { countToStop } from '../storage/sending/count-copies.ts'
import { controlBroadcast } from '../usecases/control-broadcast.ts'
import { press, respond, say, type Turn } from './turn.ts'

/**
 * Asks once before a sending is ended for good, which cannot be taken back. It is paused first, in the same
 * transaction, so that nothing more goes out while somebody thinks, and what is counted stays true.
 */
export async function askStop(turn: Turn, id: BroadcastId): Promise<void> {
  const { texts } = turn
  const paused = await controlBroadcast(turn.tx, {
    broadcastId: id,
    actor: turn.actor,
    verb: 'pause',
    now: turn.now,
    timeZone: turn.settings.timeZone,
    anyway: false,
  })
  if (paused.kind === 'no-right') return respond(turn, texts.common.noRight, true)
  if (paused.kind === 'changed') turn.effects.jobs.push(...paused.jobs)
  else if (paused.state !== 'paused') {
    const code = noticeCode(paused.notice.code)
    const isStopped = paused.state === 'stopped'
    return respond(turn, texts.send.cannot[isStopped ? 'stopAgain' : 'stop']({ code }))
  }
  const copies = await countToStop(turn.tx, id)
  const question = stopQuestion(
    { notice: paused.notice, broadcastId: id, copies },
    texts,
    (action) => press(turn, action),
  )
  await say(turn, question)
}

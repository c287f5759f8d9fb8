import type { BroadcastState } from '../domain/delivery.ts'
import type { BroadcastId } from '../domain/id.ts'
import { noticeCode, type Notice } from '../domain/notice.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Action } from '../messages/action.ts'
import { plainMessage } from '../messages/message.ts'
import { ANYWAY, ASKED, steeringButtons } from '../messages/sending-messages.ts'
import { countToStop } from '../storage/sending/count-copies.ts'
import { findBroadcast, latestBroadcast } from '../storage/sending/broadcasts.ts'
import { countToCome } from '../storage/sending/to-come.ts'
import { controlBroadcast, type ControlVerb } from '../usecases/control-broadcast.ts'
import { askAnyway } from './ask-anyway.ts'
import { askStop } from './ask-stop.ts'
import { showInPlace } from './show-in-place.ts'
import { sendingState } from './start-sending.ts'
import { acting, momentIn, respond, say, sayNoRight, type Turn } from './turn.ts'

/**
 * Ends what is on its way for good, as somebody has answered when asked. One that goes on again since then is
 * asked about anew: what was said of it is no longer true.
 */
export async function stopAsked(turn: Turn, id: BroadcastId): Promise<void> {
  const broadcast = await findBroadcast(turn.tx, id)
  const isGoingOn = broadcast?.state === 'expanding' || broadcast?.state === 'sending'
  if (isGoingOn || broadcast?.isUndoable) return askStop(turn, id)
  await steer(turn, id, 'stop', { isAnswer: true })
}

export interface Steering {
  /** It answers a question, and what came of it is said in its place. */
  readonly isAnswer?: boolean
  /** The person has said that quiet hours do not matter. */
  readonly anyway?: boolean
}

/**
 * Pauses, resumes, ends or repeats what is on its way, after asking once where that sends something at night, or was wanted
 * long ago, and says what came of it: in place of the question it answers.
 */
export async function steer(
  turn: Turn,
  id: BroadcastId,
  verb: ControlVerb,
  { isAnswer = false, anyway = false }: Steering = {},
): Promise<void> {
  const { texts, saidAt: wantedAt } = turn
  const result = await controlBroadcast(turn.tx, {
    ...acting(turn),
    broadcastId: id,
    verb,
    wantedAt,
    anyway,
  })
  const again = (arg: typeof ANYWAY | typeof ASKED): Action => ({
    verb: verb === 'retry' ? 'b-retry' : 'b-res',
    id,
    arg,
  })
  switch (result.kind) {
    case 'no-right':
      return sayNoRight(turn)
    case 'not-possible':
      return respond(turn, await refusal(turn, id, verb, result))
    case 'quiet': {
      const code = noticeCode(result.notice.code)
      const at = momentIn(turn, turn.now)
      return askAnyway(turn, texts.send.quietNow({ code, at }), again(ANYWAY))
    }
    case 'wanted-earlier': {
      const code = noticeCode(result.notice.code)
      // It says nothing of the night: who answers it then is asked that too.
      const at = momentIn(turn, wantedAt)
      return askAnyway(turn, texts.send.wantedEarlier({ code, at }), again(ASKED))
    }
    case 'changed': {
      turn.effects.jobs.push(...result.jobs)
      const code = noticeCode(result.notice.code)
      const text =
        verb === 'stop'
          ? await stoppedText(turn, id, { code, kept: result.count })
          : changedText(turn, verb, { code, ...result })
      if (isAnswer && (turn.channel.capabilities.edit || verb === 'stop'))
        return showInPlace(turn, plainMessage(text))
      return sayChanged(turn, id, verb, text)
    }
  }
}

/** Why it cannot be done. What was taken back may have been sent anew since the card was shown whose button was pressed. */
async function refusal(
  turn: Turn,
  id: BroadcastId,
  verb: ControlVerb,
  { notice, state }: { readonly notice: Notice; readonly state: BroadcastState },
): Promise<string> {
  const goesOn = verb === 'resume' && state === 'finished'
  const toCome = goesOn ? await countToCome(turn.tx, id, turn.now) : 0
  if (toCome > 0)
    return turn.texts.send.goesOnByItself({ code: noticeCode(notice.code), count: toCome })
  const latest = state === 'cancelled' ? await latestBroadcast(turn.tx, notice.id) : undefined
  if (latest && latest.state !== 'cancelled') return sendingState(turn, notice, latest.state)
  return turn.texts.send.cannot[refusalOf(verb, state)]({ code: noticeCode(notice.code) })
}

const WHEN_STOPPED = {
  resume: 'resumeStopped',
  stop: 'stopAgain',
  retry: 'retryStopped',
} as const

function refusalOf(verb: ControlVerb, state: BroadcastState): keyof Texts['send']['cannot'] {
  if (verb !== 'pause' && state === 'stopped') return WHEN_STOPPED[verb]
  if (verb === 'resume' && state === 'finished') return 'resumeFinished'
  if (verb === 'resume' && state === 'cancelled') return 'resumeCancelled'
  if (verb === 'retry' && state === 'cancelled') return 'retryCancelled'
  if (verb === 'retry' && state !== 'finished') return 'retryYet'
  if (verb !== 'pause') return verb
  if (state === 'paused') return 'pauseAgain'
  return state === 'scheduled' || state === 'starting' ? 'pauseYet' : 'pause'
}

/**
 * The progress message has the next buttons; where it cannot follow, the answer itself has them, and so it does for who has
 * typed and will type the next word too.
 */
async function sayChanged(
  turn: Turn,
  id: BroadcastId,
  verb: ControlVerb,
  text: string,
): Promise<void> {
  const { texts, channel } = turn
  const isFollowed = channel.capabilities.edit && turn.inbound.event.kind === 'press'
  if (isFollowed || (verb !== 'pause' && verb !== 'resume')) return respond(turn, text)
  const buttons = steeringButtons({ id, isPaused: verb === 'pause' }, texts, turn.press)
  await say(turn, { ...plainMessage(text), buttons })
}

/** What a stop leaves out, and that it leaves out nobody where nothing waited any more: its copies are ended later, by a job. */
async function stoppedText(
  { tx, texts: { send } }: Turn,
  id: BroadcastId,
  { code, kept }: { readonly code: string; readonly kept: number },
): Promise<string> {
  const { sent, underWay, left } = await countToStop(tx, id)
  if (left !== 0 || kept > 0) return send.stopped({ code })
  const rest = underWay > 0 ? ` ${send.underWay({ count: underWay })}` : ''
  return send.stoppedAtEnd({ code, sent }) + rest
}

function changedText(
  { texts }: Turn,
  verb: Exclude<ControlVerb, 'stop'>,
  { code, count }: { readonly code: string; readonly count: number },
): string {
  switch (verb) {
    case 'pause':
      return texts.send.paused({ code })
    case 'resume':
      return texts.send.resumed({ code })
    case 'retry':
      return texts.send.retrying({ code, count })
  }
}

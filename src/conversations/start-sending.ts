import type { BroadcastId, NoticeId } from '../domain/id.ts'
import type { BroadcastState } from '../domain/delivery.ts'
import { noticeCode, type Notice } from '../domain/notice.ts'
import { isQuiet } from '../domain/quiet-hours.ts'
import { wasWantedLongAgo } from '../domain/sending-gaps.ts'
import type { Action } from '../messages/action.ts'
import { startingMessage } from '../messages/sending-messages.ts'
import { appendAudit } from '../storage/audit.ts'
import { OPEN_STATES } from '../storage/sending/broadcasts.ts'
import { setProgressMessage } from '../storage/sending/progress-message.ts'
import { cardAbout } from '../storage/cards.ts'
import { findSendable, type NotSendable } from '../usecases/find-sendable.ts'
import { startBroadcast } from '../usecases/start-broadcast.ts'
import { askAnyway } from './ask-anyway.ts'
import { closeDialogue } from './dialogue.ts'
import { actorName, settleAll, type Line } from './settle-cards.ts'
import { momentIn, respond, sayTracked, type Turn } from './turn.ts'

export interface SendingChoice {
  readonly noticeId: NoticeId
  /** null: now. */
  readonly at: Date | null
  readonly urgent: boolean
  /** The person has said that quiet hours do not matter. */
  readonly anyway: boolean
}

/** Started, or what stands in the way: the hour has passed, or somebody was asked first; or no hour would do. */
export type Started = 'started' | 'past' | 'asked' | 'refused'

/** Starts or schedules the sending, after asking once when it would fall into quiet hours, or was wanted long ago. */
export async function startSending(turn: Turn, choice: SendingChoice): Promise<Started> {
  const { texts, settings, now, saidAt: wantedAt } = turn
  const moment = choice.at ?? now
  const sendable = await findSendable(turn.tx, { noticeId: choice.noticeId, actor: turn.actor })
  if (sendable.kind !== 'sendable') return refuse(turn, sendable)
  const code = noticeCode(sendable.notice.code)
  if (choice.at && choice.at <= now) {
    await respond(turn, texts.send.timePast({ at: momentIn(turn, choice.at) }), true)
    return 'past'
  }
  if (!choice.anyway && !choice.urgent && isQuiet(moment, settings.timeZone)) {
    const arg = choice.at ? String(Math.floor(choice.at.getTime() / 1000)) : 'now'
    await askFirst(turn, choice.noticeId, texts.send.quiet({ at: momentIn(turn, moment) }), {
      verb: 'n-any',
      arg,
    })
    return 'asked'
  }
  if (!choice.at && wasWantedLongAgo(wantedAt, now, settings.timeZone, choice)) {
    // It says nothing of the night: who answers it then is asked that too.
    const verb = choice.urgent ? 'n-urg' : 'n-now'
    const text = texts.send.wantedEarlier({ code, at: momentIn(turn, wantedAt) })
    await askFirst(turn, choice.noticeId, text, { verb })
    return 'asked'
  }
  const result = await startBroadcast(turn.tx, {
    noticeId: choice.noticeId,
    actor: turn.actor,
    at: choice.at,
    urgent: choice.urgent,
    undoMs: settings.undoMs,
    progressChatId: turn.chat.id,
    now,
  })
  if (result.kind !== 'started') return refuse(turn, result)
  if (isQuiet(moment, settings.timeZone)) await logOverride(turn, result.broadcastId)
  await closeDialogue(turn)
  const text = choice.at
    ? texts.send.scheduled({ code, at: momentIn(turn, choice.at) })
    : choice.urgent
      ? texts.send.startingUrgently({ code })
      : texts.send.starting({ code, seconds: Math.round(settings.undoMs / 1000) })
  const delivery = await sayTracked(
    turn,
    startingMessage(
      {
        notice: result.notice,
        broadcastId: result.broadcastId,
        text,
        canUndo: result.releaseAt > now,
        ...(!turn.channel.capabilities.edit && { hint: texts.send.followHint({ code }) }),
      },
      texts,
      turn.press,
    ),
  )
  await setProgressMessage(turn.tx, result.broadcastId, delivery)
  turn.effects.jobs.push(...result.jobs)
  await settleAll(turn, result.notice, await settledLine(turn, choice, code), 'sent-card')
  return 'started'
}

async function refuse(turn: Turn, result: NotSendable): Promise<Started> {
  await respond(turn, refusalToSend(turn, result), true)
  return 'refused'
}

/** Who had it sent, and when: for the cards that have sent it. */
async function settledLine(turn: Turn, choice: SendingChoice, code: string): Promise<Line> {
  const name = await actorName(turn)
  return (texts, now) => {
    const { settled } = texts
    const at = choice.at ? momentIn({ ...turn, texts }, choice.at) : now
    const done = { code, name, at }
    if (choice.at) return `🕗 ${settled.scheduled(done)}`
    return `📤 ${choice.urgent ? settled.sentUrgently(done) : settled.sent(done)}`
  }
}

/** Why a notice cannot be sent now, as a sentence. */
export function refusalToSend(turn: Turn, result: NotSendable): string {
  const { texts } = turn
  switch (result.kind) {
    case 'no-right':
      return texts.common.noRight
    case 'own-approval':
      return texts.send.ownApproval({ code: noticeCode(result.notice.code) })
    case 'not-let-out':
      return texts.send.notLetOut({ code: noticeCode(result.notice.code) })
    case 'not-approved':
      return texts.send.notApproved({ code: noticeCode(result.notice.code) })
    case 'not-sendable':
      return texts.send.notSendable({ state: texts.noticeState[result.state] })
    case 'already-sending':
      return sendingState(turn, result.notice, result.state)
  }
}

/** That a notice is on its way, has been sent, or was stopped before it had come to all. */
export function sendingState({ texts }: Turn, notice: Notice, state: BroadcastState): string {
  const code = noticeCode(notice.code)
  if (OPEN_STATES.includes(state)) return texts.send.alreadySending({ code })
  return state === 'stopped'
    ? texts.send.cannot.retryStopped({ code })
    : texts.send.alreadySent({ code })
}

/** By “Vẫn gửi” or as urgent: a choice of its own, so it is told apart in the log. */
async function logOverride(turn: Turn, id: BroadcastId): Promise<void> {
  await appendAudit(turn.tx, {
    at: turn.now,
    actor: turn.actor.personId,
    action: 'override-quiet-hours',
    subject: { kind: 'broadcast', id },
  })
}

/** Asks whether it is to go all the same, with another hour as the other way out. */
async function askFirst(
  turn: Turn,
  id: NoticeId,
  text: string,
  answer: Pick<Action, 'verb' | 'arg'>,
): Promise<void> {
  const schedule = { label: turn.texts.button.schedule, action: turn.press({ verb: 'n-at', id }) }
  const options = { beside: [schedule], card: cardAbout('ready-card', id) }
  await askAnyway(turn, text, { ...answer, id }, options)
}

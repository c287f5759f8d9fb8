import type { NoticeId } from '../domain/id.ts'
import { noticeCode } from '../domain/notice.ts'
import { isQuiet } from '../domain/quiet-hours.ts'
import { formatMoment } from '../domain/time/format.ts'
import { plainMessage } from '../messages/message.ts'
import { startingMessage } from '../messages/sending-messages.ts'
import { setProgressMessage } from '../storage/broadcasts.ts'
import { startBroadcast } from '../usecases/start-broadcast.ts'
import { closeDialogue } from './dialogue.ts'
import { press, respond, say, type Turn } from './turn.ts'

export interface SendingChoice {
  readonly noticeId: NoticeId
  /** null: now. */
  readonly at: Date | null
  readonly urgent: boolean
  /** The person has said that quiet hours do not matter. */
  readonly anyway: boolean
}

/** Starts or schedules the sending, after asking once when it would fall into quiet hours. */
export async function startSending(turn: Turn, choice: SendingChoice): Promise<void> {
  const { texts, settings } = turn
  const moment = choice.at ?? turn.now
  if (!choice.anyway && !choice.urgent && isQuiet(moment, settings.timeZone))
    return askAboutQuiet(turn, choice, moment)
  const result = await startBroadcast(turn.tx, {
    noticeId: choice.noticeId,
    actor: turn.actor,
    at: choice.at,
    urgent: choice.urgent,
    undoMs: settings.undoMs,
    progressChatId: turn.chat.id,
    now: turn.now,
  })
  if (result.kind === 'no-right') return respond(turn, texts.common.noRight, true)
  if (result.kind === 'not-sendable')
    return respond(turn, texts.send.notSendable({ state: texts.noticeState[result.state] }), true)
  if (result.kind === 'already-sending')
    return respond(turn, texts.send.alreadySending({ code: '' }).trim(), true)
  await closeDialogue(turn)
  const code = noticeCode(result.notice.code)
  const text = choice.at
    ? texts.send.scheduled({ code, at: formatMoment(choice.at, settings.timeZone) })
    : texts.send.starting({ code, seconds: Math.round(settings.undoMs / 1000) })
  const delivery = await say(
    turn,
    startingMessage(
      { notice: result.notice, broadcastId: result.broadcastId, text },
      texts,
      (action) => press(turn, action),
    ),
  )
  await setProgressMessage(turn.tx, result.broadcastId, delivery)
  turn.effects.jobs.push(...result.jobs)
}

async function askAboutQuiet(turn: Turn, choice: SendingChoice, moment: Date): Promise<void> {
  const { texts, settings } = turn
  const arg = choice.at ? String(Math.floor(choice.at.getTime() / 1000)) : 'now'
  await say(turn, {
    ...plainMessage(texts.send.quiet({ at: formatMoment(moment, settings.timeZone) })),
    buttons: [
      [
        {
          label: texts.button.sendAnyway,
          action: press(turn, { verb: 'n-any', id: choice.noticeId, arg }),
        },
        {
          label: texts.button.schedule,
          action: press(turn, { verb: 'n-at', id: choice.noticeId }),
        },
      ],
    ],
  })
}

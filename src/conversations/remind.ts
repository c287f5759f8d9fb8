import type { BroadcastId } from '../domain/id.ts'
import { noticeCode, type Notice } from '../domain/notice.ts'
import { nightAt } from '../domain/quiet-hours.ts'
import { vi } from '../i18n/vi.ts'
import { plainMessage, type Message } from '../messages/message.ts'
import { noticeButtons } from '../messages/notice-message.ts'
import { ANYWAY } from '../messages/sending-messages.ts'
import { contactWindows } from '../usecases/estimate-cost.ts'
import { remindMissing } from '../usecases/remind-missing.ts'
import { toWake } from '../usecases/to-wake.ts'
import { askAnyway } from './ask-anyway.ts'
import { acting, momentIn, remark, respond, sayNoRight, type Turn } from './turn.ts'

/**
 * Reminds who has not acknowledged, after asking once at night or where that was wanted long ago; says how many, and why
 * not the others.
 */
export async function remind(turn: Turn, broadcastId: BroadcastId, anyway: boolean): Promise<void> {
  const { texts, settings, saidAt: wantedAt } = turn
  const again = { verb: 'b-rem', id: broadcastId }
  const result = await remindMissing(turn.tx, {
    ...acting(turn),
    broadcastId,
    wantedAt,
    anyway,
    windows: contactWindows(turn.channels, turn.now),
    personalText: (notice) => reminder(turn, notice, vi.remind.text(titled(notice))),
    groupText: (notice, count) =>
      reminder(turn, notice, vi.remind.groupText({ ...titled(notice), count })),
  })
  switch (result.kind) {
    case 'no-right':
      return sayNoRight(turn)
    case 'nobody': {
      const { withoutCopy: count } = result
      return respond(turn, count > 0 ? texts.remind.noneHasIt({ count }) : texts.remind.nobody)
    }
    case 'nobody-listed':
      return remark(turn, texts.report.nobodyListed)
    case 'nobody-reached':
      return respond(turn, texts.remind.nobodyReached(result))
    case 'too-soon': {
      // At night nobody is to be reminded either.
      const next = nightAt(result.next, settings.timeZone)?.until ?? result.next
      const when = { at: momentIn(turn, result.last), next: momentIn(turn, next) }
      return respond(turn, texts.remind.tooSoon(when))
    }
    case 'quiet': {
      const text = texts.remind.quiet({ at: momentIn(turn, turn.now) })
      return askAnyway(turn, text, { ...again, arg: ANYWAY })
    }
    case 'wanted-earlier':
      return askAnyway(turn, texts.remind.wantedEarlier({ at: momentIn(turn, wantedAt) }), again)
    case 'reminded': {
      turn.effects.jobs.push(...toWake(result.instances))
      const lines = [texts.remind.sent(result)]
      if (result.stopped > 0) lines.push(texts.remind.stopped({ count: result.stopped }))
      if (result.lately > 0) lines.push(texts.remind.lately({ count: result.lately }))
      if (result.unreachable > 0)
        lines.push(texts.remind.unreachable({ count: result.unreachable }))
      if (result.withoutCopy > 0)
        lines.push(texts.remind.withoutCopy({ count: result.withoutCopy }))
      return remark(turn, ...lines)
    }
  }
}

const titled = ({ code, title }: Notice) => ({ code: noticeCode(code), title })

/** Members read it, whatever language the officer has chosen. */
function reminder(turn: Turn, notice: Notice, text: string): Message {
  return {
    ...plainMessage(`⏰ ${text}`),
    buttons: noticeButtons(notice, vi, turn.press),
    code: noticeCode(notice.code),
  }
}

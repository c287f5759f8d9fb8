import type { NoticeId } from '../../domain/id.ts'
import { formatMoment } from '../../domain/time/format.ts'
import { parseWhen } from '../../domain/time/parse-when.ts'
import { plainMessage } from '../../messages/message.ts'
import type { Dialogue, Step } from '../dialogue.ts'
import { startSending } from '../start-sending.ts'
import { say } from '../turn.ts'

/** A notice planned further ahead than a year is a slip of the finger. */
const LONGEST_WAIT_MS = 366 * 86_400_000

interface State {
  readonly noticeId: NoticeId
}

/** The hour of a later sending, as people type it. */
export const chooseTime: Dialogue<State> = {
  id: 'choose-time',
  version: 1,
  async answer(turn, state, answer): Promise<Step<State>> {
    if (answer.kind !== 'text') return { kind: 'pass' }
    const { texts, settings, now } = turn
    const when = parseWhen(answer.text, now, settings.timeZone)
    if (when.kind === 'unclear') {
      await say(turn, plainMessage(texts.send.timeUnclear))
      return { kind: 'ask', state }
    }
    if (when.kind === 'past') {
      const at = formatMoment(when.at, settings.timeZone, turn.texts.common.onDay)
      await say(turn, plainMessage(texts.send.timePast({ at })))
      return { kind: 'ask', state }
    }
    if (when.at.getTime() - now.getTime() > LONGEST_WAIT_MS) {
      await say(turn, plainMessage(texts.send.tooFar))
      return { kind: 'ask', state }
    }
    await startSending(turn, {
      noticeId: state.noticeId,
      at: when.at,
      urgent: false,
      anyway: false,
    })
    return { kind: 'done' }
  },
}

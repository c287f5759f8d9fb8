import type { NoticeId } from '../../domain/id.ts'
import { isTooFar } from '../../domain/time/longest-wait.ts'
import { parseWhen } from '../../domain/time/parse-when.ts'
import type { Dialogue, Step } from '../dialogue.ts'
import { startSending } from '../start-sending.ts'
import { momentIn, remark } from '../turn.ts'

interface State {
  readonly noticeId: NoticeId
}

/** The hour of a later sending, as people type it. */
export const chooseTime: Dialogue<State> = {
  id: 'choose-time',
  version: 1,
  async answer(turn, state, answer): Promise<Step<State>> {
    if (answer.kind !== 'text') return { kind: 'pass' }
    // What is said just before midnight, or while the machine is off, is taken in on another day.
    const { texts, settings, now, saidAt: typedAt } = turn
    // Beside “Vẫn gửi”, which a slip of the finger does not take away.
    const askAgain = async (text: string): Promise<Step<State>> => {
      await remark(turn, text)
      return { kind: 'ask', state }
    }
    const when = parseWhen(answer.text, typedAt, settings.timeZone)
    if (when.kind === 'unclear') return askAgain(texts.send.timeUnclear)
    if (when.kind === 'past') return askAgain(texts.send.timePast({ at: momentIn(turn, when.at) }))
    if (isTooFar(when.at, now)) return askAgain(texts.send.tooFar)
    const started = await startSending(turn, {
      noticeId: state.noticeId,
      // "Ngay" is `Gửi ngay`, with its seconds for undo.
      at: when.at > typedAt ? when.at : null,
      urgent: false,
      anyway: false,
    })
    // Beside “Vẫn gửi”, or where the hour has passed meanwhile, another one can still be typed.
    return started === 'asked' || started === 'past' ? { kind: 'ask', state } : { kind: 'done' }
  },
}

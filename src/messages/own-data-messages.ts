import type { Texts } from '../i18n/vi.ts'
import type { Press } from './action.ts'
import { plainMessage, type Message } from './message.ts'

/** Whether the consent is withdrawn, with what goes then. `asked` is the moment at which this is asked. */
export function withdrawalQuestion(
  { questions, asked }: { readonly questions: number; readonly asked: string },
  texts: Texts,
  press: Press,
): Message {
  const { withdrawAsk, withdrawQuestions, noticesStay } = texts.ownData
  return {
    ...plainMessage(
      withdrawAsk,
      ...(questions > 0 ? [withdrawQuestions({ count: questions })] : []),
      noticesStay,
    ),
    buttons: [
      [
        { label: texts.button.withdrawConsent, action: press({ verb: 'd-wdr', arg: asked }) },
        { label: texts.button.leaveIt, action: press({ verb: 'd-stay' }) },
      ],
    ],
  }
}

/** What an erasure takes away, and what it cannot. */
export function erasureExplained(
  facts: {
    readonly office: string
    readonly questions: number
    /** Other accounts of the person, as they know them. */
    readonly linked: readonly string[]
    /** Units of which they are a member. */
    readonly units: readonly string[]
  },
  texts: Texts,
  press: Press,
): Message {
  const { ownData } = texts
  const { office, questions, linked, units } = facts
  return {
    ...plainMessage(
      ownData.eraseExplained({ questions }),
      ...(linked.length > 0 ? [ownData.eraseLinked({ accounts: linked.join('; ') })] : []),
      ...(units.length > 0 ? [ownData.eraseMember({ units: units.join(', ') })] : []),
      ownData.eraseLeaves({ office }),
    ),
    buttons: [
      [
        { label: texts.button.goOnErasing, action: press({ verb: 'd-sure' }) },
        { label: texts.button.leaveIt, action: press({ verb: 'd-stay' }) },
      ],
    ],
  }
}

/** The last question. What erases is not where the finger, or the number, has just been. */
export function erasureQuestion(asked: string, texts: Texts, press: Press): Message {
  return {
    ...plainMessage(texts.ownData.eraseAsk),
    buttons: [
      [
        { label: texts.button.leaveIt, action: press({ verb: 'd-stay' }) },
        { label: texts.button.eraseForGood, action: press({ verb: 'd-gone', arg: asked }) },
      ],
    ],
  }
}

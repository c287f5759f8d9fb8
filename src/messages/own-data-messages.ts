import type { Texts } from '../i18n/vi.ts'
import type { Press } from './action.ts'
import { plainMessage, type Block, type Button, type Message } from './message.ts'
import { moreButton, onPage } from './pages.ts'

/** Lines on one screen of a phone. */
const PER_PAGE = 15

/** A part of what is kept of somebody, a line each. */
export interface DataSection {
  readonly title: string
  readonly items: readonly string[]
}

export interface OwnDataView {
  readonly sections: readonly DataSection[]
  readonly page: number
  readonly office: string
  /** What can be done about it here. */
  readonly canDownload: boolean
  readonly canWithdraw: boolean
}

/** What is kept of whoever reads it, a page at a time, and the ways to keep, to end or to erase it. */
export function ownDataView(view: OwnDataView, texts: Texts, press: Press): Message {
  const lines = view.sections.flatMap(({ title, items }) => items.map((item) => ({ title, item })))
  const { shown, ...pages } = onPage(lines, view.page, PER_PAGE)
  const titles = [...new Set(shown.map(({ title }) => title))]
  const { ownData, button } = texts
  const ways: Button[] = [
    ...(view.canDownload ? [{ label: button.download, action: press({ verb: 'd-file' }) }] : []),
    ...(view.canWithdraw
      ? [{ label: button.withdrawConsent, action: press({ verb: 'd-wask' }) }]
      : []),
    { label: button.eraseMine, action: press({ verb: 'd-erase' }) },
  ]
  return {
    blocks: [
      { kind: 'title', text: ownData.title({ office: view.office }) },
      ...titles.flatMap((title): Block[] => [
        { kind: 'text', text: `${title}:` },
        {
          kind: 'list',
          items: shown.filter((line) => line.title === title).map(({ item }) => item),
        },
      ]),
    ],
    buttons: [...moreButton(pages, { verb: 'd-show' }, texts, press), ...ways.map((way) => [way])],
  }
}

/** The same as a text to keep, whole; `questions` with their words and answers, which the screen leaves to `theo dõi`. */
export function ownDataText(
  kept: {
    readonly office: string
    readonly day: string
    readonly sections: readonly DataSection[]
    readonly questions: readonly {
      readonly code: string
      readonly text: string
      readonly answers: readonly string[]
    }[]
  },
  { ownData, question }: Texts,
): string {
  const { office, day, sections, questions } = kept
  return [
    ownData.title({ office }),
    ownData.asOf({ day }),
    ...sections.flatMap(({ title, items }) => ['', title, ...items.map((item) => `- ${item}`)]),
    ...questions.flatMap(({ code, text, answers }) => [
      '',
      question.clerkTitle({ code }),
      text,
      ...answers.map((answer) => question.answer({ code, text: answer })),
    ]),
  ].join('\n')
}

/** Whether the consent is withdrawn, with what goes then. `asked` is the moment at which this is asked. */
export function withdrawalQuestion(
  {
    questions,
    asked,
    isInUnit,
  }: { readonly questions: number; readonly asked: string; readonly isInUnit: boolean },
  texts: Texts,
  press: Press,
): Message {
  const { withdrawAsk, withdrawQuestions, noticesStay } = texts.ownData
  return {
    ...plainMessage(
      withdrawAsk,
      ...(questions > 0 ? [withdrawQuestions({ count: questions })] : []),
      ...(isInUnit ? [noticesStay] : []),
    ),
    buttons: [
      [
        { label: texts.button.withdrawConsent, action: press({ verb: 'd-wdr', arg: asked }) },
        { label: texts.button.leaveIt, action: press({ verb: 'd-keep', arg: asked }) },
      ],
    ],
  }
}

/** Whose erasure is asked about, and when. */
interface Asking {
  readonly account: string
  readonly asked: string
  /** Other accounts of the person that go too, as they know them. */
  readonly linked: readonly string[]
  /** Those that stay, as they were linked a moment ago. */
  readonly kept: readonly string[]
}

function otherAccounts({ linked, kept }: Asking, { ownData }: Texts): string[] {
  return [
    ...(linked.length > 0 ? [ownData.eraseLinked({ accounts: linked.join('; ') })] : []),
    ...(kept.length > 0 ? [ownData.eraseNotYet({ accounts: kept.join('; ') })] : []),
  ]
}

function leaveIt({ account, asked }: Asking, { button }: Texts, press: Press): Button {
  return { label: button.leaveIt, action: press({ verb: 'd-stay', id: account, arg: asked }) }
}

/** What an erasure takes away, and what it cannot. */
export function erasureExplained(
  facts: Asking & {
    readonly office: string
    readonly questions: number
    /** Units that they have joined by themselves. */
    readonly units: readonly string[]
  },
  texts: Texts,
  press: Press,
): Message {
  const { ownData } = texts
  const { office, questions, units } = facts
  return {
    ...plainMessage(
      ownData.eraseExplained({ questions }),
      ...otherAccounts(facts, texts),
      ...(units.length > 0 ? [ownData.eraseMember({ units: units.join(', ') })] : []),
      ownData.eraseLeaves({ office }),
    ),
    buttons: [
      [
        { label: texts.button.goOnErasing, action: press({ verb: 'd-sure' }) },
        leaveIt(facts, texts, press),
      ],
    ],
  }
}

/** The last question. What erases is not where the finger, or the number, has just been. */
export function erasureQuestion(asking: Asking, texts: Texts, press: Press): Message {
  return {
    ...plainMessage(...otherAccounts(asking, texts), texts.ownData.eraseAsk),
    buttons: [
      [
        leaveIt(asking, texts, press),
        {
          label: texts.button.eraseForGood,
          action: press({ verb: 'd-gone', arg: asking.asked }),
        },
      ],
    ],
  }
}

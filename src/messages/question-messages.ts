import type { Platform } from '../domain/platform.ts'
import { clip } from '../domain/text/clip.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Press } from './action.ts'
import { inRowsOf, paragraph, type Block, type Message } from './message.ts'
import { moreButton, type Pages } from './pages.ts'

/** Codes side by side under a list of questions. */
const CODES_A_ROW = 5

export interface PrivacyNotice {
  readonly office: string
  /** The platform on which it is read, where that keeps its data abroad; null: it does not. */
  readonly abroad: Platform | null
  /** The platforms on which one may ask as well and that do not. */
  readonly elsewhere: readonly Platform[]
  readonly version: string
}

/** Shown before the first question; nothing is kept before `Đồng ý`, which means this wording of it. */
export function privacyNotice(notice: PrivacyNotice, texts: Texts, press: Press): Message {
  return {
    blocks: [
      { kind: 'text', text: texts.question.privacy(notice) },
      ...(notice.abroad === null ? [] : [abroadBlock(notice.abroad, notice.elsewhere, texts)]),
    ],
    buttons: [
      [
        { label: texts.button.agree, action: press({ verb: 'q-agree', arg: notice.version }) },
        { label: texts.button.disagree, action: press({ verb: 'q-no' }) },
      ],
      [{ label: texts.button.readFull, action: press({ verb: 'q-full' }) }],
    ],
  }
}

function abroadBlock(abroad: Platform, elsewhere: readonly Platform[], texts: Texts): Block {
  const platform = texts.platform[abroad]
  const names = elsewhere.map((other) => texts.platform[other]).join(', ')
  const text =
    names === ''
      ? texts.question.abroad({ platform })
      : texts.question.abroadElsewhere({ platform, elsewhere: names })
  return { kind: 'text', text }
}

/** The question as it will be sent; `draft` names these words of it. */
export function confirmQuestion(
  { draft: id, text }: { draft: string; text: string },
  texts: Texts,
  press: Press,
): Message {
  return {
    blocks: [
      { kind: 'text', text: texts.question.confirm },
      { kind: 'quote', text },
    ],
    buttons: [
      [
        { label: texts.button.confirm, action: press({ verb: 'q-send', id }) },
        { label: texts.button.edit, action: press({ verb: 'q-edit', id }) },
        { label: texts.button.cancel, action: press({ verb: 'q-drop', id }) },
      ],
    ],
  }
}

/** The clerk's card: the words and the deadline, without the asker; also for an owner who stands in. */
export function clerkCard(
  question: { code: string; text: string; due: string; earlier?: readonly EarlierAnswer[] },
  texts: Texts,
  standsIn = false,
): Message {
  return {
    blocks: [
      { kind: 'title', text: `❓ ${texts.question.clerkTitle({ code: question.code })}` },
      { kind: 'quote', text: question.text },
      { kind: 'text', text: texts.question.due({ due: question.due }) },
      ...earlierBlocks(question.earlier ?? []),
      ...paragraph('text', standsIn && texts.question.noClerkTold),
      { kind: 'note', text: texts.question.clerkHint({ code: question.code }) },
    ],
  }
}

/** An answer that has gone out: who has given it, and when, and its words. */
export interface EarlierAnswer {
  readonly head: string
  readonly text: string
}

function earlierBlocks(earlier: readonly EarlierAnswer[]): Block[] {
  return earlier.flatMap(({ head, text }): Block[] => [
    { kind: 'text', text: head },
    { kind: 'quote', text },
  ])
}

/** An answer as it will go out; nobody has it before `Gửi`. What was answered before stands above it. */
export function confirmAnswer(
  answer: { draft: string; code: string; text: string; earlier: readonly EarlierAnswer[] },
  texts: Texts,
  press: Press,
): Message {
  const { draft: id, code, earlier } = answer
  const { confirmAnswer: ask, confirmAnother } = texts.question
  return {
    blocks: [
      ...earlierBlocks(earlier),
      { kind: 'text', text: (earlier.length > 0 ? confirmAnother : ask)({ code }) },
      { kind: 'quote', text: answer.text },
    ],
    buttons: [
      [
        { label: texts.button.send, action: press({ verb: 'h-send', id }) },
        { label: texts.button.edit, action: press({ verb: 'h-edit', id }) },
        { label: texts.button.cancel, action: press({ verb: 'h-drop', id }) },
      ],
    ],
  }
}

export interface QuestionList extends Pages {
  readonly questions: readonly {
    readonly id: string
    readonly code: string
    readonly text: string
    readonly due: string
  }[]
}

/** Questions that wait for an answer, a page at a time; each opens by its code. */
export function questionList(list: QuestionList, texts: Texts, press: Press): Message {
  const codes = list.questions.map(({ id, code }) => ({
    label: code,
    action: press({ verb: 'h-show', id }),
  }))
  return {
    blocks: [
      { kind: 'title', text: texts.question.openList },
      {
        kind: 'list',
        items: list.questions.map(
          ({ code, text, due }) => `${code} (${texts.question.due({ due })}): ${clip(text, 120)}`,
        ),
      },
      { kind: 'note', text: texts.question.openHint },
    ],
    buttons: [
      ...inRowsOf(CODES_A_ROW, codes),
      ...moreButton(list, { verb: 'h-list' }, texts, press),
    ],
  }
}

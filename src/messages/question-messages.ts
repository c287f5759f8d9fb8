import type { Texts } from '../i18n/vi.ts'
import type { Press } from './action.ts'
import type { Message } from './message.ts'

/** Shown before the first question; nothing is kept before `Đồng ý`, which means this wording of it. */
export function privacyNotice(
  notice: { office: string; abroad: boolean; version: string },
  texts: Texts,
  press: Press,
): Message {
  return {
    blocks: [{ kind: 'text', text: texts.question.privacy(notice) }],
    buttons: [
      [
        { label: texts.button.agree, action: press({ verb: 'q-agree', arg: notice.version }) },
        { label: texts.button.disagree, action: press({ verb: 'q-no' }) },
      ],
      [{ label: texts.button.readFull, action: press({ verb: 'q-full' }) }],
    ],
  }
}

/** The question as it will be sent. */
export function confirmQuestion(text: string, texts: Texts, press: Press): Message {
  return {
    blocks: [
      { kind: 'text', text: texts.question.confirm },
      { kind: 'quote', text },
    ],
    buttons: [
      [
        { label: texts.button.confirm, action: press({ verb: 'q-send' }) },
        { label: texts.button.edit, action: press({ verb: 'q-edit' }) },
        { label: texts.button.cancel, action: press({ verb: 'q-drop' }) },
      ],
    ],
  }
}

/** The clerk's card: the words and the deadline, without the asker; also for an owner who stands in. */
export function clerkCard(
  question: { code: string; text: string; due: string },
  texts: Texts,
  standsIn = false,
): Message {
  return {
    blocks: [
      { kind: 'title', text: `❓ ${texts.question.clerkTitle({ code: question.code })}` },
      { kind: 'quote', text: question.text },
      { kind: 'text', text: texts.question.due({ due: question.due }) },
      ...(standsIn ? [{ kind: 'text' as const, text: texts.question.noClerkTold }] : []),
      { kind: 'note', text: texts.question.clerkHint({ code: question.code }) },
    ],
  }
}

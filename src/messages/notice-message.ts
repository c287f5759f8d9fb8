import { isLong, noticeCode, type DirectiveItem, type Notice } from '../domain/notice.ts'
import { clip } from '../domain/text/clip.ts'
import { formatDay } from '../domain/time/format.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Press } from './action.ts'
import { paragraph, type Block, type Button, type Message } from './message.ts'

/** Of a long text: as much as opens it. */
const EXCERPT = 1_500
/** The assignments of a long text, in characters together; the file has the rest. */
const ITEMS_MAX = 6_000

/** What members receive: title, source, the assignments in their own words, the whole text, the buttons. */
export function noticeMessage(notice: Notice, texts: Texts, press: Press): Message {
  const code = noticeCode(notice.code)
  return {
    blocks: [
      { kind: 'title', text: `📢 ${notice.title}` },
      ...sourceBlock(notice, texts),
      ...itemBlocks(notice, texts),
      ...fullTextBlocks(notice, texts),
      ...notice.files.map(({ name }): Block => ({
        kind: 'note',
        text: texts.notice.attached({ name }),
      })),
      {
        kind: 'note',
        text: texts.notice.typedHint({ code }),
        whereAddressed: texts.notice.addressedHint({ code }),
      },
    ],
    buttons: noticeButtons(notice, texts, press),
    code,
    files: notice.files,
  }
}

/** The three buttons under a notice; also what a typed number in reply to it means. */
export function noticeButtons(notice: Notice, texts: Texts, press: Press): Button[][] {
  return [
    [
      { label: texts.button.received, action: press({ verb: 'k-rec', id: notice.id }) },
      { label: texts.button.understood, action: press({ verb: 'k-und', id: notice.id }) },
    ],
    [{ label: texts.button.askMore, action: press({ verb: 'k-ask', id: notice.id }) }],
  ]
}

/** `Số 12-TB/ĐU, ngày 20/03/2023, Đảng ủy xã`: what is written of it, nothing else. */
function sourceLine(notice: Notice, texts: Texts): string | null {
  const parts = [
    notice.docNumber,
    notice.issuedOn && texts.notice.day({ day: formatDay(notice.issuedOn) }),
    notice.issuer,
  ].filter((part) => part !== null && part !== '')
  return parts.length > 0 ? parts.join(', ') : null
}

/** The assignments, each verbatim, with who and until when as written; of a long text the first ones. */
export function itemBlocks(notice: Notice, texts: Texts): Block[] {
  if (notice.items.length === 0) return []
  const shown = isLong(notice) ? fitting(notice.items) : notice.items
  const rest = notice.items.length - shown.length
  return [
    { kind: 'text', text: `${texts.notice.mainPoints}:` },
    ...shown.flatMap((item, index): Block[] => [
      { kind: 'quote', text: `${index + 1}. ${item.text}` },
      ...paragraph('note', itemFacts(item, texts)),
    ]),
    ...paragraph('note', rest > 0 && texts.notice.moreInFile({ count: rest })),
  ]
}

function fitting(items: readonly DirectiveItem[]): readonly DirectiveItem[] {
  let left = ITEMS_MAX
  const end = items.findIndex(({ text }) => (left -= text.length) < 0)
  return end < 0 ? items : items.slice(0, end)
}

export function itemFacts(item: DirectiveItem, texts: Texts): string {
  return [
    item.assignee && `${texts.draft.assignee}: ${item.assignee}`,
    item.deadline && `${texts.draft.deadline}: ${item.deadline.text}`,
  ]
    .filter(Boolean)
    .join(' · ')
}

function sourceBlock(notice: Notice, texts: Texts): Block[] {
  const line = sourceLine(notice, texts)
  return paragraph('text', line && texts.notice.source({ parts: line }))
}

function fullTextBlocks(notice: Notice, texts: Texts): Block[] {
  if (isLong(notice)) return excerptBlocks(notice, texts)
  const text = textBelowTitle(notice)
  if (text === '') return []
  return [
    ...paragraph('text', notice.items.length > 0 && `${texts.notice.fullText}:`),
    { kind: 'quote', text },
  ]
}

/** The beginning of a long text, and where the whole of it is. */
export function excerptBlocks(notice: Notice, texts: Texts): Block[] {
  return [
    { kind: 'quote', text: clip(textBelowTitle(notice), EXCERPT) },
    { kind: 'note', text: texts.notice.wholeInFile },
  ]
}

/** The text for display: the title stands above it already, and blank margins tell a phone nothing. */
export function textBelowTitle(notice: Notice): string {
  const lines = notice.sourceText.split('\n').map((line) => line.trim())
  const first = lines.findIndex((line) => line !== '')
  const body = lines[first] === notice.title.trim() ? lines.slice(first + 1) : lines
  return body
    .join('\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim()
}

import { isLong, noticeCode, type Notice, type NoticeContent } from '../domain/notice.ts'
import { clip } from '../domain/text/clip.ts'
import { formatDay } from '../domain/time/format.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Press } from './action.ts'
import { factBlocks, warningBlocks, warningsButton } from './draft-messages.ts'
import { paragraph, type Block, type Button, type Message } from './message.ts'
import { audienceLine, type ChosenReach } from './name-units.ts'
import { excerptBlocks, itemBlocks, textBelowTitle } from './notice-message.ts'
import { moreButton, type Pages } from './pages.ts'

const LABEL_MAX = 60

export interface ApprovalCard {
  readonly notice: Notice
  readonly author: string
  readonly reach: ChosenReach
  /** What sending it uses, platform by platform. */
  readonly costs: readonly string[]
  /** The units beyond its own office, in words. */
  readonly beyond?: string | null
  /** What changed since the version that was given back; absent for a first version. */
  readonly changes?: { readonly lines: readonly string[]; readonly reason: string | null }
  /** Who decided what; the buttons have gone then. */
  readonly decision?: string
}

/** The approver's card: all of the notice, who gets it, and the two buttons while it waits for them. */
export function approvalCard(card: ApprovalCard, texts: Texts, press: Press): Message {
  const { notice } = card
  return {
    blocks: [
      ...headBlocks(card, texts),
      ...factBlocks(notice, texts),
      { kind: 'field', name: texts.field.audience, value: audienceLine(card.reach, texts) },
      ...beyondBlocks(card.beyond, texts),
      ...costBlocks(card.costs, texts),
      ...changeBlocks(card, texts),
      // Whoever lets it out should know what its author has seen and left so.
      ...(card.decision === undefined ? warningBlocks(notice, texts, 'on-card') : []),
      ...itemBlocks(notice, texts),
      { kind: 'text', text: `${texts.notice.fullText}:` },
      ...(isLong(notice)
        ? excerptBlocks(notice, texts)
        : [{ kind: 'quote', text: textBelowTitle(notice) || notice.title } satisfies Block]),
    ],
    // What is sent with the notice is judged with it.
    files: notice.files,
    code: noticeCode(notice.code),
    ...(card.decision === undefined && { buttons: approvalButtons(card, texts, press) }),
  }
}

function headBlocks({ notice, author, decision }: ApprovalCard, texts: Texts): Block[] {
  if (decision === undefined)
    return [
      {
        kind: 'title',
        text: `🖋 ${texts.approval.cardTitle({ code: noticeCode(notice.code), author })}`,
      },
    ]
  return [
    { kind: 'title', text: decision },
    { kind: 'field', name: texts.field.author, value: author },
  ]
}

function approvalButtons({ notice }: ApprovalCard, texts: Texts, press: Press): Button[][] {
  const arg = notice.versionId
  return [
    [
      { label: texts.button.approve, action: press({ verb: 'n-ok', id: notice.id, arg }) },
      { label: texts.button.giveBack, action: press({ verb: 'n-ret', id: notice.id, arg }) },
    ],
    [
      { label: texts.button.preview, action: press({ verb: 'n-prev', id: notice.id }) },
      ...warningsButton(notice, texts, press),
    ],
  ]
}

export interface PendingList extends Pages {
  readonly notices: readonly Pick<Notice, 'id' | 'code' | 'title'>[]
  /** On all pages together. */
  readonly count: number
}

/** Notices that wait for one person's judgement, a page at a time; each opens its card. */
export function pendingList(list: PendingList, texts: Texts, press: Press): Message {
  const rows = list.notices.map(({ id, code, title }) => [
    {
      label: clip(`${noticeCode(code)} – ${title}`, LABEL_MAX),
      action: press({ verb: 'n-judge', id }),
    },
  ])
  return {
    blocks: [
      { kind: 'title', text: `🖋 ${texts.approval.pendingList({ count: list.count })}` },
      { kind: 'text', text: texts.approval.choose },
    ],
    buttons: [...rows, ...moreButton(list, { verb: 'n-pend' }, texts, press)],
  }
}

export interface ReadyCard {
  readonly notice: Notice
  readonly headline: string
  /** What sending it uses, platform by platform. */
  readonly costs: readonly string[]
  /** The units beyond its own office, in words. */
  readonly beyond?: string | null
}

/** An approved notice, ready to go: for its author and whoever else may send it. */
export function readyCard(card: ReadyCard, texts: Texts, press: Press): Message {
  const { notice, headline, costs, beyond } = card
  return {
    blocks: [
      { kind: 'title', text: `✅ ${texts.send.readyTitle({ code: noticeCode(notice.code) })}` },
      { kind: 'text', text: headline },
      // What comes below it has to stand on one screen.
      { kind: 'field', name: texts.field.title, value: clip(notice.title, 120) },
      ...beyondBlocks(beyond, texts),
      ...costBlocks(costs, texts),
    ],
    code: noticeCode(notice.code),
    buttons: readyButtons(notice, texts, press),
  }
}

/** Instead of the sending that was to begin: why there is none, with the buttons of the card that sends the notice. */
export function takenBackCard(
  { notice, why }: { readonly notice: Notice; readonly why: string },
  texts: Texts,
  press: Press,
): Message {
  const code = noticeCode(notice.code)
  return {
    blocks: [
      { kind: 'title', text: `⚠️ ${texts.send.notSentYet({ code })}` },
      { kind: 'text', text: why },
      { kind: 'field', name: texts.field.title, value: clip(notice.title, 120) },
    ],
    code,
    buttons: readyButtons(notice, texts, press),
  }
}

function readyButtons({ id }: Notice, texts: Texts, press: Press): Button[][] {
  return [
    [
      { label: texts.button.sendNow, action: press({ verb: 'n-now', id }) },
      { label: texts.button.schedule, action: press({ verb: 'n-at', id }) },
    ],
    [
      { label: texts.button.urgent, action: press({ verb: 'n-now', id, arg: 'urgent' }) },
      { label: texts.button.cancel, action: press({ verb: 'n-quit', id }) },
    ],
  ]
}

/** Where it goes that is neither its own office nor below it. */
function beyondBlocks(beyond: string | null | undefined, texts: Texts): Block[] {
  return beyond ? [{ kind: 'field', name: texts.field.beyond, value: beyond }] : []
}

/** What a sending uses; nothing where nobody is reached yet. */
export function costBlocks(costs: readonly string[], texts: Texts): Block[] {
  if (costs.length === 0) return []
  return [
    { kind: 'text', text: `${texts.cost.title}:` },
    { kind: 'list', items: costs },
  ]
}

/** What stands where a card was whose buttons have done their work: what became of the notice. */
export function settledCard(notice: Notice, line: string): Message {
  return {
    blocks: [
      { kind: 'title', text: line },
      { kind: 'text', text: clip(notice.title, 120) },
    ],
  }
}

/** Which fields differ between two versions, as lines for the approver; whom it goes to has no versions of its own. */
export function changedFields(before: NoticeContent, after: NoticeContent, texts: Texts): string[] {
  const { field, kind, draft } = texts
  const day = ({ issuedOn }: NoticeContent) => issuedOn && formatDay(issuedOn)
  const files = ({ files: kept }: NoticeContent) => kept.map(({ name }) => name).join(', ')
  const pairs: [string, string | null, string | null][] = [
    [field.title, before.title, after.title],
    [field.kind, kind[before.kind], kind[after.kind]],
    [field.number, before.docNumber, after.docNumber],
    [field.issuedOn, day(before), day(after)],
    [field.issuer, before.issuer, after.issuer],
    [field.files, files(before), files(after)],
  ]
  const lines = pairs
    .filter(([, old, now]) => (old ?? '') !== (now ?? ''))
    .map(([name, old, now]) => `${name}: ${old || field.none} → ${now || field.none}`)
  const ids = ({ files: kept }: NoticeContent) => kept.map(({ fileId }) => fileId).join()
  if (files(before) === files(after) && ids(before) !== ids(after))
    lines.push(`${field.files}: ${draft.replaced}`)
  if (before.sourceText !== after.sourceText) lines.push(`${field.text}: ${draft.edited}`)
  const items = ({ items: found }: NoticeContent) => found.map(({ text }) => text).join('\n')
  const [were, are] = [before.items.length, after.items.length]
  if (items(before) !== items(after))
    lines.push(`${field.items}: ${were === are ? draft.edited : `${were} → ${are}`}`)
  return lines
}

function changeBlocks({ changes }: ApprovalCard, texts: Texts): Block[] {
  if (!changes) return []
  const { changed, unchanged, returnedBecause } = texts.draft
  const { lines, reason } = changes
  return [
    ...paragraph('note', reason && returnedBecause({ reason })),
    { kind: 'text', text: lines.length > 0 ? `${changed}:` : unchanged },
    ...(lines.length > 0 ? [{ kind: 'list', items: lines } satisfies Block] : []),
  ]
}

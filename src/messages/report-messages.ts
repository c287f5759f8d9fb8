import { noticeCode, type Notice } from '../domain/notice.ts'
import type { BroadcastId } from '../domain/id.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Press } from './action.ts'
import { clip } from '../domain/text/clip.ts'
import { paragraph, plainMessage, type Block, type Message } from './message.ts'
import { moreButton, type Pages } from './pages.ts'

/** Names on one screen of a phone. */
export const NAMES_PER_PAGE = 30

export interface AcknowledgementReport {
  readonly broadcastId: BroadcastId
  /** Somebody ended the sending for good: who has not been sent it will not be. */
  readonly isStopped: boolean
  readonly notice: Notice
  readonly expected: number
  readonly acknowledged: number
  /** Of these: who has also said that they have understood. */
  readonly understood: number
  /** Acknowledgements of accounts that nobody has identified. */
  readonly unidentified: number
  /** How many have acknowledged who were not on the rolls of its units on the day of sending. */
  readonly others: number
  readonly units: readonly {
    readonly unit: string
    readonly expected: number
    readonly acknowledged: number
    readonly understood: number
  }[]
  /** Those of the page, or all where that is the only one. */
  readonly missing: readonly {
    readonly name: string
    readonly unit: string
    /** It has come to them or to a group of their unit, or may have. */
    readonly hasCopy: boolean
  }[]
  /** How many of all who are missing have not been sent it. */
  readonly withoutCopy: number
  readonly page: Pages
  /** How many of them can be reminded: who has it and still belongs to those whom it was for. Absent: nobody. */
  readonly remindable?: number
  /** When they were last reminded, in words. Absent: never. */
  readonly remindedAt?: string
  /** How many of the missing their last reminder has not reached in private. */
  readonly unreached: number
  /** Private copies that came to a phone and were opened there, as far as a platform tells. */
  readonly receipts: { readonly delivered: number; readonly seen: number }
}

/** Who is missing, by name, because that is what somebody acts on; then, on the first page, how each unit stands. */
export function reportMessage(report: AcknowledgementReport, texts: Texts, press: Press): Message {
  const { broadcastId: id, page, remindable = 0 } = report
  return {
    blocks: [
      { kind: 'title', text: `📊 ${texts.report.title({ code: noticeCode(report.notice.code) })}` },
      { kind: 'text', text: clip(report.notice.title, 120) },
      ...paragraph('text', report.isStopped && stoppedLine(report, texts)),
      ...(report.expected > 0
        ? [
            {
              kind: 'field',
              name: texts.report.result,
              value: texts.report.total(report),
            } satisfies Block,
          ]
        : []),
      ...missingBlocks(report, texts),
      ...paragraph('note', page.pages > 1 && texts.report.restIsElsewhere),
      ...(page.page === 0 ? unitBlocks(report, texts) : []),
    ],
    buttons: [
      ...moreButton(page, { verb: 'b-rep', id }, texts, press),
      [
        ...(remindable > 0
          ? [
              {
                label: `${texts.button.remind} (${remindable})`,
                action: press({ verb: 'b-rem', id }),
              },
            ]
          : []),
        { label: texts.button.export, action: press({ verb: 'b-exp', id }) },
      ],
    ],
  }
}

function stoppedLine({ notice }: AcknowledgementReport, { send }: Texts): string {
  return `⏹ ${send.stoppedTitle({ code: noticeCode(notice.code) })}`
}

function missingBlocks(
  {
    expected,
    acknowledged,
    missing,
    withoutCopy,
    remindedAt: at,
    unreached: count,
  }: AcknowledgementReport,
  texts: Texts,
): Block[] {
  if (expected === 0) return [{ kind: 'text', text: texts.report.nobodyListed }]
  if (expected === acknowledged) return [{ kind: 'text', text: texts.report.everybody }]
  return [
    { kind: 'text', text: `${texts.report.missingCount({ count: expected - acknowledged })}:` },
    ...paragraph('note', withoutCopy > 0 && texts.report.withoutCopy({ count: withoutCopy })),
    { kind: 'list', items: missing.map((one) => missingLine(one, texts)) },
    ...paragraph('note', at !== undefined && texts.report.reminded({ at })),
    ...paragraph('note', count > 0 && texts.report.unreached({ count })),
  ]
}

function missingLine(
  { name, unit, hasCopy }: AcknowledgementReport['missing'][number],
  { report }: Texts,
): string {
  return `${name} (${unit})${hasCopy ? '' : ` – ${report.notSentTo}`}`
}

function unitBlocks(
  { units, others, unidentified, receipts }: AcknowledgementReport,
  texts: Texts,
): Block[] {
  return [
    ...(units.length > 0
      ? [
          { kind: 'text', text: `${texts.report.byUnit}:` } satisfies Block,
          { kind: 'list', items: units.map((line) => texts.report.unitLine(line)) } satisfies Block,
        ]
      : []),
    ...receiptBlocks(receipts, texts),
    ...paragraph('note', others > 0 && texts.report.others({ count: others })),
    ...paragraph('note', unidentified > 0 && texts.report.unidentified({ count: unidentified })),
  ]
}

/** A smaller number might say who it was. */
const LEAST_SHOWN = 5

/** No acknowledgement, and never of a group: nobody is counted by it. */
function receiptBlocks(
  { delivered, seen }: AcknowledgementReport['receipts'],
  { report }: Texts,
): Block[] {
  if (delivered === 0) return []
  const shown = (count: number): string =>
    count < LEAST_SHOWN ? report.fewerThan({ count: LEAST_SHOWN }) : String(count)
  return [
    { kind: 'note', text: report.receipts({ delivered: shown(delivered), seen: shown(seen) }) },
  ]
}

/** What whoever reminded is told of reminders that did not go in time: they may remind again. */
export function lateRemindersMessage(
  { broadcastId, notice, count }: { broadcastId: BroadcastId; notice: Notice; count: number },
  texts: Texts,
  press: Press,
): Message {
  const text = texts.remind.late({ code: noticeCode(notice.code), title: notice.title, count })
  const action = press({ verb: 'b-rem', id: broadcastId })
  return { ...plainMessage(text), buttons: [[{ label: texts.button.remind, action }]] }
}

import { noticeCode, type Notice } from '../domain/notice.ts'
import type { BroadcastId } from '../domain/id.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Press } from './action.ts'
import { clip } from '../domain/text/clip.ts'
import type { Block, Message } from './message.ts'

const SHOWN_MISSING = 30

export interface AcknowledgementReport {
  readonly broadcastId: BroadcastId
  readonly notice: Notice
  readonly expected: number
  readonly acknowledged: number
  /** Acknowledgements of accounts that nobody has identified. */
  readonly unidentified: number
  readonly units: readonly {
    readonly unit: string
    readonly expected: number
    readonly acknowledged: number
  }[]
  readonly missing: readonly { readonly name: string; readonly unit: string }[]
}

/** Acknowledgement by unit, then who is missing. */
export function reportMessage(report: AcknowledgementReport, texts: Texts, press: Press): Message {
  const shown = report.missing.slice(0, SHOWN_MISSING)
  const rest = report.missing.length - shown.length
  return {
    blocks: [
      { kind: 'title', text: `📊 ${texts.report.title({ code: noticeCode(report.notice.code) })}` },
      { kind: 'text', text: clip(report.notice.title, 120) },
      { kind: 'field', name: texts.button.received, value: texts.report.total(report) },
      { kind: 'list', items: report.units.map((line) => texts.report.unitLine(line)) },
      ...(shown.length === 0
        ? [{ kind: 'text', text: texts.report.everybody } satisfies Block]
        : [
            { kind: 'text', text: `${texts.report.missing}:` } satisfies Block,
            {
              kind: 'list',
              items: shown.map(({ name, unit }) => `${name} (${unit})`),
            } satisfies Block,
          ]),
      ...(rest > 0
        ? [{ kind: 'note', text: texts.report.andMore({ count: rest }) } satisfies Block]
        : []),
      ...(report.unidentified > 0
        ? [
            {
              kind: 'note',
              text: texts.report.unidentified({ count: report.unidentified }),
            } satisfies Block,
          ]
        : []),
    ],
    buttons: [
      [
        ...(report.missing.length > 0
          ? [
              {
                label: `${texts.button.remind} (${report.missing.length})`,
                action: press({ verb: 'b-rem', id: report.broadcastId }),
              },
            ]
          : []),
        { label: texts.button.export, action: press({ verb: 'b-exp', id: report.broadcastId }) },
      ],
    ],
  }
}

import writeExcelFile from 'write-excel-file/node'
import type { Texts } from '../i18n/vi.ts'
import type { AcknowledgementReport } from '../messages/report-messages.ts'
import type { BroadcastProgress } from '../messages/sending-messages.ts'

/**
 * The acknowledgement report as a workbook: a sheet by unit, one of the missing, and one of the places that the notice has
 * not reached. Every cell is typed, so that a name which looks like a formula stays a name.
 */
export async function reportToXlsx(
  report: AcknowledgementReport,
  failures: BroadcastProgress['failures'],
  texts: Texts,
): Promise<Uint8Array> {
  const { column } = texts.report
  const byUnit = [
    header(column.unit, column.expected, column.acknowledged, column.understood),
    ...report.units.map(({ unit, expected, acknowledged, understood }) => [
      word(unit),
      count(expected),
      count(acknowledged),
      count(understood),
    ]),
  ]
  const missing = [
    header(column.name, column.unit, column.standing),
    ...report.missing.map(({ name, unit, hasCopy }) => [
      word(name),
      word(unit),
      word(hasCopy ? texts.report.sentTo : texts.report.notSentTo),
    ]),
  ]
  const unreached = [
    header(column.place, column.standing, column.reason),
    ...failures.map((failure) => [
      word(failure.chat || texts.send.nameless),
      word(standingOf(failure, texts)),
      word(texts.reason[failure.why]),
    ]),
  ]
  return writeExcelFile([
    { data: byUnit, sheet: texts.report.sheet.units },
    { data: missing, sheet: texts.report.sheet.missing },
    { data: unreached, sheet: texts.report.sheet.unreached },
  ]).toBuffer()
}

function standingOf(
  { waits, isUnclear }: BroadcastProgress['failures'][number],
  { send }: Texts,
): string {
  if (isUnclear) return send.unclear
  return waits ? send.waiting : send.failed
}

function header(...names: string[]) {
  return names.map((value) => ({ value, type: String, fontWeight: 'bold' as const }))
}

function word(value: string) {
  return { value, type: String }
}

function count(value: number) {
  return { value, type: Number }
}

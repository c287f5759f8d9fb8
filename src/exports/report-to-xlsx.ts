import writeExcelFile from 'write-excel-file/node'
import type { Texts } from '../i18n/vi.ts'
import type { AcknowledgementReport } from '../messages/report-messages.ts'

/**
 * The acknowledgement report as a workbook: a sheet by unit and one of the missing. Every cell is typed,
 * so that a name which looks like a formula stays a name.
 */
export async function reportToXlsx(
  report: AcknowledgementReport,
  texts: Texts,
): Promise<Uint8Array> {
  const { column } = texts.report
  const byUnit = [
    header(column.unit, column.expected, column.acknowledged),
    ...report.units.map(({ unit, expected, acknowledged }) => [
      word(unit),
      count(expected),
      count(acknowledged),
    ]),
  ]
  const missing = [
    header(column.name, column.unit),
    ...report.missing.map(({ name, unit }) => [word(name), word(unit)]),
  ]
  return writeExcelFile([
    { data: byUnit, sheet: texts.report.sheet.units },
    { data: missing, sheet: texts.report.sheet.missing },
  ]).toBuffer()
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

import { sliceOf, type Span } from './source.ts'

export interface DocumentNumber extends Span {
  number: string
}

// Codes of kind and body hold at least two capitals or digits: TB, ĐU, TTg, QĐi, VP7, QH15. Eth for Đ occurs.
const CODE = String.raw`[A-ZĐÐ](?:\p{Ll}{0,4}[A-ZĐÐ\d&])[\p{L}\d&]*`
const PARTY = String.raw`\s*[-–]\s*(?:${CODE})\s*/\s*${CODE}`
const STATE = String.raw`\s*/\s*(?:(?:19|20)\d{2}\s*/\s*)?${CODE}`
const PATTERN = new RegExp(
  String.raw`(?<![\p{L}\d/.,–-])\d{1,5}(?:\.\d{1,3})?(?:\s*/\s*(?:19|20)\d{2}(?=\s*[-–]))?(?:${PARTY}|${STATE})(?:(?: ?[-/]|[-/] ?)${CODE})*(?![\p{L}\d])`,
  'gu',
)

/**
 * Numbers of documents in Party style (12-TB/ĐU) and State style (05/TB-UBND, 30/2020/NĐ-CP) between two
 * places. Dates, fractions and figures are none. `number` is written without the blanks inside it.
 */
export function findDocumentNumbers(text: string, span: Span): DocumentNumber[] {
  const part = sliceOf(text, span)
  return Array.from(part.matchAll(PATTERN), (found) => ({
    number: found[0].replace(/\s+/gu, ''),
    start: span.start + found.index,
    end: span.start + found.index + found[0].length,
  }))
}

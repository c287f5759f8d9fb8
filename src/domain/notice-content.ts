import type { DocumentKind, DocumentReading } from './document/document-reading.ts'
import { splitLines } from './document/paragraphs.ts'
import { isHeadLine } from './document/read-head.ts'
import { splitSentences } from './document/sentences.ts'
import { sliceOf, toSource } from './document/source.ts'
import { warningsOnceGiven } from './document/reading-warnings.ts'
import type { MessageFileRef } from './file.ts'
import { newId } from './id.ts'
import { clip } from './text/clip.ts'
import type { NoticeContent, NoticeKind } from './notice.ts'

const KIND_OF_READING: Readonly<Partial<Record<DocumentKind, NoticeKind>>> = {
  tin_hop: 'meeting-summary',
  tin_doi_thoai: 'meeting-summary',
  tin_tiep_xuc_cu_tri: 'meeting-summary',
  tin_ket_luan: 'meeting-summary',
  thong_bao_ket_luan: 'meeting-summary',
  tin_chi_dao: 'directive',
  cong_van: 'directive',
  cong_dien: 'directive',
  nghi_quyet: 'directive',
  chi_thi: 'directive',
  ke_hoach: 'directive',
  huong_dan: 'directive',
  giay_moi: 'invitation',
}

const TITLE_MAX = 300
/** Of whom it is for, and of nothing else, no notice is named. */
const SALUTATION = /^(?:kính (?:gửi|thưa|chào)|thưa|xin chào|chào) [^,;:]{1,80}$/iu

/** What a document goes out as, unless its author chooses otherwise. */
export function noticeKindOf(kind: DocumentKind): NoticeKind {
  return KIND_OF_READING[kind] ?? 'announcement'
}

/**
 * The draft that a reading gives: what was not written stays empty, and nothing is rephrased. A text
 * without a title takes its first line, because every notice needs a name.
 */
export function contentFromReading(
  sourceText: string,
  reading: DocumentReading,
  files: readonly MessageFileRef[],
): NoticeContent {
  return {
    kind: noticeKindOf(reading.kind),
    title: clip(reading.title ?? firstLine(sourceText), TITLE_MAX),
    docNumber: reading.number,
    issuedOn: reading.issued_on,
    issuer: reading.issuer,
    sourceText,
    items: reading.items.map((item) => ({
      id: newId(),
      text: item.text,
      start: item.start,
      end: item.end,
      assignee: item.assignee?.text ?? null,
      deadline: item.deadline && {
        text: item.deadline.text,
        on: item.deadline.date,
        op: item.deadline.op,
      },
    })),
    warnings: reading.warnings,
    files,
    fullTextId: null,
  }
}

const HEADING = ['kind', 'title', 'docNumber', 'issuedOn', 'issuer'] as const

/** Whether a text gives another heading than its notice bears: a person may have set one. */
export function differsInHeading(notice: NoticeContent, reading: NoticeContent): boolean {
  return HEADING.some((field) => notice[field] !== reading[field])
}

/**
 * The reading of a text that has been changed, with what a person has set of the heading, which is what differs from the
 * reading of the text before. What was emptied stays so only while the text says of it what it said.
 */
export function keepSetByHand(
  notice: NoticeContent,
  { before, now }: { readonly before: NoticeContent; readonly now: NoticeContent },
): NoticeContent {
  const kept = HEADING.filter(
    (field) =>
      notice[field] !== before[field] && (notice[field] !== null || now[field] === before[field]),
  )
  const isGiven = (field: 'docNumber' | 'issuedOn'): boolean =>
    kept.includes(field) && notice[field] !== null
  return {
    ...now,
    ...Object.fromEntries(kept.map((field) => [field, notice[field]])),
    warnings: warningsOnceGiven(now.warnings, {
      number: isGiven('docNumber'),
      issuedOn: isGiven('issuedOn'),
    }),
  }
}

/**
 * Whose paper it is, its number and its kind make no name; of what it says behind them the first sentence does that says more
 * than whom it is for, as of a first line that is a whole paragraph and would be cut off.
 */
function firstLine(text: string): string {
  const source = toSource(text)
  const lines = splitLines(text, { start: 0, end: text.length })
  const at = lines.findIndex((line) => !isHeadLine(source, line))
  const line = lines[Math.max(at, 0)]
  if (line === undefined) return ''
  if (at <= 0 && line.end - line.start <= TITLE_MAX) return sliceOf(text, line)
  const sentences = splitSentences(source, line).map((sentence) => sliceOf(text, sentence))
  return sentences.find((sentence) => !SALUTATION.test(sentence)) ?? sliceOf(text, line)
}

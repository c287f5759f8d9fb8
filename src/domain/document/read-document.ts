import { findBodyEnd } from './body-end.ts'
import { makePlacer, type Placer } from './code-points.ts'
import type { Deadline, DocumentKind, DocumentReading, ReadItem } from './document-reading.ts'
import { findDocumentNumbers } from './document-numbers.ts'
import type { FoundDeadline } from './find-deadlines.ts'
import { findFurtherParts, type FurtherPart } from './further-parts.ts'
import { findLeftOut } from './left-out.ts'
import { mainDeadline } from './main-deadline.ts'
import { buildOutline } from './outline.ts'
import { splitParagraphs, type Paragraph } from './paragraphs.ts'
import { rankOf } from './rank.ts'
import { readBody, type BodyContext, type BodyReading, type FoundItem } from './read-body.ts'
import { readHead } from './read-head.ts'
import { readNewsHead } from './read-news-head.ts'
import { readParticipants } from './read-participants.ts'
import { warnOf, type Findings } from './reading-warnings.ts'
import { asksAuthorities } from './speech.ts'
import { lowOf, sliceOf, toSource, type Source, type Span } from './source.ts'

/** What head block or news lead say, in one form. */
interface Frame {
  kind: DocumentKind
  title: Span | null
  number: { number: string; start: number } | null
  issuedOn: string | null
  place: string | null
  issuer: string | null
  isFormal: boolean
  isReporting: boolean
  isMinutes: boolean
  /** News of what others said or of what has been. */
  isReport: boolean
  body: Span
  findings: Pick<Findings, 'hasBlankNumber' | 'impossibleDate' | 'isYearSupplied'>
}

function titleWords(source: Source, title: Span | null): string {
  return title === null ? '' : lowOf(source, title)
}

function readFrame(source: Source, today: string | undefined): Frame {
  const head = readHead(source, today)
  if (head === undefined) {
    const news = readNewsHead(source, today)
    const { impossibleDate, isYearSupplied } = news
    const findings = { hasBlankNumber: false, impossibleDate, isYearSupplied }
    const body = { start: news.bodyStart, end: news.bodyEnd }
    const isFormal = false
    return { ...news, place: null, isFormal, isReporting: false, isMinutes: false, body, findings }
  }
  const concludes = /kết\s+luận/u.test(titleWords(source, head.title))
  const named = head.kindLine?.kind ?? 'cong_van'
  const isNotice =
    head.kindLine !== undefined &&
    named === 'khac' &&
    /thông\s+báo/u.test(source.low.slice(0, head.bodyStart))
  return {
    ...head,
    kind: isNotice && concludes ? 'thong_bao_ket_luan' : named,
    isFormal: true,
    isReport: false,
    isReporting: head.kindLine?.isReporting ?? false,
    isMinutes: head.kindLine?.isMinutes ?? false,
    body: { start: head.bodyStart, end: findBodyEnd(source, head.bodyStart) },
    findings: { ...head, isYearSupplied: false },
  }
}

const PICTURE = /^\[(?:img|ảnh|image|hình)[^\]]*\]$/iu

/** Captions of pictures are no part of what was said. */
function withoutCaptions(source: Source, paragraphs: readonly Paragraph[]): Paragraph[] {
  return paragraphs.filter((paragraph, index) => {
    const text = sliceOf(source.text, paragraph)
    const above = paragraphs[index - 1]
    const isUnderMark = above !== undefined && PICTURE.test(sliceOf(source.text, above))
    return (
      !PICTURE.test(text) &&
      !(isUnderMark && text.length < 250) &&
      !/(?:^|[.\s(])Ảnh\s*:\s*[^.]{0,40}\.?\)?$/u.test(text)
    )
  })
}

function toDeadline(place: Placer, found: FoundDeadline | undefined): Deadline | null {
  return found === undefined ? null : { ...place(found), date: found.named.date, op: found.op }
}

function toItem(source: Source, place: Placer, item: FoundItem): ReadItem {
  return {
    ...place(item),
    assignee: item.assignee === null ? null : place(item.assignee),
    deadline: toDeadline(place, mainDeadline(source, item)),
  }
}

function citedNumbers(source: Source, own: Frame['number']): string[] {
  const all = findDocumentNumbers(source.text, { start: 0, end: source.text.length })
  const cited = all.filter(({ number }) => number !== own?.number)
  return [...new Set(cited.map(({ number }) => number))]
}

function bodyContext(source: Source, frame: Frame, today: string | undefined): BodyContext {
  const issuer = frame.issuer === null ? undefined : toSource(frame.issuer)
  return {
    source,
    isFormal: frame.isFormal,
    isInvitation: frame.kind === 'giay_moi',
    isReporting: frame.isReporting,
    isQuestioning:
      frame.kind === 'nghi_quyet' && /chất\s+vấn/u.test(titleWords(source, frame.title)),
    voice: {
      rank: issuer && rankOf(issuer, { start: 0, end: issuer.text.length }),
      issuer: issuer?.low ?? null,
      isOwn: !frame.isReport,
      isUnsigned: !frame.isFormal && frame.title === null && frame.issuer === null,
      isMinutes: frame.isMinutes,
    },
    issuedOn: frame.issuedOn ?? today ?? null,
  }
}

function readPart(context: BodyContext, { body, ...kind }: FurtherPart): BodyReading {
  const { source } = context
  const voice = { ...context.voice, isMinutes: kind.isMinutes }
  const paragraphs = withoutCaptions(source, splitParagraphs(source, body))
  return readBody(
    { ...context, voice, isReporting: kind.isReporting },
    buildOutline(source, paragraphs),
  )
}

function joined(one: BodyReading, other: BodyReading): BodyReading {
  return {
    conclusions: [...one.conclusions, ...other.conclusions],
    items: [...one.items, ...other.items],
    proposals: [...one.proposals, ...other.proposals],
    questions: [...one.questions, ...other.questions],
    unrecognised: [...one.unrecognised, ...other.unrecognised],
  }
}

/** Signatures and recipients, and the head blocks of what follows them. */
function unreadBetween(source: Source, parts: readonly Span[]): Span[] {
  return parts.map(({ end }, at) => ({
    start: end,
    end: parts[at + 1]?.start ?? source.text.length,
  }))
}

function assemble(
  { source, issuedOn: from }: BodyContext,
  frame: Frame,
  parts: readonly Span[],
  paragraphs: readonly Paragraph[],
  body: BodyReading,
): DocumentReading {
  const place = makePlacer(source.text)
  const participants = readParticipants(source, paragraphs)
  // Wishes are shown to nobody: one that was an order must not take its day with it, but for what authorities are asked.
  const told = [
    ...body.items.flatMap((item) => [item, ...item.deadlines]),
    ...body.conclusions,
    ...body.proposals.filter((wish) => asksAuthorities(source, wish)),
    ...body.questions,
  ]
  return {
    kind: frame.kind,
    title: frame.title === null ? null : sliceOf(source.text, frame.title),
    number: frame.number?.number ?? null,
    issued_on: frame.issuedOn,
    place: frame.place,
    issuer: frame.issuer,
    ...participants,
    conclusions: body.conclusions.map(place),
    items: body.items.map((item) => toItem(source, place, item)),
    proposals: body.proposals.map(place),
    questions: body.questions.map(place),
    cited_numbers: citedNumbers(source, frame.number),
    warnings: warnOf(source, {
      ...frame.findings,
      issuedOn: frame.issuedOn,
      isFormal: frame.isFormal,
      items: body.items,
      unrecognised: body.unrecognised,
      leftOut: findLeftOut(source, { told, unread: unreadBetween(source, parts), from }),
    }),
  }
}

/**
 * Reads a paper, a news item or a message: what it is, who speaks, and each assignment word for word with
 * its place (code points of `text`, half-open). What is not written is null or empty; what cannot be is
 * named in `warnings`, never repaired. The result is a draft for a person to confirm. `text` is the
 * extracted text (NFC). `today` (ISO day) only serves to choose the year of a day written without one.
 */
export function readDocument(text: string, today?: string): DocumentReading {
  const source = toSource(text)
  const frame = readFrame(source, today)
  const paragraphs = withoutCaptions(source, splitParagraphs(source, frame.body))
  const context = bodyContext(source, frame, today)
  const body = readBody(context, buildOutline(source, paragraphs))
  const further = frame.isFormal ? findFurtherParts(source, frame.body.end) : []
  const whole = further.reduce((read, part) => joined(read, readPart(context, part)), body)
  const parts = [frame.body, ...further.map((part) => part.body)]
  return assemble(context, frame, parts, paragraphs, whole)
}

import { CLOSING, IMPERATIVE } from './cues.ts'
import type { MarkerKind, Paragraph } from './paragraphs.ts'
import { isAllCapitals } from './paragraphs.ts'
import { holdsVerb, startsOrganisation } from './organisation-phrase.ts'
import { standsAt, type Source, type Span } from './source.ts'

/** A paragraph with what stands under it. */
export interface Node {
  paragraph: Paragraph
  parent: Node | null
  children: Node[]
}

/** Outlines of papers are not deeper; text that is no outline must not make it so. */
const DEPTH_MAX = 8
/** The last words of an introduction say whom it addresses. */
const INTRODUCTION_MAX = 2000

/** A heading without a full stop is not longer than this. */
const HEADING_MAX = 260

/** The words of a paragraph behind its marker. */
export function bodyOf(node: Node): Span {
  return { start: node.paragraph.body, end: node.paragraph.end }
}

/** The end of a node's words: what introduces the points under it. */
export function introductionOf(node: Node): Span {
  const { body, end } = node.paragraph
  return { start: Math.max(body, end - INTRODUCTION_MAX), end }
}

function textOf(source: Source, paragraph: Paragraph): string {
  return source.text.slice(paragraph.body, paragraph.end)
}

/** The last letter of a paragraph, which ends with no blank; looked for in the whole it would cost its length. */
function lastOf(source: Source, { body, end }: Paragraph): string {
  return end > body ? (source.text[end - 1] ?? '') : ''
}

function endsSentence(source: Source, paragraph: Paragraph): boolean {
  return /[.;!?…]/u.test(lastOf(source, paragraph))
}

/** Ends with a colon: what it speaks of follows. */
export function isIntroduction(source: Source, paragraph: Paragraph): boolean {
  return lastOf(source, paragraph) === ':'
}

/** Works something out once for each node, however often it is asked for. */
export function oncePerNode<T>(make: (node: Node) => T): (node: Node) => T {
  const known = new WeakMap<Node, { made: T }>()
  return (node) => {
    const entry = known.get(node) ?? { made: make(node) }
    known.set(node, entry)
    return entry.made
  }
}

/** "4. Các thôn": whom the lines below address. */
function namesOnly(source: Source, { body, end }: Paragraph): boolean {
  return startsOrganisation(source, body) && !holdsVerb(source, { start: body, end })
}

/** A title of a section: capitals, or "Về …", or a short line that is no sentence. */
export function isHeading(source: Source, paragraph: Paragraph): boolean {
  const text = textOf(source, paragraph)
  if (paragraph.marker === 'row') return false
  if (text.length > HEADING_MAX || endsSentence(source, paragraph)) return false
  if (isAllCapitals(text)) return true
  if (paragraph.marker === null) return false
  return /^Về\s/u.test(text) || isIntroduction(source, paragraph) || namesOnly(source, paragraph)
}

/** A heading by its place: something stands under it and it is no sentence. */
export function isTitleOf(source: Source, node: Node): boolean {
  if (isHeading(source, node.paragraph) || isIntroduction(source, node.paragraph)) return true
  return node.children.length > 0 && !endsSentence(source, node.paragraph)
}

function parentByMarker(source: Source, stack: Node[], marker: MarkerKind): Node | undefined {
  // A table stands beside the points above it, under what introduces them.
  if (marker === 'row')
    return stack.findLast(
      ({ paragraph }) => isHeading(source, paragraph) || isIntroduction(source, paragraph),
    )
  const same = stack.findIndex((node) => node.paragraph.marker === marker)
  if (same >= 0) stack.splice(same)
  return stack.at(-1)
}

/** "… kết luận như sau:" speaks of all that follows, also where Word hides the numbers of the points. */
function announcesAll(source: Source, node: Node): boolean {
  const { start, end } = introductionOf(node)
  return /(?<!\p{L})sau(?:\s+đây)?\s*:$/u.test(source.low.slice(start, end))
}

/** "Rà soát …": an order without a subject, as the points of a list are written. */
function isBidding(source: Source, paragraph: Paragraph): boolean {
  const { body } = paragraph
  const opens = standsAt(IMPERATIVE, source, body) && !standsAt(CLOSING, source, body)
  return opens && !isHeading(source, paragraph) && !isIntroduction(source, paragraph)
}

/** Where a paragraph without marker belongs: under the last heading or introduction still open. */
function parentByPosition(source: Source, stack: Node[], paragraph: Paragraph): Node | undefined {
  for (;;) {
    const top = stack.at(-1)
    if (top === undefined) return undefined
    const last = top.children.at(-1)
    // Word hides the numbers of a list: its points are told by how they are written.
    const goesOn =
      last === undefined ||
      lastOf(source, last.paragraph) === ';' ||
      (isBidding(source, last.paragraph) && isBidding(source, paragraph))
    if (isHeading(source, top.paragraph)) return top
    if (isIntroduction(source, top.paragraph) && (goesOn || announcesAll(source, top))) return top
    stack.pop()
  }
}

/**
 * The tree of a text by its markers, whichever way a writer nests them: a marker seen before closes what
 * was opened since, a new one goes deeper. Numbering that starts again does not matter.
 */
export function buildOutline(source: Source, paragraphs: readonly Paragraph[]): Node[] {
  const all: Node[] = []
  const stack: Node[] = []
  for (const paragraph of paragraphs) {
    const { marker } = paragraph
    const parent =
      (marker === null
        ? parentByPosition(source, stack, paragraph)
        : parentByMarker(source, stack, marker)) ?? null
    const node: Node = { paragraph, parent, children: [] }
    parent?.children.push(node)
    all.push(node)
    const opens =
      marker !== null || isIntroduction(source, paragraph) || isHeading(source, paragraph)
    if (opens && marker !== 'row' && stack.length < DEPTH_MAX) stack.push(node)
  }
  return all
}

import { decodeText } from './decode-text.ts'
import { isCompoundFile } from './is-compound-file.ts'
import { openZip, type Zip } from './open-zip.ts'
import { readPart, type PartResult } from './read-zip.ts'
import { readDrawnWords } from './word-drawings.ts'
import { readWordParagraphs } from './word-paragraphs.ts'
import { attributeReader, walkXml } from './xml-tokens.ts'

export type DocxResult =
  /** `apart`: before the cells of a row are put together; `margins`: what stands around the text. A stamp may be in both. */
  | { kind: 'read'; paragraphs: string[]; apart: string[]; margins: string[] }
  | { kind: 'too-large' }
  | { kind: 'not-readable'; reason: 'encrypted-or-old-word' | 'not-a-docx' | 'damaged' }

/** Bytes that one part may unpack to; deflate can reach 1 : 1000, a real paper stays below 10 MB. */
export const PART_MAX_BYTES = 16 * 1024 * 1024
const USUAL_BODY = 'word/document.xml'
const RELATIONS = '_rels/.rels'
/** Word writes four relations there, in less than 1 kB. */
const RELATIONS_MAX_BYTES = 64 * 1024
const typeOf = attributeReader('Type')
const targetOf = attributeReader('Target')
const HEADER_PART = /^word\/(?:header|footer)\d*\.xml$/u
/** Stamps stand in the first headers; a document has at most a few. */
const HEADERS_READ = 12
const HEADER_MAX_BYTES = 2 * 1024 * 1024

type Failure = Exclude<DocxResult, { kind: 'read' }>

function failureOf(part: Exclude<PartResult, { kind: 'part' }>): Failure {
  if (part.kind === 'too-large') return { kind: 'too-large' }
  if (part.kind === 'missing') return { kind: 'not-readable', reason: 'not-a-docx' }
  if (part.kind === 'encrypted') return { kind: 'not-readable', reason: 'encrypted-or-old-word' }
  return { kind: 'not-readable', reason: 'damaged' }
}

/** The main part is "word/document.xml" nearly always; some writers name it otherwise. */
async function bodyName(zip: Zip): Promise<string> {
  if (zip.entries.has(USUAL_BODY)) return USUAL_BODY
  const relations = await readPart(zip, RELATIONS, RELATIONS_MAX_BYTES)
  let target: string | undefined
  walkXml((relations.kind === 'part' && decodeText(relations.bytes)) || '', (token) => {
    if (token.kind !== 'open' || token.name !== 'Relationship') return
    if (typeOf(token.inside)?.endsWith('/officeDocument')) target ??= targetOf(token.inside)
  })
  return target?.replace(/^\//u, '') ?? USUAL_BODY
}

async function readHeaders(zip: Zip): Promise<string[]> {
  const names = [...zip.entries.keys()]
    .filter((name) => HEADER_PART.test(name))
    .slice(0, HEADERS_READ)
  const parts = await Promise.all(names.map((name) => readPart(zip, name, HEADER_MAX_BYTES)))
  return parts.flatMap((part) => {
    const xml = part.kind === 'part' ? decodeText(part.bytes) : undefined
    return xml === undefined
      ? []
      : [...readDrawnWords(xml), ...(readWordParagraphs(xml)?.apart ?? [])]
  })
}

/**
 * The paragraphs of a .docx, and apart those of its page headers and footers and the words drawn behind or upon the
 * text. Bounded in memory.
 */
export async function readDocx(bytes: Uint8Array): Promise<DocxResult> {
  // A docx with a password lies in one, or it is a .doc of Word 97-2003.
  if (isCompoundFile(bytes)) return { kind: 'not-readable', reason: 'encrypted-or-old-word' }
  const zip = openZip(bytes)
  if (zip === undefined) return { kind: 'not-readable', reason: 'not-a-docx' }
  const body = await readPart(zip, await bodyName(zip), PART_MAX_BYTES)
  if (body.kind !== 'part') return failureOf(body)
  const xml = decodeText(body.bytes)
  if (xml === undefined || !xml.includes('<w:document'))
    return { kind: 'not-readable', reason: 'not-a-docx' }
  const text = readWordParagraphs(xml)
  if (text === undefined) return { kind: 'not-readable', reason: 'damaged' }
  return {
    kind: 'read',
    ...text,
    margins: [...readDrawnWords(xml), ...(await readHeaders(zip))],
  }
}

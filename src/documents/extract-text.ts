import { detectClassified, type Marking } from '../domain/document/detect-classified.ts'
import { detectLegacyEncoding } from '../domain/document/detect-legacy-encoding.ts'
import { isBlank } from '../domain/text/is-blank.ts'
import { decodeText } from './decode-text.ts'
import type { ExtractResult } from './extract-result.ts'
import { FILE_MAX_BYTES, TEXT_MAX_CHARACTERS } from './limits.ts'
import { readDocx } from './read-docx.ts'

/**
 * More marks on one letter than any writing has (https://unicode.org/reports/tr15/#Stream_Safe_Text_Format). To compose
 * letters takes time with the square of them: half a million freeze the service for many minutes.
 */
const PILED_MARKS = /\p{M}{31}/u

function extensionOf(name: string): string {
  return (
    /\.(?<extension>[^./\\\s]{1,16})$/u.exec(name.trim())?.groups?.['extension']?.toLowerCase() ??
    ''
  )
}

function refuseLegacy(text: string): ExtractResult | undefined {
  const legacy = detectLegacyEncoding(text)
  return legacy === null ? undefined : { kind: 'not-readable', reason: `legacy-${legacy}` }
}

/** `stamped`: where a stamp is looked for, in this order. */
function toResult(raw: string, stamped: readonly string[]): ExtractResult {
  if ([raw, ...stamped].some(({ length }) => length > TEXT_MAX_CHARACTERS))
    return { kind: 'too-large' }
  if (raw.includes('\0')) return { kind: 'not-readable', reason: 'binary' }
  if ([raw, ...stamped].some((words) => PILED_MARKS.test(words)))
    return { kind: 'not-readable', reason: 'binary' }
  if (isBlank(raw)) return { kind: 'empty' }
  const legacy = refuseLegacy(raw)
  if (legacy !== undefined) return legacy
  const text = raw.replace(/\r\n?/gu, '\n').normalize('NFC')
  const marking = stamped.reduce<Marking | null>(
    (found, words) => found ?? detectClassified(words),
    null,
  )
  return { kind: 'text', text, marking }
}

function extractPlain(bytes: Uint8Array): ExtractResult {
  const text = decodeText(bytes)
  if (text !== undefined) return toResult(text, [text])
  // TCVN3 and VNI are eight-bit: look at the bytes as Latin-1 to name the reason.
  const asLatin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  return refuseLegacy(asLatin1) ?? { kind: 'not-readable', reason: 'encoding' }
}

async function extractDocx(bytes: Uint8Array): Promise<ExtractResult> {
  const docx = await readDocx(bytes)
  if (docx.kind !== 'read') return docx
  return toResult(docx.paragraphs.join('\n'), [docx.apart.join('\n'), docx.margins.join('\n')])
}

/**
 * The text of a .txt or .docx file: NFC, line ends as `\n`, nothing else changed, paragraphs joined by
 * `\n`. Every failure is a value; memory is bounded whatever the file says about itself.
 */
export async function extractText(input: {
  name: string
  bytes: Uint8Array
}): Promise<ExtractResult> {
  const extension = extensionOf(input.name)
  if (extension !== 'txt' && extension !== 'docx') return { kind: 'unsupported', extension }
  if (input.bytes.byteLength > FILE_MAX_BYTES) return { kind: 'too-large' }
  if (input.bytes.byteLength === 0) return { kind: 'empty' }
  return extension === 'txt' ? extractPlain(input.bytes) : extractDocx(input.bytes)
}

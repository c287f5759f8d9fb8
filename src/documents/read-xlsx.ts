import { type CellValue, InvalidSpreadsheetError, readSheet } from 'read-excel-file/node'
import { isCompoundFile } from './is-compound-file.ts'
import { FILE_MAX_BYTES } from './limits.ts'
import { buildZipOf, openZip, type MeasuredEntry } from './open-zip.ts'
import { readPart } from './read-zip.ts'
import { findSpanFault } from './sheet-span.ts'
import type { TableFault, TableRow, TableSource } from './table-row.ts'

/** Bytes that one part may unpack to: about 100,000 rows; the reader keeps them all in memory. */
const PART_MAX_BYTES = 32 * 1024 * 1024
/** Bytes that all parts together may unpack to, which the reader does before it reads any. */
const PARTS_MAX_BYTES = 4 * PART_MAX_BYTES
/** The name under which a workbook with a password lies in its compound file. */
const ENCRYPTED_INSIDE = Buffer.from('EncryptedPackage', 'utf16le')
/** Excel keeps fifteen digits of a number, so a longer id has lost its end. */
const DIGITS_KEPT = 15

/**
 * A workbook that the reader may have: the measured parts and nothing else, without the sheets whose cells nobody could
 * keep, and why they are left out.
 */
interface Readable {
  bytes: Buffer
  leftOut: TableFault | undefined
}

/** Rows of the first sheet of an xlsx file. */
export async function* readXlsx(source: TableSource): AsyncGenerator<TableRow> {
  const bytes = source.size > FILE_MAX_BYTES ? undefined : await readWhole(source)
  const checked = bytes ? await check(bytes) : 'too-large'
  if (typeof checked === 'string') return yield { kind: 'fault', row: 1, fault: checked }
  const sheet = await readFirstSheet(checked.bytes)
  if (!sheet) return yield { kind: 'fault', row: 1, fault: checked.leftOut ?? 'damaged' }
  for (const [index, cells] of sheet.entries())
    yield { kind: 'row', row: index + 1, cells: cells.map(textOf) }
}

/** The size that was told may be wrong: a file that grows meanwhile is cut off here. */
async function readWhole(source: TableSource): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of source.read()) {
    size += chunk.byteLength
    if (size > FILE_MAX_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * The reader believes what a file says of itself, so its parts and the span of its sheets are measured before. Only the
 * first sheet is read, and the reader alone says which that is: any other may span what it likes.
 */
async function check(bytes: Buffer): Promise<TableFault | Readable> {
  // A workbook with a password lies in one, or it is a workbook of Excel 97-2003.
  if (isCompoundFile(bytes)) return bytes.includes(ENCRYPTED_INSIDE) ? 'encrypted' : 'old-excel'
  const zip = openZip(bytes)
  if (!zip) return 'damaged'
  const kept: MeasuredEntry[] = []
  let leftOut: TableFault | undefined
  let unpacked = 0
  for (const [name, entry] of zip.entries) {
    const part = await readPart(zip, name, PART_MAX_BYTES)
    if (part.kind !== 'part') return part.kind === 'missing' ? 'damaged' : part.kind
    unpacked += part.bytes.length
    if (unpacked > PARTS_MAX_BYTES) return 'too-large'
    const isSheet = part.bytes.includes('sheetData')
    const fault = isSheet ? findSpanFault(part.bytes.toString('utf8')) : undefined
    if (fault) leftOut ??= fault
    else kept.push({ entry, size: part.bytes.length })
  }
  return { bytes: buildZipOf(kept), leftOut }
}

async function readFirstSheet(
  bytes: Buffer,
): Promise<(CellValue<NumberText> | null)[][] | undefined> {
  try {
    return await readSheet<NumberText>(bytes, 1, {
      trim: false,
      parseNumber: (text) => new NumberText(text),
    })
  } catch (error) {
    if (error instanceof InvalidSpreadsheetError || error instanceof Error) return undefined
    throw error
  }
}

/** A number as it stands in the file, before anybody rounds it. */
class NumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

function textOf(cell: CellValue<NumberText> | null): string {
  if (cell === null) return ''
  if (cell instanceof NumberText) return numberText(cell.text)
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  return String(cell)
}

/** A number that has lost digits is written so that no rule takes it for an id. */
function numberText(text: string): string {
  const number = Number(text)
  if (!Number.isFinite(number)) return text
  const lost = Math.abs(number) >= 10 ** DIGITS_KEPT
  return lost ? number.toExponential(DIGITS_KEPT - 1) : String(number)
}

import { pipeline, Readable } from 'node:stream'
import { TextDecoder } from 'node:util'
import { CsvError, parse } from 'csv-parse'
import { encodingOf } from './decode-text.ts'
import type { TableFault, TableRow, TableSource } from './table-row.ts'

/** Characters of one row; ours have some hundreds. An unclosed quote or a giant cell ends here. */
const ROW_MAX = 64 * 1024

/** Rows of a CSV file, read as a stream. The delimiter is the one that the first line uses. */
export async function* readCsv(source: TableSource): AsyncGenerator<TableRow> {
  let row = 0
  try {
    const texts = decode(source.read())
    const first = await firstLine(texts)
    const parser = parse({
      delimiter: delimiterOf(first),
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: ROW_MAX,
    })
    // A failure of the source comes out of the parser, where it is caught.
    pipeline(Readable.from(chain(first, texts)), parser, () => undefined)
    for await (const cells of parser) {
      row += 1
      yield { kind: 'row', row, cells: cells as string[] }
    }
  } catch (error) {
    yield { kind: 'fault', row: row + 1, fault: faultOf(error) }
  }
}

class BadEncoding extends Error {}

async function* decode(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true })
    yield decodeChunk(decoder, chunk)
  }
  if (decoder) yield decodeChunk(decoder)
}

function decodeChunk(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
  } catch {
    throw new BadEncoding()
  }
}

/** What comes until the first line is whole, and perhaps more of the file. */
async function firstLine(texts: AsyncGenerator<string>): Promise<string> {
  let text = ''
  while (!/[\r\n]/.test(text) && text.length < ROW_MAX) {
    const next = await texts.next()
    if (next.done) break
    text += next.value
  }
  return text
}

async function* chain(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first !== '') yield first
  yield* rest
}

function delimiterOf(text: string): string {
  const [line = ''] = text.split(/[\r\n]/, 1)
  const count = (mark: string): number => line.split(mark).length - 1
  return count(';') > count(',') ? ';' : ','
}

function faultOf(error: unknown): TableFault {
  if (error instanceof BadEncoding) return 'encoding'
  if (error instanceof CsvError && error.code === 'CSV_MAX_RECORD_SIZE') return 'long-row'
  if (error instanceof CsvError) return 'bad-quotes'
  throw error
}

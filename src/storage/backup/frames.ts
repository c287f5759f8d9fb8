import { z } from 'zod'
import { damaged } from './damaged.ts'

/**
 * The compressed body is a row of frames: one letter, the length in four bytes, the content. `T` begins a
 * table, `D` is a piece of it as PostgreSQL's COPY writes it, `E` ends it with its number of rows.
 */
export type Frame =
  | { readonly kind: 'table'; readonly table: string; readonly columns: readonly string[] }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'end'; readonly rows: number }

const HEAD_BYTES = 5
/** A piece is cut well below this; more is a damaged file. */
const FRAME_MAX_BYTES = 64 * 1024 * 1024

const tableSchema = z.object({ table: z.string(), columns: z.array(z.string()).min(1) })
const endSchema = z.object({ rows: z.int().min(0) })

export function encodeFrame(frame: Frame): Buffer {
  switch (frame.kind) {
    case 'table':
      return join('T', Buffer.from(JSON.stringify({ table: frame.table, columns: frame.columns })))
    case 'data':
      return join('D', frame.bytes)
    case 'end':
      return join('E', Buffer.from(JSON.stringify({ rows: frame.rows })))
  }
}

function join(letter: string, content: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES)
  head.write(letter, 'latin1')
  head.writeUInt32BE(content.length, 1)
  return Buffer.concat([head, content])
}

/** Takes frames out of the body, one at a time. */
export async function* decodeFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let pieces: Buffer[] = []
  let size = 0
  let wanted = HEAD_BYTES
  for await (const piece of source) {
    pieces.push(piece)
    size += piece.length
    if (size < wanted) continue
    let rest = Buffer.concat(pieces)
    for (;;) {
      wanted = HEAD_BYTES
      if (rest.length < wanted) break
      const length = rest.readUInt32BE(1)
      if (length > FRAME_MAX_BYTES) throw damaged()
      wanted = HEAD_BYTES + length
      if (rest.length < wanted) break
      yield decodeFrame(rest.toString('latin1', 0, 1), rest.subarray(HEAD_BYTES, wanted))
      rest = rest.subarray(wanted)
    }
    pieces = [rest]
    size = rest.length
  }
  if (size > 0) throw damaged()
}

function decodeFrame(letter: string, content: Buffer): Frame {
  if (letter === 'D') return { kind: 'data', bytes: content }
  const text = content.toString('utf8')
  if (letter === 'T') return { kind: 'table', ...tableSchema.parse(JSON.parse(text)) }
  if (letter === 'E') return { kind: 'end', ...endSchema.parse(JSON.parse(text)) }
  throw damaged()
}

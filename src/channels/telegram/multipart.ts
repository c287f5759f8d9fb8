import { randomUUID } from 'node:crypto'

/** A file that travels with a call, in the field of that name. */
export interface Upload {
  readonly field: string
  readonly name: string
  readonly mime: string
  readonly bytes: Uint8Array
}

/** A body in pieces that a connection takes one after the other, and what is said of it. */
export interface Multipart {
  readonly headers: Readonly<Record<string, string>>
  readonly body: readonly Uint8Array[]
}

const PIECE_BYTES = 64 * 1024

/** Fields and a file as `multipart/form-data` (RFC 7578); objects travel as JSON text. */
export function multipartOf(fields: object, file: Upload): Multipart {
  const boundary = randomUUID()
  const begin = (name: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`
  const texts = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${begin(name)}\r\n\r\n${textOf(value)}\r\n`)
  const fileHead = `${begin(file.field)}; filename="${quotable(file.name)}"\r\nContent-Type: ${mimeOf(file)}\r\n\r\n`
  const body = [
    Buffer.from(texts.join('') + fileHead),
    ...piecesOf(file.bytes),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]
  const length = body.reduce((sum, { byteLength }) => sum + byteLength, 0)
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(length),
    },
    body,
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** As browsers write it: HTML, "multipart/form-data encoding algorithm". */
function quotable(name: string): string {
  return name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')
}

/** It comes from whoever sent the file, and stands in a line of its own. */
function mimeOf({ mime }: Upload): string {
  return /^[\x20-\x7e]+$/u.test(mime) ? mime : 'application/octet-stream'
}

function piecesOf(bytes: Uint8Array): Uint8Array[] {
  const count = Math.ceil(bytes.byteLength / PIECE_BYTES)
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES),
  )
}

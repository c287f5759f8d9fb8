export interface Upload {
  readonly field: string
  readonly name: string
  readonly mime: string
  readonly bytes: Buffer
}

export interface MultipartForm {
  readonly fields: ReadonlyMap<string, string>
  readonly uploads: readonly Upload[]
}

const HEADER_END = Buffer.from('\r\n\r\n')

/** Reads a `multipart/form-data` body (RFC 7578); null: it is not one. */
export function parseMultipart(body: Buffer, contentType: string): MultipartForm | null {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)
  const mark = boundary?.[1] ?? boundary?.[2]
  if (mark === undefined) return null
  const fields = new Map<string, string>()
  const uploads: Upload[] = []
  for (const part of splitParts(body, Buffer.from(`--${mark}`))) {
    const read = readPart(part)
    if (read === null) return null
    if (read.fileName === undefined) fields.set(read.field, read.bytes.toString('utf8'))
    else
      uploads.push({ field: read.field, name: read.fileName, mime: read.mime, bytes: read.bytes })
  }
  return { fields, uploads }
}

function* splitParts(body: Buffer, mark: Buffer): Generator<Buffer> {
  let start = body.indexOf(mark)
  while (start >= 0) {
    const from = start + mark.length
    if (body.toString('latin1', from, from + 2) === '--') return
    const next = body.indexOf(mark, from)
    if (next < 0) return
    // A part lies between the line end after its mark and the line end before the next mark.
    yield body.subarray(from + 2, next - 2)
    start = next
  }
}

function readPart(
  part: Buffer,
): { field: string; fileName?: string; mime: string; bytes: Buffer } | null {
  const end = part.indexOf(HEADER_END)
  if (end < 0) return null
  const headers = part.toString('utf8', 0, end)
  const field = /;\s*name="([^"]*)"/i.exec(headers)?.[1]
  if (field === undefined) return null
  const fileName = /filename="([^"]*)"/i.exec(headers)?.[1]
  const mime = /content-type:\s*([^\r\n;]+)/i.exec(headers)?.[1] ?? 'application/octet-stream'
  const bytes = Buffer.from(part.subarray(end + HEADER_END.length))
  return fileName === undefined ? { field, mime, bytes } : { field, fileName, mime, bytes }
}

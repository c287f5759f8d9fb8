import type { CallOptions } from '../http/http-call.ts'
import { asObject, asText, composed } from '../json.ts'
import { ZaloError } from '../zalo-error.ts'
import type { OaTransport } from './oa-request.ts'

/** A file to upload. */
export interface OaUpload {
  /** Ends in the extension of what it is: Zalo goes by that, and answers with nothing where it is missing. */
  readonly name: string
  readonly bytes: Uint8Array
  readonly mime?: string
}

/** What Zalo takes of one kind of upload. Source: "Upload hình ảnh", "Upload ảnh GIF", "Upload file". */
export interface OaUploadLimit {
  /** Extensions, in small letters and without the dot. */
  readonly extensions: readonly string[]
  readonly maxBytes: number
}

/** The documented limits. Some sources leave `csv` out: there Zalo itself refuses it, with -201. */
export const OA_UPLOAD_LIMITS: Readonly<Record<'image' | 'gif' | 'file', OaUploadLimit>> = {
  image: { extensions: ['jpg', 'jpeg', 'png'], maxBytes: 1024 * 1024 },
  gif: { extensions: ['gif'], maxBytes: 5 * 1024 * 1024 },
  file: { extensions: ['pdf', 'doc', 'docx', 'csv'], maxBytes: 5 * 1024 * 1024 },
}

/**
 * Uploads: 5,000 a month, each good for seven days (-100 after that). What is over `OA_UPLOAD_LIMITS` is refused
 * before it is sent, with the class `payload` and the code `file-type`, `file-too-large` or `file-empty`.
 */
export interface UploadCalls {
  /** Gives the `attachmentId` of a message of the kind `image`. */
  uploadImage(image: OaUpload, options?: CallOptions): Promise<string>
  /** Gives the `attachmentId` of a message of the kind `gif`. */
  uploadGif(gif: OaUpload, options?: CallOptions): Promise<string>
  /** Gives the `token` of a message of the kind `file`. */
  uploadFile(file: OaUpload, options?: CallOptions): Promise<string>
}

type Kind = keyof typeof OA_UPLOAD_LIMITS

export function uploadCalls({ request }: OaTransport): UploadCalls {
  const upload = async (kind: Kind, file: OaUpload, call?: CallOptions): Promise<string> => {
    checkLimits(kind, file)
    const path = `/v2.0/oa/upload/${kind}`
    const body = (): FormData => multipart(file)
    const data = asObject(await request({ path, body }, call))
    const id = asText(data[kind === 'file' ? 'token' : 'attachment_id'])
    if (id !== '') return id
    throw refusal('empty-upload', 'the upload was taken without an id: check what the file is')
  }
  return {
    uploadImage: (image, call) => upload('image', image, call),
    uploadGif: (gif, call) => upload('gif', gif, call),
    uploadFile: (file, call) => upload('file', file, call),
  }
}

function checkLimits(kind: Kind, { name, bytes }: OaUpload): void {
  const { extensions, maxBytes } = OA_UPLOAD_LIMITS[kind]
  const extension = /\.([^.]+)$/.exec(name.toLowerCase())?.[1] ?? ''
  if (!extensions.includes(extension))
    throw refusal('file-type', `Zalo takes ${extensions.join(', ')} here, not "${extension}"`)
  if (bytes.byteLength === 0) throw refusal('file-empty', 'the file is empty')
  if (bytes.byteLength > maxBytes)
    throw refusal('file-too-large', `${bytes.byteLength} bytes are over the limit of ${maxBytes}`)
}

function multipart({ name, bytes, mime = 'application/octet-stream' }: OaUpload): FormData {
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(bytes)], { type: mime }), composed(name))
  return form
}

function refusal(code: string, text: string): ZaloError {
  return new ZaloError({ code, class: 'payload', text })
}

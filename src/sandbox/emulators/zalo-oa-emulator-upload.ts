import { randomBytes } from 'node:crypto'
import { monthOf } from './emulator-month.ts'
import type { Params } from './emulator-params.ts'
import type { OaAccount, OaMethod, OaUpload } from './zalo-oa-emulator-account.ts'
import { oaRefusal, oaSuccess, type OaResult } from './zalo-oa-emulator-answer.ts'

const EXTENSIONS: Readonly<Record<OaUpload['kind'], RegExp>> = {
  image: /\.(jpe?g|png)$/i,
  gif: /\.gif$/i,
  file: /\.(pdf|docx?|csv)$/i,
}

export const uploadImage: OaMethod = (account, params) => upload(account, params, 'image')
export const uploadGif: OaMethod = (account, params) => upload(account, params, 'gif')
export const uploadFile: OaMethod = (account, params) => upload(account, params, 'file')

/** Keeps an upload for 7 days (zalo-api.md 1.5). */
function upload(account: OaAccount, params: Params, kind: OaUpload['kind']): OaResult {
  const { context, uploads } = account
  const part = params.uploads.find(({ field }) => field === 'file')
  if (part === undefined) return oaRefusal(-201, 'file is invalid')
  if (!/\.\w+$/.test(part.name)) return oaSuccess({})
  if (!EXTENSIONS[kind].test(part.name)) return oaRefusal(-201, 'file type is invalid')
  const { imageBytes, gifBytes, fileBytes, uploadLifeMs, uploadsPerMonth } = context.limits.zaloOa
  const most = { image: imageBytes, gif: gifBytes, file: fileBytes }[kind]
  if (part.bytes.length > most) return oaRefusal(-210, 'file size is over its limit')
  const now = context.clock.now()
  const month = `uploads ${monthOf(now)}`
  const spent = account.used.get(month) ?? 0
  if (spent >= uploadsPerMonth) return oaRefusal(-211, 'The month has no uploads left')
  account.used.put(month, spent + 1)
  const { name, mime, bytes } = part
  const shown = kind === 'file' ? 'document' : 'photo'
  const file = context.files.add({ platform: 'zalo-oa', name, mime, kind: shown, bytes, at: now })
  const id = randomBytes(24).toString('base64url')
  uploads.put(id, { fileId: file.id, kind, expires: now + uploadLifeMs })
  return oaSuccess(kind === 'file' ? { token: id } : { attachment_id: id })
}

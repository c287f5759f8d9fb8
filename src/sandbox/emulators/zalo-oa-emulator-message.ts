import { isRecord } from './emulator-params.ts'
import type { StoredButton } from './emulator-types.ts'
import type { OaAccount } from './zalo-oa-emulator-account.ts'
import { oaRefusal, type OaRefusal } from './zalo-oa-emulator-answer.ts'

export interface OaContent {
  readonly text: string
  readonly fileId?: string
  readonly photoUrl?: string
  readonly buttons?: readonly (readonly StoredButton[])[]
  /** Platform id of the quoted message. */
  readonly quote?: string
  /** What the echo event is called after `oa_send_`. */
  readonly what: 'text' | 'image' | 'gif' | 'sticker' | 'file' | 'list'
}

type Attachment = Omit<OaContent, 'text' | 'quote'>

/** Reads the `message` of a send (zalo-api.md 1.4) for a person or a group. */
export function readOaMessage(
  account: OaAccount,
  given: unknown,
  to: 'person' | 'group',
): OaContent | OaRefusal {
  if (!isRecord(given)) return oaRefusal(-201, 'message is invalid')
  const attachment = readAttachment(account, given['attachment'], to)
  if (attachment !== null && 'refused' in attachment) return attachment
  const { text = legacyText(given['attachment']), quote_message_id: quote } = given
  if (typeof text !== 'string' || (text.trim() === '' && attachment === null))
    return oaRefusal(-201, 'text is invalid')
  if (text.length > account.context.limits.zaloOa.textChars)
    return oaRefusal(-210, 'text is over its limit of 2000 characters')
  return {
    what: 'text',
    ...attachment,
    text,
    ...(typeof quote === 'string' && { quote }),
  }
}

/** Where the older shape of a message with buttons has its text. */
function legacyText(attachment: unknown): unknown {
  const payload = isRecord(attachment) ? attachment['payload'] : undefined
  return isRecord(payload) && payload['template_type'] === 'button' ? payload['text'] : ''
}

function readAttachment(
  account: OaAccount,
  given: unknown,
  to: 'person' | 'group',
): Attachment | OaRefusal | null {
  if (given === undefined || given === null) return null
  const payload = isRecord(given) ? given['payload'] : undefined
  if (!isRecord(given) || !isRecord(payload)) return oaRefusal(-201, 'attachment is invalid')
  if (given['type'] === 'file') return takeUpload(account, payload['token'], 'file')
  if (given['type'] !== 'template') return oaRefusal(-201, 'attachment type is invalid')
  if (payload['template_type'] === 'media') return readMedia(account, payload['elements'])
  if (to === 'group') return oaRefusal(-201, 'template_type is invalid')
  if (payload['template_type'] === 'request_user_info') return readRequest(payload['elements'])
  const shape = account.context.manners.zaloOa.legacyButtons ? 'button' : undefined
  return payload['template_type'] === shape
    ? readButtons(account, payload['buttons'])
    : oaRefusal(-201, 'template_type is invalid')
}

function readMedia(account: OaAccount, elements: unknown): Attachment | OaRefusal {
  const element: unknown = Array.isArray(elements) ? elements[0] : undefined
  if (!isRecord(element)) return oaRefusal(-201, 'elements is invalid')
  const { media_type: kind, attachment_id: id, url } = element
  if (kind === 'sticker' && typeof id === 'string') return { what: 'sticker' }
  if (kind !== 'image' && kind !== 'gif') return oaRefusal(-201, 'media_type is invalid')
  if (kind === 'gif' && !isSize(element['width'], element['height']))
    return oaRefusal(-201, 'width or height is invalid')
  if ((id === undefined) === (url === undefined))
    return oaRefusal(-201, 'attachment_id or url is invalid')
  if (typeof url === 'string')
    return /^https?:\/\//.test(url)
      ? { what: kind, photoUrl: url }
      : oaRefusal(-201, 'url is invalid')
  return takeUpload(account, id, kind)
}

function isSize(width: unknown, height: unknown): boolean {
  return [width, height].every((side) => Number.isInteger(Number(side)) && Number(side) > 0)
}

/** Asks for name, phone and address; the answer is the event `user_submit_info`. */
function readRequest(elements: unknown): Attachment | OaRefusal {
  const element: unknown = Array.isArray(elements) ? elements[0] : undefined
  if (!isRecord(element) || (elements as unknown[]).length > 1)
    return oaRefusal(-201, 'elements is invalid')
  const missing = ['title', 'subtitle', 'image_url'].find(
    (name) => typeof element[name] !== 'string' || element[name] === '',
  )
  return missing === undefined ? { what: 'list' } : oaRefusal(-201, `${missing} is invalid`)
}

function takeUpload(
  { context, uploads }: OaAccount,
  id: unknown,
  kind: 'image' | 'gif' | 'file',
): Attachment | OaRefusal {
  const upload = typeof id === 'string' ? uploads.get(id) : undefined
  const name = kind === 'file' ? 'token' : 'attachment_id'
  if (upload === undefined || upload.kind !== kind) return oaRefusal(-201, `${name} is invalid`)
  return upload.expires <= context.clock.now()
    ? oaRefusal(-100, 'attachment expired')
    : { what: kind, fileId: upload.fileId }
}

function readButtons({ context }: OaAccount, given: unknown): Attachment | OaRefusal {
  const { buttons: most, buttonTitleChars, buttonPayloadChars } = context.limits.zaloOa
  if (!Array.isArray(given) || given.length === 0) return oaRefusal(-201, 'buttons is invalid')
  if (given.length > most) return oaRefusal(-210, 'buttons is over its limit')
  const rows: StoredButton[][] = []
  for (const one of given as unknown[]) {
    const button = readButton(one)
    if (button === null) return oaRefusal(-201, 'buttons is invalid')
    if (button.text.length > buttonTitleChars) return oaRefusal(-210, 'title is over its limit')
    if (button.payload.length > buttonPayloadChars)
      return oaRefusal(-210, 'payload is over its limit')
    rows.push([button])
  }
  return { what: 'list', buttons: rows }
}

function readButton(given: unknown): StoredButton | null {
  if (!isRecord(given)) return null
  const { title, type, payload } = given
  if (typeof title !== 'string' || title === '') return null
  if ((type === 'oa.query.show' || type === 'oa.query.hide') && typeof payload === 'string')
    return {
      text: title,
      kind: 'query',
      payload,
      ...(type === 'oa.query.hide' && { hidden: true }),
    }
  if (!isRecord(payload)) return null
  const { url, phone_code: phone } = payload
  if (type === 'oa.open.url' && typeof url === 'string')
    return { text: title, kind: 'url', payload: url }
  const calls = type === 'oa.open.phone' || type === 'oa.open.sms'
  return calls && typeof phone === 'string'
    ? { text: title, kind: 'url', payload: `tel:${phone}` }
    : null
}

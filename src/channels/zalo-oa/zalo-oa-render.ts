import { type OaButton, withoutMentions } from 'zalo-api-sdk-node'
import type { Button, Message } from '../../messages/message.ts'
import type { ChatType, RenderedPart } from '../channel.ts'
import { cleanText } from '../styled-text.ts'
import { writeTexts } from '../write-texts.ts'
import { PLAIN_ZALO } from '../zalo/plain-zalo.ts'
import { refusalOf, uploadKind } from './zalo-oa-files.ts'

/** What `send` finds in a part; survives JSON. */
export type OaPartBody =
  | {
      readonly kind: 'text'
      readonly text: string
      readonly buttons?: readonly OaButton[]
      /** The same words with numbered choices, for an account that refuses buttons. */
      readonly withoutButtons?: string
    }
  | { readonly kind: 'file' | 'image' }

const MAX_BUTTONS = 5
const MAX_TITLE = 100

/** How a press comes back: as a text of the person that the chat shows, or that it hides. */
export type PressStyle = 'oa.query.show' | 'oa.query.hide'

/** What depends on how the account hears: its history, which is all that polling sees, shows no hidden text and no quote. */
export interface OaWays {
  readonly pressStyle: PressStyle
  readonly repliesUntold: boolean
}

export const BY_WEBHOOK: OaWays = { pressStyle: 'oa.query.hide', repliesUntold: false }
export const BY_HISTORY: OaWays = { pressStyle: 'oa.query.show', repliesUntold: true }

/**
 * The text, then the files, which may be long on their way or refused; buttons in private chats, numbered choices in
 * groups, which have none.
 */
export function renderZaloOa(
  message: Message,
  chat: ChatType,
  { pressStyle, repliesUntold }: OaWays,
): RenderedPart[] {
  const files = message.files ?? []
  const refusedFiles = files.flatMap((file) => refusalOf(file) ?? [])
  const fileParts = files.flatMap((file): RenderedPart[] => {
    const kind = uploadKind(file)
    if (kind === null) return []
    return [{ kind: 'file', preview: cleanText(file.name), body: { kind }, fileId: file.fileId }]
  })
  const buttons = chat === 'private' ? oaButtons(message.buttons, pressStyle) : []
  const { texts, withChoices } = writeTexts(message, {
    ...PLAIN_ZALO,
    chat,
    neutralise: withoutMentions,
    refusedFiles,
    repliesUntold,
  })
  const text = texts.at(-1)
  const withoutButtons = withChoices.at(-1)
  // Buttons hang under words, and each has its number in case the account refuses buttons.
  if (buttons.length === 0 || text === undefined || texts.length !== withChoices.length)
    return [...withChoices.map(textPart), ...fileParts]
  const body: OaPartBody = {
    kind: 'text',
    text,
    buttons,
    withoutButtons: withoutButtons ?? text,
  }
  const last: RenderedPart = {
    kind: 'text',
    preview: text,
    ...(withoutButtons !== undefined && { withChoices: withoutButtons }),
    body: { ...body },
  }
  return [...texts.slice(0, -1).map(textPart), last, ...fileParts]
}

function textPart(text: string): RenderedPart {
  return { kind: 'text', preview: text, body: { kind: 'text', text } }
}

/** At most five; more, or a label that does not fit, makes numbered choices of all of them. */
function oaButtons(rows: Message['buttons'], style: PressStyle): OaButton[] {
  const buttons = (rows ?? []).flat().map((button) => oaButton(button, style))
  const whole = buttons.filter((button) => button !== null)
  return buttons.length <= MAX_BUTTONS && whole.length === buttons.length ? whole : []
}

function oaButton({ label, action, url }: Button, style: PressStyle): OaButton | null {
  const title = cleanText(label).replace(/\s+/gu, ' ').trim()
  if (title === '' || title.length > MAX_TITLE) return null
  if (action !== undefined) return { title, type: style, payload: action }
  return url === undefined ? null : { title, type: 'oa.open.url', payload: { url } }
}

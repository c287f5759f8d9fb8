import type { InlineKeyboardButton, MessageEntity, Opts } from 'telegraf/types'
import type { MessageFileRef } from '../../domain/file.ts'
import type { Button, Message } from '../../messages/message.ts'
import type { RenderedPart } from '../channel.ts'
import { countCodePoints, splitText } from '../split-text.ts'
import { cleanText, composeBlocks, type StyledText, type TextSpan } from '../styled-text.ts'
import { neutraliseText } from './neutralise-text.ts'

/** Bot API sendMessage: 1-4096 characters after entities parsing, https://core.telegram.org/bots/api#sendmessage */
export const MAX_TEXT = 4096
/** Bot API: 1-64 bytes, https://core.telegram.org/bots/api#inlinekeyboardbutton */
const CALLBACK_DATA_MAX_BYTES = 64
/** What Telegram's clients show side by side, and what the server takes in all. */
const MAX_BUTTONS_IN_ROW = 8
const MAX_BUTTONS = 100
/** About three lines of a phone: a longer quote is folded, its words whole, so that the buttons under it stay near. */
const FOLD_QUOTE_FROM = 120

interface TelegramEntity {
  /** `expandable_blockquote` is newer than telegraf's types. */
  readonly type: MessageEntity['type'] | 'expandable_blockquote'
  readonly offset: number
  readonly length: number
}

/** What each part may carry besides its content: the topic, and the last one its buttons. */
type Frame = Pick<Opts<'sendDocument'>, 'reply_markup' | 'message_thread_id'>

/** The payload of sendMessage and editMessageText without the chat: telegraf's fields. */
type TelegramTextBody = Pick<Opts<'sendMessage'>, 'text' | 'link_preview_options'> &
  Frame & { readonly [K in keyof Pick<Opts<'sendMessage'>, 'entities'>]: TelegramEntity[] }

/** The payload of sendDocument without the chat and the document. */
type TelegramFileBody = Frame

/**
 * The text in parts of at most 4096 characters, the buttons under the last of them, then the files: who gets one
 * that is long on its way, or refused, has the words already. Text goes out as words and entities: no parse mode, so
 * nothing in it can act as markup.
 */
export function renderTelegram(message: Message): RenderedPart[] {
  const texts = splitText(composeBlocks(message.blocks, neutraliseText), {
    max: MAX_TEXT,
    count: countCodePoints,
  })
  const files = message.files ?? []
  const markup = replyMarkup(message.buttons ?? [])
  const topic: Frame =
    message.thread === undefined ? {} : { message_thread_id: Number(message.thread) }
  const under = (isLast: boolean): Frame => ({ ...topic, ...(isLast && markup) })
  return [
    ...texts.map((text, index) => textPart(text, under(index === texts.length - 1))),
    ...files.map((file, index) =>
      filePart(file, under(texts.length === 0 && index === files.length - 1)),
    ),
  ]
}

function textPart(styled: StyledText, frame: Frame): RenderedPart {
  const entities = styled.spans.map((span) => entityOf(span, styled.text))
  const body: TelegramTextBody = {
    text: styled.text,
    ...(entities.length > 0 ? { entities } : {}),
    link_preview_options: { is_disabled: true },
    ...frame,
  }
  return { kind: 'text', preview: styled.text, body: { ...body } }
}

function filePart(file: MessageFileRef, frame: Frame): RenderedPart {
  const body: TelegramFileBody = frame
  return { kind: 'file', preview: cleanText(file.name), body: { ...body }, fileId: file.fileId }
}

function entityOf({ style, offset, length }: TextSpan, text: string): TelegramEntity {
  const long = countCodePoints(text.slice(offset, offset + length)) > FOLD_QUOTE_FROM
  const quote = long ? 'expandable_blockquote' : 'blockquote'
  return { type: style === 'quote' ? quote : style, offset, length }
}

function replyMarkup(buttons: readonly (readonly Button[])[]): Frame {
  const rows = buttons.flatMap((row) => chunk(row.map(inlineButton), MAX_BUTTONS_IN_ROW))
  if (rows.flat().length > MAX_BUTTONS) {
    throw new RangeError(`a message takes at most ${MAX_BUTTONS} buttons`)
  }
  return rows.length === 0 ? {} : { reply_markup: { inline_keyboard: rows } }
}

function inlineButton({ label, action, url }: Button): InlineKeyboardButton {
  const text = cleanText(label).replace(/\s+/gu, ' ').trim()
  if (text === '') throw new RangeError('a button needs a label')
  if (action !== undefined) {
    const bytes = Buffer.byteLength(action, 'utf8')
    if (bytes < 1 || bytes > CALLBACK_DATA_MAX_BYTES) {
      throw new RangeError(
        `an action takes 1 to ${CALLBACK_DATA_MAX_BYTES} bytes, this one ${bytes}`,
      )
    }
    return { text, callback_data: action }
  }
  if (url === undefined || !isLink(url)) throw new RangeError('a button needs an action or a link')
  return { text, url }
}

function isLink(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:', 'tg:'].includes(new URL(url).protocol)
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

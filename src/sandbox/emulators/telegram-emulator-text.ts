import { countCodePoints } from './emulator-length.ts'
import type { EmulatorLimits } from './emulator-limits.ts'
import { isRecord, readObject, textOf, type Params } from './emulator-params.ts'
import type { MessageEntity } from './emulator-types.ts'
import { badRequest, type TelegramRefusal } from './telegram-emulator-answer.ts'
import { parseHtml, type FormattedText } from './telegram-emulator-html.ts'

export interface TextFields {
  readonly text: 'text' | 'caption'
  readonly entities: 'entities' | 'caption_entities'
}

export const TEXT: TextFields = { text: 'text', entities: 'entities' }
export const CAPTION: TextFields = { text: 'caption', entities: 'caption_entities' }

/** Reads a text with its formatting and checks its length after parsing, in code points. */
export function readFormatted(
  limits: EmulatorLimits['telegram'],
  params: Params,
  fields: TextFields,
): FormattedText | TelegramRefusal {
  const raw = textOf(params, fields.text)
  if (Buffer.byteLength(raw) > limits.rawTextBytes) return badRequest('text is too long')
  const formatted = applyFormat(raw, params, fields)
  if ('ok' in formatted) return formatted
  const trimmed = trimText(takeOutMarks(formatted))
  const longest = fields.text === 'text' ? limits.textChars : limits.captionChars
  const name = fields.text === 'text' ? 'message' : 'message caption'
  if (countCodePoints(trimmed.text) > longest) return badRequest(`${name} is too long`)
  if (fields.text === 'text' && trimmed.text === '') return badRequest('message text is empty')
  return { text: trimmed.text, entities: [...trimmed.entities, ...findEntities(trimmed)] }
}

function applyFormat(
  raw: string,
  params: Params,
  fields: TextFields,
): FormattedText | TelegramRefusal {
  const mode = textOf(params, 'parse_mode')
  if (mode !== '' && mode.toLowerCase() !== 'html') return badRequest('unsupported parse_mode')
  if (mode === '') return readEntities(raw, readObject(params, fields.entities))
  const parsed = parseHtml(raw)
  return 'fault' in parsed ? badRequest(`can't parse entities: ${parsed.fault}`) : parsed
}

function readEntities(text: string, given: unknown): FormattedText | TelegramRefusal {
  const entities: MessageEntity[] = []
  for (const entity of Array.isArray(given) ? (given as unknown[]) : []) {
    if (!isRecord(entity) || typeof entity['type'] !== 'string')
      return badRequest("can't parse MessageEntity: expected an Object")
    const { offset, length } = entity
    if (!isPlace(offset) || !isPlace(length))
      return badRequest('receive an entity with incorrect offset or length')
    if (offset + length > text.length)
      return badRequest(
        `entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${text.length}`,
      )
    if (cutsSurrogate(text, offset) || cutsSurrogate(text, offset + length))
      return badRequest(`entity begins in a middle of a UTF-16 symbol at byte offset ${offset}`)
    if (length > 0) entities.push(entity as unknown as MessageEntity)
  }
  return { text, entities }
}

function isPlace(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1_000_000
}

function cutsSurrogate(text: string, at: number): boolean {
  return /[\ud800-\udbff]/.test(text[at - 1] ?? '') && /[\udc00-\udfff]/.test(text[at] ?? '')
}

/** As TDLib's clean_input_string takes them out, and the entities move with the rest. */
const TAKEN_OUT = /[\u030A\u0333\u033F]/gu

function takeOutMarks({ text, entities }: FormattedText): FormattedText {
  const placeOf = (at: number): number => text.slice(0, at).replace(TAKEN_OUT, '').length
  const moved = entities.flatMap((entity) => {
    const offset = placeOf(entity.offset)
    const length = placeOf(entity.offset + entity.length) - offset
    return length > 0 ? [{ ...entity, offset, length }] : []
  })
  return { text: text.replace(TAKEN_OUT, ''), entities: moved }
}

/** Spaces at both ends go, and the entities with them. */
function trimText({ text, entities }: FormattedText): FormattedText {
  const cut = text.length - text.trimStart().length
  const kept = text.trim()
  const moved = entities.flatMap((entity) => {
    const start = Math.min(Math.max(entity.offset - cut, 0), kept.length)
    const end = Math.min(Math.max(entity.offset + entity.length - cut, 0), kept.length)
    return end > start ? [{ ...entity, offset: start, length: end - start }] : []
  })
  return { text: kept, entities: moved }
}

/** As TDLib looks for them in MessageEntity.cpp: what stands before matters, and it need not be a space. */
const COMMAND =
  /(?<![\p{L}\p{N}_/<>])\/[a-z0-9_]{1,64}(?![a-z0-9_])(?:@[a-z0-9_]{3,32})?(?![\p{L}\p{N}_/<>])/giu
const MENTION = /(?<![\p{L}\p{N}_])@[a-z0-9_]{4,32}(?![\p{L}\p{N}_])/giu
const ADDRESS =
  /(?<![\p{L}\p{N}_/#@.~-])(https?:\/\/)?(?:[\p{L}\p{N}_~-]+\.)+([\p{L}\d]+)(?::\d{1,5})?(?:[/?#][^\s<>"«»\u2000-\u200b\u200e-\u206f]*)?/giu
/** Of the endings that make a link without `https://`. */
const KNOWN_ENDING = /^(?:vn|com|net|org|info|me|be|tv)$/iu

const SPLIT_OR_AROUND: ReadonlySet<string> = new Set([
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'blockquote',
  'expandable_blockquote',
])

/**
 * What the server marks by itself: commands, mentions and links outside given entities. Where two meet the first is
 * marked, so that a link keeps what looks like a name in it.
 */
export function findEntities({ text, entities }: FormattedText): MessageEntity[] {
  const marked = (type: string, pattern: RegExp): MessageEntity[] =>
    [...text.matchAll(pattern)].map(({ index, 0: { length } }) => ({ type, offset: index, length }))
  const found = [
    ...findAddresses(text),
    ...marked('bot_command', COMMAND),
    ...marked('mention', MENTION),
  ].sort((a, b) => a.offset - b.offset)
  let end = 0
  const apart = found.filter(({ offset, length }) => {
    if (offset < end) return false
    end = offset + length
    return true
  })
  return apart.filter((one) => entities.every((given) => mayStandIn(given, one)))
}

/** Marked words stand whole in a quote or in bold letters, or beside them; nothing is marked in code and links. */
function mayStandIn(given: MessageEntity, { offset, length }: MessageEntity): boolean {
  const end = given.offset + given.length
  if (offset + length <= given.offset || end <= offset) return true
  return SPLIT_OR_AROUND.has(given.type) && given.offset <= offset && offset + length <= end
}

function findAddresses(text: string): MessageEntity[] {
  return [...text.matchAll(ADDRESS)].flatMap(({ index, 0: whole, 1: scheme, 2: ending = '' }) =>
    scheme === undefined && !KNOWN_ENDING.test(ending)
      ? []
      : [{ type: 'url', offset: index, length: wellFormed(whole).length }],
  )
}

/** An address up to a bracket that closes none of its own, without the marks of the sentence around it. */
function wellFormed(address: string): string {
  let depth = 0
  const stray = Array.from(address).findIndex((sign) => {
    if ('([{'.includes(sign)) depth++
    if (')]}'.includes(sign)) depth--
    return depth < 0
  })
  const kept = stray < 0 ? address : Array.from(address).slice(0, stray).join('')
  return kept.replace(/[.:;,('?!`]+$/u, '')
}

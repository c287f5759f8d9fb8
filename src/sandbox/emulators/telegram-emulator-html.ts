import type { MessageEntity } from './emulator-types.ts'

export interface FormattedText {
  readonly text: string
  readonly entities: readonly MessageEntity[]
}

/** Why a text with tags is refused, in the server's words after "can't parse entities: ". */
export interface MarkupFault {
  readonly fault: string
}

const TYPES: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
  blockquote: 'blockquote',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
}
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }
const START_TAG = /<([a-z][a-z0-9-]*)((?:\s+[a-z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*))?)*)\s*>/iy
const END_TAG = /<\/([a-z][a-z0-9-]*)\s*>/iy
const REFERENCE = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{1,8}));/iy

interface OpenTag {
  readonly tag: string
  readonly entity: Omit<MessageEntity, 'length'>
}

/** Reads `parse_mode: HTML` as the server does (tags of telegram-api.md 3.1). */
export function parseHtml(source: string): FormattedText | MarkupFault {
  const open: OpenTag[] = []
  const entities: MessageEntity[] = []
  let text = ''
  let at = 0
  while (at < source.length) {
    const character = source[at] as string
    if (character === '&') {
      const reference = readReference(source, at)
      text += reference.text
      at = reference.end
    } else if (character !== '<') {
      text += character
      at += 1
    } else if (source[at + 1] === '/') {
      const end = closeTag(source, at, open, text.length)
      if ('fault' in end) return end
      if (end.entity.length > 0) entities.push(end.entity)
      at = end.next
    } else {
      const start = openTag(source, at, text.length)
      if ('fault' in start) return start
      open.push(start)
      at = start.next
    }
  }
  const left = open.at(-1)
  if (left !== undefined)
    return { fault: `Can't find end tag corresponding to start tag "${left.tag}"` }
  return { text, entities: mergeCode(entities) }
}

function byteOffset(source: string, at: number): number {
  return Buffer.byteLength(source.slice(0, at))
}

function openTag(
  source: string,
  at: number,
  offset: number,
): (OpenTag & { next: number }) | MarkupFault {
  START_TAG.lastIndex = at
  const found = START_TAG.exec(source)
  if (found === null)
    return { fault: `Unclosed start tag at byte offset ${byteOffset(source, at)}` }
  const tag = (found[1] ?? '').toLowerCase()
  const attributes = found[2] ?? ''
  const type = TYPES[tag]
  if (type === undefined || (tag === 'span' && !/tg-spoiler/.test(attributes)))
    return { fault: `Unsupported start tag "${tag}" at byte offset ${byteOffset(source, at)}` }
  return { tag, entity: describe(tag, type, attributes, offset), next: START_TAG.lastIndex }
}

function describe(
  tag: string,
  type: string,
  attributes: string,
  offset: number,
): OpenTag['entity'] {
  if (tag === 'blockquote' && /\sexpandable/i.test(attributes))
    return { type: 'expandable_blockquote', offset }
  const url = /href\s*=\s*["']?([^"'\s>]*)/i.exec(attributes)?.[1]
  if (tag === 'a') return { type, offset, url: decode(url ?? '') }
  const language = /class\s*=\s*["']?language-([^"'\s>]+)/i.exec(attributes)?.[1]
  return { type, offset, ...(tag === 'code' && language !== undefined && { language }) }
}

function closeTag(
  source: string,
  at: number,
  open: OpenTag[],
  length: number,
): { entity: MessageEntity; next: number } | MarkupFault {
  END_TAG.lastIndex = at
  const found = END_TAG.exec(source)
  const place = byteOffset(source, at)
  const last = open.pop()
  if (found === null || last === undefined)
    return { fault: `Unexpected end tag at byte offset ${place}` }
  const tag = (found[1] ?? '').toLowerCase()
  if (tag !== last.tag)
    return {
      fault: `Unmatched end tag at byte offset ${place}, expected "</${last.tag}>", found "</${tag}>"`,
    }
  return {
    entity: { ...last.entity, length: length - last.entity.offset },
    next: END_TAG.lastIndex,
  }
}

/** `<pre><code class="language-x">` is one entity; a link without an address is none. */
function mergeCode(entities: readonly MessageEntity[]): MessageEntity[] {
  const languages = entities.filter(
    ({ type, language }) => type === 'code' && language !== undefined,
  )
  return entities
    .filter(
      (entity) => !languages.includes(entity) && !(entity.type === 'text_link' && !entity.url),
    )
    .map((entity) => {
      const inner = languages.find(
        ({ offset, length }) => offset === entity.offset && length === entity.length,
      )
      const language = inner?.language
      return entity.type === 'pre' && language !== undefined ? { ...entity, language } : entity
    })
    .toSorted((a, b) => a.offset - b.offset || b.length - a.length)
}

function readReference(source: string, at: number): { text: string; end: number } {
  REFERENCE.lastIndex = at
  const found = REFERENCE.exec(source)
  const code = found?.[1] !== undefined ? Number(found[1]) : Number.parseInt(found?.[2] ?? '', 16)
  const text = code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : NAMED[found?.[3] ?? '']
  return text === undefined ? { text: '&', end: at + 1 } : { text, end: REFERENCE.lastIndex }
}

function decode(text: string): string {
  return text.replaceAll(/&(lt|gt|amp|quot);/g, (_, name: string) => NAMED[name] ?? '')
}

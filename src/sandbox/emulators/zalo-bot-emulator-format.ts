import { isRecord } from './emulator-params.ts'
import type { MessageEntity } from './emulator-types.ts'
import { parseHtml, type FormattedText } from './telegram-emulator-html.ts'

const STYLES: Readonly<Record<string, string>> = {
  b: 'bold',
  i: 'italic',
  u: 'underline',
  s: 'strikethrough',
}
const MARKS =
  /\*\*(?<bold>[^*\n]+)\*\*|~~(?<strikethrough>[^~\n]+)~~|`(?<code>[^`\n]+)`|\*(?<italic>[^*\n]+)\*/g

/** What the phone shows of a formatted text (zalo-api.md 4.3); `parse_mode` wins over styles. */
export function formatBotText(text: string, mode: string | null, styles: unknown): FormattedText {
  if (mode === 'markdown') return parseMarkdown(text)
  if (mode === 'html') {
    const parsed = parseHtml(text)
    return 'fault' in parsed ? { text, entities: [] } : parsed
  }
  const entities = Array.isArray(styles) ? styles.flatMap((style) => readStyle(style)) : []
  return { text, entities: entities.filter(({ offset, length }) => offset + length <= text.length) }
}

function parseMarkdown(source: string): FormattedText {
  const entities: MessageEntity[] = []
  const plain = source.replaceAll(/^#{1,4} /gm, '')
  let text = ''
  let at = 0
  for (const match of plain.matchAll(MARKS)) {
    const [type, inner] = Object.entries(match.groups ?? {}).find(([, found]) => found) ?? ['', '']
    text += plain.slice(at, match.index)
    entities.push({ type, offset: text.length, length: inner.length })
    text += inner
    at = match.index + match[0].length
  }
  return { text: text + plain.slice(at), entities }
}

function readStyle(style: unknown): MessageEntity[] {
  if (!isRecord(style)) return []
  const { start, len, st } = style
  if (!Number.isInteger(start) || !Number.isInteger(len) || !Array.isArray(st)) return []
  return st.flatMap((code) => {
    const type = STYLES[String(code)]
    return type === undefined ? [] : [{ type, offset: Number(start), length: Number(len) }]
  })
}

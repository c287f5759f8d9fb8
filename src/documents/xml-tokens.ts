export type XmlToken =
  /** `inside`: the tag as it stands between its brackets, with its attributes. */
  | { kind: 'open'; name: string; isEmpty: boolean; inside: string }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string }

const ENTITY = /&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|amp|lt|gt|quot|apos);/gu
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}
const NAME = /^\/?(?<name>[^\s/>]{1,100})/u

function codePoint(value: number): string {
  const isCharacter = value > 0 && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff)
  return isCharacter ? String.fromCodePoint(value) : '\uFFFD'
}

function unescapeXml(text: string): string {
  if (!text.includes('&')) return text
  // Named groups would take three times as long, and a file may have millions of entities.
  return text.replace(ENTITY, (_whole, inside: string) => {
    if (inside.startsWith('#x')) return codePoint(Number.parseInt(inside.slice(2), 16))
    if (inside.startsWith('#')) return codePoint(Number(inside.slice(1)))
    return NAMED[inside] ?? ''
  })
}

/** Where the tag that opens at `start` ends; attribute values may hold ">". */
function endOfTag(xml: string, start: number): number {
  let quote = ''
  for (let at = start + 1; at < xml.length; at += 1) {
    const character = xml[at] ?? ''
    if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '>') return at
    else if (character === '<') return -1
  }
  return -1
}

function readTag(inside: string): XmlToken | undefined {
  const name = NAME.exec(inside)?.groups?.['name']
  if (name === undefined) return undefined
  if (inside.startsWith('/')) return { kind: 'close', name }
  return { kind: 'open', name, isEmpty: inside.endsWith('/'), inside }
}

/** Reads the attribute of that name from the inside of a tag. */
export function attributeReader(name: string): (inside: string) => string | undefined {
  const pattern = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'u')
  return (inside) => {
    const found = pattern.exec(inside)
    const value = found?.[1] ?? found?.[2]
    return value === undefined ? undefined : unescapeXml(value)
  }
}

interface Piece {
  token?: XmlToken
  next: number
}

function upTo(xml: string, at: number, opening: string, closing: string): Piece | undefined {
  const end = xml.indexOf(closing, at + opening.length)
  return end < 0 ? undefined : { next: end + closing.length }
}

function readMarkup(xml: string, at: number): Piece | undefined {
  if (xml.startsWith('<!--', at)) return upTo(xml, at, '<!--', '-->')
  if (xml.startsWith('<?', at)) return upTo(xml, at, '<?', '?>')
  if (xml.startsWith('<![CDATA[', at)) {
    const piece = upTo(xml, at, '<![CDATA[', ']]>')
    if (piece === undefined) return undefined
    return { ...piece, token: { kind: 'text', text: xml.slice(at + 9, piece.next - 3) } }
  }
  // A document type declares entities; no office program writes one, and bombs are built from them.
  if (xml.startsWith('<!', at)) return undefined
  const end = endOfTag(xml, at)
  const token = end < 0 ? undefined : readTag(xml.slice(at + 1, end))
  return token === undefined ? undefined : { token, next: end + 1 }
}

/**
 * Walks through XML once and gives each tag and text to `take`. False when the XML is broken or brings a
 * document type of its own. Linear in time; entities other than XML's five and characters stay as written.
 */
export function walkXml(xml: string, take: (token: XmlToken) => void): boolean {
  let at = 0
  while (at < xml.length) {
    if (xml[at] === '<') {
      const piece = readMarkup(xml, at)
      if (piece === undefined) return false
      if (piece.token !== undefined) take(piece.token)
      at = piece.next
    } else {
      const next = xml.indexOf('<', at)
      const end = next < 0 ? xml.length : next
      take({ kind: 'text', text: unescapeXml(xml.slice(at, end)) })
      at = end
    }
  }
  return true
}

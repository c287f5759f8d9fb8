import type { Block } from '../messages/message.ts'

export type SpanStyle = 'bold' | 'italic' | 'quote'

/** A styled stretch of a text; places are UTF-16 units, as in JavaScript strings. */
export interface TextSpan {
  readonly style: SpanStyle
  readonly offset: number
  readonly length: number
}

export interface StyledText {
  readonly text: string
  readonly spans: readonly TextSpan[]
}

/** What an adapter does to a piece of text before it is put in; `verbatim`: words of somebody else. */
export type Neutralise = (text: string, verbatim: boolean) => string

const LINE_SEPARATORS = /\r\n?|[\u2028\u2029\u0085\v\f]/gu
// oxlint-disable-next-line no-control-regex -- removing control characters is the purpose
const CONTROLS = /[\u0000-\u0008\u000E-\u001F\u007F-\u009F]/gu
/** Marks that reverse the order in which text is shown; `a.doc[RLO]txt` can pose as something else. */
const DIRECTION_OVERRIDES = /[\u202A-\u202E\u2066-\u2069]/gu
const LONE_SURROGATES = /\p{Surrogate}/gu

/**
 * A text as every platform takes it: NFC, line ends as `\n`, without control characters, direction
 * overrides and halves of surrogate pairs. Visible characters stay as they are.
 */
export function cleanText(text: string): string {
  return text
    .replace(LINE_SEPARATORS, '\n')
    .replace(CONTROLS, '')
    .replace(DIRECTION_OVERRIDES, '')
    .replace(LONE_SURROGATES, '\uFFFD')
    .normalize('NFC')
}

/** The words of the blocks as one text: a blank line between blocks, fields under each other. */
export function composeBlocks(
  blocks: readonly Block[],
  neutralise: Neutralise = (text) => text,
): StyledText {
  let text = ''
  const spans: TextSpan[] = []
  const put = (words: string, style?: SpanStyle): void => {
    if (style !== undefined && words !== '') {
      spans.push({ style, offset: text.length, length: words.length })
    }
    text += words
  }
  let previous: Block['kind'] | null = null
  for (const block of blocks) {
    const pieces = blockPieces(block, neutralise)
    if (pieces.every((piece) => piece.words.trim() === '')) continue
    if (previous !== null) put(previous === 'field' && block.kind === 'field' ? '\n' : '\n\n')
    for (const piece of pieces) put(piece.words, piece.style)
    previous = block.kind
  }
  return { text, spans }
}

interface Piece {
  readonly words: string
  readonly style?: SpanStyle
}

function blockPieces(block: Block, neutralise: Neutralise): Piece[] {
  const words = (text: string, verbatim = false): string =>
    neutralise(cleanText(text), verbatim).trim()
  switch (block.kind) {
    case 'title':
      return [{ words: words(block.text), style: 'bold' }]
    case 'text':
      return [{ words: words(block.text) }]
    case 'field':
      return [
        { words: `${words(block.name)}:`, style: 'bold' },
        { words: ` ${words(block.value)}` },
      ]
    case 'list':
      return [
        {
          words: listLines(
            block.items.map((item) => words(item, !block.commands)),
            block.ordered ?? false,
          ),
        },
      ]
    case 'quote':
      return [{ words: words(block.text, true), style: 'quote' }]
    case 'note':
      return [{ words: words(block.text), style: 'italic' }]
  }
}

function listLines(items: readonly string[], ordered: boolean): string {
  return items.map((item, index) => `${ordered ? `${index + 1}.` : '•'} ${item}`).join('\n')
}

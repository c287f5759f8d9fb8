import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  countCodePoints,
  countUtf16,
  cutText,
  splitText,
} from '../../../src/channels/split-text.ts'
import type { StyledText } from '../../../src/channels/styled-text.ts'

const plain = (text: string): StyledText => ({ text, spans: [] })
const texts = (text: string, max: number): string[] =>
  splitText(plain(text), { max, count: countCodePoints }).map((part) => part.text)

const segmenter = new Intl.Segmenter('vi', { granularity: 'grapheme' })
const graphemesOf = (text: string): string[] => [...segmenter.segment(text)].map((s) => s.segment)

/** Texts of words, tones, emoji joined to families, marks piled on letters, flags and blank lines. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom(
        'Thôn Yên Cát',
        ' ',
        '\n',
        '\n\n',
        '. ',
        '👨‍👩‍👧‍👦',
        '🇻🇳',
        '🇻🇳🇱🇦',
        'e\u0323\u0302',
        'đ/c Hoà;',
        '12. ',
        'https://nhuxuan.example/van-ban/12-TB-ĐU',
      ),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join('').normalize('NFC'))

describe('a text within the limit', () => {
  it('is one part without a number', () => {
    expect(texts('Họp thôn lúc 19 giờ.', 4096)).toEqual(['Họp thôn lúc 19 giờ.'])
  })

  it('has no part when it is blank', () => {
    expect(texts(' \n\t\n ', 4096)).toEqual([])
  })

  it('counts a character outside the basic plane once for Telegram and twice for Zalo', () => {
    const text = '🌾'.repeat(40)

    expect(splitText(plain(text), { max: 40, count: countCodePoints })).toHaveLength(1)
    expect(splitText(plain(text), { max: 40, count: countUtf16 })).toHaveLength(3)
  })
})

describe('a long text', () => {
  it.each([
    {
      title: 'between paragraphs',
      text: `${'Một hai ba bốn. '.repeat(2)}Năm sáu.\n\nBảy tám chín mười. Mười một mười hai.`,
      first: '(1/2)\nMột hai ba bốn. Một hai ba bốn. Năm sáu.',
    },
    {
      title: 'between lines when no paragraph ends in the second half',
      text: 'Một.\n\nHai ba bốn năm sáu bảy tám chín\nmười mười một mười hai mười ba mười bốn',
      first: '(1/2)\nMột.\n\nHai ba bốn năm sáu bảy tám chín',
    },
    {
      title: 'between sentences when no line ends',
      text: 'Một hai ba bốn năm sáu bảy tám. Chín mười mười một mười hai mười ba mười bốn.',
      first: '(1/2)\nMột hai ba bốn năm sáu bảy tám.',
    },
    {
      title: 'between words when no sentence ends',
      text: 'một hai ba bốn năm sáu bảy tám chín mười mười-một mười-hai mười-ba mười-bốn',
      first: '(1/2)\nmột hai ba bốn năm sáu bảy tám chín mười',
    },
    {
      title: 'after the word, not after the number of an item',
      text: 'Giao các đơn vị thực hiện các việc\n1. Hội Nông dân xã rà soát hộ vay vốn',
      first: '(1/2)\nGiao các đơn vị thực hiện các việc',
    },
  ])('is cut $title', ({ text, first }) => {
    expect(texts(text, 52)[0]).toBe(first)
  })

  it('keeps a word that fits in a part whole', () => {
    const link = `https://nhuxuan.example/${'a'.repeat(30)}`

    expect(texts(`Xem tại đây ${link} và báo lại`, 62)[1]).toContain(link)
  })

  it('is numbered with two digits from the tenth part on', () => {
    const parts = texts('chữ '.repeat(120), 40)

    expect(parts.length).toBeGreaterThan(9)
    expect(parts[0]).toMatch(new RegExp(`^\\(1/${parts.length}\\)\n`, 'u'))
    expect(parts.at(-1)).toMatch(new RegExp(`^\\(${parts.length}/${parts.length}\\)\n`, 'u'))
  })

  it('cuts marks piled on one letter between code points when nothing else is possible', () => {
    const pile = `a${'\u0301'.repeat(200)}`

    expect(cutText(pile, { max: 50, count: countCodePoints }).join('')).toBe(pile)
  })

  it('is refused a limit that leaves no room beside the numbers', () => {
    expect(() => texts('một hai', 8)).toThrow('a part needs at least 32 characters')
  })

  it('carries its styles into the parts', () => {
    const text = `Tiêu đề\n\n${'chữ thường '.repeat(6)}`
    const parts = splitText(
      {
        text,
        spans: [
          { style: 'bold', offset: 0, length: 7 },
          { style: 'quote', offset: 9, length: text.length - 9 },
        ],
      },
      { max: 52, count: countCodePoints },
    )

    const styled = parts.map((part) =>
      part.spans.map((span) => [
        span.style,
        part.text.slice(span.offset, span.offset + span.length),
      ]),
    )
    expect(styled[0]).toEqual([
      ['bold', 'Tiêu đề'],
      ['quote', 'chữ thường chữ thường chữ thường chữ'],
    ])
    expect(styled[1]).toEqual([['quote', 'thường chữ thường chữ thường']])
  })
})

describe('any text', () => {
  it('joins back from its pieces, each cut between visible characters and within the limit', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 32, max: 90 }), (text, max) => {
        const pieces = cutText(text, { max, count: countCodePoints })

        expect(pieces.join('')).toBe(text)
        expect(pieces.every((piece) => countCodePoints(piece) <= max)).toBe(true)
        const longest = Math.max(0, ...graphemesOf(text).map(countCodePoints))
        const found = pieces.flatMap(graphemesOf)
        expect(found).toEqual(longest <= max ? graphemesOf(text) : found)
      }),
    )
  })

  it('loses nothing but blank space in numbered parts that fit, for either way of counting', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.integer({ min: 32, max: 90 }),
        fc.constantFrom(countCodePoints, countUtf16),
        (text, max, count) => {
          const parts = splitText(plain(text), { max, count }).map((part) => part.text)

          expect(parts.every((part) => count(part) <= max)).toBe(true)
          const bare =
            parts.length > 1 ? parts.map((part) => part.slice(part.indexOf('\n') + 1)) : parts
          expect(bare.join('').replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''))
          expect(bare.every((part) => part.trim() !== '')).toBe(true)
        },
      ),
    )
  })

  it('keeps every styled character styled', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (text, a, b) => {
        const offset = text === '' ? 0 : a % text.length
        const length = text === '' ? 0 : b % (text.length - offset)
        const parts = splitText(
          { text, spans: [{ style: 'bold', offset, length }] },
          { max: 40, count: countUtf16 },
        )

        const bold = parts.flatMap((part) =>
          part.spans.map((span) => part.text.slice(span.offset, span.offset + span.length)),
        )
        const expected = text.slice(offset, offset + length)
        expect(bold.join('').replace(/\s/gu, '')).toBe(expected.replace(/\s/gu, ''))
      }),
    )
  })
})

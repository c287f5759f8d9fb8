import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { clip, isTooLong } from '../../../../src/domain/text/clip.ts'
import { oneLine, storableText } from '../../../../src/domain/text/storable-text.ts'

describe('a text from outside', () => {
  it.each([
    ['a\u0000b\u0007c\u007F', 'abc'],
    ['dòng một\r\ndòng hai\rdòng\tba', 'dòng một\ndòng hai\ndòng\tba'],
    ['nửa \uD800 và \uDC00', 'nửa \uFFFD và \uFFFD'],
    ['<b>&amp;</b> 🇻🇳 👨‍👩‍👧 \u202Evẫn thế', '<b>&amp;</b> 🇻🇳 👨‍👩‍👧 \u202Evẫn thế'],
  ])('%j is kept as %j', (text, kept) => {
    expect(storableText(text)).toBe(kept)
  })

  it('is left alone once it can be stored', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const kept = storableText(text)
        expect(storableText(kept)).toBe(kept)
        expect(kept).not.toMatch(/\p{Cs}|\0/u)
      }),
    )
  })

  it.each([
    ['  Lê\n\tVăn   Tú ', 'Lê Văn Tú'],
    ['\u202EnấuT\u202C', 'nấuT'],
    ['\u0000', ''],
    ['Nguyễn Thị Lan Hương', 'Nguyễn Th…'],
  ])('%j as a name of ten characters reads %j', (text, line) => {
    expect(oneLine(text, 10)).toBe(line)
  })
})

describe('a bound', () => {
  const stacked = `H${'\u0301'.repeat(5_000)}`

  it('counts what people see as one character once', () => {
    expect(isTooLong('👨‍👩‍👧'.repeat(10), 10)).toBe(false)
    expect(isTooLong('👨‍👩‍👧'.repeat(11), 10)).toBe(true)
  })

  it('holds for characters built of thousands of marks', () => {
    expect(isTooLong(stacked, 10)).toBe(true)
    expect(clip(`Họp ${stacked} chi bộ`, 20)).toBe('Họp …')
    expect(clip(stacked, 20)).toBe('…')
  })

  it('cuts no character in two', () => {
    expect(clip('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧', 2)).toBe('👨‍👩‍👧…')
    expect(clip('abc', 3)).toBe('abc')
    expect(clip('abcd', 3)).toBe('ab…')
  })

  it('never gives more than was asked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        expect(isTooLong(clip(text, max), max)).toBe(false)
      }),
    )
  })
})

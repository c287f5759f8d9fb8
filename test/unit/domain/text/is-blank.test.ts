import { describe, expect, it } from '@jest/globals'
import { isBlank } from '../../../../src/domain/text/is-blank.ts'

describe('a text in which nothing is seen', () => {
  it.each([
    '',
    ' \n\t',
    '\u00a0\u3000',
    '\u200b\u200d',
    '\u2060\ufeff',
    '\u3164',
    '\u2800',
    '\ufe0f',
  ])('is blank: %j', (text) => {
    expect(isBlank(text)).toBe(true)
  })

  it.each(['?', '.', '👍', ' a ', '\u200bà'])('is not “%s”', (text) => {
    expect(isBlank(text)).toBe(false)
  })
})

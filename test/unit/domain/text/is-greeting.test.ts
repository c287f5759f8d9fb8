import { describe, expect, it } from '@jest/globals'
import { isGreeting } from '../../../../src/domain/text/is-greeting.ts'

describe('a greeting', () => {
  it.each([
    'chào',
    'Chào!',
    'xin chào ạ',
    'em chào anh chị ạ',
    'Cháu chào bác ạ.',
    'Kính chào quý cơ quan',
    'chào bot, alo',
    'A lô ad ơi',
    'hello 👋',
    'Hi',
  ])('is “%s”', (text) => {
    expect(isGreeting(text)).toBe(true)
  })

  it.each([
    'Chào mừng Đại hội',
    'Chào anh, bao giờ có nước?',
    'Chị Hi',
    'Lò Thị Hi',
    'Anh chị ơi',
    '👋',
    '',
  ])('is not “%s”', (text) => {
    expect(isGreeting(text)).toBe(false)
  })
})

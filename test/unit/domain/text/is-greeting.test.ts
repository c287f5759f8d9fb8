import { describe, expect, it } from '@jest/globals'
import { isGreeting, isGreetingNoName } from '../../../../src/domain/text/is-greeting.ts'

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
    'em chao anh chi a',
    'Alo chị ạ',
    'Chao bạn',
    'chao ạ',
  ])('is “%s”', (text) => {
    expect(isGreeting(text)).toBe(true)
  })

  it.each([
    'Chào mừng Đại hội',
    'Chào anh, bao giờ có nước?',
    'Chị Hi',
    'Lò Thị Hi',
    'Anh chị ơi',
    'Chảo A Vàng',
    'Vàng A Chảo',
    'A Lơ',
    '👋',
    '',
  ])('is not “%s”', (text) => {
    expect(isGreeting(text)).toBe(false)
  })
})

describe('where a name is asked for', () => {
  it.each([
    'Chào',
    'xin chào',
    'hello',
    'alo',
    'chào anh chị',
    'Chào bot',
    'em chào chị',
    'chào bác ạ',
    'chao ạ',
    'chào chị',
    'Chào anh',
    'chào bạn',
    'hello bạn',
    'alo chị',
    'Alô cô',
  ])('“%s” is a greeting', (text) => {
    expect(isGreetingNoName(text)).toBe(true)
  })

  it.each([
    'Chảo A Vàng',
    'Chảo Anh',
    'Chao Anh',
    'Chào A Chi',
    'Chao A Quy',
    'Chao A Quý',
    'A Lô',
    'Lò Thị Hi',
  ])('“%s” may be a name', (text) => {
    expect(isGreetingNoName(text)).toBe(false)
  })
})

import { describe, expect, it } from '@jest/globals'
import { normalisePhone } from '../../../src/domain/phone.ts'

describe('a phone number', () => {
  it.each([
    ['0912345678', '0912345678'],
    ['+84 912 345 678', '0912345678'],
    ['84912345678', '0912345678'],
    ['0084 (912) 345-678', '0912345678'],
    ['912345678', '0912345678'],
    ['0912.345.678', '0912345678'],
    ['0237 3852 123', '02373852123'],
    ['2373852123', '02373852123'],
  ])('%s is read as %s', (typed, read) => {
    expect(normalisePhone(typed)).toBe(read)
  })

  it.each(['', '12345', '0112345678', '09123456789', '+1 912 345 6789', '091234567a', '113'])(
    '%j is none',
    (typed) => {
      expect(normalisePhone(typed)).toBeNull()
    },
  )
})

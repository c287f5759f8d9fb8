import { describe, expect, it } from '@jest/globals'
import { parseAccountName } from '../../../src/cli/account-name.ts'
import { parseNoticeCode } from '../../../src/cli/codes.ts'

describe('what a person types after a command', () => {
  it.each(['T12', 't12', 'T 12', '12', ' T012 '])('%s is notice 12', (text) => {
    expect(parseNoticeCode(text)).toBe(12)
  })

  it.each(['', 'T', 'H12', 'T-1', 'T12x', 'T12345678901'])('%j is no notice', (text) => {
    expect(() => parseNoticeCode(text)).toThrow('T12')
  })

  it('is an account with its platform', () => {
    expect(parseAccountName('zalo-oa:4318657016174000001')).toEqual({
      platform: 'zalo-oa',
      externalId: '4318657016174000001',
    })
  })

  it('is an account whose platform writes ids in base64', () => {
    expect(parseAccountName('zalo-bot:/1a+B2.c_3-==').externalId).toBe('/1a+B2.c_3-==')
  })

  it.each(['1001', 'telegram:', 'facebook:1', 'telegram:1 2', `telegram:${'1'.repeat(200)}`, ':1'])(
    '%j is no account',
    (text) => {
      expect(() => parseAccountName(text)).toThrow('telegram:1001')
    },
  )
})

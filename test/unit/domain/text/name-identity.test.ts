import { describe, expect, it } from '@jest/globals'
import { nameIdentity } from '../../../../src/domain/text/name-identity.ts'

describe('the identity of a name', () => {
  it('is shared by spellings of one name', () => {
    for (const spelling of ['HOÀ  BÌNH', ' hòa bình', 'Hoà Bình'.normalize('NFD')])
      expect(nameIdentity(spelling)).toBe(nameIdentity('Hòa Bình'))
    expect(nameIdentity('Ðức')).toBe(nameIdentity('Đức'))
  })

  it('tells people apart whose names differ by a mark', () => {
    const names = ['Hùng', 'Hưng', 'Hung', 'Húng', 'Thuý', 'Thùy', 'Đức', 'Dức']
    expect(new Set(names.map(nameIdentity)).size).toBe(names.length)
  })
})

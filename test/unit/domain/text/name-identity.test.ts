import { describe, expect, it } from '@jest/globals'
import { mayBeSameName, nameIdentity } from '../../../../src/domain/text/name-identity.ts'

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

describe('two names without a difference but in marks', () => {
  it.each([
    ['Phạm Hùng', 'pham hung'],
    ['PHAM HUNG', 'Phạm Hưng'],
    ['Lê Thị Hoà', 'LÊ THỊ HÒA'.normalize('NFD')],
    ['Y-Bhăm Êban', 'Y Bhăm Êban'],
    ['Ðỗ Văn Ba', 'Đỗ Văn Ba'],
  ])('may be one person’s: %s, %s', (one, other) => {
    expect(mayBeSameName(one, other)).toBe(true)
  })

  it.each([
    ['Phạm Hùng', 'Phạm Hưng'],
    ['Lê Văn An', 'Lê Văn Ân'],
    ['Đỗ Văn Ba', 'Đỗ Văn Bá'],
  ])('are two people’s where both have marks: %s, %s', (one, other) => {
    expect(mayBeSameName(one, other)).toBe(false)
  })
})

import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { foldKey } from '../../../../src/domain/text/fold-key.ts'

describe('the search key of a text', () => {
  it.each([
    ['Đã nhận', 'da nhan'],
    ['ĐỐI THOẠI VỚI NHÂN DÂN', 'doi thoai voi nhan dan'],
    ['Huyện uỷ', 'huyen uy'],
    ['Ðảng ủy', 'dang uy'],
    ['Ɖoàn thanh niên', 'doan thanh nien'],
    ['Mương Khương', 'muong khuong'],
    ['12-TB/ĐU', '12 tb du'],
    ['xã\u00a0 Như –  Xuân', 'xa nhu xuan'],
    ['  /theo dõi:  H34. ', 'theo doi h34'],
    ['Nh\u00adư Xu\u200bân', 'nhu xuan'],
    ['', ''],
  ])('folds %j to %j', (text, key) => {
    expect(foldKey(text)).toBe(key)
  })

  it('is the same for every placing of the tone and every composition', () => {
    expect(foldKey('hoà thuỷ'.normalize('NFD'))).toBe(foldKey('hòa thủy'))
    expect(foldKey('Đảng uỷ'.normalize('NFD'))).toBe('dang uy')
  })

  it('is a fixed point: the key of a key is the key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const key = foldKey(text)
        expect(foldKey(key)).toBe(key)
      }),
    )
  })
})

import { describe, expect, it } from '@jest/globals'
import { shortReply } from '../../../../src/domain/text/short-reply.ts'

describe('a short reply', () => {
  it.each([
    ['yes', 'ok'],
    ['yes', 'Ok ạ!'],
    ['yes', 'vâng'],
    ['yes', 'dạ vâng chị'],
    ['yes', 'Đúng rồi ạ.'],
    ['yes', 'dung roi'],
    ['yes', 'gửi đi'],
    ['yes', 'gui giup toi'],
    ['yes', 'ĐỒNG Ý'],
    ['yes', 'Ðồng ý'],
    ['yes', 'đủ rồi'],
    ['yes', 'vâng, cảm ơn cháu'],
    ['no', 'chưa đúng'],
    ['no', 'Dạ không ạ'],
    ['thanks', 'cảm ơn cháu nhiều nhé'],
    ['thanks', 'Cám ơn!'],
  ])('says %s in “%s”', (meant, text) => {
    for (const form of ['NFC', 'NFD']) expect(shortReply(text.normalize(form))).toBe(meant)
  })

  it.each([
    '',
    'anh chị',
    'Vàng A Dũng',
    'Đúng 8 giờ họp',
    'được không?',
    'Đường thôn Yên Cát bao giờ sửa?',
    'Gửi các đồng chí',
    'gui cac bac',
    'Hết.',
    'Đồng chí Đức đã nhận',
    'vâng '.repeat(50),
  ])('is not “%s”', (text) => {
    expect(shortReply(text)).toBeNull()
  })
})

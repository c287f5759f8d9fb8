import { describe, expect, it } from '@jest/globals'
import {
  awaitsAnswer,
  questionNamed,
  questionTakenBack,
  takesBackQuestion,
  unbiddenQuestion,
} from '../../../src/domain/said-of-question.ts'

describe('what is said of a question that was sent', () => {
  it.each([
    ['huỷ H1', 1],
    ['/huy h 1', 1],
    ['rút câu hỏi H12 ạ', 12],
    ['Tôi muốn xoá câu hỏi H3, gửi nhầm rồi', 3],
    ['bỏ phản ánh H2 nhé', 2],
    ['huỷ T1', null],
    ['Huỷ hợp đồng H1 với công ty', null],
  ])('“%s” takes back %s', (text, code) => {
    for (const form of ['NFC', 'NFD']) expect(questionTakenBack(text.normalize(form))).toBe(code)
  })

  it.each([
    ['tôi gửi nhầm, xin rút lại', true],
    ['bỏ câu hỏi', true],
    ['rút lại câu hỏi của tôi', true],
    ['gửi nhầm rồi ạ', true],
    ['huỷ', false],
    ['Bỏ rác ở đâu', false],
    ['rút tiền ở đâu', false],
    ['xoá', false],
  ])('“%s”: takes back what was sent: %s', (text, does) => {
    expect(takesBackQuestion(text)).toBe(does)
  })

  it.each([
    ['sao lâu thế chưa thấy trả lời', true],
    ['H1 bao giờ trả lời', true],
    ['chưa thấy ai trả lời câu hỏi H1', true],
    ['câu hỏi của tôi có kết quả chưa ạ?', true],
    ['Bao giờ có nước sạch?', false],
    ['Đường thôn tôi chưa làm', false],
  ])('“%s” waits for an answer: %s', (text, does) => {
    expect(awaitsAnswer(text)).toBe(does)
  })

  it('is named by its code wherever that stands', () => {
    expect(questionNamed('câu hỏi của tôi (mã: H7) thế nào')).toBe(7)
    expect(questionNamed('còn H7 thì sao?')).toBe(7)
    expect(questionNamed('TH7, H7N9')).toBeNull()
  })

  it('is found out at once in whatever is sent', () => {
    const before = process.cpuUsage()
    for (const text of ['xin '.repeat(5_000), 'chưa '.repeat(5_000), 'huỷ h 1 a '.repeat(2_000)]) {
      expect(questionTakenBack(text)).toBeNull()
      expect(takesBackQuestion(text) || awaitsAnswer(text)).toBe(false)
    }
    expect(process.cpuUsage(before).user).toBeLessThan(500_000)
  })
})

describe('a question that nobody was asked for', () => {
  it.each([
    'Tôi muốn phản ánh đường thôn 3 hỏng',
    'Kiến nghị xã sửa cầu treo',
    'kinh gui xa, toi xin phan anh rac thai',
    'Cho cháu hỏi bao giờ có nước sạch ạ?',
    'Xin góp ý với cán bộ một cửa'.normalize('NFD'),
  ])('is the whole of “%s”', (text) => {
    expect(unbiddenQuestion(text)).toBe(text)
  })

  it.each(['phản ánh', 'Góp ý', 'Tôi muốn phản ánh ạ', 'toi co kien nghi', 'Cho tôi hỏi với ạ!'])(
    'has no words yet in “%s”',
    (text) => {
      expect(unbiddenQuestion(text)).toBe('')
    },
  )

  it.each([
    'Phần anh Nam thì sao?',
    'Cảm ơn cháu nhé',
    'Hôm nay họp chi hội, mọi người đã nhất trí với kiến nghị của thôn',
  ])('is none in “%s”', (text) => {
    expect(unbiddenQuestion(text)).toBeNull()
  })
})

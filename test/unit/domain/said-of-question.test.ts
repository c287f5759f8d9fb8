import { describe, expect, it } from '@jest/globals'
import {
  awaitsAnswer,
  questionNamed,
  questionTakenBack,
  takesBackQuestion,
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

import { describe, expect, it } from '@jest/globals'
import { askedAgain, saidOfAnswer, wishToAskAgain } from '../../../src/domain/said-of-answer.ts'

describe('what is said after an answer', () => {
  it.each([
    ['cảm ơn', 'thanks'],
    ['Cám ơn cán bộ nhiều ạ', 'thanks'],
    ['rõ rồi', 'content'],
    ['Dạ em hiểu rồi ạ', 'content'],
    ['tôi hài lòng', 'content'],
    ['vâng', 'content'],
    ['chưa rõ', 'unclear'],
    ['chưa rõ, hỏi lại', 'unclear'],
    ['Tôi không đồng ý với câu trả lời', 'unclear'],
    ['không hài lòng!', 'unclear'],
    ['không', null],
    ['Tôi không rõ thủ tục khai sinh cho con', null],
    ['em chưa hiểu cách nộp hồ sơ', null],
    ['không rõng', null],
    ['Rõ ràng là đường hỏng', null],
    ['Hiểu biết pháp luật', null],
    ['Bao giờ có nước sạch?', null],
  ])('“%s” says %s', (text, said) => {
    for (const form of ['NFC', 'NFD']) expect(saidOfAnswer(text.normalize(form))).toBe(said)
  })

  it.each([
    ['lại H1', { code: '1', words: '' }],
    ['H12: bao giờ khởi công?', { code: '12', words: 'bao giờ khởi công?' }],
    ['lại về câu hỏi h 3, đoạn nào?', { code: '3', words: 'đoạn nào?' }],
    ['thêm H3 bao giờ xong', { code: '3', words: 'bao giờ xong' }],
    ['lại', null],
    ['H1N1 có lây không?', null],
    ['12 hộ nghèo', null],
  ])('behind “hỏi”, “%s” asks again about %s', (words, again) => {
    expect(askedAgain(words)).toEqual(again)
  })

  it.each([
    ['Tôi hỏi lại H3: bao giờ làm?', 'lại H3: bao giờ làm?'],
    ['cho em hỏi thêm H3', 'thêm H3'],
    ['Tôi hỏi thêm', null],
    ['Hôm qua tôi hỏi lại H3', null],
  ])('who says “%s” asks again, or does not', (text, again) => {
    expect(wishToAskAgain(text)).toBe(again)
  })
})

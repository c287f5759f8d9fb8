import { describe, expect, it } from '@jest/globals'
import { quoteAtEnd } from '../../../../src/domain/text/quote-at-end.ts'

describe('words that end a sentence in quotation marks', () => {
  it.each([
    ['Họp chi bộ', '“Họp chi bộ”.'],
    ['Ra quân làm vệ sinh.', '“Ra quân làm vệ sinh”.'],
    ['Ai dự họp?', '“Ai dự họp?”'],
    ['Khẩn!', '“Khẩn!”'],
    ['Về việc triển khai…', '“Về việc triển khai…”'],
    ['Về việc triển khai...', '“Về việc triển khai...”'],
    ['', '“”.'],
  ])('%s', (words, closed) => {
    expect(quoteAtEnd(words)).toBe(closed)
  })
})

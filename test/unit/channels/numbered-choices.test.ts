import { describe, expect, it } from '@jest/globals'
import { numberedChoices, writeChoices } from '../../../src/channels/numbered-choices.ts'

describe('buttons where there are none', () => {
  it('are led by a line in the language of the message', () => {
    const buttons = [[{ label: 'Agree', action: 'a' }]]
    expect(writeChoices(buttons, 'private', { locale: 'en' })).toBe(
      'Reply with a number or in words:\n1. Agree',
    )
  })

  it('become choices that are typed, and links stay links', () => {
    const buttons = [
      [
        { label: '✅ Đã nhận (3)', action: 'ack1' },
        { label: 'Đã quán triệt', action: 'ack2' },
      ],
      [{ label: 'Xem toàn văn', url: 'https://nhuxuan.example/t12' }],
      [{ label: 'Hỏi\nthêm', action: 'ask' }],
    ]

    expect(writeChoices(buttons, 'private')).toBe(
      'Trả lời bằng số hoặc bằng chữ:\n1. ✅ Đã nhận (3)\n2. Đã quán triệt\n3. Hỏi thêm\n\n' +
        'Xem toàn văn: https://nhuxuan.example/t12',
    )
    expect(numberedChoices(buttons).map((choice) => choice.action)).toEqual(['ack1', 'ack2', 'ask'])
  })

  it('say in a group that a number counts only in reply, where people count and talk', () => {
    const buttons = [[{ label: 'Đã nhận', action: 'ack1' }]]

    expect(writeChoices(buttons, 'group')).toBe(
      'Trả lời tin này bằng số hoặc bằng chữ (bấm giữ tin, chọn “Trả lời”):\n1. Đã nhận',
    )
  })

  it('say the same beside something else that is to be chosen, and what can be typed with the code', () => {
    const buttons = [[{ label: 'Duyệt', action: 'ok' }]]

    expect(writeChoices(buttons, 'private', { inReply: true, code: 'T2' })).toBe(
      'Trả lời tin này bằng số hoặc bằng chữ (bấm giữ tin, chọn “Trả lời”), hoặc gõ chữ kèm mã, ví dụ “duyệt T2”:\n1. Duyệt',
    )
    expect(writeChoices(buttons, 'private', { code: 'T2' })).toBe(
      'Trả lời bằng số hoặc bằng chữ:\n1. Duyệt',
    )
  })

  it('leave no trace when the message has none', () => {
    expect(writeChoices(undefined, 'private')).toBe('')
    expect(writeChoices([[]], 'group')).toBe('')
  })
})

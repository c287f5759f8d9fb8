import { describe, expect, it } from '@jest/globals'
import { renderZaloBot } from '../../../src/channels/zalo-bot/zalo-bot-render.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { noticeMessage } from '../../../src/messages/notice-message.ts'
import { givenNotice } from '../../support/notice.ts'
import { renderedTexts } from '../../support/rendered.ts'

describe('a notice says what can be typed to acknowledge it', () => {
  const message = noticeMessage(givenNotice({ code: 12 }), vi, () => 'a')

  const { 'zalo-bot in a group': _told, ...elsewhere } = renderedTexts(message)

  it.each(Object.entries(elsewhere))('on %s: the words', (_, texts) => {
    const text = texts.join('\n')
    expect(text).toContain('Nhắn “nhận T12” để xác nhận đã nhận; nhắn “quán triệt T12”')
    expect(text).not.toContain('nhắc tên bot')
  })

  it('in a group of a Zalo Bot, which hears nothing else: in reply, or after its name', () => {
    const [{ preview } = { preview: '' }] = renderZaloBot(message, 'group')
    expect(preview).toContain('bot chỉ thấy tin trả lời bot hoặc nhắc tên bot')
    expect(preview).toContain('chọn “Trả lời” rồi gõ “đã nhận”')
    expect(preview).toContain('chọn tên bot rồi gõ tiếp “nhận T12”')
    expect(preview).not.toContain('Nhắn “nhận T12”')
  })
})

import { describe, expect, it } from '@jest/globals'
import {
  BY_HISTORY,
  BY_WEBHOOK,
  renderZaloOa as render,
} from '../../../../src/channels/zalo-oa/zalo-oa-render.ts'
import type { ChatType, RenderedPart } from '../../../../src/channels/channel.ts'
import type { FileId } from '../../../../src/domain/id.ts'
import { newId } from '../../../../src/domain/id.ts'
import { type Button, type Message, plainMessage } from '../../../../src/messages/message.ts'

const button = (label: string, action: string): Button => ({ label, action })
const ACKS = [[button('✅ Đã nhận', '~ack.1'), button('Đã quán triệt', '~ack.2')]]
const LONG = Array.from(
  { length: 80 },
  (_, n) => `${n + 1}. ${'Giữ gìn vệ sinh đường làng. '.repeat(3)}`,
)

const renderZaloOa = (message: Message, chat: ChatType): RenderedPart[] =>
  render(message, chat, BY_WEBHOOK)

describe('a message on a Zalo account', () => {
  it('has buttons in a private chat', () => {
    const [part] = renderZaloOa({ ...plainMessage('Họp thôn'), buttons: ACKS }, 'private')

    expect(part).toMatchObject({
      preview: 'Họp thôn',
      body: {
        kind: 'text',
        text: 'Họp thôn',
        buttons: [
          { title: '✅ Đã nhận', type: 'oa.query.hide', payload: '~ack.1' },
          { title: 'Đã quán triệt', type: 'oa.query.hide', payload: '~ack.2' },
        ],
      },
    })
    expect(part?.body['withoutButtons']).toContain('2. Đã quán triệt')
  })

  it('shows the press in the chat where a hidden one would not be found', () => {
    const message = { ...plainMessage('Họp'), buttons: ACKS }

    expect(render(message, 'private', BY_HISTORY)[0]?.body['buttons']).toMatchObject([
      { type: 'oa.query.show', payload: '~ack.1' },
      { type: 'oa.query.show' },
    ])
  })

  it('asks in a group for words with the code where the history does not tell what is replied to', () => {
    const message = { ...plainMessage('Họp thôn'), buttons: ACKS, code: 'T12' }

    expect(render(message, 'group', BY_HISTORY)[0]?.body['text']).toBe(
      'Họp thôn\n\nGõ chữ kèm mã, ví dụ “đã nhận T12”:\n– Đã nhận T12\n– Đã quán triệt T12',
    )
    expect(render(message, 'group', BY_WEBHOOK)[0]?.body['text']).toContain('1. ')
    const beside = { ...message, inReply: true } as const
    expect(render(beside, 'private', BY_HISTORY)[0]?.body['withoutButtons']).not.toContain('1. ')
  })

  it('has numbered choices in a group', () => {
    const [part] = renderZaloOa({ ...plainMessage('Họp thôn'), buttons: ACKS }, 'group')

    expect(part?.preview).toMatch(/^Họp thôn\n\n[^]*1\. ✅ Đã nhận\n2\. Đã quán triệt$/)
    expect(part?.body).toEqual({ kind: 'text', text: part?.preview })
  })

  it('has numbered choices where there are more than five buttons', () => {
    const buttons = [Array.from({ length: 6 }, (_, n) => button(`Thôn ${n}`, `~u.${n}`))]

    const [part] = renderZaloOa({ ...plainMessage('Chọn'), buttons }, 'private')

    expect(part?.preview).toContain('6. Thôn 5')
    expect(part?.body['buttons']).toBeUndefined()
  })

  it('opens a link by a button', () => {
    const buttons = [[{ label: 'Xem', url: 'https://x.vn' }]]

    const [part] = renderZaloOa({ ...plainMessage('Tin'), buttons }, 'private')

    expect(part?.body['buttons']).toEqual([
      { title: 'Xem', type: 'oa.open.url', payload: { url: 'https://x.vn' } },
    ])
  })

  it.each(['private', 'group'] as const)(
    'stays under the limit with its choices, in %s',
    (chat) => {
      const message: Message = { ...plainMessage(...LONG), buttons: ACKS }

      const parts = renderZaloOa(message, chat)

      expect(parts.length).toBeGreaterThan(2)
      expect(parts.filter(({ preview }) => preview.length > 2000)).toEqual([])
      const { withoutButtons = '' } = parts.at(-1)?.body ?? {}
      expect(typeof withoutButtons === 'string' && withoutButtons.length <= 2000).toBe(true)
      expect(parts[0]?.preview).toMatch(/^\(1\/\d\)\n1\. Giữ/)
    },
  )

  it('mentions nobody with words from outside', () => {
    const message: Message = {
      blocks: [
        { kind: 'quote', text: '[@f414c8f76fa586fbdfb4] họp [\u0000@123]' },
        { kind: 'text', text: '[@456]' },
      ],
      buttons: [[button('[@789]', '~a.1')]],
    }

    const text = renderZaloOa(message, 'group')
      .map(({ preview }) => preview)
      .join('\n')

    expect(text).not.toContain('[@')
    expect(text.replaceAll('\u2060', '')).toContain('[@f414c8f76fa586fbdfb4] họp [@123]')
  })

  it('writes decomposed Vietnamese as whole letters', () => {
    const [part] = renderZaloOa(plainMessage('Tuyên truyền'.normalize('NFD')), 'group')

    expect(part?.preview).toBe('Tuyên truyền'.normalize('NFC'))
  })

  it('sends what Zalo takes as files and names the rest', () => {
    const file = (name: string, size: number): NonNullable<Message['files']>[number] => ({
      fileId: newId<FileId>(),
      name,
      mime: 'x/y',
      size,
    })
    const files = [
      file('Thông báo.PDF', 100),
      file('Ảnh.jpg', 100),
      file('Bảng.xlsx', 100),
      file('Lớn.pdf', 6 * 1024 * 1024),
      file('Ảnh lớn.png', 2 * 1024 * 1024),
    ]

    const parts = renderZaloOa({ ...plainMessage('Kèm'), files }, 'group')

    expect(parts.map(({ kind, body, fileId }) => [kind, body['kind'], fileId])).toEqual([
      ['text', 'text', undefined],
      ['file', 'file', files[0]?.fileId],
      ['file', 'image', files[1]?.fileId],
    ])
    for (const name of ['Bảng.xlsx', 'Lớn.pdf', 'Ảnh lớn.png'])
      expect(parts[0]?.preview).toContain(`📎 ${name}`)
  })

  it('makes nothing of nothing', () => {
    expect(renderZaloOa({ blocks: [] }, 'private')).toEqual([])
  })

  it('still offers choices without words', () => {
    const [part] = renderZaloOa({ blocks: [], buttons: ACKS }, 'private')

    expect(part?.preview).toContain('1. ✅ Đã nhận')
  })
})

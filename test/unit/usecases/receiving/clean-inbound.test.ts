import { describe, expect, it } from '@jest/globals'
import type { Inbound } from '../../../../src/channels/channel.ts'
import { cleanInbound } from '../../../../src/usecases/receiving/clean-inbound.ts'

function inbound(event: Inbound['event'], changes: Partial<Inbound> = {}): Inbound {
  return {
    chat: { externalId: '1', type: 'private' },
    from: { externalId: '1', name: 'Lan' },
    at: new Date(0),
    event,
    ...changes,
  }
}

describe('what a platform says', () => {
  it.each(['', ' ', '\u3164', '\u2800\u200B', '\u202E'])(
    'names nobody who is called %j',
    (name) => {
      const event = { kind: 'text', text: 'chào', messageId: '1' } as const
      const said = inbound(event, { from: { externalId: '1', name } })
      expect(cleanInbound(said).from).toEqual({ externalId: '1', name: '' })
    },
  )

  it('has names and titles in one line of a length that a card holds', () => {
    const cleaned = cleanInbound(
      inbound(
        { kind: 'standing', standing: 'member' },
        {
          chat: { externalId: '-1', type: 'group', title: `\u202E${'Nhóm '.repeat(2_000)}` },
          from: { externalId: '1', name: 'Lê\n\u0000Thị\tHoa' },
        },
      ),
    )
    expect(cleaned.from?.name).toBe('Lê Thị Hoa')
    expect(Array.from(cleaned.chat.title!)).toHaveLength(200)
    expect(cleaned.chat.title).toMatch(/^Nhóm .*…$/u)
  })

  it('keeps the words of a text and what it replies to', () => {
    const event = { kind: 'text', messageId: '5', replyTo: '4\u0000', text: 'Xin\u0000 chào\r\n!' }
    expect(cleanInbound(inbound(event as Inbound['event'])).event).toEqual({
      kind: 'text',
      messageId: '5',
      replyTo: '4',
      text: 'Xin chào\n!',
    })
  })

  it.each([
    ['thong-bao.docx', 'thong-bao.docx'],
    ['a\u0000b\n/c.TXT', 'ab /c.TXT'],
    [`${'x'.repeat(10_000)}.docx`, `${'x'.repeat(149)}….docx`],
    ['\u202Excod.exe', 'xcod.exe'],
    ['', ''],
    ['.txt', '.txt'],
  ])('has the file %.20j under the name %.20j', (name, kept) => {
    const file = { ref: 'r', name, mime: 'text/plain', size: 1 }
    const cleaned = cleanInbound(inbound({ kind: 'file', file, messageId: '5' }))
    expect(cleaned.event).toMatchObject({ file: { ref: 'r', name: kept, size: 1 } })
  })
})

import { describe, expect, it } from '@jest/globals'
import type { Inbound } from '../../../../src/channels/channel.ts'
import { keyOfZaloBot, parseZaloBot } from '../../../../src/channels/zalo-bot/zalo-bot-inbound.ts'

const NAMES = ['Bot Nhịp Cầu', 'bot.abc']
const update = (message: object = {}, event_name = 'message.text.received'): unknown => ({
  event_name,
  message: {
    from: { id: 'u1', display_name: 'Lê Thị Hoa', is_bot: false },
    chat: { id: 'u1', chat_type: 'PRIVATE' },
    text: 'nhan T12',
    message_id: 'm1',
    date: 1_764_000_000_000,
    ...message,
  },
})
const NOW = new Date('2026-11-24T02:00:00Z')
const parse = (raw: unknown): Inbound[] => parseZaloBot(raw, NAMES, NOW)
const GROUP = { chat: { id: 'zgr-1', chat_type: 'GROUP' } }

describe('what comes from a bot', () => {
  it.each([
    ['@Bot Xã Như Xuân đã nhận T12', 'đã nhận T12'],
    ['@Bot Xã Như Xuân /nhom HND', '/nhom HND'],
    ['@Bot Xã Như Xuân 1', '1'],
    ['@Bot Xã Như Xuân, duyệt T5', 'duyệt T5'],
    ['đã nhận T12 @Bot UBND Xã Như Xuân', 'đã nhận T12'],
    ['@Bot Xã Như Xuân Đã nhận T12', 'Đã nhận T12'],
    ['@Bot Xã Như Xuân Nhận T12', 'Nhận T12'],
    ['@Bot Xã Như Xuân Đã Quán Triệt', 'Đã Quán Triệt'],
    ['@Bot Xã Như Xuân Hỏi thêm T12', 'Hỏi thêm T12'],
    ['@Bot Xã Như Xuân Tạm dừng T12 ', 'Tạm dừng T12'],
    ['@Bot Xã Như Xuân Chọn 1', 'Chọn 1'],
    ['@Bot Xã Như Xuân T12', 'T12'],
    ['Dạ @Bot Xã Như Xuân Nhận T12', 'Dạ Nhận T12'],
    ['@Bot Hỏi Đáp Xã Như Xuân Nhận T12', 'Nhận T12'],
    ['@Bot Hỏi Đáp Xã Như Xuân', ''],
    ['@Bot Phường Đống Đa', ''],
    ['@Bot Xã Trung Nhân T12', 'T12'],
    ['@Bot Xã Trung Nhân Nhan T12', 'T12'],
    ['@Bot', ''],
    ['thư@Bot Xã', 'thư@Bot Xã'],
    ['@Bots Xã', '@Bots Xã'],
    ['@Bot Nhịp Cầu hỏi @Bot Khác', 'hỏi @Bot Khác'],
  ])('has no mention in front, also of a name that Zalo does not tell: %j', (text, rest) => {
    expect(parse(update({ ...GROUP, text }))).toMatchObject([{ event: { text: rest } }])
  })

  it.each([
    ['@Bot Yên Cát Chưa nhận T12', 'Chưa nhận T12'],
    ['@Bot Yên Cát Chưa Nhận T12', 'Chưa Nhận T12'],
    ['@Bot Yên Cát Chua nhan T12', 'Chua nhan T12'],
    ['@Bot Yên Cát Không nhận được T12', 'Không nhận được T12'],
    ['@Bot Yên Cát Chưa quán triệt T12', 'Chưa quán triệt T12'],
    ['@Bot Yên Cát Không Đúng', 'Không Đúng'],
    ['@Bot Yên Cát Chưa Duyệt', 'Chưa Duyệt'],
    ['@Bot Yên Cát Đừng Gửi', 'Đừng Gửi'],
    ['@Bot Yen Cat Dung gui', 'Dung gui'],
    ['@Bot Yên Cát Ai nhận T12', 'Ai nhận T12'],
    ['@Bot Yên Cát Mai nhận nhé', 'Mai nhận nhé'],
    ['@Bot Yên Cát T12 đã nhận', 'T12 đã nhận'],
    ['@Bot Phường Hoàng Mai Đã nhận T12', 'Đã nhận T12'],
    ['@Bot Thôn Chùa Nhận T12', 'Nhận T12'],
    ['@Bot Yên Cát Không', 'Không'],
  ])('is never turned into its opposite by what a name could take: %j', (text, rest) => {
    expect(parse(update({ ...GROUP, text }))).toMatchObject([{ event: { text: rest } }])
  })

  it.each([
    ['@Bot Thôn Vang', ''],
    ['@Bot Thon Da', ''],
    ['@Bot Ban Nhan', ''],
    ['@Bot Lê Dung', ''],
    ['@Bot Thôn Vang T12', 'T12'],
    ['@Bot Yen Cat Da nhan T12', 'Da nhan T12'],
  ])('is nothing where a name only looks like a word without tones: %j', (text, rest) => {
    expect(parse(update({ ...GROUP, text }))).toMatchObject([{ event: { text: rest } }])
  })

  it.each([
    `@Bot ${'A '.repeat(2_000)}`,
    `@Bot ${'Đã Nhận '.repeat(500)}`,
    `@Bot A${' '.repeat(4_000)}A`,
    `@Bot ${'KÍNH GỬI BÀ CON '.repeat(250)}`,
  ])('costs next to nothing however much of it could be the name of a bot: %#', (text) => {
    const before = process.cpuUsage()

    const [said] = parse(update({ ...GROUP, text }))

    // Of the processor, so that a busy machine counts for nothing; it was up to ten seconds.
    expect(process.cpuUsage(before).user).toBeLessThan(500_000)
    expect(said).toMatchObject({ event: { kind: 'text' } })
  })

  it('is a text, flat and wrapped, with one key', () => {
    const expected = [
      {
        chat: { externalId: 'u1', type: 'private' },
        from: { externalId: 'u1', name: 'Lê Thị Hoa' },
        at: new Date(1_764_000_000_000),
        event: { kind: 'text', text: 'nhan T12', messageId: 'm1' },
      },
    ]
    const wrapped = { ok: true, result: update() }

    expect(parse(update())).toEqual(expected)
    expect(parse(wrapped)).toEqual(expected)
    expect(keyOfZaloBot(wrapped)).toEqual(keyOfZaloBot(update()))
    expect(keyOfZaloBot(update())).toEqual({
      dedupKey: 'message.text.received:m1',
      orderKey: 'u1',
    })
  })

  it('is a text without the mention in a group, and with it in private', () => {
    const text = '@Bot Nhịp Cầu nhan T12'

    expect(parse(update({ ...GROUP, text }))).toMatchObject([
      { chat: { externalId: 'zgr-1', type: 'group' }, event: { text: 'nhan T12' } },
    ])
    expect(parse(update({ text }))).toMatchObject([{ event: { text } }])
  })

  it('is meant for it in a group, where it is told nothing else', () => {
    const reply = { ...GROUP, text: '1' }

    expect(parse(update(reply))).toMatchObject([{ event: { text: '1', isAddressed: true } }])
    expect(parse(update())[0]?.event).not.toHaveProperty('isAddressed')
  })

  it('is a picture in either field, and a caption without the mention', () => {
    const caption = '@Bot Nhịp Cầu ảnh đây'
    const image = update(
      { ...GROUP, text: undefined, caption, photo_url: 'https://p.zdn.vn/1' },
      'message.image.received',
    )

    expect(parse(image)).toMatchObject([
      {
        event: {
          kind: 'file',
          caption: 'ảnh đây',
          isAddressed: true,
          file: { ref: 'https://p.zdn.vn/1' },
        },
      },
    ])
  })

  it('is of when it came in, where nothing says when it was written', () => {
    for (const date of [undefined, 'hôm qua'])
      expect(parse(update({ date }))).toMatchObject([{ at: NOW }])
  })

  it('may be withheld, or something that is not taken', () => {
    const event = (name: string): unknown => parse(update({}, name))[0]?.event

    expect(event('message.unsupported.received')).toEqual({ kind: 'unsupported', what: 'withheld' })
    expect(event('message.sticker.received')).toEqual({ kind: 'unsupported', what: 'sticker' })
    expect(event('message.poll.received')).toBeUndefined()
  })

  it('is nothing from a bot or from nobody', () => {
    expect(parse(update({ from: { id: 'b', is_bot: true } }))).toEqual([])
    expect(parse(update({ from: {} }))).toEqual([])
    expect(keyOfZaloBot({ ok: true, result: null })).toBeNull()
  })
})

import { beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { renderZaloBot } from '../../../src/channels/zalo-bot/zalo-bot-render.ts'
import type { BroadcastId } from '../../../src/domain/id.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { findBroadcast } from '../../../src/storage/sending/broadcasts.ts'
import { acknowledgementReport } from '../../../src/usecases/acknowledgement-report.ts'
import { allOf, labelsOf, MORNING, type Heard, type Phone } from '../../support/commune.ts'
import {
  approved,
  codeIn,
  drafted,
  idsOf,
  openOffice,
  sent,
  setOffice,
  type Office,
} from '../../support/office.ts'

/** As the two kinds of Zalo: nothing is edited, there are no toasts and no buttons in groups. */
const PLAIN = { edit: false, toast: false } as const
const ZALO_OA = { ...PLAIN, buttons: 'private' } as const
const ZALO_BOT = { ...PLAIN, buttons: 'nowhere' } as const
const TO_BOT = { isAddressed: true } as const

/** The group's copy of a notice, gone out. */
async function copyInGroup({ commune, group }: Office, broadcastId: BroadcastId): Promise<Heard> {
  const { id } = await commune.database.store.db
    .selectFrom('delivery')
    .select('id')
    .where('broadcast_id', '=', broadcastId)
    .where('chat_id', '=', group.chatId)
    .executeTakeFirstOrThrow()
  const copy = { delivery: id, chatId: group.chatId, text: '', message: plainMessage('') }
  await commune.settle(copy)
  return copy
}

describe.each([
  { title: 'of an OA, where everything is heard', capabilities: ZALO_OA, as: {} },
  {
    title: 'with a bot that hears only what is addressed to it',
    capabilities: ZALO_BOT,
    as: TO_BOT,
  },
])('a notice in a group $title', ({ capabilities, as }) => {
  const office = setOffice('all', { capabilities })
  let broadcastId: BroadcastId
  let copy: Heard
  let second: Phone
  let third: Phone

  beforeAll(async () => {
    second = await office.commune.person('Quách Thị Nhung', [[office.farmers, 'member']])
    third = await office.commune.person('Lê Văn Sơn', [[office.farmers, 'member']])
    const code = await sent(office)
    broadcastId = (await idsOf(office, code)).broadcastId!
    copy = await copyInGroup(office, broadcastId)
  })

  const acknowledged = async (): Promise<number> =>
    (await acknowledgementReport(office.commune.database.store, broadcastId, 'all'))!.acknowledged

  it('is acknowledged by a quote with its number, in whatever words the number comes', async () => {
    const [thanks] = await office.member.saysIn(office.group, 'trả lời 1', {
      ...as,
      replyTo: copy,
    })

    expect(thanks?.text).toBe('Đã nhận. Cảm ơn đồng chí.')
    expect(await acknowledged()).toBe(1)
  })

  it('takes a number without a quote only where everything is meant for the bot', async () => {
    const heard = await second.saysIn(office.group, '2', as)

    expect(heard.length > 0).toBe(capabilities === ZALO_BOT)
    expect(await acknowledged()).toBe(capabilities === ZALO_BOT ? 2 : 1)
    if (capabilities === ZALO_OA) await second.saysIn(office.group, 'đã quán triệt')
    expect(await acknowledged()).toBe(2)
  })

  it('thanks those who follow together, by their names, in one message that waits for the others', async () => {
    await third.saysIn(office.group, 'Đã nhận ạ', as)

    const said = await office.commune.heardIn(office.group.chatId)
    expect(await acknowledged()).toBe(3)
    expect(said.filter(({ text }) => text === 'Đã nhận. Cảm ơn đồng chí.')).toHaveLength(1)
    expect(said.filter(({ text }) => text.includes('Đã ghi nhận thêm'))).toMatchObject([
      { text: 'Đã ghi nhận thêm 2 đồng chí xác nhận T1:\nQuách Thị Nhung\nLê Văn Sơn' },
    ])
  })

  it('leads who says that it is not clear to a private chat', async () => {
    const heard = await third.saysIn(office.group, 'chưa rõ', { ...as, replyTo: copy })

    expect(allOf(heard)).toContain('nhắn riêng cho bot')
  })

  it('leads there also who asks more with its code and no quote, which not every history tells', async () => {
    const heard = await third.saysIn(office.group, 'Hỏi thêm T1')

    expect(allOf(heard)).toContain('nhắn riêng cho bot')
  })

  it('is told apart from talk', async () => {
    const talk = capabilities === ZALO_OA ? ['3 giờ họp nhé', '5', 'trả lời giúp tôi'] : []
    for (const words of talk) expect(await third.saysIn(office.group, words)).toEqual([])

    expect(await acknowledged()).toBe(3)
  })

  it('is not steered there, which is said to whoever says so to the bot', async () => {
    const says = async (words: string, reply = {}): Promise<string> =>
      allOf(await office.author.saysIn(office.group, words, { ...as, ...reply }))
    const elsewhere = 'Xin mời dùng chức năng này trong cuộc trò chuyện riêng với bot.'

    expect(await says('dừng hẳn T1', { replyTo: copy })).toBe(elsewhere)
    expect(await says('tạm dừng T1 ngay')).toBe(capabilities === ZALO_BOT ? elsewhere : '')
    // As on Telegram, whose adapter takes the bot's name out of the words.
    expect(await says('tạm dừng T1', TO_BOT)).toBe(elsewhere)
    expect(await says('huỷ T1', { replyTo: copy })).toBe(elsewhere)
    expect(await says('tạm dừng 3 ngày nhé', { replyTo: copy })).toBe('')
    expect(await says('thôi', { replyTo: copy })).toBe('')
    expect((await findBroadcast(office.commune.database.store, broadcastId))?.state).toBe('sending')
  })
})

describe('what people say to one another in a group', () => {
  const office = setOffice('each', { capabilities: ZALO_OA, startLinks: false })

  const acknowledged = async (code: number): Promise<number> => {
    const { broadcastId } = await idsOf(office, code)
    return (await acknowledgementReport(office.commune.database.store, broadcastId!, 'all'))!
      .acknowledged
  }

  it.each(['ok', 'vâng', 'dạ', 'nhận'])(
    '“%s” weeks after a notice is no answer to it',
    async (word) => {
      const code = await sent(office)
      office.commune.now = new Date(MORNING.getTime() + 25 * 86_400_000)

      expect(await office.member.saysIn(office.group, word)).toEqual([])
      expect(await acknowledged(code)).toBe(0)

      const [thanks] = await office.member.saysIn(office.group, 'đã nhận')
      expect(thanks?.text).toBe('Đã nhận. Cảm ơn đồng chí.')
    },
  )

  it('what was said before a notice came, and taken in after it, is no answer to it', async () => {
    const code = await sent(office)
    office.commune.lagMs = 3_600_000
    expect(await office.member.saysIn(office.group, 'đã nhận')).toEqual([])
    expect(await acknowledged(code)).toBe(0)

    office.commune.lagMs = 0
    await office.member.saysIn(office.group, 'đã nhận')
    expect(await acknowledged(code)).toBe(1)
  })

  it('short words do not make the bot ask which notice is meant', async () => {
    const codes = [await sent(office), await sent(office)]

    for (const word of ['vâng', 'dạ', 'ok', 'nhận'])
      expect(await office.member.saysIn(office.group, word)).toEqual([])

    for (const code of codes) expect(await acknowledged(code)).toBe(0)
  })

  it('is asked which of many notices is meant by the newest of them, clipped, and once in a while', async () => {
    const long = `Thông báo ${'về việc ra quân '.repeat(10)}\n${'Làm vệ sinh đường làng. '.repeat(8)}`
    for (let count = 0; count < 6; count++) await sent(office, long)

    const [list] = await office.member.saysIn(office.group, 'đã nhận')
    expect(list?.text.match(/“nhận T\d+” – .{50,60}…/gu)).toHaveLength(5)
    expect(list?.text).not.toContain('“nhận T1”')
    expect(list?.text).toContain('mã ghi ở cuối mỗi tin')
    const [short] = await office.member.saysIn(office.group, 'đã quán triệt')
    expect(short?.text).toBe(
      'Xin nhắn kèm mã tin như trong danh sách ở trên, ví dụ “quán triệt T6”.',
    )
    // Of a Zalo Bot’s group only replies and mentions reach the bot.
    expect(renderZaloBot(short!.message, 'group')[0]?.preview).toContain('chọn “Trả lời”')

    await sent(office, long)
    const [other] = await office.member.saysIn(office.group, 'đã nhận')
    expect(other?.text).toContain('“nhận T7” – ')
  })

  it('people whom no roll has are told together what to do, and by their names', async () => {
    const code = await sent(office)
    for (let number = 1; number <= 10; number++) {
      const person = await office.commune.resident(`Người ${number}`)
      await person.saysIn(office.group, `đã nhận T${code}`)
    }

    const said = await office.commune.heardIn(office.group.chatId)
    const told = said.filter(({ text }) => text.includes('Đã ghi nhận'))
    expect(told).toHaveLength(2)
    expect(told[0]?.text).toContain('nhắn riêng cho bot: bắt đầu MÃ')
    expect(told[1]?.text).toContain(`thêm 9 người xác nhận T${code}, chưa có trong danh sách`)
  })

  it('“nhất trí”, “rõ” are talk unless they answer the notice or name it', async () => {
    const code = await sent(office)
    for (const words of ['Nhất trí', 'rõ ạ', 'dạ vâng ạ'])
      expect(await office.member.saysIn(office.group, words)).toEqual([])
    expect(await acknowledged(code)).toBe(0)
    const copy = await copyInGroup(office, (await idsOf(office, code)).broadcastId!)
    await office.member.saysIn(office.group, 'Nhất trí', { replyTo: copy })
    expect(await acknowledged(code)).toBe(1)
    const both = [await sent(office), await sent(office)]
    const named = `T${both[0]}, T${both[1]}`
    // “T2”, “T3” are days of the week as well.
    for (const words of [`Nhất trí T${both[0]} ạ`, `Vâng ${named} nhé`])
      expect(await office.member.saysIn(office.group, words)).toEqual([])
    for (const one of both) expect(await acknowledged(one)).toBe(0)
    const [thanks] = await office.member.saysIn(office.group, `Rõ tin ${named}`)
    expect(thanks?.text).toContain(`đã nhận ${named}`)
    for (const one of both) expect(await acknowledged(one)).toBe(1)
  })

  it('a number or a short word, said to the bot by its name, is no talk', async () => {
    const code = await sent(office)
    office.commune.now = new Date(MORNING.getTime() + 25 * 86_400_000)

    const [thanks] = await office.member.saysIn(office.group, 'ok', TO_BOT)
    expect(thanks?.text).toBe('Đã nhận. Cảm ơn đồng chí.')
    const [again] = await office.member.saysIn(office.group, '2', TO_BOT)
    expect(again?.text).toContain('Đã ghi nhận thêm 1 đồng chí xác nhận T1')
    expect(await office.member.saysIn(office.group, 'là con bot của xã', TO_BOT)).toEqual([])
    expect(await office.member.saysIn(office.group, '', TO_BOT)).toEqual([])
    for (const words of ['cho hỏi bao giờ họp', 'Họp ở đâu?', 'hỏi', 'tôi tố cáo bí thư đoàn']) {
      expect(await office.member.saysIn(office.group, words)).toEqual([])
      const said = await office.member.saysIn(office.group, words, TO_BOT)
      expect(allOf(said)).toContain('nhắn riêng cho bot')
    }
    const cry = 'có cháy nhà ở thôn 3'
    expect(await office.member.saysIn(office.group, cry)).toEqual([])
    expect(allOf(await office.member.saysIn(office.group, cry, TO_BOT))).toContain('gọi ngay 113')
    expect(allOf(await office.member.saysIn(office.group, `/hoi ${cry}`))).toContain('gọi ngay 113')
    await office.commune.settle(thanks!)
    for (const [words, how] of [
      [cry, { replyTo: thanks! }],
      ['/cuu chay nha', {}],
    ] as const) {
      const said = await office.member.saysIn(office.group, words, how)
      expect(allOf(said)).toContain('gọi ngay 113')
      expect(said).toHaveLength(1)
    }
    const picture = { kind: 'unsupported', what: 'video', caption: cry } as const
    expect(await office.member.does(picture, { group: office.group })).toEqual([])
    const toBot = await office.member.does({ ...picture, ...TO_BOT }, { group: office.group })
    expect(allOf(toBot)).toContain('gọi ngay 113')
    expect(await acknowledged(code)).toBe(1)
  })

  it('a reply to somebody else acknowledges nothing, unless it names the notice', async () => {
    const code = await sent(office)
    const says = (text: string, reply: object) =>
      office.member.does(
        { kind: 'text', text, messageId: `m-${text}`, ...reply },
        { group: office.group },
      )
    // Telegram says that it is not the bot's; Zalo only which message it is.
    for (const reply of [{ repliesToOther: true }, { replyTo: 'of-somebody-else' }])
      for (const text of ['ok', 'đã nhận', 'quán triệt'])
        expect(await says(text, reply)).toEqual([])
    expect(await acknowledged(code)).toBe(0)

    await says(`nhận T${code}`, { repliesToOther: true })
    expect(await acknowledged(code)).toBe(1)
  })
})

describe('a number that is typed to a bot that hears nothing else', () => {
  it('means no notice that came after it', async () => {
    const office = await openOffice({ capabilities: ZALO_BOT })
    const { commune, group, member } = office
    const code = await sent(office)
    const { broadcastId } = await idsOf(office, code)
    const acknowledged = async () =>
      (await acknowledgementReport(commune.database.store, broadcastId!, 'all'))!.acknowledged

    commune.lagMs = 3_600_000
    await member.saysIn(group, '1', TO_BOT)
    expect(await acknowledged()).toBe(0)

    commune.lagMs = 0
    await member.saysIn(group, '1', TO_BOT)
    expect(await acknowledged()).toBe(1)
    await commune.close()
  })
})

describe('choices that are typed in private', () => {
  const office = setOffice('all', { capabilities: ZALO_BOT })

  it('tick several units at once, all or none, and show the list once', async () => {
    const { author } = office
    await author.says(`Thông báo ra quân\n${'Làm vệ sinh đường làng, ngõ xóm. '.repeat(6)}`)
    const [tree] = await author.says('chọn nơi nhận')
    expect(tree?.text).toContain('ví dụ: 2 4 5')
    const place = (unit: string): number =>
      labelsOf(tree).findIndex((label) => label.includes(unit)) + 1
    const [farmers, youth] = [place('Hội Nông dân'), place('Đoàn Thanh niên')]

    const shown = await author.says(`${farmers}, ${youth}`)
    expect(shown).toHaveLength(1)
    expect(labelsOf(shown[0]).filter((label) => label.includes('☑'))).toHaveLength(2)

    const root = place('Xã Như Xuân')
    const [within] = await author.says(`${root} ${farmers}`)
    expect(within?.text).toContain('đã nằm trong')
    const [same] = await author.says('chọn nơi nhận')
    expect(same?.text ?? '').not.toContain('Chưa chọn đơn vị nào')
  })

  it('show a text that is pasted in several pieces once, at the end', async () => {
    const { author } = office
    const piece = (at: string): string =>
      `${at} ${'Đề nghị rà soát danh sách hội viên. '.repeat(8)}`
    await author.says('/soan')
    const [first] = await author.says(piece('Phần một.'))
    const [next] = await author.says(piece('Phần hai.'))
    expect(first?.text).toContain('Dự thảo T')
    expect(next?.text).toMatch(/^Đã nối vào dự thảo T\d+, nay dài \d+ ký tự/)
    expect(labelsOf(next)).toEqual(['Xong', 'Huỷ'])

    const [whole] = await author.says('xong')
    expect(whole?.text).toContain('Dự thảo T')
  })

  it('say how the sending is followed where no message changes, and show it when asked', async () => {
    const { commune, farmers } = office
    for (const name of ['Chi hội Yên Cát', 'Chi hội Yên Lạc']) await commune.group(name, farmers)
    const code = await sent(office)
    const said = allOf(await commune.heardIn(office.author.chatId))
    expect(said).toContain(`Xem tiến độ: nhắn “thống kê T${code}”`)
    await sql`
      update delivery d set called_at = ${commune.now}, settled_at = ${commune.now},
        state = case c.title when 'Chi hội Yên Cát' then 'planned' when 'Chi hội Yên Lạc' then 'rejected' else 'sent' end
      from chat c
      where c.id = d.chat_id and d.broadcast_id = ${(await idsOf(office, code)).broadcastId!}`.execute(
      commune.database.store.db,
    )

    const [report] = await office.author.says(`thống kê T${code}`)
    expect(report?.text).toMatch(/Đang gửi T\d+[\s\S]*1\/3 nơi nhận[\s\S]*xác nhận T\d+/)
    expect(report?.text).toMatch(/Còn khoảng \d+ giây, mỗi phút \d+ nơi/)
    expect(report?.text).toMatch(/Không gửi được \(1 nơi\):\n.*Chi hội Yên Lạc/)
  })

  it('say when a sending goes that waits for its hour, and of what was not sent that it was not', async () => {
    const { author } = office
    const card = await approved(office)
    const code = codeIn(card)
    await author.presses(card, 'Hẹn giờ')
    await author.says('mai 8h')

    const [report] = await author.says(`thống kê T${code}`)

    expect(report?.text).toContain(`T${code} sẽ gửi lúc 08:00 ngày 25/11/2026.`)
    expect(report?.text).not.toMatch(/Đang gửi|xác nhận/)
    expect(labelsOf(report)).toEqual(['Hoàn tác'])
    await author.presses(report!, 'Hoàn tác')
    const unsent = [code, codeIn(await drafted(office))]
    for (const one of unsent)
      expect(allOf(await author.says(`thống kê T${one}`))).toBe(`T${one} chưa được gửi lần nào.`)
  })
})

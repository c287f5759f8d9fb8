import { describe, expect, it } from '@jest/globals'
import { vi } from '../../../src/i18n/vi.ts'
import { saveConversation } from '../../../src/storage/conversations.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { allOf, MORNING } from '../../support/commune.ts'
import { tablePrints } from '../../support/table-prints.ts'
import { drafted, openOffice, sent, setOffice } from '../../support/office.ts'

describe('what people type', () => {
  const office = setOffice('all')

  const prints = () => tablePrints(office.commune.database.store)

  it.each(['/khongco', '/', 'xyz', '?!', '0', '1', '7', '99', '１', '-1', '1.5', '1e9', '٣'])(
    '“%s” where nothing is open is not understood',
    async (text) => {
      const before = await prints()
      const [answer] = await office.resident.says(text)
      expect(answer?.text).toBe(vi.common.unknownHowToAsk)
      expect(await prints()).toEqual(before)
    },
  )

  it('a number that no choice has gets told which numbers there are', async () => {
    const card = await drafted(office)
    const before = await prints()
    const count = card.message.buttons!.flat().length
    for (const number of ['0', String(count + 1), '99', '999']) {
      const [answer] = await office.author.says(number)
      expect(answer?.text).toBe(
        `Xin trả lời bằng một số từ 1 đến ${count}, hoặc gõ tên mục cần chọn.`,
      )
    }
    expect(await prints()).toEqual(before)
    const [menu] = await office.author.says('3')
    expect(menu?.text).toBe(vi.draft.whichField)
  })

  it('“ok” means nothing without a notice, the only one, and asks between several', async () => {
    const own = await openOffice()
    const { member, group, commune, resident } = own
    const [nothing] = await member.says('ok')
    expect(nothing?.text).toBe(vi.ack.nothing)
    // Between people in the group it is no word to the bot.
    expect(await member.saysIn(group, 'ok')).toEqual([])

    const first = await sent(own)
    const [elsewhere] = await member.says('ok')
    expect(elsewhere?.text).toBe(vi.ack.nothing)
    expect(elsewhere?.text).toContain('xin xác nhận trong nhóm ấy')
    const [thanks] = await member.saysIn(group, 'Ok.')
    expect(thanks?.text).toBe(vi.ack.received)
    // Once said, it is again a word between people.
    expect(await member.saysIn(group, 'ok')).toEqual([])
    const [unknown] = await resident.saysIn(group, 'ok')
    expect(unknown?.text).toBe(vi.ack.unknownPerson)

    const second = await sent(own)
    const third = await sent(own)
    expect(await member.saysIn(group, 'ok')).toEqual([])
    for (const [words, meant] of [
      ['đã nhận', 'nhận'],
      ['DA NHAN', 'nhận'],
      ['đã quán triệt', 'quán triệt'],
      ['/danhan', 'nhận'],
    ]) {
      const [asked] = await member.saysIn(group, words!)
      expect(asked?.text).toContain(vi.ack.which)
      expect(asked?.text).toContain(`“${meant} T${second}” –`)
      expect(asked?.text).toContain(`“${meant} T${third}” –`)
    }
    const [asked] = await member.saysIn(group, 'quán triệt')
    expect(asked?.text).toContain(`“quán triệt T${first}” –`)
    // As they stand there, quotation marks and all, or as people type them.
    for (const words of [`“quán triệt T${third}”`, `quán triệt t ${second}`]) {
      const [understood] = await member.saysIn(group, words)
      expect(understood?.text).toContain('đồng chí quán triệt lúc')
    }
    await commune.close()
  })

  it('asks in private too which of several notices was received', async () => {
    const own = await openOffice()
    // No group serves the farmers any more: notices come to each in private.
    await own.commune.database.store.db.deleteFrom('chat_binding').execute()
    await own.commune.group('Nhóm Đoàn', own.youth)
    const [one, two] = [await sent(own), await sent(own)]
    const [asked] = await own.member.says('Đã nhận')
    expect(asked?.text).toContain(`“nhận T${one}” –`)
    expect(asked?.text).toContain(`“nhận T${two}” –`)
    const [thanks] = await own.member.says(`nhận T${one}`)
    expect(thanks?.text).toBe(vi.ack.received)
    // Words of another kind are told the one that counts, while something waits.
    const hint = vi.ack.stillWaits({ code: `T${two}` })
    expect((await own.member.says('xin tiếp thu'))[0]?.text).toContain(hint)
    expect((await own.member.says('32/13 8h'))[0]?.text).toBe(vi.common.unknownHowToAsk)
    await own.member.says(`nhận T${two}`)
    expect((await own.member.says('xin tiếp thu'))[0]?.text).toBe(vi.common.unknownHowToAsk)
    await own.commune.close()
  })

  it('hears “dạ vâng ạ”, “rõ”, “nhất trí” and several codes in private, and what else they may answer', async () => {
    const own = await openOffice()
    const { member, clerk, commune } = own
    await commune.database.store.db.deleteFrom('chat_binding').execute()
    const says = async (words: string) => allOf(await member.says(words))
    for (const words of ['Dạ vâng ạ', 'ro roi a', 'Nhất trí']) {
      await sent(own)
      expect(await says(words)).toBe(vi.ack.received)
    }
    const codes = `T${await sent(own)}, T${await sent(own)}`
    expect(await says(`nhận ${codes}, T99`)).toBe(
      `Đã ghi nhận đồng chí đã nhận ${codes}. Cảm ơn đồng chí.\nKhông tìm thấy tin T99 ở đây.`,
    )
    expect(await says(`/danhan ${codes}`)).toBe(`Đồng chí đã xác nhận trước đó: ${codes}.`)

    const waiting = `T${await sent(own)}`
    const hint = vi.ack.yesNamesNotice({ code: waiting })
    // A question of the bot comes first.
    await says('hỏi')
    expect(await says('nhất trí')).toBe(`${vi.ack.yesChooses}\n${hint}`)
    await says('đồng ý')
    await says('Bao giờ có nước sạch?')
    expect(await says('nhất trí')).toContain('Bao giờ có nước sạch?')
    await says('xác nhận')
    commune.now = new Date(MORNING.getTime() + 60_000)
    await clerk.says('trả lời H1: Quý I năm 2027.')
    await clerk.says('gửi')
    // So does the answer that came since.
    for (const words of ['vâng ạ', 'rõ rồi ạ'])
      expect(await says(words)).toBe(`${vi.question.thanked}\n${hint}`)
    await says(`nhận ${waiting}`)
    expect(await says('rõ rồi ạ')).toBe(vi.question.thanked)
    expect(await says('ok')).toBe(vi.ack.again)
    await commune.close()
  })

  it.each([
    ['nhan T99999999999', 'T99999999999'],
    ['nhan T2147483648', 'T2147483648'],
    ['nhan T999', 'T999'],
    ['nhan T0', 'T0'],
    ['/danhan T99999999999', 'T99999999999'],
    ['/danhan abc', 'abc'],
    ['/quantriet T998 T999', 'T998, T999'],
  ])('“%s” acknowledges nothing', async (text, shown) => {
    await sent(office)
    const before = await prints()
    for (const said of [
      await office.member.says(text),
      await office.member.saysIn(office.group, text),
    ])
      expect(said[0]?.text).toBe(`Không tìm thấy tin ${shown} ở đây.`)
    expect(await prints()).toEqual(before)
  })

  it('a code acknowledges nothing in a chat to which the notice never came', async () => {
    const code = await sent(office)
    const other = await office.commune.group('Nhóm khác', office.youth)
    const before = await prints()

    for (const said of [
      await office.member.saysIn(other, `nhan T${code}`),
      await office.stranger.says(`nhan T${code}`),
      await office.resident.says(`/danhan T${code}`),
    ])
      expect(said[0]?.text).toBe(`Không tìm thấy tin T${code} ở đây.`)
    // Who is of the unit is told where it is.
    for (const words of [`nhan T${code}`, `/danhan T${code}`, `quán triệt T${code}`])
      expect((await office.member.says(words))[0]?.text).toBe(
        `Tin T${code} đã gửi trong nhóm của đơn vị: xin đồng chí xác nhận trong nhóm ấy.`,
      )
    expect(await prints()).toEqual(before)
    await office.member.saysIn(office.group, `nhan T${code}`)
    expect((await office.member.says(`nhan T${code}`))[0]?.text).toBe(vi.ack.again)
  })

  it.each([
    ['/theodoi H99999999999', 'H99999999999'],
    ['theo dõi H1', 'H1'],
    ['h99999999999', 'h99999999999'],
    ['/theodoi x; drop table question', 'x; drop table quest…'],
  ])('“%s” follows nothing', async (text, shown) => {
    const [answer] = await office.resident.says(text)
    expect(answer?.text).toBe(
      `Không có câu hỏi ${shown} gửi từ tài khoản này. Xem các câu đã gửi: nhắn “theo dõi”.`,
    )
  })

  it.each([
    ['/traloi H1', 'H1'],
    ['/traloi H99999999999 Có', 'H99999999999'],
    [`/traloi ${'x'.repeat(40)} Có`, `${'x'.repeat(19)}…`],
  ])('“%s” answers nothing', async (text, shown) => {
    const [answer] = await office.clerk.says(text)
    expect(answer?.text).toBe(`Không có câu hỏi ${shown}.`)
  })

  it.each([
    'lúc nào cũng được',
    '32/13 8:00',
    '25:00 mai',
    'x'.repeat(101),
    '8h\u202E mai',
    '9'.repeat(90),
  ])('“%s” is no hour to send at', async (text) => {
    const own = await drafted(office)
    const said = await office.author.presses(own, 'Trình duyệt')
    const ready = await office.approver.presses(
      said.find(({ chatId }) => chatId === office.approver.chatId)!,
      'Duyệt',
    )
    await office.author.presses(
      ready.find(({ chatId }) => chatId === office.author.chatId)!,
      'Hẹn giờ',
    )
    const before = await prints()
    const [answer] = await office.author.says(text)
    expect(answer?.text).toBe(vi.send.timeUnclear)
    const [far] = await office.author.says('25/12/2099 8:00')
    expect(far?.text).toBe(vi.send.tooFar)
    expect((await prints())['broadcast']).toBe(before['broadcast'])
    await office.author.says('/huy')
  })

  it.each(['draft', 'collect-draft', 'ask-question', 'no-such-dialogue'])(
    'a conversation “%s” of another version is dropped with a sentence',
    async (definition) => {
      const { store } = office.commune.database
      const { account } = await store.db
        .selectFrom('chat')
        .select('account_id as account')
        .where('id', '=', office.author.chatId)
        .executeTakeFirstOrThrow()
      await inTransaction(store, (tx) =>
        saveConversation(
          tx,
          office.author.chatId,
          account!,
          { definition, version: 999, state: { unexpected: true } },
          MORNING,
        ),
      )

      const [told] = await office.author.says('tiếp tục')
      expect(told?.text).toBe(vi.common.outdated)
      const [after] = await office.author.says('tiếp tục')
      expect(after?.text).toBe(vi.common.unknown)
    },
  )
})

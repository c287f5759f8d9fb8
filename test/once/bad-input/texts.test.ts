import { describe, expect, it } from '@jest/globals'
import type { Platform } from '../../../src/domain/platform.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { findNoticeByCode } from '../../../src/storage/notices.ts'
import { joinToken } from '../../../src/storage/join-links.ts'
import { allOf, type Heard, type Phone } from '../../support/commune.ts'
import { renderedTexts } from '../../support/rendered.ts'
import { tablePrints } from '../../support/table-prints.ts'
import { codeIn, setOffice, submitted } from '../../support/office.ts'

/** Telegram's longest message, in the characters that a page would take for markup. */
const MARKUP = '<b>&amp; "Hội" 👨‍👩‍👧‍👦 🇻🇳\n'.repeat(400).slice(0, 4_096)
const MENTIONS = `[@all] @all @everyone [@7000:Lan] /huy @nhipcau_bot ${'Mời các đồng chí dự họp. '.repeat(6)}`
const HIDDEN = `Họp\u0000 chi\u0007 bộ\u202E ngược\u202C\u200B không\u2066 rộng\uFEFF \uD800nửa\uDC00 ${'Mời các đồng chí dự họp. '.repeat(6)}`
const STACKED = `Hop${'\u0301'.repeat(4_000)} chi bộ`

const LIMITS: Readonly<Record<Platform, number>> = {
  telegram: 4_096,
  'zalo-oa': 2_000,
  'zalo-bot': 2_000,
}

/** What no platform must be given: controls, direction overrides, halves of pairs. */
const UNSAFE = /(?![\n\t])\p{Cc}|[\u202A-\u202E\u2066-\u2069]|\p{Cs}/u

function expectSendable(heard: readonly Heard[]): void {
  for (const { message } of heard)
    for (const [where, texts] of Object.entries(renderedTexts(message)))
      for (const text of texts) {
        const [platform] = where.split(' ')
        expect(Array.from(text).length).toBeLessThanOrEqual(LIMITS[platform as Platform])
        expect(text).not.toMatch(UNSAFE)
      }
}

describe('a text of any kind', () => {
  const office = setOffice('all')

  const prints = async () => {
    const { conversation: _open, ...kept } = await tablePrints(office.commune.database.store)
    return kept
  }

  describe.each([
    ['4,096 characters of markup and emoji', MARKUP],
    ['mentions of everybody', MENTIONS],
    ['control characters, overrides and halves of pairs', HIDDEN],
    ['marks stacked by the thousand', STACKED],
  ])('such as %s', (_what, text) => {
    const seen = text.replaceAll(/(?![\n])\p{Cc}/gu, '').replaceAll(/\p{Cs}/gu, '\uFFFD')

    it('becomes a notice word for word, and goes to the approver', async () => {
      await office.author.says('/soan')
      const [draft] = await office.author.says(text)
      expect(draft?.text).toContain('Dự thảo T')
      const notice = await findNoticeByCode(office.commune.database.store, codeIn(draft!))
      expect(notice?.sourceText).toBe(seen.normalize('NFC'))
      expect(Array.from(notice!.title).length).toBeLessThanOrEqual(2_400)
      const preview = await office.author.presses(draft!, 'Xem trước')
      expectSendable([draft!, ...preview])
      await office.author.presses(draft!, 'Huỷ')
    })

    it('is refused, or kept as it is, as a question', async () => {
      const person = await office.commune.resident('Nga')
      const [notice] = await person.says('/hoi')
      await person.presses(notice!, 'Đồng ý')
      const [answer] = await person.says(text)
      expectSendable([answer!])
      const isShort = text !== MARKUP
      expect(answer?.text.includes(isShort ? seen.trim() : vi.question.tooLong)).toBe(true)
      const [short] = await person.says(text.slice(0, 900))
      const said = await person.presses(short!, 'Xác nhận')
      expect(allOf(said)).toContain('Đã tiếp nhận câu hỏi')
      expectSendable(said)
    })

    it('is no name of a person', async () => {
      const { store } = office.commune.database
      const token = await joinToken(store, office.farmers, office.owner.personId)
      const person = await office.commune.resident('Hoa')
      await person.says(`/start ${token}`)
      const [answer] = await person.says(text)
      expect(answer?.text).toBe(vi.start.nameUnclear)
      await person.says('Lò Thị Hoa')
      const [renamed] = await person.says('đúng')
      expect(renamed?.text).toBe('Đã ghi họ tên: Lò Thị Hoa.')
    })

    it('is answered in any other place with a sentence', async () => {
      const before = await prints()
      const typed: [Phone, string][] = [
        [office.resident, text],
        [office.resident, `/start ${text}`],
        [office.resident, `/theodoi ${text}`],
        [office.resident, `/nhanquyen ${text}`],
        [office.resident, `/danhan ${text}`],
        [office.resident, `/khongco ${text}`],
        [office.clerk, `/traloi H99 ${text}`],
        [office.clerk, `/traloi ${text}`],
        [office.owner, `/canbo them soan HND | ${text}`],
        [office.owner, `/canbo them ${text}`],
        [office.owner, `/canbo ${text}`],
        [office.author, `/thongke ${text}`],
      ]
      for (const [phone, words] of typed) {
        const said = await phone.says(words)
        expect(said).not.toEqual([])
        expectSendable(said)
      }
      expect(await prints()).toEqual(before)
    })

    it('in a group is talk among people', async () => {
      expect(await office.member.saysIn(office.group, text)).toEqual([])
    })
  })

  it.each([
    ['markup', MARKUP],
    ['hidden characters', HIDDEN],
    ['stacked marks', STACKED],
  ])('takes %s neither as a name of a unit nor as a code', async (_what, text) => {
    const before = await prints()
    for (const words of [
      `/caytochuc them X1 | ${text} | xa`,
      `/caytochuc doi HND | ${text}`,
      `/caytochuc them ${text} | Tổ mới`,
      `/caytochuc dong ${text}`,
    ]) {
      const said = await office.owner.says(words)
      expect(said).not.toEqual([])
      expectSendable(said)
    }
    expect((await prints())['unit_version']).toBe(before['unit_version'])
  })

  it('keeps a unit’s name of markup as it is written', async () => {
    const said = await office.owner.says('/caytochuc them TO1 | Tổ <b>1</b> & "2" 🇻🇳 [@all] | xa')
    expect(said[0]?.text).toBe('Đã thêm Tổ <b>1</b> & "2" 🇻🇳 [@all].')
    expectSendable(said)
    const oa = renderedTexts(said[0]!.message)['zalo-oa']!.join('')
    expect(oa).not.toContain('[@all]')
  })

  it('takes a title of 10,000 characters by its beginning only', async () => {
    const line = 'Thông báo rất dài '.repeat(600).slice(0, 10_000)
    await office.author.says('/soan')
    const [draft] = await office.author.says(`${line}\nNội dung.`)
    const { title, sourceText } = (await findNoticeByCode(
      office.commune.database.store,
      codeIn(draft!),
    ))!
    expect([Array.from(title).length, title.endsWith('…')]).toEqual([300, true])
    expect(sourceText.startsWith(line)).toBe(true)
    expectSendable([draft!])

    const [fields] = await office.author.presses(draft!, 'Sửa')
    await office.author.presses(fields!, 'Tiêu đề')
    const [refused] = await office.author.says(line)
    expect(refused?.text).toBe('Mục này tối đa 300 ký tự, xin viết ngắn lại.')
    const [edited] = await office.author.says('  Họp\n\u202Echi bộ  ')
    expect(edited?.text).toContain('Tiêu đề: Họp chi bộ')
  })

  it('stops at 200,000 characters however they come, and keeps what was there', async () => {
    await office.author.says('/soan')
    let draft: Heard | undefined
    for (const size of [100_000, 95_000, 4_000]) {
      const text = 'Làm vệ sinh đường làng.\n'.repeat(size / 20).slice(0, size)
      const bytes = Buffer.from(text)
      const file = { kind: 'read', name: 'dai.txt', mime: 'text/plain', bytes, text } as const
      draft = (await office.author.sends(file))[0]
    }
    expect(draft?.text).toContain('Dự thảo T')
    const before = await prints()

    const [refused] = await office.author.says('x'.repeat(1_000))

    expect(refused?.text).toContain('dài quá 200.000 ký tự')
    expect(await prints()).toEqual(before)
    const [joined] = await office.author.says('Hết.')
    expect(codeIn(joined!)).toBe(codeIn(draft!))
    await office.author.presses(joined!, 'Huỷ')
  })

  it('joins a hundred pieces in a row into one draft, in their order', async () => {
    await office.author.says('/soan')
    const pieces = Array.from({ length: 100 }, (_, index) => `Việc ${index}: dọn ngõ ${index}.`)
    let last: Heard | undefined
    for (const piece of pieces) last = (await office.author.says(piece))[0]
    const notice = await findNoticeByCode(office.commune.database.store, codeIn(last!))
    expect(notice?.sourceText).toBe(pieces.join('\n'))
    await office.author.presses(last!, 'Xong')
    const [after] = await office.author.says('Thêm nữa.')
    expect(after?.text).toBe(vi.common.unknown)
  })

  it('is bounded as a reason to give a notice back', async () => {
    const card = await submitted(office)
    await office.approver.presses(card, 'Trả lại')
    const said = await office.approver.says(MARKUP)
    const told = said.find(({ text }) => text.includes('Lý do:'))
    expect(Array.from(told!.text).length).toBeLessThan(4_000)
    expectSendable(said)
  })
})

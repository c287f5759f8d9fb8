import { afterEach, describe, expect, it } from '@jest/globals'
import type { UnitId } from '../../../src/domain/id.ts'
import { keepStanding } from '../../../src/storage/channel-standing.ts'
import { addPerson, addPost } from '../../../src/storage/people.ts'
import type { Heard, Phone } from '../../support/commune.ts'
import { approved, drafted, openOffice, submitted, type Office } from '../../support/office.ts'

const HOUR = 3_600_000
const WINDOW = { freeMs: 48 * HOUR, openMs: 168 * HOUR, price: 55 }

describe('a card on which a sending is decided', () => {
  let office: Office
  afterEach(() => office.commune.close())

  /** Somebody of a unit whom no group serves, and whom the bot last answered so many hours ago; null: never. */
  const member = async (unit: UnitId, name: string, hours: number | null): Promise<Phone> => {
    const { commune } = office
    const phone = await commune.person(name, [[unit, 'member']])
    if (hours === null) return phone
    await phone.says('/trogiup')
    await commune.database.store.db
      .updateTable('delivery')
      .set({ created_at: new Date(commune.now.getTime() - hours * HOUR) })
      .where('chat_id', '=', phone.chatId)
      .execute()
    return phone
  }
  const keepQuota = (remaining: number): Promise<void> =>
    keepStanding(office.commune.database.store, office.commune.channel.instanceId, {
      facts: [{ kind: 'quota', from: 'package', remaining, total: 500 }],
      askedAt: office.commune.now,
    })
  const costsOf = (text: string): string[] =>
    text.split('Chi phí, hạn mức:\n')[1]?.split('\n') ?? []

  it('says who is free, who is paid for and who cannot be reached, and what the package lacks', async () => {
    office = await openOffice({ capabilities: { window: WINDOW } })
    const branch = await office.commune.unit('YC', 'Chi hội Yên Cát', office.farmers)
    await member(branch, 'Nguyễn Thị Tư', 2)
    await member(branch, 'Nguyễn Văn Năm', 47)
    await member(branch, 'Nguyễn Văn Sáu', 49)
    await member(branch, 'Nguyễn Thị Bảy', null)
    await member(branch, 'Nguyễn Văn Tám', 169)
    const waiting = await member(branch, 'Nguyễn Văn Chín', 1)
    await office.commune.database.store.db
      .updateTable('chat')
      .set({ state: 'waiting-for-contact' })
      .where('id', '=', waiting.chatId)
      .execute()
    // Served by the farmers' group as well: no private copy.
    await office.commune.person('Nguyễn Văn Mười', [
      [branch, 'member'],
      [office.farmers, 'member'],
    ])
    await keepQuota(3)

    const card = await approved(office)

    // The plain platform shows each of the notice's paragraphs as a part.
    const parts = Number(/: (\d+) tin vào nhóm/u.exec(card.text)?.[1])
    expect(parts).toBeGreaterThan(1)
    expect(costsOf(card.text)).toEqual([
      `Telegram: ${parts} tin vào nhóm, không mất phí; khoảng ${2 * parts} tin riêng không mất phí (người nhận có nhắn bot trong 48 giờ qua); khoảng 3 tin riêng trừ vào gói, không trả thêm; khoảng ${2 * parts - 3} tin riêng tính phí; chưa gửi tới được khoảng 2 người (quá 7 ngày chưa nhắn bot).`,
      `⚠️ Gói còn 3 tin, cần khoảng ${2 * parts}: thiếu khoảng ${2 * parts - 3}. Ví bot trả 55 đồng mỗi tin thiếu; ví không đủ thì phần thiếu phải chờ.`,
    ])
  })

  it('says how many groups will not get it: one that Zalo has locked, one that the bot was put out of', async () => {
    office = await openOffice({ capabilities: { window: WINDOW } })
    const { commune, farmers } = office
    const locked = await commune.group('Nhóm hết hạn', farmers)
    const left = await commune.group('Nhóm cũ', farmers)
    const { store } = commune.database
    await store.db
      .updateTable('chat')
      .set({ state: 'left' })
      .where('id', '=', left.chatId)
      .execute()
    const lapse = { kind: 'expires', name: 'Nhóm', on: '2026-12-01', renews: false } as const
    await keepStanding(store, commune.channel.instanceId, {
      facts: [
        { ...lapse, what: 'group-itself', id: locked.externalId },
        { ...lapse, what: 'group', id: office.group.externalId },
      ],
      askedAt: commune.now,
    })

    const costs = costsOf((await approved(office)).text)

    const parts = Number(/: (\d+) tin vào nhóm/u.exec(costs[0] ?? '')?.[1])
    expect(costs).toEqual([
      `Telegram: ${parts} tin vào nhóm, không mất phí.`,
      '⚠️ Telegram: 2 nhóm hiện không nhận được tin (nhóm bị khoá vì hết hạn, hoặc bot không gửi được vào nhóm).',
    ])
    await keepStanding(store, commune.channel.instanceId, { facts: [], askedAt: commune.now })
    const [line] = costsOf((await approved(office)).text)
    expect(line).toBe(`Telegram: ${2 * parts} tin vào nhóm, không mất phí.`)

    // Groups that have failed and are only tried serve nobody yet: their people get it in private too.
    await store.db
      .updateTable('chat')
      .set({ told_state: 'no-rights' })
      .where('id', 'in', [locked.chatId, office.group.chatId])
      .execute()
    const [tried] = costsOf((await approved(office)).text)
    expect(tried).toMatch(new RegExp(`^Telegram: ${2 * parts} tin vào nhóm, .*tin riêng`, 'u'))

    // Who chooses recipients is not sent to bind a group that is bound.
    await store.db.updateTable('chat').set({ state: 'left' }).where('type', '=', 'group').execute()
    const [tree] = await office.author.presses(await drafted(office), 'Chọn nơi nhận')
    expect(tree?.text).toContain('Bot hiện không gửi được vào nhóm của: Hội Nông dân.')
    expect(tree?.text).not.toContain('Chưa gắn nhóm')
  })

  it('says it also to who approves it and to who sends it in haste', async () => {
    office = await openOffice()
    const [line] = costsOf((await approved(office)).text)
    expect(line).toMatch(/^Telegram: \d+ tin, không mất phí\.$/u)

    const judged = await submitted(office)
    expect(costsOf(judged.text)[0]).toBe(line)
    const said = await office.approver.presses(judged, 'Duyệt')
    const ready = said.find(({ chatId }) => chatId === office.author.chatId)
    const [question] = await office.author.presses(ready!, 'Gửi khẩn')
    expect(costsOf(question?.text ?? '')).toEqual([line])
  })

  it('is preceded by a preview of the platforms that get a copy: of groups, or in private where none is in a group', async () => {
    office = await openOffice()
    const { author, commune, youth } = office
    const { store } = commune.database
    const personId = await addPerson(store, { name: 'Vi Thị Lan' })
    await addPost(store, { personId, unitId: youth, role: 'member', from: '2026-01-01' })
    await commune.onZalo('Lan', personId)
    const titles = async (card: Heard) =>
      (await author.presses(card, 'Xem trước')).map(({ text }) => /trên (.*?)[,)]/u.exec(text)?.[1])

    const card = await drafted(office)
    expect(await titles(card)).toEqual(['Telegram (nhóm'])

    const [tree] = await author.presses(card, 'Chọn nơi nhận')
    const [none] = await author.presses(tree!, 'Hội Nông dân')
    const [other] = await author.presses(none!, 'Đoàn Thanh niên')
    const [changed] = await author.presses(other!, 'Xong')
    expect(await titles(changed!)).toEqual(['Telegram (tin riêng', 'Zalo Bot (tin riêng'])
  })

  it('says that nothing is paid for where nothing is, and so does the preview', async () => {
    office = await openOffice()
    const card = await approved(office)
    const [line, ...more] = costsOf(card.text)
    expect(line).toMatch(/^Telegram: \d+ tin, không mất phí\.$/u)
    expect(more).toEqual([])
    const previewed = await office.author.presses(await drafted(office), 'Xem trước')
    expect(costsOf(previewed.at(-1)?.text ?? '')).toContain(line)
    // Nobody is chosen yet: there is nothing to count.
    const [draft] = await office.author.says(
      `Thông báo họp thôn\n${'Mời bà con đến nhà văn hoá. '.repeat(8)}`,
    )
    const early = await office.author.presses(draft!, 'Xem trước')
    expect(early.length).toBeGreaterThan(0)
    expect(early.map(({ text }) => text).join('\n')).not.toContain('Chi phí')
  })
})

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ChannelFact, Expiry } from '../../../src/domain/channel-fact.ts'
import type { ChannelInstanceId, UnitId } from '../../../src/domain/id.ts'
import { openMessage } from '../../../src/storage/sealed-message.ts'
import { askStanding } from '../../../src/usecases/standing/ask-standing.ts'
import { foundCommune, wordsOf, type Commune, type Phone } from '../../support/commune.ts'

const signal = new AbortController().signal
const HOUR = 3_600_000

describe('the ends of packages and groups', () => {
  let commune: Commune
  let office: UnitId
  let an: Phone
  /** What the platform would say now; null: it does not answer. */
  let said: ChannelFact[] | null
  let asked: number

  beforeEach(async () => {
    commune = await foundCommune()
    office = await commune.unit('xa', 'Xã Như Xuân')
    an = await commune.person('Trần An', [[office, 'owner']])
    said = []
    asked = 0
  })
  afterEach(() => commune.close())

  const ending = (on: string, more: Partial<Expiry> = {}): Expiry => ({
    kind: 'expires',
    what: 'package',
    id: '',
    name: 'Growth',
    on,
    renews: false,
    ...more,
  })
  const platform = {
    get instanceId(): ChannelInstanceId {
      return commune.channel.instanceId
    },
    standing: (): Promise<ChannelFact[] | null> => {
      asked++
      return Promise.resolve(said)
    },
  }
  const look = (isStart = false) =>
    askStanding(
      {
        store: commune.database.store,
        clock: { now: () => commune.now },
        settings: { timeZone: 'Asia/Ho_Chi_Minh', owners: [], residentChannels: [], undoMs: 0 },
      },
      platform,
      signal,
      { isStart },
    )
  /** A look at this hour of this day, as the clocks in Vietnam show it. */
  const lookAt = (day: string, hour = '09:00'): Promise<unknown> => {
    commune.now = new Date(`${day}T${hour}:00+07:00`)
    return look()
  }
  const warnings = async (): Promise<string[]> => {
    const { store } = commune.database
    const rows = await store.db
      .selectFrom('delivery')
      .select(['message_enc'])
      .where('purpose', '=', 'card')
      .where('chat_id', '=', an.chatId)
      .orderBy('id')
      .execute()
    return rows.map(({ message_enc }) =>
      message_enc ? wordsOf(openMessage(store.keys, message_enc)) : '',
    )
  }

  it('are told 14, 7, 3 and 1 days before, each once, with the day, what follows and what to do', async () => {
    said = [ending('2026-12-31')]
    await lookAt('2026-12-16')
    expect(await warnings()).toEqual([])
    await lookAt('2026-12-17')
    await lookAt('2026-12-17', '16:00')
    await lookAt('2026-12-18')
    expect(await warnings()).toEqual([
      '⚠️ Telegram – bot: Gói Growth còn 14 ngày, đến hết thứ Năm, ngày 31/12/2026.\nHết hạn thì không gửi và không nhận được tin nào trên bot. Xin gia hạn gói trong @BotFather.',
    ])
    for (const day of ['24', '25', '28', '30', '31']) await lookAt(`2026-12-${day}`)
    await lookAt('2027-01-01')
    expect((await warnings()).map((text) => /còn (\d+) ngày/u.exec(text)?.[1])).toEqual([
      '14',
      '7',
      '3',
      '1',
    ])
  })

  it('are told by the nearest step only after the service was down over one', async () => {
    said = [ending('2026-12-31')]
    await lookAt('2026-12-29')
    await lookAt('2026-12-30')
    expect((await warnings()).map((text) => text.split('\n')[0])).toEqual([
      '⚠️ Telegram – bot: Gói Growth còn 2 ngày, đến hết thứ Năm, ngày 31/12/2026.',
      '⚠️ Telegram – bot: Gói Growth còn 1 ngày, đến hết thứ Năm, ngày 31/12/2026.',
    ])
  })

  it('are silent once renewed, and told again before the new end', async () => {
    said = [ending('2026-12-31')]
    await lookAt('2026-12-24')
    said = [ending('2027-12-31')]
    for (const day of ['2026-12-28', '2026-12-30', '2026-12-31', '2027-01-01']) await lookAt(day)
    expect(await warnings()).toHaveLength(1)
    await lookAt('2027-12-17')
    expect(await warnings()).toHaveLength(2)
  })

  it('are told once by several processes that look at the same moment', async () => {
    said = [ending('2026-12-31'), ending('2026-12-31', { what: 'group', id: 'g1', name: 'A' })]
    commune.now = new Date('2026-12-24T09:00:00+07:00')
    await Promise.all([look(), look(true), look(), look(true)])
    expect(asked).toBe(1)
    expect(await warnings()).toHaveLength(2)
    // Another process that starts a little later asks again and tells nothing.
    commune.now = new Date(commune.now.getTime() + 5 * 60_000)
    await Promise.all([look(true), look(true)])
    expect(asked).toBe(2)
    expect(await warnings()).toHaveLength(2)
  })

  it('of several groups on one day are one message; each group is a thing of its own', async () => {
    const group = (id: string, on: string): Expiry =>
      ending(on, { what: 'group', id, name: `Thôn ${id}` })
    said = [group('1', '2026-12-31'), group('2', '2026-12-31'), group('3', '2027-03-01')]
    await lookAt('2026-12-17')
    said = [...said, group('4', '2026-12-31')]
    await lookAt('2026-12-18')
    expect((await warnings()).map((text) => text.split('\n')[0])).toEqual([
      '⚠️ Telegram – bot: Gói của 2 nhóm (“Thôn 1”, “Thôn 2”) còn 14 ngày, đến hết thứ Năm, ngày 31/12/2026.',
      '⚠️ Telegram – bot: Gói của nhóm “Thôn 4” còn 13 ngày, đến hết thứ Năm, ngày 31/12/2026.',
    ])
  })

  it('wait for the morning, and for an owner who can be told', async () => {
    said = [ending('2026-12-31')]
    await lookAt('2026-12-24', '03:00')
    expect(await warnings()).toEqual([])
    await commune.database.store.db
      .updateTable('chat')
      .set({ state: 'blocked' })
      .where('id', '=', an.chatId)
      .execute()
    await lookAt('2026-12-24', '10:00')
    await commune.database.store.db
      .updateTable('chat')
      .set({ state: 'active' })
      .where('id', '=', an.chatId)
      .execute()
    await lookAt('2026-12-24', '17:00')
    expect(await warnings()).toHaveLength(1)
  })

  it('are told from what was known while the platform does not answer, which is asked again soon', async () => {
    said = [ending('2026-12-31')]
    await lookAt('2026-12-10')
    said = null
    await lookAt('2026-12-17')
    expect(await warnings()).toHaveLength(1)
    commune.now = new Date(commune.now.getTime() + 9 * 60_000)
    await look()
    expect(asked).toBe(2)
    commune.now = new Date(commune.now.getTime() + 2 * 60_000)
    await look()
    expect(asked).toBe(3)
  })

  it('cost few calls: the platform is asked every six hours', async () => {
    for (let minutes = 0; minutes < 24 * 60; minutes += 20) {
      await look()
      commune.now = new Date(commune.now.getTime() + HOUR / 3)
    }
    expect(asked).toBe(4)
  })

  it('stand in /tinhtrang with when the platform said so, without asking it', async () => {
    said = [
      ending('2026-12-26'),
      ending('2026-12-31', { what: 'group', id: 'g1', name: 'Yên Cát' }),
      { kind: 'quota', from: 'package', remaining: 1_120, total: 5_000 },
      { kind: 'token', renewedAt: Date.UTC(2026, 11, 23, 1, 5) },
      { kind: 'hears', by: 'webhook', ok: null },
    ]
    await lookAt('2026-12-24')
    const [state] = await an.says('/tinhtrang')
    expect(state?.text).toContain(
      [
        '⚠️ Gói Growth: đến hết thứ Bảy, ngày 26/12/2026 (còn 2 ngày).',
        'Gói của nhóm “Yên Cát”: đến hết thứ Năm, ngày 31/12/2026 (còn 7 ngày).',
        'Tin tính vào gói: còn 1.120/5.000 tin.',
        'Mã truy cập: tự làm mới lúc 08:05 ngày 23/12/2026.',
        'Chưa có tin nào đến (qua webhook).',
        'Theo nền tảng lúc 09:00 ngày 24/12/2026.',
      ].join('\n'),
    )
    expect(asked).toBe(1)
    await an.says('/english')
    const [english] = await an.says('/tinhtrang')
    expect(english?.text).toContain('The package Growth: until Saturday 26/12/2026 (2 days left).')
    expect(english?.text).toContain('renewed at 08:05 on 23/12/2026')
    expect(english?.text).not.toContain('ngày')
  })
})

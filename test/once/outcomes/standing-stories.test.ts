import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { DateTime } from 'luxon'
import type { BroadcastId, ChannelInstanceId, UnitId } from '../../../src/domain/id.ts'
import type { ChatState } from '../../../src/domain/platform.ts'
import {
  OA_GROUP,
  openOutcomeStage,
  PEOPLE,
  type OutcomeStage,
} from '../../support/outcome-stage.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const ZONE = 'Asia/Ho_Chi_Minh'
const AN = `telegram:${PEOPLE.an.telegram}`
const AN_ON_ZALO = `zalo-oa:${PEOPLE.an['zalo-oa']}`
const HOA = `zalo-oa:${PEOPLE.hoa['zalo-oa']}`

describe('what an Official Account has left', () => {
  let stage: OutcomeStage
  let office: UnitId

  beforeEach(async () => {
    stage = await openOutcomeStage([], { timeZone: ZONE })
    office = await stage.unit('Xã Như Xuân')
    await stage.post('an', office, 'owner')
  })
  afterEach(() => stage.stop())

  /** What the bot said to An, on either phone. */
  const toldToAn = async (): Promise<string[]> => [
    ...(await stage.read(AN, 'an')),
    ...(await stage.read(AN_ON_ZALO, 'an')),
  ]
  const about = (words: string, texts: readonly string[]): string[] =>
    texts.filter((text) => text.includes(words))
  /** The next time that the clocks of Vietnam show nine: nobody is told of an end at night. */
  const untilNine = (): Promise<void> => {
    const now = DateTime.fromJSDate(stage.now(), { zone: ZONE })
    const nine = now.plus({ days: 1 }).startOf('day').plus({ hours: 9 })
    return stage.later(nine.toMillis() - now.toMillis())
  }

  it('is told to each owner once, a week before its package ends', async () => {
    await stage.post('hoa', office, 'owner')
    await untilNine()
    await stage.look()
    expect(about('hết hạn', [...(await toldToAn()), ...(await stage.read(HOA, 'hoa'))])).toEqual([])

    await stage.control.package({ name: 'Growth', validDays: 7 })
    // Zalo is asked again after six hours; an hour later is too soon.
    await stage.later(HOUR)
    await stage.look()
    expect(about('hết hạn', await toldToAn())).toEqual([])
    await stage.later(6 * HOUR)
    await stage.look(2)
    await stage.later(HOUR)
    await stage.look()

    const ends = DateTime.fromJSDate(stage.now(), { zone: ZONE }).plus({ days: 7 })
    const warning = `⚠️ Zalo OA – UBND xã: Gói Growth còn 7 ngày, đến hết ${weekday(ends)}, ngày ${ends.toFormat('dd/MM/yyyy')}.`
    for (const told of [await toldToAn(), await stage.read(HOA, 'hoa')]) {
      const [text, ...more] = about('Gói Growth còn', told)
      expect(more).toEqual([])
      expect(text?.split('\n')[0]).toBe(warning)
      expect(text).toContain('Xin gia hạn gói trong trang quản lý OA')
    }
  })

  describe('when its quota is gone in the middle of a broadcast', () => {
    const GONE = 'nền tảng báo đã hết hạn mức'
    let ward: UnitId

    /** No end of a month comes between. */
    const toMiddleOfNextMonth = (): Promise<void> => {
      const month = DateTime.fromJSDate(stage.now(), { zone: ZONE }).startOf('month')
      const middle = month.plus({ months: 1, days: 9, hours: 9 })
      return stage.later(middle.toMillis() - stage.now().getTime())
    }

    beforeEach(async () => {
      await toMiddleOfNextMonth()
      ward = await stage.unit('Hội Phụ nữ')
      await stage.post('hoa', ward, 'member')
      await stage.group(OA_GROUP, office)
      await stage.control.settings({ limits: { zaloOa: { subQuota: 0 } } })
    })

    /** A copy for the OA's group goes out; the one for Hoa needs a quota. */
    const send = async (): Promise<void> => {
      const id = await stage.send([office, ward])
      await stage.quiet()
      expect((await stage.copies(id)).filter((state) => state !== 'sent')).toHaveLength(1)
    }
    /** Hoa last wrote two days ago, and the package has no messages. */
    const runDry = async (): Promise<void> => {
      await stage.control.say({ as: 'hoa', chatId: HOA, text: 'xin chào' })
      await stage.later(2 * DAY + HOUR)
      await send()
    }
    const told = async (): Promise<string[]> => about(GONE, await toldToAn())

    it('is told to the owners where they can be reached, once, also by several processes', async () => {
      await runDry()
      expect(await told()).toEqual([])

      await stage.look(2)

      expect(about(GONE, await stage.read(AN, 'an'))).toEqual([
        [
          '⚠️ Zalo OA – UBND xã: nền tảng báo đã hết hạn mức tin, có tin chưa gửi được.',
          'Tin vào nhóm và tin riêng cho người có nhắn OA trong 48 giờ qua vẫn gửi. Tin riêng khác chờ tối đa ba ngày.',
          'Xin mua thêm tin, nạp ví hoặc nâng gói trong trang quản lý OA (oa.zalo.me), hoặc nhờ người nhận nhắn OA một câu; sau đó trong khoảng một giờ tin chờ tự gửi.',
          'Quá ba ngày, thẻ báo kết quả ghi những nơi chưa gửi được; lúc đó chọn “Thử lại” để gửi lại.',
        ].join('\n'),
      ])
      // Refused once more: nothing new. Whoever starts anew finds it in the database as told.
      await stage.later(HOUR)
      await send()
      await stage.look()
      expect(await told()).toHaveLength(1)
    })

    it('is told again when it happens in the next month', async () => {
      await runDry()
      await stage.look()
      await stage.store.db.updateTable('broadcast').set({ state: 'stopped' }).execute()
      await toMiddleOfNextMonth()
      await stage.look()
      expect(await told()).toHaveLength(1)

      await runDry()
      await stage.look()
      await stage.look()

      expect(await told()).toHaveLength(2)
    })

    /** How the owner's own chats stand, everywhere or on one bot. */
    const reach = (state: ChatState, instanceId?: ChannelInstanceId): Promise<unknown> =>
      stage.store.db
        .updateTable('chat')
        .from('account')
        .set({ state })
        .whereRef('account.id', '=', 'chat.account_id')
        .where('account.person_id', '=', stage.person('an'))
        .$if(instanceId !== undefined, (query) =>
          query.where('chat.channel_instance_id', '=', instanceId!),
        )
        .execute()

    it('is told on the account itself where an owner has no other', async () => {
      await reach('blocked', stage.telegram)
      await runDry()
      await stage.control.say({ as: 'an', chatId: AN_ON_ZALO, text: 'xin chào' })
      await stage.quiet()
      await stage.look()

      expect(about(GONE, await stage.read(AN_ON_ZALO, 'an'))).toHaveLength(1)
    })

    it('is told later where nobody can be told yet', async () => {
      await reach('blocked')
      await runDry()
      await stage.look()
      expect(await told()).toEqual([])
      await reach('active')
      await stage.later(HOUR)
      await send()
      await stage.look()

      expect(await told()).toHaveLength(1)
    })
  })

  describe('while its platform answers nothing but 503', () => {
    const SILENT = 'nền tảng không nhận tin nào'
    const MINUTE = 60_000
    const busy = {
      platform: 'zalo-oa',
      method: 'group/message',
      kind: 'html',
      status: 503,
    } as const
    let sent: BroadcastId

    beforeEach(async () => {
      // Nothing comes over midnight.
      await untilNine()
      await stage.group(OA_GROUP, office)
      // A busy OA: something has just gone out.
      await stage.send([office])
      await stage.quiet()
      await stage.later(MINUTE)
      await stage.control.fault(busy)
      sent = await stage.send([office])
      await stage.quiet()
    })
    /** Every two minutes it is tried at least once, and two processes look. */
    const minutes = async (count: number): Promise<void> => {
      for (let minute = 0; minute < count; minute += 2) {
        await stage.later(2 * MINUTE)
        await stage.look(2)
      }
    }
    const told = async (): Promise<string[]> => about(SILENT, await toldToAn())

    it('the owners are told after ten minutes, elsewhere and once a day, and what waits goes by itself', async () => {
      await minutes(8)
      expect(await told()).toEqual([])
      await minutes(4)

      const [text, ...more] = about(SILENT, await stage.read(AN, 'an'))
      expect(more).toEqual([])
      expect(text).toMatch(
        /^⚠️ Zalo OA – UBND xã: đến 09:1\d ngày [\d/]+, hơn mười phút qua nền tảng không nhận tin nào \(nền tảng đang gặp sự cố\)\.\nTin của bot này đang chờ/u,
      )
      expect(stage.logged()).toContain('a platform takes nothing')
      await minutes(4)
      expect(await told()).toHaveLength(1)

      await stage.control.clearFaults()
      await minutes(2)
      expect(await stage.copies(sent)).toEqual(['sent'])

      await stage.later(DAY)
      await stage.control.fault(busy)
      await stage.send([office])
      await minutes(12)
      expect(await told()).toHaveLength(2)
    })

    it('nobody is told of trouble with one group alone', async () => {
      await stage.control.clearFaults()
      await stage.quiet()
      await stage.later(20 * MINUTE)
      const { method, platform } = busy
      await stage.control.fault({ platform, method, kind: 'code', code: -214 })
      await stage.send([office])

      await minutes(14)

      expect(await told()).toEqual([])
    })

    it('nobody is told where it has taken something in between', async () => {
      await minutes(8)
      await stage.control.clearFaults()
      await minutes(2)
      expect(await stage.copies(sent)).toEqual(['sent'])
      await stage.control.fault(busy)
      await stage.send([office])

      await minutes(8)

      expect(await told()).toEqual([])
    })
  })
})

function weekday(day: DateTime): string {
  const names = ['thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật']
  return names[day.weekday - 1] ?? ''
}

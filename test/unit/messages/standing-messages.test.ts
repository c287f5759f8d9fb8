import { describe, expect, it } from '@jest/globals'
import type { ChannelFact, Expiry, Quota } from '../../../src/domain/channel-fact.ts'
import { en } from '../../../src/i18n/en.ts'
import { vi } from '../../../src/i18n/vi.ts'
import {
  lapseMessage,
  standingLines,
  type StandingView,
} from '../../../src/messages/standing-messages.ts'

const TODAY = '2026-12-28'

/** As a Zalo OA has it. */
const OA = { platform: 'zalo-oa', window: { freeMs: 48 * 3_600_000 } } as const

const lines = (
  facts: readonly ChannelFact[],
  texts = vi,
  sentThisMonth = 0,
  bot: Pick<StandingView, 'platform' | 'window'> = OA,
): string[] =>
  standingLines(
    { ...bot, facts, today: TODAY, zone: 'Asia/Ho_Chi_Minh', lastHeard: null, sentThisMonth },
    texts,
  ).map(({ text, isBad }) => (isBad ? `! ${text}` : text))

const quota = (remaining: number, total: number, from: Quota['from'] = 'package'): Quota => ({
  kind: 'quota',
  from,
  remaining,
  total,
})

const locked = (on: string): Expiry => ({
  kind: 'expires',
  what: 'group-itself',
  id: 'g',
  name: 'Yên Cát',
  on,
  renews: false,
})

describe('what a bot or OA has left', () => {
  it('is nothing where the platform says nothing', () => {
    expect(lines([])).toEqual([])
  })

  it('is said with dots between the thousands, and all sources of a quota together', () => {
    expect(lines([quota(1_200, 5_000), quota(300, 1_000, 'bought')])).toEqual([
      'Tin riêng cho người quá 48 giờ chưa nhắn OA: còn 1.500/6.000 tin.',
    ])
    expect(lines([quota(1_200, 5_000)], en)).toEqual([
      'Private messages to people who have not written to the OA for 48 hours: 1,200/5,000 left.',
    ])
    const bot = { platform: 'zalo-bot', window: null } as const
    expect(lines([{ ...quota(0, 3_000, 'month'), remaining: null }], vi, 2_345, bot)).toEqual([
      'Tháng này đã gửi 2.345 tin; gói miễn phí được khoảng 3.000 tin một tháng (Zalo Bot không cho biết số chính xác).',
    ])
  })

  it('is said of the platform that has it, with its own hours', () => {
    const bot = { platform: 'telegram', window: { freeMs: 24 * 3_600_000 } } as const
    expect(lines([quota(5, 10), { kind: 'no-groups' }], vi, 0, bot)).toEqual([
      'Tin riêng cho người quá 24 giờ chưa nhắn bot: còn 5/10 tin.',
      'Telegram chưa cho bot này vào nhóm: bot chỉ gửi và nhận được tin riêng.',
    ])
  })

  it('says what follows when a quota is used up, or when there never was one', () => {
    expect(lines([quota(0, 5_000)])).toEqual([
      '! Tin riêng cho người quá 48 giờ chưa nhắn OA: đã dùng hết 5.000 tin. Tin sau đó ví OA trả tiền; ví không đủ thì tin phải chờ.',
    ])
    expect(lines([quota(0, 0)])).toEqual([
      'Tin riêng cho người quá 48 giờ chưa nhắn OA: gói không kèm tin nào, ví OA trả tiền từng tin.',
    ])
  })

  it('tells of a locked group when Zalo dissolves it', () => {
    expect(lines([locked('2026-12-31')])).toEqual([
      '! Nhóm “Yên Cát” bị khoá vì gói đã hết hạn. Zalo sẽ giải tán vào thứ Năm, ngày 31/12/2026 (còn 3 ngày).',
    ])
    expect(lines([locked(TODAY)])[0]).toContain('vào thứ Hai, ngày 28/12/2026 (hôm nay).')
    expect(lines([locked('2026-12-27')])[0]).toContain('đến hạn Zalo giải tán: Chủ nhật, ngày 27')
    const { blocks } = lapseMessage(
      {
        account: 'Zalo OA Xã',
        platform: 'zalo-oa',
        fact: locked('2026-12-31'),
        names: ['Yên Cát', ''],
        days: 3,
      },
      vi,
    )
    expect(JSON.stringify(blocks)).toContain(
      '⚠️ Zalo OA Xã: Nhóm “Yên Cát”, “(chưa có tên)” bị khoá vì gói đã hết hạn. Zalo sẽ giải tán vào thứ Năm, ngày 31/12/2026 (còn 3 ngày).',
    )
  })
})

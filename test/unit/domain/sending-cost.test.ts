import { describe, expect, it } from '@jest/globals'
import type { Quota } from '../../../src/domain/channel-fact.ts'
import { costOfSending } from '../../../src/domain/sending-cost.ts'
import { en } from '../../../src/i18n/en.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { costLines, type PlatformCost } from '../../../src/messages/cost-messages.ts'

const CHATS = { groups: 4, free: 12, paid: 340, closed: 5, lost: 0 }
const ONE = { group: 1, private: 1 }
const OA_WINDOW = { freeMs: 48 * 3_600_000, openMs: 7 * 86_400_000, price: 55 }

function stock(remaining: number | null, from: Quota['from'] = 'package'): Quota {
  return { kind: 'quota', from, remaining, total: 500 }
}

function onOa(quotas: readonly Quota[], chats = CHATS, parts = ONE): PlatformCost {
  const cost = costOfSending(chats, parts, quotas, 0)
  return { platform: 'zalo-oa', ...cost, window: OA_WINDOW, isMonthly: false }
}

describe('what a sending costs', () => {
  it('counts every part and file; only what is paid for is taken from what is left', () => {
    const cost = costOfSending(CHATS, { group: 3, private: 4 }, [stock(2_000)], 0)
    expect(cost).toEqual({
      group: 12,
      free: 48,
      paid: 1_360,
      closed: 5,
      lost: 0,
      need: 1_360,
      left: 2_000,
      missing: 0,
    })
  })

  it('adds up package, purchases and gifts, and says what is missing', () => {
    const quotas = [stock(100), stock(15, 'bought'), stock(5, 'given')]
    expect(costOfSending(CHATS, ONE, quotas, 0)).toMatchObject({ left: 120, missing: 220 })
  })

  it('claims no shortage where the platform does not say what is left, or nothing is paid for', () => {
    expect(costOfSending(CHATS, ONE, [], 0)).toMatchObject({ left: null, missing: 0 })
    expect(costOfSending(CHATS, ONE, [stock(null)], 0)).toMatchObject({ left: null, missing: 0 })
    const free = { ...CHATS, paid: 0 }
    expect(costOfSending(free, ONE, [stock(0)], 0)).toMatchObject({ need: null, missing: 0 })
  })

  it('counts every message where the month is counted, by the own ledger or the platform’s word', () => {
    const month: Quota = { kind: 'quota', from: 'month', remaining: null, total: 3_000 }
    const chats = { groups: 3, free: 50, paid: 0, closed: 0, lost: 0 }
    const parts = { group: 2, private: 2 }
    expect(costOfSending(chats, parts, [month], 2_950)).toMatchObject({
      need: 106,
      left: 50,
      missing: 56,
    })
    expect(costOfSending(chats, parts, [month], 3_500)).toMatchObject({ left: 0, missing: 106 })
    const over = { ...month, remaining: 0 }
    expect(costOfSending(chats, parts, [over], 0)).toMatchObject({ left: 0, missing: 106 })
  })

  it('is said in a line, and a warning where it does not do', () => {
    expect(costLines([onOa([stock(120)])], vi)).toEqual([
      'Zalo OA: 4 tin vào nhóm, không mất phí; khoảng 12 tin riêng không mất phí (người nhận có nhắn OA trong 48 giờ qua); khoảng 120 tin riêng trừ vào gói, không trả thêm; khoảng 220 tin riêng tính phí; chưa gửi tới được khoảng 5 người (quá 7 ngày chưa nhắn OA).',
      '⚠️ Gói còn 120 tin, cần khoảng 340: thiếu khoảng 220. Ví OA trả 55 đồng mỗi tin thiếu; ví không đủ thì phần thiếu phải chờ.',
    ])
    expect(costLines([onOa([stock(500)], { ...CHATS, free: 0, closed: 0 })], vi)).toEqual([
      'Zalo OA: 4 tin vào nhóm, không mất phí; khoảng 340 tin riêng trừ vào gói, không trả thêm. Gói còn 500 tin.',
    ])
    const private340 = { groups: 0, free: 0, paid: 340, closed: 0, lost: 0 }
    expect(costLines([onOa([stock(500)], private340)], en)).toEqual([
      'Zalo OA: about 340 private messages taken from the package, at no extra cost. The package has 500 messages left.',
    ])
    expect(costLines([onOa([stock(0)], private340)], vi)).toEqual([
      'Zalo OA: khoảng 340 tin riêng tính phí.',
      '⚠️ Gói còn 0 tin, cần khoảng 340: thiếu khoảng 340. Ví OA trả 55 đồng mỗi tin thiếu; ví không đủ thì phần thiếu phải chờ.',
    ])
    expect(costLines([onOa([], private340)], vi)).toEqual([
      'Zalo OA: khoảng 340 tin riêng trừ vào gói (chưa rõ gói còn bao nhiêu; hết gói thì tính phí).',
    ])
    expect(costLines([onOa([], { groups: 4, free: 0, paid: 0, closed: 0, lost: 0 })], vi)).toEqual([
      'Zalo OA: 4 tin vào nhóm, không mất phí.',
    ])
    expect(costLines([onOa([stock(500)], { ...private340, lost: 2 })], vi).at(-1)).toBe(
      '⚠️ Zalo OA: 2 nhóm hiện không nhận được tin (nhóm bị khoá vì hết hạn, hoặc bot không gửi được vào nhóm).',
    )
    const lost = { groups: 0, free: 0, paid: 0, closed: 0, lost: 1 }
    expect(costLines([onOa([stock(500)], lost)], en)).toEqual([
      '⚠️ Zalo OA: 1 group cannot get it now (locked because they have lapsed, or closed to the bot).',
    ])
    const telegram = costOfSending({ groups: 2, free: 3, paid: 0, closed: 0, lost: 0 }, ONE, [], 0)
    const plain = { ...telegram, platform: 'telegram', window: null, isMonthly: false } as const
    expect(costLines([plain], vi)).toEqual(['Telegram: 5 tin, không mất phí.'])
    expect(costLines([plain], en)).toEqual(['Telegram: 5 messages, free of charge.'])
    const monthly = {
      ...plain,
      platform: 'zalo-bot',
      isMonthly: true,
      need: 5,
      left: 3,
      missing: 2,
    }
    expect(costLines([monthly as PlatformCost], vi)).toEqual([
      'Zalo Bot: 5 tin, trừ vào hạn mức của tháng.',
      '⚠️ Gói còn 3 tin, cần 5: thiếu 2. Phần thiếu phải chờ sang tháng hoặc nâng gói.',
    ])
    expect(costLines([{ ...monthly, left: 3_000, missing: 0 } as PlatformCost], vi)).toEqual([
      'Zalo Bot: 5 tin, trừ vào hạn mức của tháng. Gói còn 3.000 tin.',
    ])
  })
})

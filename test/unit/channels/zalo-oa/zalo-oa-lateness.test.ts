import { describe, expect, it } from '@jest/globals'
import { readOaDay } from '../../../../src/channels/zalo-oa/zalo-oa-day.ts'
import { latenessOf } from '../../../../src/channels/zalo-oa/zalo-oa-lateness.ts'

describe('how late an account is heard without a webhook', () => {
  it('is a round while the package has calls, and whole minutes when it has none left', () => {
    // 24 calls a look, four looks a minute, 75 calls a minute for reading.
    expect(latenessOf(100)).toEqual({
      kind: 'lateness',
      every: 15,
      calls: 8,
      seconds: 15,
      busy: { chats: 20, seconds: 60 },
    })
    expect(latenessOf(2_000).busy).toEqual({ chats: 20, seconds: 15 })
    // 15 calls a minute for 24 calls a look.
    expect(latenessOf(20).busy.seconds).toBe(120)
  })
})

describe('an end as Zalo writes it', () => {
  it.each([
    ['31/12/2026', '2026-12-31'],
    ['1/2/2027', '2027-02-01'],
    ['31/12/2026 23:59:59', '2026-12-31'],
    ['2026-12-31', '2026-12-31'],
    ['2026-12-31T17:00:00', '2026-12-31'],
    // 18:00 UTC is one o'clock of the next day in Vietnam.
    [String(Date.UTC(2026, 11, 30, 18)), '2026-12-31'],
    [String(Date.UTC(2026, 11, 30, 18) / 1000), '2026-12-31'],
  ])('%s is %s', (text, day) => {
    expect(readOaDay(text)).toBe(day)
  })

  it.each(['', '   ', 'vĩnh viễn', '31/02/2026', '2026-13-01', '12/2026', '0'])(
    '“%s” is no day',
    (text) => {
      expect(readOaDay(text)).toBeNull()
    },
  )

  it('may be missing', () => {
    expect(readOaDay(null)).toBeNull()
  })
})

import { describe, expect, it } from '@jest/globals'
import type { Expiry } from '../../../src/domain/channel-fact.ts'
import { daysUntil, dueWarning } from '../../../src/domain/lapse.ts'

const TODAY = '2026-12-17'

function ending(on: string, renews = false): Expiry {
  return { kind: 'expires', what: 'package', id: '', name: 'Growth', on, renews }
}

describe('the days until an end', () => {
  it('are counted by the calendar, over the end of a year and of February', () => {
    expect(daysUntil('2026-12-31', TODAY)).toBe(14)
    expect(daysUntil('2027-01-01', '2026-12-31')).toBe(1)
    expect(daysUntil('2028-03-01', '2028-02-28')).toBe(2)
    expect(daysUntil(TODAY, TODAY)).toBe(0)
    expect(daysUntil('2026-12-16', TODAY)).toBe(-1)
  })
})

describe('a warning', () => {
  it.each([
    ['2027-01-01', null],
    ['2026-12-31', 14],
    ['2026-12-25', 14],
    ['2026-12-24', 7],
    ['2026-12-20', 3],
    ['2026-12-19', 3],
    ['2026-12-18', 1],
    ['2026-12-17', 1],
    ['2026-12-16', null],
  ])('of an end on %s is, on 17 December, that of %s days', (on, days) => {
    expect(dueWarning(ending(on), TODAY)).toBe(days)
  })

  it('of what renews itself comes only shortly before', () => {
    expect(dueWarning(ending('2026-12-24', true), TODAY)).toBeNull()
    expect(dueWarning(ending('2026-12-20', true), TODAY)).toBe(3)
    expect(dueWarning(ending('2026-12-18', true), TODAY)).toBe(1)
  })
})

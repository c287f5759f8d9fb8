import { describe, expect, it } from '@jest/globals'
import { isPatienceOver, type PastCall } from '../../../src/domain/file-patience.ts'
import type { Reason } from '../../../src/domain/reason.ts'

const MINUTE = 60_000
const NOW = new Date('2026-11-29T08:00:00Z')

const call = (minutesAgo: number, why: Reason | null = 'file-missing'): PastCall => ({
  startedAt: new Date(NOW.getTime() - minutesAgo * MINUTE),
  why,
})
const isOver = (...calls: PastCall[]): boolean => isPatienceOver(calls, 'file-missing', NOW)

describe('the patience with a file that cannot go', () => {
  it('begins with the first failure and ends after an hour of them', () => {
    expect(isOver()).toBe(false)
    expect(isOver(call(20), call(40), call(59))).toBe(false)
    expect(isOver(call(20), call(40), call(60))).toBe(true)
  })

  it('begins anew after a call that came out otherwise', () => {
    expect(isOver(call(20), call(40, 'too-many'), call(60))).toBe(false)
    expect(isOver(call(20), call(40, null), call(60))).toBe(false)
  })

  it('begins anew where nobody tried for long', () => {
    expect(isOver(call(5), call(120))).toBe(false)
    expect(isOver(call(90))).toBe(false)
  })
})

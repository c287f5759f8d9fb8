import { describe, expect, it } from '@jest/globals'
import type { BroadcastId } from '../../../../src/domain/id.ts'
import { createBreaker, type CopyEnd } from '../../../../src/usecases/sending/breaker.ts'

const ID = 'a broadcast' as BroadcastId

/** What the breaker says last, of copies that end so, one after the other. */
function watch(ends: readonly CopyEnd[], breaker = createBreaker()) {
  let said = null
  for (const end of ends) said = breaker.note(ID, end) ?? said
  return said
}
const times = (count: number, end: CopyEnd): CopyEnd[] => Array<CopyEnd>(count).fill(end)

describe('the breaker', () => {
  it('takes some dead groups of a commune for daily life', () => {
    expect(watch([...times(19, 'failed'), ...times(40, 'arrived')])).toBeNull()
  })

  it('holds a broadcast of which twenty copies and more than a fifth have failed', () => {
    expect(watch([...times(70, 'arrived'), ...times(20, 'failed')])).toEqual({
      reason: 'failures',
      count: 20,
      of: 90,
    })
    expect(watch([...times(100, 'arrived'), ...times(20, 'failed')])).toBeNull()
  })

  it('looks at the last two hundred only', () => {
    const good = times(2_000, 'arrived')
    expect(watch([...good, ...times(40, 'failed')])).toBeNull()
    expect(watch([...good, ...times(41, 'failed')])).toMatchObject({ count: 41, of: 200 })
  })

  it('holds when of more than ten nobody knows whether they arrived', () => {
    expect(watch([...times(100, 'arrived'), ...times(10, 'unknown')])).toBeNull()
    expect(watch([...times(100, 'arrived'), ...times(11, 'unknown')])).toEqual({
      reason: 'unknowns',
      count: 11,
      of: 111,
    })
  })

  it('counts anew after it has spoken, and each broadcast by itself', () => {
    const breaker = createBreaker()
    expect(watch(times(20, 'failed'), breaker)).not.toBeNull()
    expect(watch(times(19, 'failed'), breaker)).toBeNull()

    expect(breaker.note('another' as BroadcastId, 'failed')).toBeNull()
    expect(breaker.note(ID, 'failed')).toMatchObject({ count: 20 })
  })
})

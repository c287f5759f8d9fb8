import { describe, expect, it } from '@jest/globals'
import type { BroadcastId } from '../../../../src/domain/id.ts'
import type { Reason } from '../../../../src/domain/reason.ts'
import {
  createBreaker,
  type Abnormal,
  type Breaker,
  type CopyEnd,
} from '../../../../src/usecases/sending/breaker.ts'

const ID = 'a broadcast' as BroadcastId
const NOW = new Date('2026-11-24T08:00:00Z')
const NOBODY = { about: [], wantedAt: null }

interface Watched {
  readonly breaker?: Breaker
  /** What somebody was asked about. */
  readonly asked?: readonly Reason[]
  readonly at?: Date
  /** When somebody tried again. */
  readonly wantedAt?: Date
}

/** What the breaker says last, of copies that end so, one after the other. */
function watch(
  ends: readonly CopyEnd[],
  { breaker = createBreaker(), asked: about = [], at = NOW, wantedAt }: Watched = {},
) {
  let said: Abnormal | null = null
  const asked = { about, wantedAt: wantedAt ?? null }
  for (const end of ends) if (breaker.note(ID, end, at)) said = breaker.judge(ID, asked) ?? said
  return said
}
const times = (count: number, end: CopyEnd): CopyEnd[] => Array<CopyEnd>(count).fill(end)

describe('the breaker', () => {
  it('holds each of forty broadcasts that take turns and whose copies are all refused', () => {
    const breaker = createBreaker()
    const broadcasts = Array.from({ length: 40 }, (_, index) => `b${index}` as BroadcastId)
    const held = new Set<BroadcastId>()
    for (let turn = 0; turn < 20; turn++)
      for (const id of broadcasts)
        if (breaker.note(id, 'left', NOW) && breaker.judge(id, NOBODY)) held.add(id)

    expect([...held]).toEqual(broadcasts)
  })

  it('takes some dead groups of a commune for daily life', () => {
    expect(watch([...times(19, 'left'), ...times(40, 'arrived')])).toBeNull()
  })

  it('holds a broadcast of which twenty copies and more than a fifth have failed, whatever for', () => {
    const failed = [...times(9, 'left'), ...times(11, 'blocked')]
    expect(watch([...times(70, 'arrived'), ...failed])).toEqual({
      reason: 'failures',
      count: 20,
      of: 90,
      why: 'blocked',
      isMore: false,
    })
    expect(watch([...times(100, 'arrived'), ...times(20, 'left')])).toBeNull()
  })

  it('looks at the last two hundred only', () => {
    const good = times(2_000, 'arrived')
    expect(watch([...good, ...times(40, 'left')])).toBeNull()
    expect(watch([...good, ...times(41, 'left')])).toMatchObject({ count: 41, of: 200 })
  })

  it('holds when of more than ten nobody knows whether they arrived', () => {
    expect(watch([...times(100, 'arrived'), ...times(10, 'no-answer')])).toBeNull()
    expect(watch([...times(100, 'arrived'), ...times(11, 'no-answer')])).toEqual({
      reason: 'unknowns',
      count: 11,
      of: 111,
    })
  })

  it('counts anew after it has spoken, and each broadcast by itself', () => {
    const breaker = createBreaker()
    expect(watch(times(20, 'left'), { breaker })).not.toBeNull()
    expect(watch(times(19, 'left'), { breaker })).toBeNull()

    expect(breaker.note('another' as BroadcastId, 'left', NOW)).toBe(false)
    expect(watch(['left'], { breaker })).toMatchObject({ count: 20 })
  })

  it('counts anew after somebody has tried again', () => {
    const breaker = createBreaker()
    const again = {
      breaker,
      at: new Date(NOW.getTime() + 60_000),
      wantedAt: new Date(NOW.getTime() + 1),
    }
    expect(watch(times(19, 'left'), { breaker })).toBeNull()

    expect(watch(times(19, 'left'), again)).toBeNull()
    expect(watch(['left'], again)).toMatchObject({ count: 20, of: 20 })
  })

  it('counts anew after it also where nearly all had arrived before', () => {
    const breaker = createBreaker()
    const again = { breaker, at: new Date(NOW.getTime() + 60_000), wantedAt: NOW }
    expect(watch(times(200, 'arrived'), { breaker, at: new Date(NOW.getTime() - 1) })).toBeNull()

    expect(watch(times(19, 'left'), again)).toBeNull()
    expect(watch(['left'], again)).toMatchObject({ count: 20, of: 20 })
  })

  describe('where somebody has let a reason pass', () => {
    const asked = ['file-refused'] as const

    it('says nothing of it any more, and seldom asks', () => {
      const breaker = createBreaker()
      expect(watch(times(10_000, 'file-refused'), { breaker, asked })).toBeNull()
      const judged = times(1_000, 'file-refused').filter((end) => {
        const isBad = breaker.note(ID, end, NOW)
        if (isBad) breaker.judge(ID, { ...NOBODY, about: asked })
        return isBad
      })
      expect(judged.length).toBeLessThanOrEqual(50)
    })

    it('holds for another that twenty copies and a fifth have, by those alone', () => {
      const mixed = times(19, 'left').flatMap((end) => [end, ...times(2, 'file-refused')])
      const breaker = createBreaker()
      expect(watch(mixed, { breaker, asked })).toBeNull()
      expect(watch(['left'], { breaker, asked })).toEqual({
        reason: 'failures',
        count: 20,
        of: 58,
        why: 'left',
        isMore: true,
      })
    })

    it('holds for copies in doubt, and those are let pass by themselves', () => {
      const ends = [...times(40, 'file-refused'), ...times(11, 'no-answer')]
      expect(watch(ends, { asked })).toMatchObject({ reason: 'unknowns', count: 11 })
      expect(watch(ends, { asked: [...asked, 'no-answer'] })).toBeNull()
      expect(watch(ends, { asked: ['no-answer'] })).toMatchObject({ why: 'file-refused' })
    })
  })
})

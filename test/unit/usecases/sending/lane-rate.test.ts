import { describe, expect, it } from '@jest/globals'
import type { SendOutcome } from '../../../../src/channels/channel.ts'
import type { ChatId } from '../../../../src/domain/id.ts'
import type { Reason } from '../../../../src/domain/reason.ts'
import {
  createLaneRate,
  hasSpoken,
  type LaneRate,
} from '../../../../src/usecases/sending/lane-rate.ts'

const chat = (name: string) => name as ChatId
const answers = (rate: LaneRate, times: number, ms: number, from = 0): void => {
  for (let index = 0; index < times; index++) rate.answered(ms, from + index)
}

describe('the rate of a lane', () => {
  it('is whole while one chat is told to wait again and again', () => {
    const rate = createLaneRate()

    const meant = [0, 500, 1_000, 1_500].map((now) => rate.throttled(chat('a'), now))

    expect(meant).toEqual([false, false, false, false])
    expect(rate.shareAt(1_500)).toBe(1)
  })

  it('falls when three chats are told to wait within two seconds, and not when it takes longer', () => {
    const quick = createLaneRate()
    const slow = createLaneRate()

    expect(['a', 'b', 'c'].map((name, at) => quick.throttled(chat(name), at * 500))).toEqual([
      false,
      false,
      true,
    ])
    expect(['a', 'b', 'c'].map((name, at) => slow.throttled(chat(name), at * 1_500))).toEqual([
      false,
      false,
      false,
    ])

    expect(quick.shareAt(1_000)).toBeCloseTo(0.7)
    expect(slow.shareAt(3_000)).toBe(1)
  })

  it('never falls so low that nothing goes out', () => {
    const rate = createLaneRate()
    for (let now = 0; now < 60_000; now += 100) rate.throttled(chat(`c${now}`), now)

    expect(rate.shareAt(60_000)).toBeCloseTo(0.2)
  })

  it('falls once for all the calls that were out when the platform had enough', () => {
    const rate = createLaneRate()
    const meant = Array.from({ length: 64 }, (_, at) => rate.throttled(chat(`c${at}`), at * 20))

    expect(meant.filter(Boolean)).toHaveLength(21)
    expect(rate.shareAt(1_300)).toBeCloseTo(0.7)
    for (const name of ['a', 'b', 'c']) rate.throttled(chat(name), 12_000)
    expect(rate.shareAt(12_000)).toBeCloseTo(0.49)
  })

  it('comes back by half a call a second for each calm half minute', () => {
    const rate = createLaneRate()
    for (const name of ['a', 'b', 'c']) rate.throttled(chat(name), 0)

    expect(rate.shareAt(29_000)).toBeCloseTo(0.7)
    expect(rate.shareAt(30_000) * 29.5).toBeCloseTo(0.7 * 29.5 + 0.5)
    expect(rate.shareAt(60_000) * 29.5).toBeCloseTo(0.7 * 29.5 + 1)
    expect(rate.shareAt(3_600_000)).toBe(1)
  })

  it('falls when answers become slow, once in ten seconds, and takes one slow answer for chance', () => {
    const rate = createLaneRate()

    answers(rate, 38, 100)
    answers(rate, 2, 5_000, 38)
    expect(rate.shareAt(40)).toBe(1)
    answers(rate, 1, 5_000, 40)
    expect(rate.shareAt(41)).toBeCloseTo(0.85)
    answers(rate, 40, 5_000, 41)
    expect(rate.shareAt(100)).toBeCloseTo(0.85)
    answers(rate, 1, 5_000, 10_100)
    expect(rate.shareAt(10_100)).toBeCloseTo(0.85 ** 2)
  })
})

describe('what is measured as an answer of the platform', () => {
  const wait = (why: Reason): SendOutcome => ({
    kind: 'retry-after',
    afterMs: 5_000,
    scope: 'lane',
    why,
    reason: 'x',
  })

  it.each([
    { sent: true, outcome: { kind: 'sent', messageIds: [] } },
    { sent: true, outcome: { kind: 'rejected', why: 'refused', reason: 'x' } },
    { sent: true, outcome: wait('too-many') },
    { sent: false, outcome: { kind: 'unknown', reason: 'x' } },
    { sent: false, outcome: wait('offline') },
    { sent: false, outcome: wait('file-missing') },
    { sent: false, outcome: wait('interrupted') },
  ] as const)('$outcome.kind $outcome.why: $sent', ({ outcome, sent }) => {
    expect(hasSpoken(outcome)).toBe(sent)
  })
})

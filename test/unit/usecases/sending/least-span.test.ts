import { describe, expect, it } from '@jest/globals'
import { leastSpan } from '../../../../src/usecases/sending/least-span.ts'

const TELEGRAM = {
  perSecond: 29.5,
  privateGapMs: 1_000,
  groupGapMs: 1_000,
  groupPerMinute: 20,
  editGapMs: { private: 2_000, group: 15_000 },
}

describe('the least time a message takes in its chat', () => {
  it.each([
    { title: 'one part', type: 'private', calls: 1, ms: 0 },
    { title: 'three parts in private', type: 'private', calls: 3, ms: 2_000 },
    { title: 'three parts in a group', type: 'group', calls: 3, ms: 2_000 },
    { title: 'what a group takes in a minute', type: 'group', calls: 20, ms: 19_000 },
    { title: 'one more than a minute takes', type: 'group', calls: 21, ms: 60_000 },
    { title: 'five more than a minute takes', type: 'group', calls: 25, ms: 64_000 },
  ] as const)('is $ms ms for $title', ({ type, calls, ms }) => {
    expect(leastSpan(TELEGRAM, type, calls)).toBe(ms)
  })

  it('knows of no minute where the platform names none', () => {
    const pace = { ...TELEGRAM, groupPerMinute: null }
    expect(leastSpan(pace, 'group', 25)).toBe(24_000)
  })
})

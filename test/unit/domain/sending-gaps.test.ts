import { describe, expect, it } from '@jest/globals'
import { gapLimits } from '../../../src/domain/sending-gaps.ts'

const ZONE = 'Asia/Ho_Chi_Minh'
const HOUR = 60

/** How long ago somebody must have been there, in minutes. */
function minutes(at: string, of: 'urgent' | 'normal'): { late: number; interrupted: number } {
  const now = new Date(`2026-11-24T${at}:00+07:00`)
  const { releasedBefore, watchedBefore } = gapLimits(now, ZONE)[of]
  const ago = (moment: Date): number => (now.getTime() - moment.getTime()) / 60_000
  return { late: ago(releasedBefore), interrupted: ago(watchedBefore) }
}

describe('a gap in which nobody sends', () => {
  it.each(['06:00', '12:00', '21:29'])('may be a power cut of an afternoon by day: %s', (at) => {
    expect(minutes(at, 'normal')).toEqual({ late: HOUR, interrupted: 6 * HOUR })
  })

  it.each(['21:30', '22:40', '00:00', '05:59'])(
    'is asked about after minutes at night: %s',
    (at) => {
      expect(minutes(at, 'normal')).toEqual({ late: 10, interrupted: 10 })
    },
  )

  it('is the same at night for what is urgent', () => {
    expect(minutes('22:40', 'urgent')).toEqual(minutes('12:00', 'urgent'))
    expect(minutes('12:00', 'urgent')).toEqual(minutes('12:00', 'normal'))
  })
})

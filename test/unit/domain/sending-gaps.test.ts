import { describe, expect, it } from '@jest/globals'
import { endOfWait, gapLimits } from '../../../src/domain/sending-gaps.ts'

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

describe('a wait that the platform has named', () => {
  const at = (moment: string): Date => new Date(`2026-11-${moment}:00+07:00`)

  it.each([
    {
      what: 'at midnight, for what was wanted by day',
      from: '24T20:00',
      to: '25T00:02',
      ends: '25T06:00',
    },
    { what: 'before midnight', from: '24T20:00', to: '24T21:30', ends: '25T06:00' },
    { what: 'by day', from: '24T20:00', to: '24T21:29', ends: '24T21:29' },
    { what: 'in the morning', from: '24T20:00', to: '25T06:00', ends: '25T06:00' },
    { what: 'in another night', from: '24T20:00', to: '26T03:00', ends: '26T06:00' },
    { what: 'after ten minutes', from: '24T21:25', to: '24T21:35', ends: '24T21:35' },
  ])('ends in the morning where it would end at night: $what', ({ from, to, ends }) => {
    const waitMs = at(to).getTime() - at(from).getTime()

    expect(endOfWait(at(from), waitMs, { wantedAt: at('24T17:00'), zone: ZONE })).toEqual(at(ends))
  })

  it('ends at night for what was wanted that night', () => {
    const waitMs = 2 * HOUR * 60_000
    const wantedAt = at('24T21:40')

    expect(endOfWait(at('24T22:00'), waitMs, { wantedAt, zone: ZONE })).toEqual(at('25T00:00'))
  })
})

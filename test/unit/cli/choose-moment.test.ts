import { describe, expect, it } from '@jest/globals'
import { breaksQuiet, chooseMoment } from '../../../src/cli/sending/choose-moment.ts'

const ZONE = 'Asia/Ho_Chi_Minh'
const MORNING = new Date('2026-11-24T09:00:00+07:00')
const NIGHT = new Date('2026-11-24T22:00:00+07:00')

describe('the time of a sending from the command line', () => {
  it.each([
    ['mai 8h', '2026-11-25T08:00:00+07:00'],
    ['25/12 8:00', '2026-12-25T08:00:00+07:00'],
    ['2026-12-25T08:00', '2026-12-25T08:00:00+07:00'],
    ['2026-12-25 08:00', '2026-12-25T08:00:00+07:00'],
    ['2026-12-25T08:00:00Z', '2026-12-25T15:00:00+07:00'],
  ])('%s is %s', (at, moment) => {
    expect(chooseMoment({ at }, MORNING, ZONE)).toEqual(new Date(moment))
  })

  it('is now where none is named', () => {
    expect(chooseMoment({}, MORNING, ZONE)).toBeNull()
  })

  it.each([
    ['2026-11-24T08:59', 'đã qua', 1],
    ['8h sáng', 'đã qua', 1],
    ['2026-13-45T08:00', 'Không hiểu', 2],
    ['bao giờ cũng được', 'Không hiểu', 2],
    ['', 'Không hiểu', 2],
  ])('%j is refused', (at, words, exitCode) => {
    expect(() => chooseMoment({ at }, MORNING, ZONE)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(words), exitCode }),
    )
  })

  it('leaves people their sleep unless somebody explicitly wants otherwise', () => {
    expect(breaksQuiet({}, MORNING, ZONE)).toBe(false)
    expect(() => breaksQuiet({}, NIGHT, ZONE)).toThrow('giờ nghỉ')
    for (const choice of [{ now: true }, { yes: true }, { urgent: true }] as const)
      expect(breaksQuiet(choice, NIGHT, ZONE)).toBe(true)
  })
})

import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { parseDay } from '../../../../src/domain/time/parse-day.ts'
import { parseWhen } from '../../../../src/domain/time/parse-when.ts'

const ZONE = 'Asia/Ho_Chi_Minh'
/** Monday 23 November 2026, 10:00 in Viet Nam. */
const MONDAY_AT_TEN = new Date('2026-11-23T10:00:00+07:00')

function read(text: string, now = MONDAY_AT_TEN): string {
  const when = parseWhen(text, now, ZONE)
  if (when.kind === 'unclear') return 'unclear'
  const local = new Date(when.at.getTime() + 7 * 3_600_000).toISOString().slice(0, 16)
  return `${when.kind} ${local}`
}

describe('a moment that an officer typed', () => {
  it.each([
    ['mai 8h', 'at 2026-11-24T08:00'],
    ['Mai 8h.', 'at 2026-11-24T08:00'],
    ['8h30 sáng mai', 'at 2026-11-24T08:30'],
    ['8h30 sang mai', 'at 2026-11-24T08:30'],
    ['sáng mai lúc 8 giờ 30 phút', 'at 2026-11-24T08:30'],
    ['vào 7 giờ rưỡi sáng ngày mai nhé', 'at 2026-11-24T07:30'],
    ['8 giờ kém 15 sáng mai', 'at 2026-11-24T07:45'],
    ['bảy giờ tối mai', 'at 2026-11-24T19:00'],
    ['8g30 mai', 'at 2026-11-24T08:30'],
    ['ngày kia 9 giờ', 'at 2026-11-25T09:00'],
    ['ngay kia 9 gio', 'at 2026-11-25T09:00'],
    ['ngày mốt 9h', 'at 2026-11-25T09:00'],
    ['ngày kìa 9h', 'at 2026-11-26T09:00'],
    ['14h chiều nay', 'at 2026-11-23T14:00'],
    ['2h chiều nay', 'at 2026-11-23T14:00'],
    ['8h tối nay', 'at 2026-11-23T20:00'],
    ['8h toi nay', 'at 2026-11-23T20:00'],
    ['12h trưa nay', 'at 2026-11-23T12:00'],
    ['12h đêm nay', 'at 2026-11-24T00:00'],
    ['16:45', 'at 2026-11-23T16:45'],
    ['1h chiều 25/12', 'at 2026-12-25T13:00'],
  ])('%j names a day near by', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it.each([
    ['thứ 2 tuần sau 7h30', 'at 2026-11-30T07:30'],
    ['thu 2 tuan sau 7h30', 'at 2026-11-30T07:30'],
    ['7h30 thứ hai tuần tới', 'at 2026-11-30T07:30'],
    ['tuần sau thứ sáu 14:00', 'at 2026-12-04T14:00'],
    ['thứ sáu 14h', 'at 2026-11-27T14:00'],
    ['8h thứ 6 này', 'at 2026-11-27T08:00'],
    ['8h chủ nhật này', 'at 2026-11-29T08:00'],
    ['8h mùng 1/1', 'at 2027-01-01T08:00'],
    ['mồng 5 tháng 1 8h', 'at 2027-01-05T08:00'],
    ['T6 14h', 'at 2026-11-27T14:00'],
    ['chủ nhật 8h', 'at 2026-11-29T08:00'],
    ['8h CN tuần này', 'at 2026-11-29T08:00'],
    ['thứ 2 14h', 'at 2026-11-23T14:00'],
    ['thứ 2 8h', 'at 2026-11-30T08:00'],
    ['thứ 2 tới 14h', 'at 2026-11-30T14:00'],
    ['tối thứ 4 7h', 'at 2026-11-25T19:00'],
    ['thứ 3 tuần sau nữa 8h', 'at 2026-12-08T08:00'],
    ['thứ 6, 25/12 8h', 'at 2026-12-25T08:00'],
  ])('%j names a weekday', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it.each([
    ['25/12 8:00', 'at 2026-12-25T08:00'],
    ['8:00 25/12', 'at 2026-12-25T08:00'],
    ['8h 30/12', 'at 2026-12-30T08:00'],
    ['25.12.2026 8h', 'at 2026-12-25T08:00'],
    ['25-12-26 8h', 'at 2026-12-25T08:00'],
    ['2026-12-25 08:00', 'at 2026-12-25T08:00'],
    ['8 giờ ngày 05 tháng 12 năm 2026', 'at 2026-12-05T08:00'],
    ['8h ngày 5/1', 'at 2027-01-05T08:00'],
    ['ngày 28 8h', 'at 2026-11-28T08:00'],
    ['8h ngày 5', 'at 2026-12-05T08:00'],
    ['ngày 5 tháng sau 8h', 'at 2026-12-05T08:00'],
    ['29/2 8h', 'at 2028-02-29T08:00'],
    ['24h ngày 25/12', 'at 2026-12-26T00:00'],
  ])('%j names a date, day first', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it.each([
    ['sau 30 phút', 'at 2026-11-23T10:30'],
    ['30 phut nua', 'at 2026-11-23T10:30'],
    ['2 giờ nữa', 'at 2026-11-23T12:00'],
    ['2h nữa', 'at 2026-11-23T12:00'],
    ['hai tiếng rưỡi nữa', 'at 2026-11-23T12:30'],
    ['1 giờ 15 phút nữa', 'at 2026-11-23T11:15'],
    ['nửa tiếng nữa', 'at 2026-11-23T10:30'],
    ['3 ngày nữa 8h', 'at 2026-11-26T08:00'],
    ['8h sau 2 tuần', 'at 2026-12-07T08:00'],
    ['ngay bây giờ', 'at 2026-11-23T10:00'],
  ])('%j counts from now', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it.each([
    ['8h', 'past 2026-11-23T08:00'],
    ['sáng nay 8h', 'past 2026-11-23T08:00'],
    ['hôm qua 8h', 'past 2026-11-22T08:00'],
    ['23/11 8h', 'past 2026-11-23T08:00'],
    ['20/11/2026 8h', 'past 2026-11-20T08:00'],
    ['10:00', 'past 2026-11-23T10:00'],
  ])('%j has gone by, and says so', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it.each([
    '',
    'mai',
    'ngày',
    'gửi ngày',
    'sáng mai',
    '25/12',
    'tuần sau 8h',
    'lúc nào cũng được',
    '31/2 8h',
    '8h 32/12',
    '25h mai',
    '8h75 mai',
    '14h sáng mai',
    '1h đêm nay',
    '7-8h mai',
    '8h-9h mai',
    '8h hoặc 9h mai',
    'mai 8h kia',
    'thứ 3, 25/12 8h',
    'thu 2 toi 8h',
    'sau 8h',
    'mùng 5 tết 8h',
    'cuối tháng 8h',
    'khoảng 8h mai',
    '0 phút nữa',
    '8h mai'.padEnd(200, ' và mai'),
  ])('%j is unclear: nothing is guessed', (text) => {
    expect(read(text)).toBe('unclear')
  })

  it('reads days in the zone of the office, not of the machine', () => {
    const beforeMidnightInUtc = new Date('2026-11-22T20:00:00Z')
    expect(read('mai 8h', beforeMidnightInUtc)).toBe('at 2026-11-24T08:00')
  })

  it('never throws and never gives an "at" that is not later than now', () => {
    const words = fc.constantFrom(
      ...'8h 8:00 25/12 mai kia thứ 2 tuần sau tới tối sáng chiều ngày tháng 31 12 2026 nữa phút sau giờ rưỡi kém | ('.split(
        ' ',
      ),
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), (parts) => {
        const when = parseWhen(parts.join(' '), MONDAY_AT_TEN, ZONE)
        const good = when.kind !== 'at' || when.at > MONDAY_AT_TEN
        expect(good).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a day of issue that an officer typed', () => {
  const dayOf = (text: string, today: string) =>
    parseDay(text, new Date(`${today}T10:00:00+07:00`), ZONE)

  it.each([
    ['20/3/2026', '2026-03-20'],
    ['20-3-2026.', '2026-03-20'],
    ['15/11/25', '2025-11-15'],
    ['2026-03-20', '2026-03-20'],
    ['2026/03/20', '2026-03-20'],
    ['2026-3-20', '2026-03-20'],
    ['ngày 20 tháng 3 năm 2026', '2026-03-20'],
    ['ngay 20 thang 3 nam 2026', '2026-03-20'],
    ['Như Xuân, ngày 20 tháng 3 năm 2026', '2026-03-20'],
    ['Thứ 6, 20/3/2026', '2026-03-20'],
    ['20.11', '2026-11-20'],
  ])('%j', (text, day) => {
    expect(dayOf(text, '2026-11-23')).toBe(day)
  })

  it.each([
    ['30/12', '2027-01-04', '2026-12-30'],
    ['02/01', '2026-12-30', '2027-01-02'],
    ['29/2', '2028-03-10', '2028-02-29'],
  ])('%s on %s is the nearest, %s', (text, today, day) => {
    expect(dayOf(text, today)).toBe(day)
  })

  it.each([
    '31/11/2026',
    '29/2/2026',
    '15/11/202',
    '15/11/20266',
    '15/11/2026 và 16/11/2026',
    '15/11 âm lịch',
    '15-16/11/2026',
    '2026-20-03',
    '12/2026',
    'hôm qua',
    '',
  ])('%j is none', (text) => {
    expect(dayOf(text, '2026-11-23')).toBeUndefined()
  })
})

import { describe, expect, it } from '@jest/globals'
import { findDeadlines } from '../../../../src/domain/document/find-deadlines.ts'
import { toSource } from '../../../../src/domain/document/source.ts'

const ISSUED = '2026-09-14'

function read(text: string): (string | null)[][] {
  const found = findDeadlines(toSource(text), { start: 0, end: text.length }, ISSUED)
  return found.map(({ start, end, op, named }) => [text.slice(start, end), op, named.date])
}

describe('deadlines as they are worded', () => {
  it.each([
    ['báo cáo trước ngày 30/9/2026.', 'trước ngày 30/9/2026', 'before', '2026-09-30'],
    [
      'nộp trước 17 giờ ngày 05 tháng 10 năm 2026',
      'trước 17 giờ ngày 05 tháng 10 năm 2026',
      'before',
      '2026-10-05',
    ],
    ['xong trước 5.10', 'trước 5.10', 'before', '2026-10-05'],
    ['xong trong 6 tháng đầu năm 2027', 'trong 6 tháng đầu năm 2027', 'within', '2027-06-30'],
    ['hoàn thành vào đầu năm sau', 'hoàn thành vào đầu năm sau', 'within', null],
    ['gửi chậm nhất đầu năm 2027', 'chậm nhất đầu năm 2027', 'within', null],
    ['báo cáo chậm nhất vào cuối tháng', 'chậm nhất vào cuối tháng', 'within', null],
    ['nộp trước cuối năm', 'trước cuối năm', 'before', null],
    ['gửi trước ngày 15 tháng sau', 'trước ngày 15 tháng sau', 'before', null],
    ['nộp trước ngày 30.', 'trước ngày 30', 'before', null],
    ['xong trước 25 Chạp', 'trước 25 Chạp', 'before', null],
    ['xong trước tháng 12/2026', 'trước tháng 12/2026', 'before', '2026-12-01'],
    ['gửi về chậm nhất ngày 25/9', 'chậm nhất ngày 25/9', 'within', '2026-09-25'],
    [
      'chậm nhất là ngày 25/9/2026 phải xong',
      'chậm nhất là ngày 25/9/2026',
      'within',
      '2026-09-25',
    ],
    ['kéo dài đến hết ngày 15/12/2026', 'đến hết ngày 15/12/2026', 'within', '2026-12-15'],
    ['rà soát, hoàn thành trong tháng 10', 'hoàn thành trong tháng 10', 'within', '2026-10-31'],
    ['đưa vào sử dụng trong Quý 4 năm 2026', 'trong Quý 4 năm 2026', 'within', '2026-12-31'],
    ['bàn giao trong quý I/2027', 'trong quý I/2027', 'within', '2027-03-31'],
    ['hoàn thành trong năm 2026', 'hoàn thành trong năm 2026', 'within', '2026-12-31'],
    ['khắc phục xong trong 5-7 ngày.', 'trong 5-7 ngày', 'within', null],
    ['hoàn trả trong 12 tháng 10 ngày', 'trong 12 tháng', 'within', null],
    ['xong trước 30-11 để kịp giải ngân', 'trước 30-11', 'before', '2026-11-30'],
    ['nộp trước 5-10.', 'trước 5-10', 'before', '2026-10-05'],
    ['gửi trước 5-12 để tổng hợp', 'trước 5-12', 'before', '2026-12-05'],
    ['gửi trước 15/12 tổng hợp báo cáo', 'trước 15/12', 'before', '2026-12-15'],
    ['trước 10/12 đảng viên nộp bản kiểm điểm', 'trước 10/12', 'before', '2026-12-10'],
    ['gửi trước 30/11 số liệu năm nay', 'trước 30/11', 'before', '2026-11-30'],
    ['hoàn thành trong ngày 20/12', 'hoàn thành trong ngày 20/12', 'within', '2026-12-20'],
    ['không quá 15/12/2026', 'không quá 15/12/2026', 'within', '2026-12-15'],
    ['xong trước ngày 5-10 tháng 12', 'trước ngày 5-10 tháng 12', 'before', '2026-12-10'],
    ['Đến ngày 05/12, các thôn phải nộp', 'Đến ngày 05/12', 'within', '2026-12-05'],
    ['Thời hạn thực hiện: quý IV/2026', 'Thời hạn thực hiện: quý IV/2026', 'within', '2026-12-31'],
    [
      'Các đơn vị được giao chủ trì hoàn thành chậm nhất ngày 20/12/2026',
      'hoàn thành chậm nhất ngày 20/12/2026',
      'within',
      '2026-12-20',
    ],
    ['báo cáo trước 16g30 hằng ngày', 'báo cáo trước 16g30 hằng ngày', 'recurring_daily', null],
    ['trả lời trong thời hạn 10 ngày làm việc', 'trong thời hạn 10 ngày làm việc', 'within', null],
    [
      'tiêm từ ngày 22 đến ngày 24 tháng 10 năm 2026',
      'từ ngày 22 đến ngày 24 tháng 10 năm 2026',
      'window',
      '2026-10-24',
    ],
    ['báo cáo kết quả tại kỳ họp thứ sáu', 'tại kỳ họp thứ sáu', 'at_event', null],
    ['giúp dân làm nhà trước Tết Nguyên đán', 'trước Tết Nguyên đán', 'before_event', null],
    ['ban hành kế hoạch ngay sau hội nghị này', 'ngay sau hội nghị này', 'after_event', null],
    ['khắc phục ngay tình trạng trên', 'khắc phục ngay', 'immediate', null],
    [
      'báo cáo trước ngày 25 hằng tháng',
      'báo cáo trước ngày 25 hằng tháng',
      'recurring_monthly',
      null,
    ],
    ['giao ban vào thứ Sáu hàng tuần', 'vào thứ Sáu hàng tuần', 'recurring_weekly', null],
    ['định kỳ hàng quý đánh giá', 'định kỳ hàng quý', 'recurring_quarterly', null],
  ])('%j', (text, words, op, date) => {
    const found = read(text).map(([own, ...rest]) => [
      own?.replace(/^báo cáo (?=trước)/u, ''),
      ...rest,
    ])
    expect(found).toEqual([[words.replace(/^báo cáo (?=trước)/u, ''), op, date]])
  })

  it.each([
    'trước 16g00 ngày 05/12/2026',
    "trước 16h30' ngày 05/12/2026",
    'trước 11 giờ sáng ngày 05/12/2026',
    'trước 17h00 thứ Sáu, ngày 05/12/2026',
    'trước 17 giờ 00 phút (thứ Bảy), ngày 05/12/2026',
    'trước thứ 7 ngày 05/12',
    'trước thứ Bảy (ngày 05/12/2026)',
    'trước chiều ngày 05/12',
    'trước cuối ngày 05/12',
    'chậm nhất 17h00 chiều ngày 05/12',
    'Thời hạn hoàn thành: 05/12/2026',
    'Hạn nộp: 17h ngày 05/12/2026',
    'Hạn: 05/12/2026',
    'hạn nộp hồ sơ dự thi: 17 giờ, ngày 05/12/2026',
    'thời hạn gửi báo cáo: ngày 05/12/2026',
    'đến ngày 05/12/2026',
    'trước mùng 5/12',
    'trước 05/12/26',
    'trước 17h ngày mai (05/12)',
    'hoàn thành ngày 05/12/2026',
    'thời gian hoàn thành: 05/12/2026',
    'trong các ngày 03, 04 và 05/12/2026',
    'trong ngày 30/11 và 05/12',
    'từ ngày 01 - 05/12/2026',
    'từ 01/12/2026 - 05/12/2026',
    'từ nay đến 05/12/2026',
    'từ 7h ngày 01/12 đến 17h00 ngày 05/12/2026',
  ])('“%s” names the fifth of December', (words) => {
    const op = words.startsWith('trước') ? 'before' : words.startsWith('từ') ? 'window' : 'within'
    expect(read(`Lập danh sách; ${words} phải xong.`)).toEqual([[words, op, '2026-12-05']])
  })

  it.each([
    'các đoàn thể đã đăng ký phần việc trong năm 2026',
    'các nhiệm vụ trong quý III năm 2026',
    'đạt mục tiêu đề ra trong năm 2026',
    'chỉ đạo tại Phiên họp thường kỳ tháng 6 năm 2026',
    'theo Kế hoạch ngày 02/4/2026',
    'cập nhật kịch bản tăng trưởng của từng xã hàng tháng, hàng quý',
    'trong thời gian tới',
    'giai đoạn 2026 - 2030',
    'đến ngày 05/9/2026 đã hoàn thành 80% kế hoạch',
    'đến ngày 05/9/2026, toàn xã có 12 hộ phải di dời',
    'tính đến ngày 05/9/2026 hoàn thành 80%',
    'giấy phép có hiệu lực đến ngày 15/12/2026',
    'các nhiệm vụ được giao chậm nhất ngày 20/12/2026',
    'trong quyền hạn: 05/12 lượt, giới hạn: 5/10',
    'đơn trước thứ 25/12',
    'kỳ báo cáo từ ngày 15/11/2025 đến ngày 14/11/2026',
    'báo cáo số liệu từ ngày 15/11/2025 đến ngày 14/11/2026',
    'tổng hợp kết quả thực hiện từ ngày 15/11/2025 đến hết ngày 14/11/2026',
    'gửi tài liệu trước 2-3 ngày',
    'báo cáo không quá 2-3 trang, không quá 1/3 số thành viên',
    'có mặt trong 10-15 phút, trực trong 24/24 giờ',
    'bảo đảm trong ngày 20/12 hộ nhận quà',
    'chi hết 2/3 số tiền, hoàn thành đến 5/9 tiêu chí',
    'nâng từ 8/19 đến 10/19 tiêu chí',
    'chi từ 1/3 - 2/3 số tiền, mỗi thôn cử từ 2-3 người',
    'lịch công tác trong tuần này',
    'mục 1.2.26',
  ])('%j sets none', (text) => {
    expect(read(text)).toEqual([])
  })

  it.each([
    'trước 17h ngày mai',
    'trước thứ Hai tuần tới',
    'chậm nhất 17h00 thứ Sáu',
    'muộn nhất là ngày hôm nay',
    'trong sáng mai',
    'trong vòng 10 ngày',
  ])('“%s” is one whose day is not said', (words) => {
    expect(read(`Nộp quỹ ${words}.`)).toMatchObject([[words, expect.anything(), null]])
  })

  it('takes no share of the work for the day of an event', () => {
    expect(read('kiểm tra trước khi thi công 1/3 khối lượng')).toEqual([
      ['trước khi thi công 1/3 khối lượng', 'before_event', null],
    ])
  })

  it('keeps several, in the order of the text', () => {
    expect(
      read('rà soát, xong trong tháng 9/2026; sửa chữa trước ngày 30/10/2026').map(
        ([words]) => words,
      ),
    ).toEqual(['trong tháng 9/2026', 'trước ngày 30/10/2026'])
  })

  it.each([
    'trước ngày 25/12 âm lịch',
    'trước ngày 25/12 (ÂL)',
    'trước 25/12/2026 (âm lịch)',
    'trước ngày 25 tháng 12 năm Bính Ngọ',
    'trước 17h ngày mùng 7 tháng 12 năm Bính Ngọ (âm lịch)',
    'trước ngày 23 tháng Chạp',
    'trước rằm tháng Giêng năm Đinh Mùi',
    'trước 28 Tết',
    'chậm nhất ngày 10/3 âm lịch',
    'trong tháng 7 âm lịch',
    'trước tháng Chạp',
    'từ ngày 20 đến ngày 25 tháng Chạp',
  ])('“%s” keeps its words, and no day of ours is made of it', (words) => {
    const text = `Các chi hội tặng quà (hộ nghèo) ${words}, xong thì báo cáo.`
    const [found, ...more] = findDeadlines(toSource(text), { start: 0, end: text.length }, ISSUED)
    expect(text.slice(found?.start, found?.end)).toBe(words)
    expect(found?.named).toMatchObject({ date: null, isLunar: true, isImpossible: false })
    expect(more).toEqual([])
  })

  it.each([
    ['trước ngày 23 tháng Chạp (tức thứ Bảy, ngày 30/01/2027)', '2027-01-30'],
    ['trước ngày 30/01/2027 (tức 22/12 âm lịch)', '2027-01-30'],
    ['trước ngày 25/12 dương lịch', '2026-12-25'],
    ['trước ngày 25/12 năm nay', '2026-12-25'],
  ])('“%s” says which day of ours it is', (text, day) => {
    const [found] = findDeadlines(toSource(text), { start: 0, end: text.length }, ISSUED)
    expect(found?.named).toMatchObject({ date: day, isLunar: false })
  })

  it('knows no thirty-first day of a lunar month', () => {
    const text = 'trước ngày 31/12 âm lịch'
    const [found] = findDeadlines(toSource(text), { start: 0, end: text.length }, ISSUED)
    expect(found?.named).toMatchObject({ date: null, isImpossible: true })
  })

  it.each(['trước ngày 31/9/2026', 'trước ngày 30/2', 'trước ngày 14/11/22023'])(
    '%j names no day of the calendar, and is told so instead of repaired',
    (text) => {
      const [found] = findDeadlines(toSource(text), { start: 0, end: text.length }, ISSUED)
      expect(found?.named).toMatchObject({ date: null, isImpossible: true })
    },
  )
})

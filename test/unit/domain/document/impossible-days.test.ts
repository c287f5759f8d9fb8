import { describe, expect, it } from '@jest/globals'
import { findImpossibleDays } from '../../../../src/domain/document/impossible-days.ts'
import { toSource } from '../../../../src/domain/document/source.ts'

function find(text: string): string[] {
  return findImpossibleDays(toSource(text)).map(({ start, end }) => text.slice(start, end))
}

describe('days that no calendar has, wherever they stand', () => {
  it.each([
    ['Kính mời các đồng chí họp lúc 8 giờ ngày 31/11/2026.', '31/11/2026'],
    ['Lớp tập huấn mở ngày 31 tháng 11 năm 2026 tại xã.', '31 tháng 11 năm 2026'],
    ['Căn cứ Công văn số 12-CV/ĐU ngày 29/02/2026 của Đảng uỷ', '29/02/2026'],
    ['họp sáng 31/11, tại hội trường', '31/11'],
    ['gửi về trước 31/11.', '31/11'],
    ['họp ngày 32/12', '32/12'],
    ['các ngày 29, 30 và 31/11 nghỉ', '31/11'],
    ['họp thứ ba, 31/9', '31/9'],
    ['nộp ngày 15/13/2026', '15/13/2026'],
    ['ngày 30-02-2027', '30-02-2027'],
    ['khai mạc 31/11/2026', '31/11/2026'],
    ['ngày 14/11/22023', '14/11/22023'],
    ['các ngày 29/10/2026, 31/11/2026', '31/11/2026'],
    ['từ 25/11 đến 31/11', '31/11'],
    ['Ngày 31/11/2026 – Hội trường xã', '31/11/2026'],
    ['ngày 31 tháng 11 âm lịch', '31 tháng 11'],
  ])('%s', (text, day) => {
    expect(find(text)).toEqual([day])
  })

  it.each([
    'Công văn số 31/11-KH/ĐU ngày 12/11/2026',
    'Quyết định số 31/13/2026/QĐ-UBND',
    'Kế hoạch 31/11 - KH/ĐU, Nghị quyết 30/02/NQ-HĐND',
    'đã có 31/40 hộ, 45/13 chỉ tiêu, trong ngày 31/40 hộ ký cam kết',
    'nhà số 31/11 đường Lê Lợi, ngõ 32/12',
    'giỗ tổ ngày 30/2 âm lịch, rằm và ngày 30 tháng 2 (âm lịch)',
    'trận ngày 30/4/1288 và ngày 29/02/2028',
    'báo cáo từ ngày 20-25 hằng tháng; ngày 5-10 tháng 12',
    'thời hạn 36 tháng 13 ngày, tăng 31.13 tỷ, đạt 31/11%',
    'điện thoại 0912.31.13.2026, 35-13-2026',
    'ngày     tháng     năm 2026',
    '1. Giao Văn phòng báo cáo trước ngày 30.\n2. Giao Công an xã; ngày 31.\n4. Khác; từ 1 đến 40.\n5. Hết',
    'Bảo hành\t36 tháng\n2\tMáy chiếu',
    'trẻ từ 0-6 tuổi, từ 0-4 giờ, đêm 0-5 giờ, từ 0 - 10 điểm',
    'từ 0/5 tiêu chí lên 3/5, đến nay 0/12 thôn, đến 31.4 tỷ đồng, từ 38.5 độ, đến 95.6 %',
    'từ 30/2 lớp học; tối 31/11 Nguyễn Trãi',
    'trực cả ngày 24/24 giờ, suốt ngày 24/24, mỗi ngày 22/25 học viên',
    'bảo dưỡng 36 tháng 1 lần, vay 60 tháng 12 hộ',
    'ngày 30 tháng 2 năm Giáp Thìn (âm lịch), ngày 30 tháng 2 năm Giáp Thìn',
    'số nhà 33/12/1500, thửa 31/11/2020, tỷ lệ 1/50/1000',
  ])('but none in “%s”', (text) => {
    expect(find(text)).toEqual([])
  })
})

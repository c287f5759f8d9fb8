import { describe, expect, it } from '@jest/globals'
import readWorkbook from 'read-excel-file/node'
import { newId, type BroadcastId } from '../../../src/domain/id.ts'
import { reportToXlsx } from '../../../src/exports/report-to-xlsx.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { givenNotice } from '../../support/notice.ts'

const REPORT = {
  broadcastId: newId<BroadcastId>(),
  isStopped: false,
  notice: givenNotice(),
  expected: 3,
  acknowledged: 2,
  understood: 1,
  unidentified: 0,
  others: 0,
  units: [{ unit: 'Thôn Yên Cát', expected: 3, acknowledged: 2, understood: 1 }],
  missing: [{ name: '=HYPERLINK("http://x")', unit: 'Thôn Yên Cát', hasCopy: false }],
  withoutCopy: 1,
  page: { page: 0, pages: 1 },
  unreached: 0,
  receipts: { delivered: 0, seen: 0 },
}

describe('the report as a workbook', () => {
  it('has a sheet by unit, one of who is missing, and one of every place that was not reached', async () => {
    const lost = Array.from({ length: 12 }, (_, index) => ({
      chat: `Nhóm ${index + 1}`,
      why: 'left' as const,
      waits: false,
      isUnclear: false,
    }))
    const failures = [
      ...lost,
      { chat: '', why: 'no-answer' as const, waits: false, isUnclear: true },
      { chat: 'Hoa', why: 'quota' as const, waits: true, isUnclear: false },
    ]

    const sheets = await readWorkbook(Buffer.from(await reportToXlsx(REPORT, failures, vi)))

    expect(sheets.map(({ sheet }) => sheet)).toEqual([
      'Theo đơn vị',
      'Chưa xác nhận',
      'Nơi chưa gửi được',
    ])
    const [units, missing, unreached] = sheets.map(({ data }) => data)
    expect(units?.[1]).toEqual(['Thôn Yên Cát', 3, 2, 1])
    expect(missing?.[1]).toEqual(['=HYPERLINK("http://x")', 'Thôn Yên Cát', 'chưa được gửi tin'])
    expect(unreached?.[0]).toEqual(['Nơi nhận', 'Tình trạng', 'Lý do'])
    expect(unreached?.slice(1, 13).map(([place]) => place)).toEqual(lost.map(({ chat }) => chat))
    expect(unreached?.slice(13)).toEqual([
      ['Một nơi không rõ tên', vi.send.unclear, vi.reason['no-answer']],
      ['Hoa', vi.send.waiting, vi.reason.quota],
    ])
  })
})

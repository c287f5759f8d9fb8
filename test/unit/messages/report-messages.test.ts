import { describe, expect, it } from '@jest/globals'
import { newId } from '../../../src/domain/id.ts'
import { vi } from '../../../src/i18n/vi.ts'
import type { Block } from '../../../src/messages/message.ts'
import { reportMessage, type AcknowledgementReport } from '../../../src/messages/report-messages.ts'
import { givenNotice } from '../../support/notice.ts'

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    name: `Người ${index + 1}`,
    unit: 'Thôn Yên Cát',
    hasCopy: true,
  }))

const report = (missing: number, page = 0): AcknowledgementReport => ({
  broadcastId: newId(),
  isStopped: false,
  notice: givenNotice(),
  expected: 100,
  acknowledged: 100 - missing,
  understood: 0,
  unidentified: 2,
  others: 0,
  units: [{ unit: 'Thôn Yên Cát', expected: 100, acknowledged: 100 - missing, understood: 0 }],
  missing: people(missing).slice(page * 30, (page + 1) * 30),
  withoutCopy: 0,
  page: { page, pages: Math.max(1, Math.ceil(missing / 30)) },
  remindable: missing,
  unreached: 0,
  receipts: { delivered: 0, seen: 0 },
})

describe('the report of who has acknowledged', () => {
  const show = (missing: number, page?: number) => {
    const { blocks, buttons } = reportMessage(
      report(missing, page),
      vi,
      ({ verb, arg }) => `${verb} ${arg ?? ''}`,
    )
    const lists = blocks.flatMap((block: Block) => (block.kind === 'list' ? [block.items] : []))
    const words = JSON.stringify(blocks)
    return { lists, words, buttons: (buttons ?? []).flat() }
  }

  it('names the missing before it counts the units', () => {
    const { lists, buttons } = show(2)

    expect(lists).toEqual([
      ['Người 1 (Thôn Yên Cát)', 'Người 2 (Thôn Yên Cát)'],
      ['Thôn Yên Cát: 98/100'],
    ])
    expect(buttons.map(({ label }) => label)).toEqual(['Nhắc (2)', 'Xuất'])
  })

  it('says of those who have acknowledged how many have understood, in all and by unit', () => {
    const units = [{ unit: 'Thôn Yên Cát', expected: 100, acknowledged: 98, understood: 40 }]
    const words = JSON.stringify(
      reportMessage({ ...report(2), understood: 40, units }, vi, () => '').blocks,
    )

    expect(words).toContain('98/100 người đã xác nhận, trong đó 40 người đã quán triệt"')
    expect(words).toContain('Thôn Yên Cát: 98/100 (quán triệt 40)')
    expect(show(2).words).not.toContain('quán triệt')
  })

  it('reaches everybody of a long list, page by page, and says how', () => {
    const pages = [0, 1, 2].map((page) => show(61, page))

    expect(pages.map(({ lists }) => lists[0]?.length)).toEqual([30, 30, 1])
    expect(pages.map(({ lists }) => lists.length)).toEqual([2, 1, 1])
    for (const { words } of pages) expect(words).toContain('chọn “Xem tiếp”, hoặc chọn “Xuất”')
    expect(pages.map(({ buttons }) => [buttons[0]?.label, buttons[0]?.action])).toEqual([
      ['Xem tiếp (1/3)', 'b-rep 1'],
      ['Xem tiếp (2/3)', 'b-rep 2'],
      ['Xem tiếp (3/3)', 'b-rep 0'],
    ])
  })

  it.each([
    [{ delivered: 0, seen: 0 }, 'Đã xác nhận theo đơn vị'],
    [{ delivered: 4, seen: 0 }, 'Nền tảng báo đã chuyển tới máy: dưới 5; đã mở xem: dưới 5 (chỉ'],
    [{ delivered: 37, seen: 25 }, 'Nền tảng báo đã chuyển tới máy: 37; đã mở xem: 25 (chỉ'],
    [{ delivered: 5, seen: 4 }, 'Nền tảng báo đã chuyển tới máy: 5; đã mở xem: dưới 5 (chỉ'],
  ])('tells what the platforms say of %j in one line, and no small number', (receipts, line) => {
    const pages = [0, 1].map((page) =>
      JSON.stringify(reportMessage({ ...report(61, page), receipts }, vi, () => '').blocks),
    )

    expect(pages[0]).toContain(line)
    expect(pages.map((words) => words.includes('báo đã chuyển'))).toEqual([
      receipts.delivered > 0,
      false,
    ])
  })

  it('says so when everybody has', () => {
    const { words, buttons } = show(0)

    expect(words).toContain('Mọi người đã xác nhận.')
    expect(buttons.map(({ label }) => label)).toEqual(['Xuất'])
  })

  it('says that nobody is listed, and not that everybody has, where no unit has a roll', () => {
    const unlisted = { ...report(0), expected: 0, acknowledged: 0, units: [] }
    const words = JSON.stringify(reportMessage(unlisted, vi, () => '').blocks)

    expect(words).toContain('chưa có ai trong danh sách')
    for (const wrong of ['Mọi người', '0/0', 'theo đơn vị']) expect(words).not.toContain(wrong)
  })
})

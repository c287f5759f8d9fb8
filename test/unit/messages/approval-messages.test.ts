import { describe, expect, it } from '@jest/globals'
import { newId } from '../../../src/domain/id.ts'
import type { MessageFileRef } from '../../../src/domain/file.ts'
import type { Notice } from '../../../src/domain/notice.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { approvalCard, changedFields } from '../../../src/messages/approval-messages.ts'
import { wordsOf } from '../../support/commune.ts'
import { givenNotice } from '../../support/notice.ts'

const file = (name: string): MessageFileRef => ({ fileId: newId(), name, mime: 'x/y', size: 1 })
const item = (text: string) => ({
  id: newId<never>(),
  text,
  start: 0,
  end: 1,
  assignee: null,
  deadline: null,
})

describe('what changed since a notice was given back', () => {
  const before = givenNotice({
    issuedOn: '2026-03-20',
    files: [file('bieu.docx')],
    items: [item('Rà soát.')],
  })
  const changes = (put: Partial<Notice>) => changedFields(before, { ...before, ...put }, vi)

  it.each<[string, Partial<Notice>, string]>([
    [
      'a day, as people write it',
      { issuedOn: '2026-03-21' },
      'Ngày ban hành: 20/03/2026 → 21/03/2026',
    ],
    ['a day left out', { issuedOn: null }, 'Ngày ban hành: 20/03/2026 → (chưa có)'],
    ['the text', { sourceText: 'Khác' }, 'Nội dung: đã sửa'],
    [
      'a file more',
      { files: [...before.files, file('ke-hoach.docx')] },
      'Tệp kèm: bieu.docx → bieu.docx, ke-hoach.docx',
    ],
    ['a file left out', { files: [] }, 'Tệp kèm: bieu.docx → (chưa có)'],
    ['another file of that name', { files: [file('bieu.docx')] }, 'Tệp kèm: đã thay'],
    ['an item', { items: [item('Báo cáo.')] }, 'Ý kiến chỉ đạo: đã sửa'],
    ['an item more', { items: [...before.items, item('Báo cáo.')] }, 'Ý kiến chỉ đạo: 1 → 2'],
  ])('is told of %s', (_, put, line) => {
    expect(changes(put)).toEqual([line])
  })

  it('is told to be nothing where it is nothing', () => {
    const reach = { units: 1, groups: 1, people: 9 }
    const changed = { lines: changes({}), reason: 'Sai nơi nhận' }
    const card = { notice: before, author: 'Lê Văn Tuấn', reach, costs: [], changes: changed }
    const text = wordsOf(approvalCard(card, vi, () => 'a'))
    expect(text).toContain('Lý do trả lại: Sai nơi nhận\nKhông thay đổi so với bản trước.')
  })
})

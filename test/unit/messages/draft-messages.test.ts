import { describe, expect, it } from '@jest/globals'
import { newId } from '../../../src/domain/id.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { draftCard, type DraftCard } from '../../../src/messages/draft-messages.ts'
import { givenNotice } from '../../support/notice.ts'

describe('the buttons of a draft', () => {
  const nowhere = givenNotice()
  const somewhere = givenNotice({ audience: [newId()] })
  const rows = (card: Pick<DraftCard, 'notice'> & Partial<DraftCard>) =>
    draftCard(
      {
        collecting: false,
        needsApproval: true,
        reach: { units: 1, groups: 1, people: 9 },
        ...card,
      },
      vi,
      ({ verb }) => verb,
    ).buttons?.map((row) => row.map(({ label }) => label))

  it('begin with the choice of where it goes', () => {
    expect(rows({ notice: nowhere })).toEqual([
      ['Chọn nơi nhận'],
      ['Trình duyệt', 'Sửa'],
      ['Xem trước', 'Huỷ'],
    ])
  })

  it('then with handing it in', () => {
    expect(rows({ notice: somewhere })).toEqual([
      ['Trình duyệt'],
      ['Chọn nơi nhận', 'Sửa'],
      ['Xem trước', 'Huỷ'],
    ])
  })

  it('or with sending it, where nobody has to approve', () => {
    expect(rows({ notice: somewhere, needsApproval: false })?.[0]).toEqual(['Gửi ngay', 'Hẹn giờ'])
  })

  it('end the collecting only while it lasts', () => {
    expect(rows({ notice: somewhere, collecting: true })?.flat()).toContain('Xong')
    expect(rows({ notice: somewhere })?.flat()).not.toContain('Xong')
  })
})

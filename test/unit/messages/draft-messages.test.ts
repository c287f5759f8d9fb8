import { describe, expect, it } from '@jest/globals'
import { clipApart } from '../../../src/domain/text/clip-apart.ts'
import { newId } from '../../../src/domain/id.ts'
import type { NoticeKind } from '../../../src/domain/notice.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { approvalCard } from '../../../src/messages/approval-messages.ts'
import { draftCard, type DraftCard } from '../../../src/messages/draft-messages.ts'
import { audienceLine } from '../../../src/messages/name-units.ts'
import { wordsOf } from '../../support/commune.ts'
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

describe('where a draft goes', () => {
  it('tells of how many people that nothing reaches them', () => {
    const notice = givenNotice({ audience: [newId()] })
    const reach = { units: 20, groups: 6, people: 26, unreached: 6 }
    const draft = { notice, reach, collecting: false, needsApproval: true }

    expect(wordsOf(draftCard(draft, vi, ({ verb }) => verb))).toContain(
      '20 đơn vị, 6 nhóm, 26 người (6 người chưa có nơi nhận)',
    )
  })
})

describe('that nothing is assigned', () => {
  const NOTE = 'Không thấy ý kiến chỉ đạo nào'
  const WARNING = 'Không thấy việc nào được giao'
  const warnings = [`items_missing: ${WARNING} trong văn bản.`]
  const reach = { units: 1, groups: 1, people: 9 }
  const cards = (kind: NoticeKind) => {
    const notice = givenNotice({ kind, warnings })
    const draft = { notice, reach, collecting: true, needsApproval: true }
    const approval = { notice, reach, author: 'Lê Văn Tuấn', costs: [] }
    return [
      wordsOf(draftCard(draft, vi, ({ verb }) => verb)),
      wordsOf(approvalCard(approval, vi, ({ verb }) => verb)),
    ] as const
  }

  it.each<NoticeKind>(['announcement', 'invitation'])('is no fault of an %s', (kind) => {
    const [draft, approval] = cards(kind)
    expect(draft).not.toContain(NOTE)
    for (const card of [draft, approval])
      expect(card).not.toMatch(/Cần đồng chí xem lại|được giao/u)
  })

  it.each<NoticeKind>(['directive', 'meeting-summary'])(
    'is to be looked at in a %s, once',
    (kind) => {
      const [draft, approval] = cards(kind)
      expect(draft).not.toContain(NOTE)
      for (const card of [draft, approval]) expect(card.split(WARNING)).toHaveLength(2)
    },
  )
})

describe('long names of units', () => {
  const FRONT = 'Ban Công tác Mặt trận khu dân cư thôn Xuân Thịnh'

  it('that begin and end alike keep on buttons what tells them apart', () => {
    const names = [`${FRONT} 1, thị trấn Yên Cát`, `${FRONT} 2, thị trấn Yên Cát`, `${FRONT} 2 cũ`]
    expect(clipApart(names, { max: 44, apart: 30 })).toEqual([
      'Ban Công tác … Xuân Thịnh 1…',
      'Ban Công tác … Xuân Thịnh 2…',
      'Ban Công tác … Xuân Thịnh 2 cũ',
    ])
  })

  it('are followed on the card by the unit above that tells them apart', () => {
    const above = 'Ủy ban Mặt trận Tổ quốc Việt Nam xã Như Xuân'
    const names = [{ name: `${FRONT} 2`, above }]
    expect(audienceLine({ units: 1, groups: 0, people: 0, names }, vi)).toContain(
      `: ${FRONT} 2 – ${above}`,
    )
  })
})

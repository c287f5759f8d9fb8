import { afterEach, describe, expect, it } from '@jest/globals'
import { findNoticeByCode } from '../../../src/storage/notices.ts'
import { allOf, labelsOf, type Heard } from '../../support/commune.ts'
import { codeIn, openOffice, submitted, type Office } from '../bad-input/office.ts'

/** As a Zalo Bot: nothing is edited, and everything is typed. */
const TYPED = { buttons: 'nowhere', edit: false, toast: false } as const

let office: Office
afterEach(() => office.commune.close())

/** So many notices that wait for the approver, the oldest first. */
async function given(count: number, options: Parameters<typeof openOffice>[0] = {}) {
  office = await openOffice(options)
  const cards: Heard[] = []
  for (let each = 0; each < count; each++) cards.push(await submitted(office))
  return cards.map(codeIn)
}

const stateOf = async (code: number | undefined) =>
  (await findNoticeByCode(office.commune.database.store, code ?? 0))?.state

/** The codes of the notices that a list offers, the newest first. */
const offered = (list: Heard | undefined): number[] =>
  labelsOf(list)
    .flatMap((label) => /^T(\d+) – Thông báo ra quân$/u.exec(label)?.[1] ?? [])
    .map(Number)

describe('what waits for an approver', () => {
  it('is a list a page at a time, whose buttons open the cards', async () => {
    const codes = (await given(12)).toReversed()
    const { approver } = office

    const [first, ...more] = await approver.says('/duyet')
    expect(more).toEqual([])
    expect(first?.text).toContain('12 tin chờ đồng chí duyệt')
    expect(offered(first)).toEqual(codes.slice(0, 10))
    const [second] = await approver.presses(first!, 'Xem tiếp (1/2)')
    expect(offered(second)).toEqual(codes.slice(10))

    const [card] = await approver.presses(second!, `T${codes[11]} –`)
    expect(card?.text).toContain(`Chờ duyệt T${codes[11]}`)
    await approver.presses(card!, 'Duyệt')
    expect(await stateOf(codes[11])).toBe('approved')
    const [again] = await approver.presses(second!, 'Xem tiếp (2/2)')
    expect(again?.text).toContain('11 tin chờ đồng chí duyệt')
    expect(offered(again)).toEqual(codes.slice(0, 10))
  })

  it('is turned and opened by what is typed', async () => {
    const codes = (await given(12, { capabilities: TYPED })).toReversed()
    const { approver } = office

    // The word alone means the button of the card that came last.
    const [first] = await approver.says('/duyet')
    expect(offered(first)).toEqual(codes.slice(0, 10))
    expect(offered((await approver.says('xem tiếp'))[0])).toEqual(codes.slice(10))
    expect(offered((await approver.says('3'))[0])).toEqual(codes.slice(0, 10))
    expect(offered((await approver.says('11'))[0])).toEqual(codes.slice(10))

    const [card] = await approver.says('2')
    expect(card?.text).toContain(`Chờ duyệt T${codes[11]}`)
    await approver.says('duyệt')
    expect(await stateOf(codes[11])).toBe('approved')
    expect(await stateOf(codes[10])).toBe('pending')
  })

  it('is the card of the one that is named, or the only one', async () => {
    const [one, other] = await given(2)
    const { approver, author } = office

    expect(allOf(await approver.says(`/duyet T${one}`))).toContain(`Chờ duyệt T${one}`)
    expect(await stateOf(one)).toBe('pending')
    const [list] = await approver.says('/duyet T99')
    expect(offered(list)).toEqual([other, one])
    await approver.says(`/duyet T${other}`)
    await approver.says('duyệt')
    expect(await stateOf(other)).toBe('approved')
    expect(allOf(await approver.says('/duyet'))).toContain(`Chờ duyệt T${one}`)
    expect(allOf(await author.says('/duyet'))).not.toContain('Chờ duyệt')
  })

  it('is shown to nobody else by a button that has been passed on', async () => {
    await given(12)
    const [list] = await office.approver.says('/duyet')

    expect(await office.member.presses(list!, 'Xem tiếp')).toEqual([])
    expect(office.member.toast()).toContain('dành cho cán bộ')
    expect(allOf(await office.stranger.presses(list!, 'Xem tiếp'))).toBe(
      'Không có tin nào chờ đồng chí duyệt.',
    )
  })
})

import { afterEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { newId, type UnitId } from '../../../src/domain/id.ts'
import { bindGroup } from '../../../src/storage/groups.ts'
import { createNotice, findNoticeByCode } from '../../../src/storage/notices.ts'
import { addUnit, setApprovalRequired } from '../../../src/storage/units.ts'
import { allOf, labelsOf, type Heard, type Phone } from '../../support/commune.ts'
import {
  codeIn,
  drafted,
  expand,
  idsOf,
  openOffice,
  sent,
  submitted,
  type Office,
} from '../../support/office.ts'

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

  it('is meant by a word though another card that has it is settled, of which nothing more is shown', async () => {
    const [, second, third] = await given(3, { capabilities: TYPED })
    const { approver } = office
    await approver.says(`trả lại T${third}`)
    await approver.says('Thiếu ngày họp')

    expect(allOf(await approver.says(`xem trước T${third}`))).toMatch(/^T3 [^\n]*\.$/u)
    expect(allOf(await approver.says('duyệt T77'))).toMatch(
      /^Không có tin T77 chờ đồng chí duyệt\. Tin đang chờ:\n/u,
    )
    await approver.says('trả lại')
    await approver.says('Sai giờ')

    expect(await stateOf(second)).toBe('returned')
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
    const [, list] = await approver.says('/duyet T99')
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

it('what waits for one approver is found behind any number that wait for others', async () => {
  const [ofFarmers] = await given(1)
  const { commune, author, stranger, youth } = office
  const { store } = commune.database
  const farmers = (await findNoticeByCode(store, ofFarmers!))!
  const by = { unitId: youth, authorId: author.personId!, now: commune.now }
  const id = await createNotice(store, { ...by, content: { ...farmers, title: 'Trại hè' } })
  await store.db.updateTable('notice').set({ state: 'pending' }).where('id', '=', id).execute()
  await sql`
    with copy as (
      insert into notice (id, code, unit_id, author_id, state)
      select gen_random_uuid(), 100 + n, unit_id, author_id, state
      from notice, generate_series(1, 200) n where id = ${farmers.id} returning id)
    insert into notice_version (id, notice_id, number, kind, title, source_text, reading, created_by)
    select gen_random_uuid(), copy.id, 1, v.kind, v.title, v.source_text, v.reading, v.created_by
    from copy, notice_version v where v.id = ${farmers.versionId}`.execute(store.db)

  expect(allOf(await stranger.says('/duyet'))).toContain('Trại hè')
  expect(allOf(await office.approver.says('/duyet'))).toContain('202 tin chờ đồng chí duyệt')
})

describe('a notice that goes beyond its author’s unit', () => {
  const heardBy = ({ chatId }: Phone, said: readonly Heard[]) =>
    said.filter((heard) => heard.chatId === chatId)

  /** The card of a new draft that goes to this unit. */
  async function draftedFor(author: Phone, unit: string): Promise<Heard> {
    const [draft] = await author.says(`Ra quân\n${'Làm vệ sinh đường làng, ngõ xóm. '.repeat(6)}`)
    const [tree] = await author.presses(draft!, 'Chọn nơi nhận')
    const [ticked] = await author.presses(tree!, unit)
    const [card] = await author.presses(ticked!, 'Xong')
    return card!
  }

  it('is approved where it goes, by somebody who is shown that, though the unit needs nobody', async () => {
    office = await openOffice()
    const { commune, youth, owner, approver, stranger: author } = office
    const { store } = commune.database
    await setApprovalRequired(store, youth, false)
    const ofYouth = await commune.person('Lò Văn Vân', [[youth, 'approver']])

    const draft = await draftedFor(author, 'Xã Như Xuân')
    expect(labelsOf(draft)).not.toContain('Gửi ngay')
    const said = await author.presses(draft, 'Trình duyệt')

    expect(allOf(heardBy(author, said))).toContain('gửi cả tới Xã Như Xuân')
    const [card] = heardBy(approver, said)
    expect(card?.text).toContain('Gửi cả tới: Xã Như Xuân')
    expect(heardBy(ofYouth, said)).toEqual([])
    expect((await ofYouth.presses(card!, 'Duyệt')).length).toBe(0)
    expect(ofYouth.toast()).toContain('ngoài phạm vi của đồng chí')

    const [ready] = heardBy(author, await approver.presses(card!, 'Duyệt'))
    expect(ready?.text).toContain('Gửi cả tới: Xã Như Xuân')
    await author.presses(ready!, 'Gửi ngay')
    await store.db
      .updateTable('post')
      .set({ valid_to: '2026-01-02' })
      .where('person_id', '=', approver.personId!)
      .execute()
    const code = codeIn(card!)
    const atItsHour = async () => {
      commune.now = new Date(commune.now.getTime() + 60_000)
      return expand(office, (await idsOf(office, code)).broadcastId!)
    }
    expect(await atItsHour()).toBe('cancelled')
    const told = allOf(await commune.heardIn(author.chatId))
    expect(told).toContain(`Đến giờ gửi, bot không gửi T${code}`)
    await author.presses(ready!, 'Gửi ngay')
    expect(author.toast()).toContain('không còn) quyền duyệt')
    const [open] = await owner.says(`gửi T${code}`)
    expect(allOf(await owner.presses(open!, 'Gửi ngay'))).toContain('sẽ bắt đầu gửi')
    expect(await atItsHour()).toBe('sending')
  })

  it('made ready by its author alone does not go once its unit needs two people', async () => {
    office = await openOffice()
    const { commune, youth, stranger: author } = office
    const { store } = commune.database
    await setApprovalRequired(store, youth, false)
    const publisher = await commune.person('Hà Văn Tư', [[youth, 'publisher']])
    const ofYouth = await commune.person('Lò Văn Vân', [[youth, 'approver']])
    const [asked] = await author.presses(await draftedFor(author, 'Đoàn Thanh niên'), 'Hẹn giờ')
    expect(asked?.text).toBeDefined()
    const [planned] = await author.says('mai 8h')
    const code = codeIn(planned!)

    await setApprovalRequired(store, youth, true)
    commune.now = new Date('2026-11-25T01:00:30Z')
    const { broadcastId } = await idsOf(office, code)
    expect(await expand(office, broadcastId!)).toBe('cancelled')

    const told = (await commune.heardIn(author.chatId)).findLast(({ message }) => message.buttons)
    expect(told?.text).toContain(`Đến giờ gửi, bot không gửi T${code}: tin của đơn vị này hiện cần`)
    await author.presses(told!, 'Gửi ngay')
    expect(author.toast()).toContain(`mà T${code} chưa được ai khác duyệt`)
    for (const one of [author, publisher])
      expect(allOf(await one.says(`gửi T${code}`))).toContain('chưa được ai khác duyệt')

    const [open] = await ofYouth.says(`gửi T${code}`)
    expect(allOf(await ofYouth.presses(open!, 'Gửi ngay'))).toContain('sẽ bắt đầu gửi')
    commune.now = new Date(commune.now.getTime() + 60_000)
    expect(await expand(office, (await idsOf(office, code)).broadcastId!)).toBe('sending')
  })

  it('stays within the authority where it goes to an area of it', async () => {
    office = await openOffice()
    const { commune, root, owner, group } = office
    const { store } = commune.database
    const hamlet = newId<UnitId>()
    const area = { kind: 'area', code: 'thon', name: 'Thôn Yên Cát', from: '2026-01-01' } as const
    await addUnit(store, { id: hamlet, ...area, parentId: null })
    await bindGroup(store, { chatId: group.chatId, unitId: hamlet, by: null, now: commune.now })
    await setApprovalRequired(store, root, false)

    expect(labelsOf(await draftedFor(owner, 'Thôn Yên Cát'))).toContain('Gửi ngay')
  })
})

it('keeps in the log who changes a draft and its recipients, takes a report away and reads a question', async () => {
  office = await openOffice()
  const { commune, author, clerk, owner, resident } = office
  const logged = async ({ personId }: Phone) => {
    const { db } = commune.database.store
    const rows = await db
      .selectFrom('audit_entry')
      .select(['action', 'detail'])
      .where('actor_id', '=', personId)
      .orderBy('seq')
      .execute()
    return rows.map(({ action, detail }) => [action, ...Object.values(detail as object)].join(' '))
  }
  const code = await sent(office)
  const before = await logged(author)
  expect(before).toContain('set-audience 1 1 0')

  const [report] = await author.says(`thống kê T${code}`)
  await author.presses(report!, 'Xuất')
  const draft = await drafted(office)
  const [fields] = await author.presses(draft, 'Sửa')
  await author.presses(fields!, 'Tiêu đề')
  const [edited] = await author.says('Ra quân toàn xã')
  const [tree] = await author.presses(edited!, 'Chọn nơi nhận')
  await author.presses(tree!, 'Đoàn Thanh niên')
  await author.presses(tree!, 'Xã Như Xuân')
  const [privacy] = await resident.says('/hoi')
  await resident.presses(privacy!, 'Đồng ý')
  const [confirm] = await resident.says('Đường bê tông thôn Yên Cát bao giờ làm tiếp?')
  await resident.presses(confirm!, 'Xác nhận')
  const [list] = await clerk.says('hàng đợi')
  await clerk.presses(list!, 'H1')

  expect((await logged(author)).slice(before.length)).toEqual([
    'export-report 2',
    'draft-notice',
    'set-audience 1 1 0',
    'edit-notice title',
    'set-audience 1 2 0',
    'set-audience 1 1 2',
  ])
  expect(await logged(clerk)).toEqual(['list-questions 1', 'read-question'])
  const [shown] = await owner.says('nhật ký')
  expect(shown?.text).toContain('Nguyễn Thị Lan xem câu hỏi H1')
  expect(shown?.text).toContain('Lê Văn Tuấn xuất danh sách xác nhận của T1')
  expect(shown?.text.match(/chọn nơi nhận của T2/gu)).toHaveLength(2)
})

import { beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { bindGroup } from '../../../src/storage/groups.ts'
import { joinToken } from '../../../src/storage/join-links.ts'
import { endPost, findPostOf } from '../../../src/storage/officers.ts'
import { acknowledgementReport } from '../../../src/usecases/acknowledgement-report.ts'
import { addPerson, addPost } from '../../../src/storage/people.ts'
import { allOf, labelsOf, MORNING, type Heard } from '../../support/commune.ts'
import { idsOf, pressesForged, sent, setOffice, type Office } from '../../support/office.ts'

describe('a reminder', () => {
  const office = setOffice('all')

  /** The author reminds the missing; gives what comes to the member's own chat. */
  async function remindMember(code: number): Promise<Heard> {
    const [report] = await office.author.says(`/thongke T${code}`)
    const said = await office.author.presses(report!, 'Nhắc')
    const reminder = said.find(({ chatId }) => chatId === office.member.chatId)!
    await office.commune.settle(reminder)
    return reminder
  }

  it('is acknowledged where it came, although the notice itself came to the group', async () => {
    const code = await sent(office)
    const reminder = await remindMember(code)

    await office.member.presses(reminder, 'Đã nhận')

    expect(office.member.toast()).toBe('Đã nhận. Cảm ơn đồng chí.')
    const [report] = await office.author.says(`/thongke T${code}`)
    expect(report?.text).not.toContain('Lò Minh Đức')
  })

  it('is acknowledged by words and numbers too', async () => {
    const first = await sent(office)
    await remindMember(first)
    const [thanks] = await office.member.says('đã nhận')
    expect(thanks?.text).toBe('Đã nhận. Cảm ơn đồng chí.')

    const second = await sent(office)
    await remindMember(second)
    const [understood] = await office.member.says('2')
    expect(understood?.text).toContain('Đã ghi nhận đồng chí quán triệt')
    const [report] = await office.author.says(`/thongke T${second}`)
    expect(report?.text).toContain('1/2 người đã xác nhận, trong đó 1 người đã quán triệt')
    expect(report?.text).toContain('Hội Nông dân: 1/2 (quán triệt 1)')
    expect(report?.text).toContain('Đã nhắc lúc 09:00 ngày 24/11/2026; ai đã được nhắc')
  })

  it('does not go any more to who has acknowledged in the group meanwhile, but to the others', async () => {
    const { author, member, group, commune } = office
    const code = await sent(office)
    const { noticeId } = await idsOf(office, code)
    const [report] = await author.says(`/thongke T${code}`)
    expect(report?.text).not.toContain('Đã nhắc')
    await author.presses(report!, 'Nhắc')

    await member.saysIn(group, `nhan T${code}`)

    const left = await commune.database.store.db
      .selectFrom('delivery')
      .select(['chat_id', 'state', 'message_enc'])
      .where('purpose', '=', 'reminder')
      .where('subject_id', '=', noticeId)
      .execute()
    expect(left.filter(({ chat_id }) => chat_id === member.chatId)).toEqual([
      { chat_id: member.chatId, state: 'cancelled', message_enc: null },
    ])
    expect(left.filter(({ chat_id }) => chat_id !== member.chatId)).toMatchObject([
      { chat_id: author.chatId, state: 'planned' },
    ])
  })

  it('goes out once when two people press at the same time', async () => {
    const code = await sent(office)
    const [report] = await office.author.says(`/thongke T${code}`)
    const [same] = await office.approver.says(`/thongke T${code}`)

    await Promise.all([
      office.author.presses(report!, 'Nhắc'),
      office.approver.presses(same!, 'Nhắc'),
    ])

    const { noticeId } = await idsOf(office, code)
    const reminders = await office.commune.database.store.db
      .selectFrom('delivery')
      .select('id')
      .where('purpose', '=', 'reminder')
      .where('subject_id', '=', noticeId)
      .where('chat_id', '=', office.member.chatId)
      .execute()
    expect(reminders).toHaveLength(1)
  })

  it('reaches somebody without a private chat through the group of any of their units', async () => {
    const { commune, farmers, author } = office
    const { store } = commune.database
    const branch = await commune.unit('CH1', 'Chi hội 1', farmers)
    await bindGroup(store, { chatId: office.group.chatId, unitId: branch, by: null, now: MORNING })
    const person = await addPerson(store, { name: 'Hà Văn Sáu' })
    for (const unitId of [branch, farmers])
      await addPost(store, { personId: person, unitId, role: 'member', from: '2026-01-01' })
    const code = await sent(office)
    const [report] = await author.says(`/thongke T${code}`)

    const said = await author.presses(report!, 'Nhắc')

    expect(said.at(-1)?.text).not.toContain('chưa có tài khoản nào')
    expect(said.some(({ chatId }) => chatId === office.group.chatId)).toBe(true)
  })

  it('is said in each group of the unit that has the notice: who is in which, no bot knows', async () => {
    const { commune, farmers, author } = office
    const { store } = commune.database
    const branch = await commune.unit('CH2', 'Chi hội 2', farmers)
    const groups = [
      await commune.group('Chi hội 2 Telegram', branch),
      await commune.group('Chi hội 2 Zalo', branch),
    ]
    for (const name of ['Hà Văn Bảy', 'Hà Văn Tám']) {
      const personId = await addPerson(store, { name })
      await addPost(store, { personId, unitId: branch, role: 'member', from: '2026-01-01' })
    }
    const [report] = await author.says(`/thongke T${await sent(office)}`)
    // Bound since: it has never had the notice.
    const late = await commune.group('Chi hội 2 mới', branch)

    const said = await author.presses(report!, 'Nhắc')

    for (const { chatId } of groups)
      expect(allOf(said.filter((one) => one.chatId === chatId))).toContain('còn 2 đồng chí')
    expect(said.filter(({ chatId }) => chatId === late.chatId)).toEqual([])
    const reminders = said.filter(({ text }) => text.includes('Kính nhắc'))
    expect(said.at(-1)?.text).toContain(`(${reminders.length} tin)`)
  })

  it('says in the group how many of the unit are missing, also those who are reminded in private', async () => {
    const { commune, farmers, author } = office
    const { store } = commune.database
    const branch = await commune.unit('CH5', 'Chi hội 5', farmers)
    const group = await commune.group('Chi hội 5', branch)
    await commune.person('Hà Văn Mười', [[branch, 'member']])
    for (const name of ['Hà Thị Một', 'Hà Thị Hai']) {
      const personId = await addPerson(store, { name })
      await addPost(store, { personId, unitId: branch, role: 'member', from: '2026-01-01' })
    }
    const [report] = await author.says(`/thongke T${await sent(office)}`)
    expect(report?.text).toContain('Chi hội 5: 0/3')

    const said = await author.presses(report!, 'Nhắc')

    expect(allOf(said.filter(({ chatId }) => chatId === group.chatId))).toContain('còn 3 đồng chí')
  })

  it('is said in no group that does not have the notice', async () => {
    const { commune, farmers, author } = office
    const { store } = commune.database
    const personId = await addPerson(store, { name: 'Hà Văn Chín' })
    const groups = []
    for (const name of ['Chi hội 3', 'Chi hội 4']) {
      const branch = await commune.unit(name.replace('Chi hội ', 'CH'), name, farmers)
      groups.push(await commune.group(name, branch))
      await addPost(store, { personId, unitId: branch, role: 'member', from: '2026-01-01' })
    }
    const [refused, other] = groups.map(({ chatId }) => chatId)
    const code = await sent(office)
    const { broadcastId } = await idsOf(office, code)
    await store.db
      .updateTable('delivery')
      .set({ state: 'rejected' })
      .where('broadcast_id', '=', broadcastId!)
      .where('chat_id', '=', refused!)
      .execute()
    const [report] = await author.says(`/thongke T${code}`)

    const said = (await author.presses(report!, 'Nhắc')).map(({ chatId }) => chatId)

    expect(said).toContain(other)
    expect(said).not.toContain(refused)
  })
})

describe('whom a reminder leaves alone', () => {
  const office = setOffice('each')

  async function remind(code: number): Promise<Heard[]> {
    const [report] = await office.author.says(`/thongke T${code}`)
    return office.author.presses(report!, 'Nhắc')
  }

  const reminded = (said: readonly Heard[]) => said.filter(({ text }) => text.includes('Kính nhắc'))

  it('those to whom nothing has gone out: the button is not there, and an old one says why', async () => {
    const code = await sent(office)
    const { broadcastId } = await idsOf(office, code)
    const { db } = office.commune.database.store
    const [report] = await office.author.says(`/thongke T${code}`)
    expect(report?.text).not.toContain('chưa được gửi')
    for (const [state, copy] of [
      ['paused', 'planned'],
      ['stopped', 'cancelled'],
    ] as const) {
      await db.updateTable('broadcast').set({ state }).where('id', '=', broadcastId!).execute()
      await db
        .updateTable('delivery')
        .set({ state: copy })
        .where('broadcast_id', '=', broadcastId!)
        .execute()

      const [now] = await office.author.says(`/thongke T${code}`)
      expect(labelsOf(now)).toEqual(['Xuất'])
      expect(now?.text).toContain('Trong đó 2 người chưa được gửi tin này.')
      expect(now?.text).toContain('Lò Minh Đức (Hội Nông dân) – chưa được gửi tin')
      expect(await office.author.presses(report!, 'Nhắc')).toEqual([])
      expect(office.author.toast()).toBe('Chưa nhắc ai: tin chưa gửi tới 2 người chưa xác nhận.')
    }
  })

  it('everybody at night, unless somebody wants it so, which is in the log', async () => {
    const code = await sent(office)
    office.commune.now = new Date('2026-11-24T16:30:00Z')

    const asked = await remind(code)
    expect(reminded(asked)).toEqual([])
    expect(asked[0]?.text).toContain('23:30 ngày 24/11/2026 nằm trong giờ nghỉ')

    expect(reminded(await office.author.presses(asked[0]!, 'Vẫn gửi'))).toHaveLength(2)
    expect(await remind(code)).toEqual([])
    expect(office.author.toast()).toContain('xin nhắc lại từ 06:00 ngày 25/11/2026')
    const entries = await office.commune.database.store.db
      .selectFrom('audit_entry')
      .select('action')
      .where('action', 'in', ['remind-missing', 'override-quiet-hours'])
      .execute()
    expect(entries).toHaveLength(2)
  })

  it('everybody, where somebody wanted it hours ago, until they say so once more', async () => {
    const code = await sent(office)
    office.commune.lagMs = 3 * 3_600_000
    const asked = await remind(code)
    office.commune.lagMs = 0

    expect(reminded(asked)).toEqual([])
    expect(asked[0]?.text).toContain('yêu cầu nhắc từ 06:00 ngày 24/11/2026')
    expect(reminded(await office.author.presses(asked[0]!, 'Vẫn gửi'))).toHaveLength(2)
  })

  it('nobody at night after “huỷ”, which ends the question', async () => {
    const code = await sent(office)
    office.commune.now = new Date('2026-11-24T15:00:00Z')
    await remind(code)

    const [left] = await office.author.says('huỷ')
    expect(left?.text).toBe('Đã dừng thao tác đang làm.')
    expect(reminded(await office.author.says('1'))).toEqual([])
  })

  it('who was reminded in the last hours, and says when it may be again', async () => {
    const code = await sent(office)
    expect(reminded(await remind(code))).toHaveLength(2)

    office.commune.now = new Date(MORNING.getTime() + 3 * 3_600_000)
    expect(reminded(await remind(code))).toEqual([])
    expect(office.author.toast()).toContain('xin nhắc lại từ 13:00 ngày 24/11/2026')

    office.commune.now = new Date(MORNING.getTime() + 4 * 3_600_000)
    expect(reminded(await remind(code))).toHaveLength(2)
  })

  it('who was reached, and not who was not: they are reminded in their group as soon as somebody asks', async () => {
    const code = await sent(office)
    const { db } = office.commune.database.store
    const atFirst = reminded(await remind(code))
    const { member, group } = office
    // The week in which an OA may write to them is over.
    const refused = atFirst.find(({ chatId }) => chatId === member.chatId)!
    await db
      .updateTable('delivery')
      .set({ state: 'unreachable' })
      .where('id', '=', refused.delivery)
      .execute()
    const closed = { state: 'waiting-for-contact' } as const
    await db.updateTable('chat').set(closed).where('id', '=', member.chatId).execute()

    office.commune.now = new Date(MORNING.getTime() + 600_000)
    const said = await remind(code)

    expect(reminded(said).map(({ chatId }) => chatId)).toEqual([group.chatId])
    expect(said.at(-1)?.text).toBe(
      'Đã nhắc 1 người chưa xác nhận (1 tin).\n1 người vừa được nhắc trong 4 giờ qua nên chưa nhắc lại.',
    )
    expect(reminded(await remind(code))).toEqual([])
    expect(office.author.toast()).toContain('xin nhắc lại từ 13:00 ngày 24/11/2026')
  })

  it('nobody for four hours because of one that reached nobody', async () => {
    const code = await sent(office)
    const { db } = office.commune.database.store
    const { author, approver, member, group } = office
    const [report] = await approver.says(`/thongke T${code}`)
    const chats = [author.chatId, member.chatId, group.chatId]
    const move = (state: 'left' | 'active') =>
      db.updateTable('chat').set({ state }).where('id', 'in', chats).execute()

    await move('left')
    expect(await approver.presses(report!, 'Nhắc')).toEqual([])
    expect(approver.toast()).toContain('Chưa nhắc được ai: 2 người')
    const logged = db
      .selectFrom('audit_entry')
      .select('action')
      .where('action', '=', 'remind-missing')
    expect(await logged.execute()).toEqual([])

    await move('active')
    expect(reminded(await approver.presses(report!, 'Nhắc'))).toHaveLength(2)
  })

  it('nobody because of a reminder by a clock that was ahead and is set right since', async () => {
    const code = await sent(office)
    office.commune.now = new Date(MORNING.getTime() + 7 * 3_600_000)
    expect(reminded(await remind(code))).toHaveLength(2)

    office.commune.now = MORNING
    expect(reminded(await remind(code))).toHaveLength(2)
    expect(reminded(await remind(code))).toEqual([])
  })

  it('who has left the unit since', async () => {
    const code = await sent(office)
    const { member, farmers, commune } = office
    const of = { personId: member.personId!, unitId: farmers, role: 'member' } as const
    const post = await findPostOf(commune.database.store, of)
    await endPost(commune.database.store, post!.postId, { now: commune.now, today: '2026-11-24' })

    const said = await remind(code)

    expect(reminded(said).map(({ chatId }) => chatId)).toEqual([office.author.chatId])
  })
})

describe('units without a roll', () => {
  const office = setOffice('each')

  it('stand in the report as such, where a group has the notice', async () => {
    const { commune, farmers, author } = office
    const branch = await commune.unit('CH6', 'Chi hội 6', farmers)
    await commune.group('Chi hội 6', branch)
    await commune.unit('CH7', 'Chi hội 7', farmers)

    const [report] = await author.says(`/thongke T${await sent(office)}`)

    expect(report?.text).toContain('Chi hội 6: chưa có danh sách thành viên')
    expect(report?.text).not.toContain('Chi hội 7')
  })

  it('alone are nobody to be reminded, and nobody who has confirmed', async () => {
    const { commune, approver } = office
    const code = await sent(office)
    await commune.database.store.db.deleteFrom('broadcast_person').execute()

    const [report] = await approver.says(`/thongke T${code}`)
    expect(report?.text).toContain('chưa có ai trong danh sách')
    expect(report?.text).toContain('Hội Nông dân: chưa có danh sách thành viên')

    const { broadcastId: id } = await idsOf(office, code)
    const [said] = await pressesForged(office, approver, { verb: 'b-rem', id: id! })
    expect(said?.text).toContain('chưa có ai trong danh sách')
  })

  it('count who has confirmed and comes to the roll since in a line of their own', async () => {
    const { commune, approver, farmers, group, resident } = office
    const { store } = commune.database
    const code = await sent(office)
    await store.db.deleteFrom('broadcast_person').execute()
    const report = async () => (await approver.says(`/thongke T${code}`))[0]?.text
    await resident.saysIn(group, `nhan T${code}`)
    expect(await report()).toContain('1 lượt xác nhận của người chưa rõ danh tính')

    await resident.says(`/start ${await joinToken(store, farmers, null)}`)

    expect(await report()).toContain('1 người đã xác nhận không có trong danh sách ngày gửi')
    expect(await report()).not.toContain('chưa rõ danh tính')
  })
})

describe('a report of many missing people', () => {
  const office = setOffice('all')

  beforeAll(async () => {
    const { store } = office.commune.database
    for (let number = 1; number <= 61; number++) {
      const personId = await addPerson(store, { name: `Hà Văn ${number}.` })
      const unitId = office.farmers
      await addPost(store, { personId, unitId, role: 'member', from: '2026-01-01' })
    }
  })

  it('names each of them once, over its pages, and the last again for a page that is no more', async () => {
    const { approver, commune } = office
    const code = await sent(office)
    const [first] = await approver.says(`/thongke T${code}`)
    expect(first?.text).toContain('Chưa xác nhận (63 người)')
    expect(labelsOf(first)).toContain('Xem tiếp (1/3)')
    const { broadcastId } = await idsOf(office, code)
    const report = (page: number | 'all') =>
      acknowledgementReport(commune.database.store, broadcastId!, page)

    const pages = await Promise.all([0, 1, 2].map(report))

    const names = pages.flatMap((page) => page!.missing.map(({ name }) => name))
    expect(new Set(names).size).toBe(63)
    expect((await report('all'))!.missing.map(({ name }) => name)).toEqual(names)
    expect(await report(7)).toEqual(pages[2])
  })

  it('has its units and people by the numbers in the units’ codes', async () => {
    const { commune, farmers } = office
    const { store } = commune.database
    const { broadcastId } = await idsOf(office, await sent(office))
    for (const code of ['HND.10', 'HND.2', 'HND.2.11', 'HND.2.9']) {
      const of = { broadcast_id: broadcastId!, unit_id: await commune.unit(code, code, farmers) }
      const version = await store.db
        .selectFrom('unit_version')
        .select('id as unit_version_id')
        .where('unit_id', '=', of.unit_id)
        .executeTakeFirstOrThrow()
      const person_id = await addPerson(store, { name: `Hà Văn ${code}` })
      await store.db
        .insertInto('broadcast_unit')
        .values({ ...of, ...version })
        .execute()
      await store.db
        .insertInto('broadcast_person')
        .values({ ...of, person_id })
        .execute()
    }

    const report = await acknowledgementReport(store, broadcastId!, 'all')

    const codes = ['HND.2', 'HND.2.9', 'HND.2.11', 'HND.10']
    expect(report!.units.map(({ unit }) => unit)).toEqual(['Hội Nông dân', ...codes])
    const names = report!.missing.map(({ name }) => name).slice(-4)
    expect(names).toEqual(codes.map((code) => `Hà Văn ${code}`))
  })
})

describe('a notice of long ago', () => {
  const office = setOffice('all')

  it('can be acknowledged although many others came to the group after it', async () => {
    const { member, group, commune } = office
    const oldest = await sent(office)
    const { db } = commune.database.store
    const card = await member.saysIn(group, `nhan T${oldest}`)
    expect(card[0]?.text).toBe('Đã nhận. Cảm ơn đồng chí.')
    const { noticeId } = await idsOf(office, oldest)
    const copy = await db
      .selectFrom('broadcast')
      .selectAll()
      .where('notice_id', '=', noticeId)
      .executeTakeFirstOrThrow()
    await copyBroadcasts(office, copy.id, 25)

    await member.saysIn(group, `quan triet T${oldest}`)

    const given = await db
      .selectFrom('acknowledgement')
      .select('kind')
      .where('notice_id', '=', noticeId)
      .orderBy('kind')
      .execute()
    expect(given).toEqual([{ kind: 'received' }, { kind: 'understood' }])
  })
})

/** As many newer notices in the same group, made straight from the rows of one. */
async function copyBroadcasts(office: Office, like: string, count: number): Promise<void> {
  const { db } = office.commune.database.store
  for (let step = 1; step <= count; step++)
    await sql`
      with n as (
        insert into notice (id, code, unit_id, author_id, state)
        select gen_random_uuid(), 1000 + ${step}::int, unit_id, author_id, 'approved'
        from notice where id = (select notice_id from broadcast where id = ${like})
        returning id
      ), v as (
        insert into notice_version (id, notice_id, number, kind, title, source_text, reading, created_by)
        select gen_random_uuid(), n.id, 1, kind, title, source_text, reading, created_by
        from n, notice_version where notice_version.id =
          (select notice_version_id from broadcast where id = ${like})
        returning id, notice_id
      ), b as (
        insert into broadcast (id, notice_id, notice_version_id, state, release_at, started_by)
        select gen_random_uuid(), v.notice_id, v.id, 'finished', release_at, started_by
        from v, broadcast where broadcast.id = ${like}
        returning id
      )
      insert into delivery
        (id, channel_instance_id, chat_id, broadcast_id, purpose, priority, state)
      select gen_random_uuid(), channel_instance_id, chat_id, b.id, 'broadcast', 2, 'sent'
      from b, delivery where broadcast_id = ${like}`.execute(db)
}

describe('a reminder on an OA, where who has not written for a week hears nothing in private', () => {
  const DAY = 86_400_000
  const window = { freeMs: 2 * DAY, openMs: 7 * DAY, price: 55 }
  const office = setOffice('each', { capabilities: { window } })

  async function lastAnswered(at: Date): Promise<void> {
    const { commune, member } = office
    await member.says('/trogiup')
    await commune.database.store.db
      .updateTable('delivery')
      .set({ created_at: at })
      .where('chat_id', '=', member.chatId)
      .execute()
  }
  async function remind(code: number): Promise<Heard[]> {
    const [report] = await office.approver.says(`/thongke T${code}`)
    const said = await office.approver.presses(report!, 'Nhắc')
    return said.filter(({ text }) => text.includes('Kính nhắc'))
  }

  it.each([
    { days: 8, to: 'group' },
    { days: 6, to: 'member' },
  ] as const)('goes to the $to where the last answer was $days days ago', async ({ days, to }) => {
    const code = await sent(office)
    await lastAnswered(new Date(MORNING.getTime() - days * DAY))

    const chats = (await remind(code)).map(({ chatId }) => chatId)

    expect(chats.toSorted()).toEqual([office.author.chatId, office[to].chatId].toSorted())
  })

  it('is tried in private all the same where no group has the notice', async () => {
    const { commune, member, group } = office
    await lastAnswered(new Date(MORNING.getTime() - 8 * DAY))
    const code = await sent(office)
    const left = { state: 'left' } as const
    const { db } = commune.database.store
    await db.updateTable('chat').set(left).where('id', '=', group.chatId).execute()

    expect((await remind(code)).map(({ chatId }) => chatId)).toContain(member.chatId)
  })

  it('that was refused there stands in the report, until those have been reminded otherwise', async () => {
    const { commune, member, approver } = office
    const { db } = commune.database.store
    const code = await sent(office)
    const refused = (await remind(code)).find(({ chatId }) => chatId === member.chatId)!
    const unreachable = { state: 'unreachable' } as const
    await db.updateTable('delivery').set(unreachable).where('id', '=', refused.delivery).execute()
    const closed = { state: 'waiting-for-contact' } as const
    await db.updateTable('chat').set(closed).where('id', '=', member.chatId).execute()

    const [report] = await approver.says(`/thongke T${code}`)
    expect(report?.text).toContain('Lời nhắc riêng gần nhất không tới được 1 người')

    commune.now = new Date(MORNING.getTime() + 60_000)
    await remind(code)
    const [after] = await approver.says(`/thongke T${code}`)
    expect(after?.text).not.toContain('không tới được')
  })
})

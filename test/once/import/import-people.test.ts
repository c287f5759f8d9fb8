import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { setTimeout as pause } from 'node:timers/promises'
import { becomePerson, lockLinks } from '../../../src/storage/account-links.ts'
import { enterAccount } from '../../../src/storage/accounts.ts'
import { instancesByPlatform } from '../../../src/storage/import-chats.ts'
import {
  addPerson,
  addPost,
  currentPosts,
  namesOf,
  peopleInRole,
  peopleWithRole,
} from '../../../src/storage/people.ts'
import { findBroadcast } from '../../../src/storage/sending/broadcasts.ts'
import { planReminders } from '../../../src/storage/sending/plan-reminders.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { writeCopies } from '../../../src/storage/sending/write-copies.ts'
import { findUnitByCode } from '../../../src/storage/units.ts'
import { joinToken } from '../../../src/storage/join-links.ts'
import { isNameUnsaid } from '../../../src/storage/unsaid-names.ts'
import { joinUnit } from '../../../src/usecases/join-unit.ts'
import { confirmLink } from '../../../src/usecases/linking/confirm-link.ts'
import { offerLink, openLinkCode } from '../../../src/usecases/linking/offer-link.ts'
import { importTableSource } from '../../../src/usecases/import/import-table.ts'
import { personFor } from '../../../src/usecases/become-owner.ts'
import type { Account } from '../../../src/storage/accounts.ts'
import { newId, type PersonId } from '../../../src/domain/id.ts'
import type { Platform } from '../../../src/domain/platform.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { givenBroadcast } from '../../support/rows.ts'
import { lines, openImportStage, type ImportStage } from './import-stage.ts'

let stage: ImportStage
beforeAll(async () => {
  stage = await openImportStage()
})
afterAll(() => stage.close())

const HEADER = 'full_name,unit_code,role,platform,account_id,phone'

/** A unit of its own for each test, because the tests share one database. */
async function givenUnit(code: string): Promise<void> {
  await stage.take('units', lines('code,name,kind', `${code},Đơn vị ${code},org`))
}

function peopleOf(code: string): Promise<unknown> {
  return stage.value(`select count(distinct p.person_id)::int from post p
    join unit_version v on v.unit_id = p.unit_id where v.code = '${code}' and p.valid_to is null`)
}

function rolesOf(code: string): Promise<unknown> {
  return stage.value(`select string_agg(p.role, ' ' order by p.role) from post p
    join unit_version v on v.unit_id = p.unit_id where v.code = '${code}' and p.valid_to is null`)
}

async function accountOf(
  externalId: string,
  name = '',
  platform: Platform = 'telegram',
): Promise<Account> {
  const { store } = stage.database
  const instanceId = (await instancesByPlatform(store)).get(platform)
  if (!instanceId) throw new Error('the stage has a bot of each platform')
  return enterAccount(store, { instanceId, externalId, name })
}

describe('a table of people', () => {
  it('leaves the statistics that counting a large audience needs', async () => {
    await givenUnit('statistics')
    const rows = Array.from({ length: 150 }, (_, index) => `Người ${index},statistics,member,,,`)
    await stage.take('people', lines(HEADER, ...rows))

    expect(
      await stage.value(`select count(distinct tablename)::int from pg_stats
        where schemaname = 'public' and tablename in ('person', 'post')`),
    ).toBe(2)
  })

  it('makes one person of rows alike in name and phone or in account', async () => {
    await givenUnit('a-1')
    await givenUnit('a-2')
    const report = await stage.take(
      'people',
      lines(
        HEADER,
        'Lê Thu Hà,a-1,owner,telegram,11001,0912 000 001',
        'Lê Thu Hà,a-2,Leader,,,+84912000001',
        'lê thu hà,a-2,author,zalo-oa,4130000000000000001,0912000001',
        'Lê Thu Hà,a-2,,telegram,11001,',
        'Vi Thị Lan,a-1',
      ),
    )
    expect(report).toEqual({ rows: 5, added: 2, changed: 0, errors: [] })
    const { personId } = await accountOf('11001')
    const posts = await currentPosts(stage.database.store, personId as PersonId)
    expect(posts.map(({ role }) => role).toSorted()).toEqual([
      'author',
      'leader',
      'member',
      'owner',
    ])
    const names = await namesOf(stage.database.store, [personId as PersonId])
    expect([...names.values()]).toEqual(['Lê Thu Hà'])
    expect(
      await stage.value(`select count(*)::int from account where person_id = '${personId}'`),
    ).toBe(2)
  })

  it('knows everybody again when it comes again', async () => {
    await givenUnit('b-1')
    const text = lines(
      HEADER,
      'Hà Văn Thắng,b-1,leader,telegram,12001,0912000101',
      'Lục Thị Tâm,b-1,,,,0912000102',
      'Bùi Gia Bảo,b-1',
      'Bùi Gia Bão,b-1',
      'Ngân Văn Chiến,b-1,,zalo-bot,b07a5c3d1e2f4008',
    )
    expect(await stage.take('people', text)).toEqual({ rows: 5, added: 5, changed: 0, errors: [] })
    expect(await stage.take('people', text)).toEqual({ rows: 5, added: 0, changed: 0, errors: [] })
    expect(await peopleOf('b-1')).toBe(5)
  })

  it('writes the private chat of an account as one that nobody has opened', async () => {
    await givenUnit('c-1')
    await stage.take('people', lines(HEADER, 'Một,c-1,,telegram,13001'))
    await stage.take('people', lines(HEADER, 'Hai,c-1,,telegram,13002'), { privateChats: 'active' })
    const states = `select string_agg(c.state, ' ' order by c.id) from chat c
      join account a on a.id = c.account_id join post p on p.person_id = a.person_id
      join unit_version v on v.unit_id = p.unit_id where v.code = 'c-1'`
    expect(await stage.value(states)).toBe('never-started active')
  })

  it('adds a phone or an account to somebody who was listed by name alone', async () => {
    await givenUnit('d-1')
    await stage.take('people', lines(HEADER, 'Quách Thị Nhung,d-1', 'Lê Văn Sơn,d-1'))
    const report = await stage.take(
      'people',
      lines(HEADER, 'Quách Thị Nhung,d-1,,,,0912000301', 'Lê Văn Sơn,d-1,leader,telegram,14001'),
    )
    expect(report).toEqual({ rows: 2, added: 0, changed: 2, errors: [] })
    expect(await peopleOf('d-1')).toBe(2)
    expect(await rolesOf('d-1')).toBe('leader member')
  })

  it('corrects the spelling of a name whose phone or account is known', async () => {
    await givenUnit('e-1')
    await stage.take(
      'people',
      lines(HEADER, 'Pham Quoc Hung,e-1,,,,0912000401', 'Hung Zalo,e-1,,telegram,15001'),
    )
    const report = await stage.take(
      'people',
      lines(HEADER, 'Phạm Quốc Hùng,e-1,,,,0912000401', 'Đỗ Văn Hưng,e-1,,telegram,15001'),
    )
    expect(report).toMatchObject({ added: 0, changed: 2 })
    const { personId } = await accountOf('15001')
    const names = await namesOf(stage.database.store, [personId as PersonId])
    expect([...names.values()]).toEqual(['Đỗ Văn Hưng'])
  })

  it('joins who came by a link to the row that names the account', async () => {
    await givenUnit('f-1')
    await stage.take('people', lines(HEADER, 'Nguyễn Anh Tuấn,f-1,author,,,0912000501'))
    const { store } = stage.database
    const unit = await findUnitByCode(store, 'f-1')
    if (!unit) throw new Error('the unit was just imported')
    const account = await accountOf('16001', 'Tuấn Béo')
    await joinUnit(store, {
      token: await joinToken(store, unit.id, null),
      account,
      now: stage.now,
      timeZone: 'UTC',
    })
    expect(await peopleOf('f-1')).toBe(2)
    const { personId: joined } = await accountOf('16001')
    expect(await isNameUnsaid(store, joined as PersonId)).toBe(true)
    await stage.take(
      'people',
      lines(HEADER, 'Nguyễn Anh Tuấn,f-1,author,telegram,16001,0912000501'),
    )
    expect(await peopleOf('f-1')).toBe(1)
    // What went out before was for the one who had joined; nobody else may stay among the missing for it.
    const { personId: onRoll } = await accountOf('16001')
    const counted = await store.db
      .selectFrom('account_link')
      .select('person_id')
      .where('from_person_id', '=', joined as PersonId)
      .where('undone_at', 'is', null)
      .execute()
    expect(counted).toEqual([{ person_id: onRoll }])
    expect(await isNameUnsaid(store, joined as PersonId)).toBe(false)
  })

  it('takes a role away that the file no longer gives, but never an owner’s', async () => {
    await givenUnit('g-1')
    await stage.take(
      'people',
      lines(
        HEADER,
        'Một Người,g-1,approver,,,0912000601',
        'Một Người,g-1,author,,,0912000601',
        'Chủ Nhà,g-1,owner,,,0912000602',
      ),
    )
    const report = await stage.take(
      'people',
      lines(HEADER, 'Một Người,g-1,author,,,0912000601', 'Chủ Nhà,g-1,,,,0912000602'),
    )
    expect(report).toMatchObject({ added: 0, changed: 2 })
    expect(await rolesOf('g-1')).toBe('author member owner')
  })

  it('keeps an account that wrote before and the posts it has elsewhere', async () => {
    await givenUnit('h-1')
    await givenUnit('h-2')
    const { store } = stage.database
    const account = await accountOf('17001', 'Người đến trước')
    const personId = await personFor(store, account)
    const elsewhere = await findUnitByCode(store, 'h-2')
    if (!elsewhere) throw new Error('the unit was just imported')
    await addPost(store, { personId, unitId: elsewhere.id, role: 'clerk', from: '2026-01-01' })
    await stage.take('people', lines(HEADER, 'Vi Thị Lan,h-1,,telegram,17001,0912000701'))
    expect((await accountOf('17001')).personId).toBe(personId)
    expect(await peopleInRole(store, 'clerk')).toContain(personId)
    expect(await rolesOf('h-1')).toBe('member')
    // The roll says what they are called; they are not asked for another name.
    expect(await isNameUnsaid(store, personId)).toBe(false)
  })

  it('does not part accounts that their owner has linked', async () => {
    await givenUnit('n-1')
    const text = lines(
      HEADER,
      'Lò Minh Đức,n-1,author,telegram,20001,',
      'Lò Đức,n-1,,zalo-bot,b07a5c3d1e2f4999,0912001001',
      'Người Khác,n-1,,,,0912001002',
    )
    await stage.take('people', text)
    const { id: asked } = await accountOf('20001')
    const { id: typed } = await accountOf('b07a5c3d1e2f4999', '', 'zalo-bot')
    await inTransaction(stage.database.store, async (tx) => {
      const code = await openLinkCode(tx, asked, stage.now)
      const offer = await offerLink(tx, { accountId: typed, code, now: stage.now })
      if (offer.kind !== 'offered') throw new Error(`the code was refused: ${offer.kind}`)
      const { codeId } = offer
      await confirmLink(tx, { codeId, accountId: typed, now: stage.now, timeZone: 'UTC' })
    })
    expect(await peopleOf('n-1')).toBe(2)

    for (let again = 0; again < 2; again++) {
      expect(await stage.take('people', text)).toMatchObject({ added: 0, changed: 0, errors: [] })
      const { personId } = await accountOf('20001')
      expect((await accountOf('b07a5c3d1e2f4999', '', 'zalo-bot')).personId).toBe(personId)
      const names = await namesOf(stage.database.store, [personId as PersonId])
      expect([...names.values()]).toEqual(['Lò Minh Đức'])
      expect(await peopleOf('n-1')).toBe(2)
      expect(await rolesOf('n-1')).toBe('author member member')
    }
  })

  it('says whose an account is that an owner took for somebody of the roll', async () => {
    await givenUnit('s-1')
    const lan = 'Quàng Thị Lan,s-1,author,,,0912001401'
    await stage.take('people', lines(HEADER, lan, 'Lan,s-1,,telegram,22001,'))
    const { personId } = await accountOf('22001')
    const unit = await findUnitByCode(stage.database.store, 's-1')
    const [officer] = await peopleWithRole(stage.database.store, [unit!.id], ['author'])
    await inTransaction(stage.database.store, (tx) =>
      becomePerson(tx, {
        from: personId as PersonId,
        to: officer!,
        now: stage.now,
        today: '2026-11-29',
      }),
    )
    expect((await accountOf('22001')).personId).toBe(officer)

    await stage.take('people', lines(HEADER, lan, 'Vì Thị Lan,s-1,,telegram,22001,'))

    const held = (await accountOf('22001')).personId as PersonId
    expect(held).not.toBe(officer)
    expect([...(await namesOf(stage.database.store, [held])).values()]).toEqual(['Vì Thị Lan'])
  })

  it('has on the roll who had joined by themselves', async () => {
    await givenUnit('j-1')
    const table = lines(HEADER, 'Lường Văn Sơn,j-1,,,,0912001401')
    await stage.take('people', table)
    const unit = await findUnitByCode(stage.database.store, 'j-1')
    const ofUnit = `unit_id = '${unit!.id}'`
    await stage.value(`update post set joined = true where ${ofUnit} returning joined`)

    await stage.take('people', table)

    expect(await stage.value(`select joined from post where ${ofUnit}`)).toBe(false)
  })

  it('ends what waits to go to an account that it gives to somebody else', async () => {
    await givenUnit('r-1')
    await givenUnit('r-2')
    const { store } = stage.database
    const active = { privateChats: 'active' } as const
    const lan = 'Lường Thị Lan,r-1,,telegram,21001,0912001301'
    await stage.take('people', lines(HEADER, lan, 'Cà Văn Minh,r-2,,,,0912001302'), active)
    const unit = await findUnitByCode(store, 'r-1')
    const id = await givenBroadcast(store, { units: [unit!.id] })
    await writeCopies(store, id, { now: new Date() })
    const copies = () =>
      stage.value(`select string_agg(state, ' ') from delivery where broadcast_id = '${id}'`)
    expect(await copies()).toBe('planned')

    await stage.take('people', lines(HEADER, 'Cà Văn Minh,r-2,,telegram,21001,0912001302'))

    expect(await copies()).toBe('cancelled')
  })

  it('ends a reminder that waits to go to an account that it gives to somebody else', async () => {
    await givenUnit('u-1')
    await givenUnit('u-2')
    const { store } = stage.database
    const active = { privateChats: 'active' } as const
    const lan = 'Lường Thị Lan,u-1,,telegram,24001,0912001601'
    await stage.take('people', lines(HEADER, lan, 'Cà Văn Minh,u-2,,,,0912001602'), active)
    const unit = await findUnitByCode(store, 'u-1')
    const id = await givenBroadcast(store, { units: [unit!.id] })
    await writeCopies(store, id, { now: new Date() })
    await store.db
      .updateTable('delivery')
      .set({ state: 'sent' })
      .where('broadcast_id', '=', id)
      .execute()
    const { noticeId } = (await findBroadcast(store, id))!
    const { chat_id: chat } = await store.db
      .selectFrom('delivery')
      .select('chat_id')
      .where('broadcast_id', '=', id)
      .executeTakeFirstOrThrow()
    const message = plainMessage('Đồng chí chưa xác nhận')
    await planReminders(store, noticeId, { chats: [chat], message, now: new Date() })
    const reminder = () =>
      stage.value(`select state from delivery where purpose = 'reminder' and chat_id = '${chat}'`)
    expect(await reminder()).toBe('planned')

    await stage.take('people', lines(HEADER, 'Cà Văn Minh,u-2,,telegram,24001,0912001602'))

    expect(await reminder()).toBe('cancelled')
  })

  it('has what waits there go to their other account instead, and to nobody twice', async () => {
    await givenUnit('t-1')
    const { store } = stage.database
    const active = { privateChats: 'active' } as const
    const lan = 'Lường Thị Lan,t-1,,telegram,23001,0912001501'
    const lanOnZalo = 'Lường Thị Lan,t-1,,zalo-bot,c07a5c3d1e2f4999,0912001501'
    const minh = 'Cà Văn Minh,t-1,,telegram,23002,0912001502'
    await stage.take('people', lines(HEADER, lan, lanOnZalo, minh), active)
    const chatOf = async (...account: Parameters<typeof accountOf>) => {
      const { id } = await accountOf(...account)
      const { id: chatId } = await store.db
        .selectFrom('chat')
        .select('id')
        .where('account_id', '=', id)
        .executeTakeFirstOrThrow()
      return chatId
    }
    const [ofLan, onZalo, ofMinh] = [
      await chatOf('23001'),
      await chatOf('c07a5c3d1e2f4999', '', 'zalo-bot'),
      await chatOf('23002'),
    ]
    // She wrote there last.
    await store.db
      .updateTable('chat')
      .set({ state_at: new Date(Date.now() + 3_600_000) })
      .where('id', '=', onZalo)
      .execute()
    const unit = await findUnitByCode(store, 't-1')
    const id = await givenBroadcast(store, { units: [unit!.id] })
    await writeCopies(store, id, { now: new Date() })
    const copies = async () => {
      const query = store.db.selectFrom('delivery').select('chat_id')
      const rows = await query
        .where('broadcast_id', '=', id)
        .where('state', '=', 'planned')
        .execute()
      return new Set(rows.map(({ chat_id }) => chat_id))
    }
    expect(await copies()).toEqual(new Set([onZalo, ofMinh]))

    // It is his, as the next roll knows.
    const minhOnZalo = 'Cà Văn Minh,t-1,,zalo-bot,c07a5c3d1e2f4999,0912001502'
    await stage.take('people', lines(HEADER, lan, minh, minhOnZalo))

    expect(await copies()).toEqual(new Set([ofLan, onZalo]))
  })

  it('takes a name alone for whom another row of the file says more of', async () => {
    await givenUnit('v-1')
    await givenUnit('v-2')
    const text = lines(
      HEADER,
      'Lò Thị Ban,v-1,publisher',
      'Lò Thị Ban,v-1,author,telegram,25001,0912001701',
      'Lò Thị Ban,v-2,leader',
      'Hà Văn Sơn,v-1',
    )
    expect(await stage.take('people', text)).toMatchObject({ added: 3, errors: [] })
    const { personId } = await accountOf('25001')
    const posts = await currentPosts(stage.database.store, personId as PersonId)
    expect(posts.map(({ role }) => role).toSorted()).toEqual(['author', 'publisher'])
    expect(await stage.take('people', text)).toMatchObject({ added: 0, changed: 0, errors: [] })

    // Also of somebody who was listed by the name until now.
    const more = lines(HEADER, 'Hà Văn Sơn,v-1,leader', 'Hà Văn Sơn,v-1,,,,0912001702')
    expect(await stage.take('people', more)).toMatchObject({ added: 0, changed: 1, errors: [] })
    expect(await peopleOf('v-1')).toBe(2)
  })

  it('asks whom a name alone means where the one of the file is new, and another in the unit has it', async () => {
    await givenUnit('vv-1')
    await stage.take('people', lines(HEADER, 'Nông Văn An,vv-1,,,,0912001751'))
    const text = lines(HEADER, 'Nông Văn An,vv-1,approver', 'Nông Văn An,vv-1,,,,0912001752')
    expect((await stage.take('people', text)).errors).toEqual([
      { row: 2, column: 'full_name', message: expect.stringContaining('nhiều người cùng họ tên') },
    ])
    expect(await rolesOf('vv-1')).toBe('member')
  })

  it('asks whom a name alone means that several of the file have, unless somebody is listed so', async () => {
    await givenUnit('w-1')
    const [first, second, bare] = ['0912001801', '0912001802', ''].map(
      (phone) => `Tòng Văn Nam,w-1,,,,${phone}`,
    )
    const several = lines(HEADER, first!, bare!, second!)
    expect((await stage.take('people', several)).errors).toEqual([
      { row: 3, column: 'full_name', message: expect.stringContaining('nhiều người cùng họ tên') },
    ])
    await stage.take('people', lines(HEADER, bare!))
    expect(await stage.take('people', several)).toMatchObject({ added: 2, errors: [] })
    expect(await stage.take('people', several)).toMatchObject({ added: 0, changed: 0, errors: [] })
  })

  it('asks whether a name alone is said twice of one or means two', async () => {
    await givenUnit('x-1')
    const [bare, known] = ['Lường Văn Hai,x-1', 'Lường Văn Hai,x-1,,,,0912001811']
    const asked = (row: number, other: number) => ({
      added: 0,
      errors: [
        {
          row,
          column: 'full_name',
          message: expect.stringContaining(`với dòng ${other}: nếu là một người, hãy bỏ`),
        },
      ],
    })
    expect(await stage.take('people', lines(HEADER, bare, bare))).toMatchObject(asked(3, 2))
    expect(await stage.take('people', lines(HEADER, bare, known))).toMatchObject(asked(2, 3))
  })

  it('asks which of several new ones somebody of the name in the unit is', async () => {
    await givenUnit('y-1')
    const [bare, first, second] = ['', '0912001821', '0912001822'].map(
      (phone) => `Lường Văn Ba,y-1,,,,${phone}`,
    )
    await stage.take('people', lines(HEADER, bare!))
    const both = lines(HEADER, first!, second!)
    expect((await stage.take('people', both)).errors).toEqual(
      [2, 3].map((row) => ({
        row,
        column: 'full_name',
        message: expect.stringContaining('hãy nhập trước một tệp chỉ có dòng của người ấy'),
      })),
    )
    // As the answer says: the second is who was known.
    expect(await stage.take('people', lines(HEADER, second!))).toMatchObject({ changed: 1 })
    expect(await stage.take('people', both)).toMatchObject({ added: 1, changed: 0, errors: [] })
    expect(await stage.take('people', both)).toMatchObject({ added: 0, changed: 0, errors: [] })
    expect(await peopleOf('y-1')).toBe(2)
  })

  it('asks for more where a name could mean several people of the unit', async () => {
    await givenUnit('i-1')
    await stage.take(
      'people',
      lines(HEADER, 'Nguyễn Văn Nam,i-1,,,,0912000801', 'Nguyễn Văn Nam,i-1,,,,0912000802'),
    )
    const report = await stage.take('people', lines(HEADER, 'Nguyễn Văn Nam,i-1,approver'))
    expect(report.errors).toEqual([
      { row: 2, column: 'full_name', message: expect.stringContaining('nhiều người cùng họ tên') },
    ])
    expect(await rolesOf('i-1')).toBe('member member')
  })

  it('names every bad row and takes in none', async () => {
    await givenUnit('k-1')
    const report = await stage.take(
      'people',
      lines(
        HEADER,
        'Người Tốt,k-1,member,telegram,18001,0912000901',
        ',k-1',
        'Không Đơn Vị,',
        'Đơn Vị Lạ,khong-co',
        'Sai Vai,k-1,vua',
        'Sai Số,k-1,,,,12345',
        'Thiếu Nền,k-1,,,18002',
        'Thiếu Mã,k-1,,telegram',
        'Người Khác,k-1,,telegram,18001',
        'Người Tốt,k-1,leader,telegram,18001,0912000902',
        '=cmd|calc,k-1',
      ),
    )
    expect(report).toMatchObject({ rows: 11, added: 0, changed: 0 })
    expect(report.errors.map(({ row, column }) => `${row} ${column}`)).toEqual([
      '3 full_name',
      '4 unit_code',
      '5 unit_code',
      '6 role',
      '7 phone',
      '8 platform',
      '9 account_id',
      '10 full_name',
      '11 phone',
      '12 full_name',
    ])
    expect(await peopleOf('k-1')).toBe(0)
  })

  it('leaves no name, phone or account id in the clear', async () => {
    await givenUnit('l-1')
    await stage.take('people', lines(HEADER, 'Hoàng Thị Yến,l-1,,telegram,190017777,0912999888'))
    for (const table of ['person', 'account', 'chat', 'post'])
      for (const secret of ['Hoàng', '190017777', '0912999888'])
        expect(
          await stage.value(
            `select count(*)::int from ${table} t where position('${secret}' in t::text) > 0
             or position(encode(convert_to('${secret}', 'UTF8'), 'hex') in t::text) > 0`,
          ),
        ).toBe(0)
  })

  it('takes thousands of rows in and knows them all again', async () => {
    await givenUnit('m-1')
    const rows = Array.from({ length: 2_500 }, (_, index) => {
      const phone = index % 3 === 0 ? '' : `09${13_000_000 + index}`
      const account = index % 2 === 0 ? `telegram,${900_000 + index}` : ','
      return `Hội viên số ${index},m-1,,${account},${phone}`
    })
    const text = lines(HEADER, ...rows)
    expect(await stage.take('people', text)).toMatchObject({ rows: 2_500, added: 2_500 })
    expect(await stage.take('people', text)).toMatchObject({ rows: 2_500, added: 0, changed: 0 })
  })

  it('names more of them at once than a statement takes parameters', async () => {
    const { store } = stage.database
    const known = await personFor(store, await accountOf('808', 'Hoa'))
    const strangers = Array.from({ length: 70_000 }, () => newId<PersonId>())

    const names = await namesOf(store, [...strangers, known])

    expect([...names.values()]).toEqual(['Hoa'])
  })
})

it('keeps nobody who links accounts waiting while its file is read', async () => {
  await givenUnit('DOC')
  const { store } = stage.database
  const read = async function* (): AsyncGenerator<Uint8Array> {
    await inTransaction(store, async (tx) => {
      await sql`set local lock_timeout = '300ms'`.execute(tx.db)
      await lockLinks(tx)
    })
    yield Buffer.from(lines(HEADER, 'Hà Văn Đọc,DOC,,,,'))
  }

  const report = await importTableSource(stage.deps, 'people', { name: 'p.csv', size: 60, read })

  expect(report).toMatchObject({ rows: 1, added: 1, errors: [] })
})

it('waits for an import with a member who joins beside it, who is then found on the new roll', async () => {
  await givenUnit('BES')
  const { store } = stage.database
  const unit = await findUnitByCode(store, 'BES')
  const token = await joinToken(store, unit!.id, null)
  const account = await accountOf('99001', 'Lò Thị Pan')
  const join = () =>
    inTransaction(store, (tx) => joinUnit(tx, { token, account, now: stage.now, timeZone: 'UTC' }))

  const { joining } = await inTransaction(store, async (tx) => {
    await lockLinks(tx)
    const begun = join()
    await Promise.race([begun, pause(200)])
    const personId = await addPerson(tx, { name: 'Lò Thị Pan' })
    await addPost(tx, { personId, unitId: unit!.id, role: 'member', from: '2026-01-01' })
    return { joining: begun }
  })

  expect(await joining).toMatchObject({ name: 'Lò Thị Pan' })
  expect(await peopleOf('BES')).toBe(1)
})

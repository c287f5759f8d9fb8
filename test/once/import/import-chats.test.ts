import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase } from '../../support/database.ts'
import { givenBroadcast } from '../../support/rows.ts'
import { listGroups } from '../../../src/storage/groups.ts'
import { writeCopies } from '../../../src/storage/sending/write-copies.ts'
import { findUnitByCode } from '../../../src/storage/units.ts'
import { importTable } from '../../../src/usecases/import/import-table.ts'
import { lines, openImportStage, type ImportStage } from './import-stage.ts'

let stage: ImportStage
beforeAll(async () => {
  stage = await openImportStage()
  await stage.take('units', lines('code,name,kind', 'hoi-nd,Hội Nông dân,org', 'doan,Đoàn,org'))
})
afterAll(() => stage.close())

const HEADER = 'platform,chat_id,title,unit_code,internal'

async function groupTitled(title: string) {
  const groups = await listGroups(stage.database.store)
  return groups.find((group) => group.title === title)
}

describe('a table of groups', () => {
  it('makes each group known and binds it to its unit', async () => {
    const report = await stage.take(
      'chats',
      lines(
        HEADER,
        'telegram,-1001617400001,Nhóm Nông dân,HOI-ND,true',
        'zalo-oa,f0a1617400000000aa01,Nhóm Đoàn,doan',
        'zalo-bot,zgr-1617400000000003,Nhóm chưa gắn',
      ),
    )
    expect(report).toEqual({ rows: 3, added: 3, changed: 0, errors: [] })
    const unit = await findUnitByCode(stage.database.store, 'hoi-nd')
    expect(await groupTitled('Nhóm Nông dân')).toMatchObject({
      platform: 'telegram',
      state: 'active',
      internal: true,
      unitId: unit?.id,
    })
    expect(await groupTitled('Nhóm Đoàn')).toMatchObject({ platform: 'zalo-oa', internal: false })
    expect(await groupTitled('Nhóm chưa gắn')).toMatchObject({ unitId: null })
  })

  it('updates what is there and ends the old binding', async () => {
    const before = lines(HEADER, 'telegram,-200,Nhóm cũ,hoi-nd,false')
    await stage.take('chats', before)
    expect(await stage.take('chats', before)).toMatchObject({ added: 0, changed: 0 })
    stage.now = new Date(stage.now.getTime() + 60_000)
    const report = await stage.take('chats', lines(HEADER, 'telegram,-200,Nhóm mới,doan,1'))
    expect(report).toEqual({ rows: 1, added: 0, changed: 1, errors: [] })
    const group = await groupTitled('Nhóm mới')
    const unit = await findUnitByCode(stage.database.store, 'doan')
    expect(group).toMatchObject({ internal: true, unitId: unit?.id })
    expect(
      await stage.value(`select count(*)::int from chat_binding where chat_id = '${group?.id}'`),
    ).toBe(2)
    // A row without a unit says nothing about the binding.
    await stage.take('chats', lines(HEADER, 'telegram,-200,,,1'))
    expect(await groupTitled('Nhóm mới')).toMatchObject({ unitId: unit?.id })
  })

  it('ends what waits to go to a group that it binds to another unit, and nothing else, until it is back', async () => {
    const { store } = stage.database
    const both = (unit: string) =>
      lines(HEADER, `telegram,-301,Nhóm đổi,${unit}`, 'telegram,-302,Nhóm giữ,hoi-nd')
    await stage.take('chats', both('hoi-nd'))
    const unit = await findUnitByCode(store, 'hoi-nd')
    const id = await givenBroadcast(store, { units: [unit!.id] })
    await writeCopies(store, id, { now: new Date() })
    stage.now = new Date(stage.now.getTime() + 60_000)

    await stage.take('chats', both('doan'))

    const copies = async () => {
      const rows = await store.db
        .selectFrom('delivery')
        .innerJoin('chat', 'chat.id', 'delivery.chat_id')
        .select(['chat.title', 'delivery.state'])
        .where('broadcast_id', '=', id)
        .where('chat.title', 'in', ['Nhóm đổi', 'Nhóm giữ'])
        .execute()
      return Object.fromEntries(rows.map(({ title, state }) => [title, state]))
    }
    expect(await copies()).toEqual({ 'Nhóm đổi': 'cancelled', 'Nhóm giữ': 'planned' })

    await stage.take('chats', both('hoi-nd'))
    expect(await copies()).toEqual({ 'Nhóm đổi': 'planned', 'Nhóm giữ': 'planned' })
  })

  it('names every bad row and takes in none', async () => {
    const report = await stage.take(
      'chats',
      lines(
        HEADER,
        'telegram,-300,Nhóm tốt,doan,true',
        'facebook,-301,Nền tảng lạ,doan',
        'telegram,,Không mã,doan',
        'telegram,-300,Trùng,doan',
        'telegram,-302,Đơn vị lạ,khong-co',
        'telegram,-303,Cờ lạ,doan,có lẽ',
        'telegram,4.31865E+18,Số bị Excel cắt,doan',
      ),
    )
    expect(report.errors.map(({ row, column }) => `${row} ${column}`)).toEqual([
      '3 platform',
      '4 chat_id',
      '5 chat_id',
      '6 unit_code',
      '7 internal',
      '8 chat_id',
    ])
    expect(await groupTitled('Nhóm tốt')).toBeUndefined()
  })

  it('takes an id in base64, and none that a spreadsheet would calculate', async () => {
    const good = await stage.take('chats', lines(HEADER, 'telegram,/1a+B2c3=,Nhóm base64,doan'))
    const bad = ['=1+1', '-1+cmd|A0', '+1=2', '4E+18'].map((id) => `telegram,${id},Nhóm xấu,doan`)
    const report = await stage.take('chats', lines(HEADER, ...bad))

    expect(good.errors).toEqual([])
    expect(await groupTitled('Nhóm base64')).toBeDefined()
    expect(report.errors.map(({ row, column }) => `${row} ${column}`)).toEqual([
      '2 chat_id',
      '3 chat_id',
      '4 chat_id',
      '5 chat_id',
    ])
  })

  it('says what to do before the first start with a token', async () => {
    const database = await createTestDatabase()
    const report = await importTable(
      {
        store: database.store,
        clock: { now: () => stage.now },
        settings: { timeZone: 'UTC', owners: [], residentChannels: [], undoMs: 0 },
      },
      'chats',
      Buffer.from(lines(HEADER, 'telegram,-1,Nhóm')),
      'chats.csv',
    )
    await database.close()
    expect(report.errors).toEqual([
      { row: 2, column: 'platform', message: expect.stringContaining('đặt token') },
    ])
  })
})

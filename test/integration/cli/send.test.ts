import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { setApprovalRequired, findUnitByCode } from '../../../src/storage/units.ts'
import { setChatState } from '../../../src/storage/chat-state.ts'
import type { ChatId } from '../../../src/domain/id.ts'
import { givenOffice, openCliStage, type CliStage } from './cli-stage.ts'

let stage: CliStage
beforeAll(async () => {
  stage = await openCliStage()
  await givenOffice(stage)
  await stage.write(
    'tin.txt',
    'Các đơn vị báo cáo trước ngày 25/12.\nĐề nghị thực hiện nghiêm túc.',
  )
})
afterAll(() => stage.close())

const OWNER = ['--as', 'telegram:1001']
const AUTHOR = ['--as', 'telegram:1002']
const TO_HOI = ['--to', 'hoi', '--kind', 'announcement']

async function count(table: string, where = 'true'): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${sql.table(table)} where ${sql.raw(where)}`.execute(
    stage.database.store.db,
  )
  return rows[0]?.count ?? -1
}

describe('nhipcau send', () => {
  it('starts a broadcast for an owner who says --yes, and keeps in the log that it was so', async () => {
    const sent = await stage.json('send', 'tin.txt', ...TO_HOI, ...OWNER, '--now', '--yes')
    expect(sent).toEqual({ code: expect.stringMatching(/^T\d+$/), chats: 1, people: 1 })
    expect(await stage.json('status', String(sent['code']))).toEqual({
      code: sent['code'],
      state: 'starting',
      counts: {
        planned: 0,
        sending: 0,
        sent: 0,
        unreachable: 0,
        rejected: 0,
        unknown: 0,
        cancelled: 0,
      },
      acknowledged: 0,
      missing: 0,
    })
    expect(await count('audit_entry', "action = 'approve-notice-alone'")).toBe(1)
  })

  it('submits an author’s notice to the approvers, whose cards are planned', async () => {
    const hung = await sql<{ id: ChatId }>`
      select c.id from chat c join account a on a.id = c.account_id
      join post p on p.person_id = a.person_id where p.role = 'approver'`.execute(
      stage.database.store.db,
    )
    const [chat] = hung.rows
    if (!chat) throw new Error('the import made the private chat of the approver')
    await setChatState(stage.database.store, chat.id, 'active', null, new Date())
    const before = await count('broadcast')
    const { code, out } = await stage.run('send', 'tin.txt', ...TO_HOI, ...AUTHOR, '--now')
    expect([code, out]).toEqual([0, expect.stringContaining('đã trình duyệt (1 người duyệt')])
    expect(await count('broadcast')).toBe(before)
    expect(await count('delivery', "purpose = 'card'")).toBe(1)
  })

  it('refuses --yes where somebody else must approve, and leaves nothing behind', async () => {
    const before = await count('notice')
    const { code, err } = await stage.run('send', 'tin.txt', ...TO_HOI, ...AUTHOR, '--now', '--yes')
    expect([code, err]).toEqual([1, expect.stringContaining('phải có người khác duyệt')])
    expect(await count('notice')).toBe(before)
  })

  it('starts at once where the unit needs no approval', async () => {
    const { store } = stage.database
    const unit = await findUnitByCode(store, 'xa')
    if (!unit) throw new Error('the unit was imported')
    await setApprovalRequired(store, unit.id, false)
    const sent = await stage.json('send', 'tin.txt', ...TO_HOI, ...AUTHOR, '--now')
    await setApprovalRequired(store, unit.id, true)
    expect(sent).toMatchObject({ chats: 1, people: 1 })
    expect(await count('broadcast', "state = 'starting'")).toBeGreaterThan(0)
  })

  it('keeps an hour, and stop takes it back before it comes', async () => {
    const at = ['--at', '2099-12-25T08:00']
    const { code } = await stage.json('send', 'tin.txt', ...TO_HOI, ...OWNER, ...at, '--yes')
    expect(await stage.json('status', String(code))).toMatchObject({ state: 'scheduled' })
    expect(await stage.run('pause', String(code))).toMatchObject({
      code: 1,
      err: expect.stringContaining('không làm được'),
    })
    expect(await stage.json('stop', String(code).toLowerCase())).toMatchObject({
      state: 'cancelled',
    })
  })

  it('names every unknown unit', async () => {
    const to = ['--to', 'hoi', 'la-1', 'la-2', '--kind', 'directive']
    const { code, err } = await stage.run('send', 'tin.txt', ...to, ...OWNER, '--now')
    expect([code, err]).toEqual([1, expect.stringContaining('la-1, la-2')])
  })

  it.each([
    ['an unknown account', ['--as', 'telegram:9999'], 1, 'Không thấy tài khoản'],
    ['a person without the role', ['--as', 'telegram:1004'], 1, 'không có quyền soạn tin'],
    ['an account without a platform', ['--as', '1001'], 2, 'telegram:1001'],
    ['an hour that is past', [...OWNER, '--at', '2020-01-01 08:00'], 1, 'đã qua'],
    ['an hour that means nothing', [...OWNER, '--at', 'khi nào tiện'], 2, 'Không hiểu giờ gửi'],
    ['two times at once', [...OWNER, '--at', 'mai 8h', '--now'], 2, 'không đi cùng nhau'],
    ['a unit that nobody reaches', [...OWNER, '--to', 'trong', '--now'], 1, 'Không nơi nhận nào'],
    ['a kind that is none', [...OWNER, '--kind', 'news'], 2, 'invitation'],
  ])('refuses %s', async (_what, options, code, words) => {
    const before = await count('notice')
    const to = options.includes('--to') ? [] : ['--to', 'hoi']
    const kind = options.includes('--kind') ? [] : ['--kind', 'announcement']
    const result = await stage.run('send', 'tin.txt', ...to, ...kind, ...options)
    expect([result.code, result.err]).toEqual([code, expect.stringContaining(words)])
    expect(await count('notice')).toBe(before)
  })

  it('refuses a classified paper before anything is stored', async () => {
    await stage.write('mat.txt', 'TỐI MẬT\n\nKẾ HOẠCH\n\nNội dung kế hoạch của cơ quan.')
    const before = await count('notice')
    const result = await stage.run('send', 'mat.txt', ...TO_HOI, ...OWNER, '--now', '--yes')
    expect(result.code).toBe(1)
    expect(await count('notice')).toBe(before)
  })

  it('says that there is no such notice', async () => {
    for (const verb of ['status', 'pause', 'resume', 'stop', 'retry'])
      expect(await stage.run(verb, 'T999')).toMatchObject({
        code: 1,
        err: expect.stringContaining('T999'),
      })
  })
})

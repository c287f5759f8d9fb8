import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Document, Footer, Packer, Paragraph } from 'docx'
import { sql } from 'kysely'
import { enterChannelInstance } from '../../../src/storage/channel-instances.ts'
import { keepStanding } from '../../../src/storage/channel-standing.ts'
import { unlockInstallation } from '../../../src/storage/installation.ts'
import type { Store } from '../../../src/storage/store.ts'
import { addUnit, setApprovalRequired, findUnitByCode } from '../../../src/storage/units.ts'
import { restartLane, stopLaneOf } from '../../../src/storage/sending/lane-stops.ts'
import { setChatState } from '../../../src/storage/chat-state.ts'
import { newId, type ChatId, type UnitId } from '../../../src/domain/id.ts'
import { openMessage } from '../../../src/storage/sealed-message.ts'
import { wordsOf } from '../../support/commune.ts'
import { givenOffice, openCliStage, runIn, type CliStage } from '../../support/cli-stage.ts'
import { zoneWhereItIs } from '../../support/zone-where-it-is.ts'

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

/** Outside the quiet hours. */
function inAMonth(): string {
  return `${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)}T08:00`
}

async function count(table: string, where = 'true'): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${sql.table(table)} where ${sql.raw(where)}`.execute(
    stage.database.store.db,
  )
  return rows[0]?.count ?? -1
}

describe('nhipcau send', () => {
  it('starts a broadcast for an owner who says --yes, and keeps in the log that it was so', async () => {
    await stage.serviceRuns()
    const sent = await stage.json('send', 'tin.txt', ...TO_HOI, ...OWNER, '--now', '--yes')
    expect(sent).toEqual({
      code: expect.stringMatching(/^T\d+$/),
      chats: 1,
      people: 1,
      service: 'running',
    })
    expect(await stage.json('status', String(sent['code']))).toEqual({
      code: sent['code'],
      state: 'starting',
      service: 'running',
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

  it('names every place that was not reached to a program, and the first ten on the screen', async () => {
    const sent = await stage.json('send', 'tin.txt', ...TO_HOI, ...OWNER, '--now', '--yes')
    const code = String(sent['code'])
    await sql`
      with lost as (
        insert into chat (id, channel_instance_id, type, external_key, external_enc, title)
        select gen_random_uuid(), c.channel_instance_id, 'group', int4send(n), c.external_enc, 'Nhóm ' || n
        from (select * from chat limit 1) c, generate_series(1, 12) n
        returning id, channel_instance_id
      )
      insert into delivery
        (id, channel_instance_id, chat_id, broadcast_id, purpose, priority, state, reason, settled_at)
      select gen_random_uuid(), lost.channel_instance_id, lost.id, b.id, 'broadcast', 2, 'unreachable',
        'left: 403 Forbidden', now()
      from lost, broadcast b join notice_version v on v.id = b.notice_version_id
        join notice n on n.id = v.notice_id
      where n.code = ${Number(code.slice(1))}`.execute(stage.database.store.db)

    const { failures } = await stage.json('status', code)

    expect(failures).toHaveLength(12)
    expect(failures).toContainEqual({
      chat: 'Nhóm 12',
      reason: 'left',
      detail: 'left: 403 Forbidden',
    })
    const { out } = await stage.run('status', code)
    expect(out.match(/Nhóm \d+: /gu)).toHaveLength(10)
    expect(out).toContain('… và 2 nơi nữa (xem hết bằng --json)')
  })

  it('names the approvers who cannot be told, and asks the owners in their place', async () => {
    const { store } = stage.database
    const ha = await sql<{ id: ChatId }>`
      select c.id from chat c join account a on a.id = c.account_id
      join post p on p.person_id = a.person_id where p.role = 'owner'`.execute(store.db)
    const submit = () => stage.run('send', 'tin.txt', ...TO_HOI, ...AUTHOR, '--now')
    const reason = 'chưa báo được cho Phạm Quốc Hùng: người nhận chưa mở cuộc trò chuyện với bot'

    const alone = await submit()
    expect(alone.out).toContain(`đã trình duyệt (${reason}; người duyệt nhắn cho bot`)

    await setChatState(store, ha.rows[0]!.id, 'active', null, new Date())
    const { out } = await submit()
    await setChatState(store, ha.rows[0]!.id, 'never-started', null, new Date())
    expect(out).toContain(`đã trình duyệt (${reason}; 1 chủ quản được báo để duyệt thay)`)
    expect(await count('delivery', `purpose = 'card' and chat_id = '${ha.rows[0]!.id}'`)).toBe(1)
    await sql`delete from delivery where purpose = 'card'`.execute(store.db)
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
    const asked =
      /đã trình duyệt \(1 người duyệt .* chọn “Gửi ngay” hoặc “Hẹn giờ” trong chat thì tin mới đi\./u
    expect([code, out]).toEqual([0, expect.stringMatching(asked)])
    expect(await count('broadcast')).toBe(before)
    expect(await count('delivery', "purpose = 'card'")).toBe(1)
  })

  it('refuses --yes where somebody else must approve, and leaves nothing behind', async () => {
    const before = await count('notice')
    const { code, err } = await stage.run('send', 'tin.txt', ...TO_HOI, ...AUTHOR, '--now', '--yes')
    expect([code, err]).toEqual([1, expect.stringContaining('phải có người khác duyệt')])
    expect(await count('notice')).toBe(before)
  })

  it('starts at once where the unit needs no approval, but not beyond that unit', async () => {
    const { store } = stage.database
    const unit = await findUnitByCode(store, 'xa')
    if (!unit) throw new Error('the unit was imported')
    await setApprovalRequired(store, unit.id, false)
    const other = { id: newId<UnitId>(), kind: 'org', code: 'ban', name: 'Xã bạn' } as const
    await addUnit(store, { ...other, parentId: null, from: '2026-01-01' })
    const beyond = ['--to', 'hoi', 'ban', '--kind', 'announcement', ...AUTHOR, '--now', '--yes']
    const refused = await stage.run('send', 'tin.txt', ...beyond)
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('cả tới Xã bạn')])
    const sent = await stage.json('send', 'tin.txt', ...TO_HOI, ...AUTHOR, '--now')
    await setApprovalRequired(store, unit.id, true)
    expect(sent).toMatchObject({ chats: 1, people: 1 })
    expect(await count('broadcast', "state = 'starting'")).toBeGreaterThan(0)
  })

  it('keeps an hour, and stop takes it back before it comes', async () => {
    const at = ['--at', inAMonth()]
    const { code } = await stage.json('send', 'tin.txt', ...TO_HOI, ...OWNER, ...at, '--yes')
    expect(await stage.json('status', String(code))).toMatchObject({
      state: 'scheduled',
      at: inAMonth().replace('T08:00', 'T01:00:00.000Z'),
    })
    expect((await stage.run('status', String(code))).out).toMatch(
      /Trạng thái: đã hẹn giờ, gửi lúc 08:00 ngày \d\d\/\d\d\/\d{4}\n/u,
    )
    expect(await stage.run('pause', String(code))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/“đã hẹn giờ” nên không làm được.*nhipcau stop T\d+/u),
    })
    expect(await stage.json('stop', String(code).toLowerCase())).toMatchObject({
      state: 'cancelled',
    })
    const other = await stage.json('send', 'tin.txt', ...TO_HOI, ...OWNER, ...at, '--yes')
    expect((await stage.run('stop', String(other['code']))).out).toMatch(/: đã huỷ \/ cancelled/u)
  })

  it('resumes at night by the word of whoever types it, which is in the log', async () => {
    const { code } = await stage.json('send', 'tin.txt', ...TO_HOI, ...OWNER, '--now', '--yes')
    await sql`update broadcast set state = 'paused', started_at = now() where notice_id = (
      select id from notice where code = ${Number(String(code).slice(1))})`.execute(
      stage.database.store.db,
    )
    const overridden = () => count('audit_entry', "action = 'override-quiet-hours'")
    const before = await overridden()
    const env = { ...stage.env, TIME_ZONE: zoneWhereItIs(23) }

    const { out } = await runIn({ env, cwd: stage.cwd }, 'resume', String(code))

    expect(out).toContain(String(code))
    expect(await stage.json('status', String(code))).toMatchObject({ state: 'sending' })
    expect(await overridden()).toBe(before + 1)
  })

  it('says how fast a sending goes and how long it takes, or why it waits for a decision', async () => {
    const sent = await stage.json('send', 'tin.txt', ...TO_HOI, ...OWNER, '--now', '--yes')
    const code = String(sent['code'])
    const { db } = stage.database.store
    await sql`
      with one as (
        update broadcast set state = 'sending', started_at = now()
        where notice_id = (select id from notice where code = ${Number(code.slice(1))}) returning id
      ), chats as (
        insert into chat (id, channel_instance_id, type, external_key, external_enc, title)
        select gen_random_uuid(), c.channel_instance_id, 'group', int4send(n), c.external_enc, 'Tổ ' || n
        from (select * from chat limit 1) c, generate_series(101, 102) n
        returning id, channel_instance_id, title
      )
      insert into delivery
        (id, channel_instance_id, chat_id, broadcast_id, purpose, priority, state, called_at, settled_at)
      select gen_random_uuid(), chats.channel_instance_id, chats.id, one.id, 'broadcast', 2,
        case title when 'Tổ 101' then 'sent' else 'planned' end, now(), now()
      from chats, one`.execute(db)

    expect(await stage.json('status', code)).toMatchObject({
      pace: { perMinute: expect.any(Number), etaSeconds: expect.any(Number) },
    })
    expect((await stage.run('status', code)).out).toMatch(
      /: đang gửi\nCòn khoảng .+, mỗi phút \d+ nơi\n/u,
    )

    const { id } = await db.selectFrom('channel_instance').select('id').executeTakeFirstOrThrow()
    await stopLaneOf(stage.database.store, id, 'token-refused: 401 Unauthorized')
    const refused = (await stage.run('status', code)).out
    expect(refused).toMatch(/\nViệc gửi qua telegram đang dừng: .+ \(token-refused: 401/u)
    expect(refused).not.toContain('Còn khoảng')
    const standing = await stage.json('status', code)
    expect(standing).toMatchObject({
      stoppedLanes: [
        {
          platform: 'telegram',
          reason: 'token-refused',
          detail: 'token-refused: 401 Unauthorized',
        },
      ],
    })
    // A copy that waits as all of its bot do has not failed.
    expect(standing).not.toHaveProperty('failures')
    expect((await stage.run('status')).out).toContain('Việc gửi qua telegram đang dừng')
    await restartLane(stage.database.store, id)

    await stage.serviceStops()
    const stopped = (await stage.run('status', code)).out
    expect(stopped).toMatch(/: gửi dở\nDịch vụ đang không chạy/u)
    expect(stopped).not.toContain('Còn khoảng')
    expect((await stage.run('status')).out).toMatch(/^Dịch vụ đang không chạy/u)
    for (const about of [[], [code]]) {
      const told = await stage.json('status', ...about)
      expect(told).toMatchObject({ service: 'stopped' })
      expect(told).not.toHaveProperty('pace')
    }
    await stage.serviceRuns()

    await sql`update broadcast set state = 'paused', pause_reason = 'failures'
      where notice_id = (select id from notice where code = ${Number(code.slice(1))})`.execute(db)
    expect(await stage.json('status', code)).toMatchObject({ heldFor: 'failures' })
    expect((await stage.run('status', code)).out).toMatch(
      /: tạm dừng\nTự tạm dừng: nhiều nơi không gửi được.*\nĐang chờ quyết định: nhipcau resume T\d+/u,
    )
  })

  it('is taken back by stop also where it is held because its hour passed long ago', async () => {
    const { code } = await stage.json('send', 'tin.txt', ...TO_HOI, ...OWNER, '--now', '--yes')
    await sql`update broadcast set state = 'paused', pause_reason = 'late'
      where notice_id = (select id from notice where code = ${Number(String(code).slice(1))})`.execute(
      stage.database.store.db,
    )
    expect((await stage.run('stop', String(code))).out).toMatch(/: đã huỷ \/ cancelled/u)
    expect(await stage.json('status', String(code))).toMatchObject({ state: 'cancelled' })
  })

  /** The database as the commands see it, with their key. */
  const opened = async (): Promise<Store> => {
    const { db } = stage.database.store
    const encryptionKey = Buffer.from(stage.env['ENCRYPTION_KEY'] ?? '', 'base64')
    const { keys } = await unlockInstallation(db, { dataDir: stage.cwd, encryptionKey })
    return { db, keys }
  }

  it('says what it uses on each platform, here and on the card of who approves it', async () => {
    const costs = 'Telegram: 1 tin, không mất phí.'
    const { out } = await stage.run('send', 'tin.txt', ...TO_HOI, ...OWNER, '--now', '--yes')
    expect(out).toContain(
      `Chi phí, hạn mức: / Cost and quota:\n- ${costs} / Telegram: 1 message, free of charge.\nT`,
    )
    const { code } = await stage.json('send', 'tin.txt', ...TO_HOI, ...AUTHOR, '--now')
    const { db, keys } = await opened()
    const { message_enc } = await db
      .selectFrom('delivery')
      .innerJoin('notice', 'notice.id', 'delivery.subject_id')
      .select('delivery.message_enc')
      .where('notice.code', '=', Number(String(code).slice(1)))
      .where('delivery.purpose', '=', 'card')
      .executeTakeFirstOrThrow()
    expect(wordsOf(openMessage(keys, message_enc!))).toContain(`Chi phí, hạn mức:\n${costs}`)
  })

  it('only shows with --dry-run where it would go and what it would use', async () => {
    const store = await opened()
    const oa = { platform: 'zalo-oa', externalId: '5797', name: 'UBND xã' } as const
    const instanceId = await enterChannelInstance(store, oa)
    const unit = 'code,name,kind,parent_code\nto-2,Tổ 2,org,xa\n'
    await stage.run('import', 'units', await stage.write('to-2.csv', unit))
    const rows = ['full_name,unit_code,role,platform,account_id,phone']
    for (const account of ['2501', '2502', '2503'])
      rows.push(`Bà ${account},to-2,member,zalo-oa,${account},091200${account}`)
    await stage.run('import', 'people', await stage.write('dan.csv', `${rows.join('\n')}\n`))
    await store.db.updateTable('chat').set({ state: 'active' }).execute()
    await keepStanding(store, instanceId, {
      facts: [{ kind: 'quota', from: 'package', remaining: 1, total: 500 }],
      askedAt: new Date(),
    })
    const tables = ['notice', 'broadcast', 'delivery', 'audit_entry', 'file']
    const before = await Promise.all(tables.map((table) => count(table)))
    const counter = await sql`select value from counter where name = 'notice'`.execute(store.db)
    const look = ['send', 'tin.txt', '--to', 'xa', '--kind', 'announcement', '--now', '--dry-run']

    const { code, out } = await stage.run(...look, ...OWNER, '--yes')

    expect(code).toBe(0)
    expect(out.split('\n').map((line) => line.split(' / ')[0])).toEqual([
      'Nhận ra 2 việc được giao:',
      'Việc 1: Các đơn vị báo cáo trước ngày 25/12.',
      '  Giao: Các đơn vị',
      '  Hạn: trước ngày 25/12',
      'Việc 2: Đề nghị thực hiện nghiêm túc.',
      'Lưu ý: Thời hạn “trước ngày 25/12” không ghi năm; hiểu là ngày 25/12/2026.',
      'Chi phí, hạn mức:',
      '- Telegram: 4 tin, không mất phí.',
      '- Zalo OA: khoảng 1 tin riêng trừ vào gói, không trả thêm; khoảng 2 tin riêng tính phí.',
      '- ⚠️ Gói còn 1 tin, cần khoảng 3: thiếu khoảng 2. Ví OA trả 55 đồng mỗi tin thiếu; ví không đủ thì phần thiếu phải chờ.',
      'Chỉ xem trước, chưa lưu và chưa gửi gì. Bỏ --dry-run thì gửi ngay, nơi nhận 7 nhóm và chat riêng, 7 người.',
      '',
    ])
    expect(await stage.json(...look, ...AUTHOR)).toEqual({
      state: 'dry-run',
      chats: 7,
      people: 7,
      costs: [
        {
          platform: 'telegram',
          group: 1,
          free: 3,
          paid: 0,
          closed: 0,
          lost: 0,
          need: null,
          left: null,
          missing: 0,
        },
        {
          platform: 'zalo-oa',
          group: 0,
          free: 0,
          paid: 3,
          closed: 0,
          lost: 0,
          need: 3,
          left: 1,
          missing: 2,
        },
      ],
      items: [
        {
          assignee: 'Các đơn vị',
          deadline: 'trước ngày 25/12',
          text: 'Các đơn vị báo cáo trước ngày 25/12.',
        },
        { text: 'Đề nghị thực hiện nghiêm túc.', assignee: null, deadline: null },
      ],
    })
    expect(await stage.run(...look, ...AUTHOR, '--yes')).toMatchObject({ code: 1 })
    expect(await Promise.all(tables.map((table) => count(table)))).toEqual(before)
    expect(await sql`select value from counter where name = 'notice'`.execute(store.db)).toEqual(
      counter,
    )
  })

  it('says which dates are in no calendar, and asks whether it is to go all the same, but not with --yes', async () => {
    await stage.write('ngay.txt', 'Đề nghị các chi hội báo cáo kết quả trước ngày 32/12.')
    const send = ['send', 'ngay.txt', ...TO_HOI, ...OWNER, '--now']
    const warned = 'Lưu ý: Thời hạn “trước ngày 32/12” không có trên lịch.'
    const before = await count('notice')

    const refused = await runIn({ ...stage, answer: 'không' }, ...send)
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining(warned)])
    expect(refused.err).toContain('Chưa gửi gì.')
    expect(await count('notice')).toBe(before)

    const { code, err } = await stage.run(...send, '--yes', '--json')
    expect([code, err]).toEqual([0, `${warned}\n`])
    expect((await runIn({ ...stage, answer: 'có' }, ...send)).code).toBe(0)
    expect(await count('notice')).toBe(before + 2)
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
    [
      'an hour that is past',
      [...OWNER, '--at', '2020-01-01 08:00'],
      1,
      '08:00 ngày 01/01/2020 đã qua. / The time 08:00 on 01/01/2020 has passed',
    ],
    [
      'an hour after more than a year',
      [...OWNER, '--at', '2099-12-25T08:00'],
      1,
      'trong vòng một năm',
    ],
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
    const footers = { default: new Footer({ children: [new Paragraph('Lưu hành nội bộ')] }) }
    const children = [new Paragraph('Kế hoạch của cơ quan')]
    const inFooter = await Packer.toBuffer(new Document({ sections: [{ footers, children }] }))
    await stage.write('noi-bo.docx', inFooter)
    const before = [await count('notice'), await count('file')]
    for (const [name, marking] of [
      ['mat.txt', 'TỐI MẬT'],
      ['noi-bo.docx', 'Lưu hành nội bộ'],
    ] as const)
      for (const wish of ['--yes', '--dry-run']) {
        const result = await stage.run('send', name, ...TO_HOI, ...OWNER, '--now', wish)
        expect(result).toMatchObject({ code: 1, err: expect.stringContaining(`dấu “${marking}”`) })
      }
    expect([await count('notice'), await count('file')]).toEqual(before)
  })

  it('says that there is no such notice', async () => {
    for (const verb of ['status', 'pause', 'resume', 'stop', 'retry'])
      expect(await stage.run(verb, 'T999')).toMatchObject({
        code: 1,
        err: expect.stringContaining('T999'),
      })
  })
})

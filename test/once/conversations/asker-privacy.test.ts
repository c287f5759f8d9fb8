import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { createChannelRegistry } from '../../../src/channels/registry.ts'
import { storeInInbox } from '../../../src/storage/inbox.ts'
import { sweep } from '../../../src/usecases/sending/sweep.ts'
import { foundCommune, type Commune, type Heard, type Phone } from '../../support/commune.ts'

/** Shorter values, such as a state, are shared by everything. */
const TELLING = 16
const CLOSE_MS = 60_000

type Row = Readonly<Record<string, unknown>>

describe('the database, read without the key', () => {
  let commune: Commune
  let clerk: Phone
  let asker: Phone

  beforeAll(async () => {
    commune = await foundCommune()
    const office = await commune.unit('xa', 'Đảng ủy xã Như Xuân')
    const farmers = await commune.unit('HND', 'Hội Nông dân', office)
    clerk = await commune.person('Nguyễn Thị Lan', [[office, 'clerk']])
    asker = await commune.person('Lò Văn Cường', [[farmers, 'leader']])
    // Somebody who has long been known: the first contact is no question.
    const longAgo = new Date('2026-01-01')
    for (const table of ['account', 'chat'] as const)
      await commune.database.store.db.updateTable(table).set({ created_at: longAgo }).execute()
    await commune.database.store.db.updateTable('chat').set({ state_at: longAgo }).execute()
  })

  afterAll(() => commune.close())

  function wait(seconds: number): void {
    commune.now = new Date(commune.now.getTime() + seconds * 1_000)
  }

  /** Everything planned goes out, and some minutes pass. */
  async function letItSettle(): Promise<void> {
    await commune.database.store.db
      .updateTable('delivery')
      .set({ state: 'sent', settled_at: commune.now })
      .where('state', '=', 'planned')
      .execute()
    wait(600)
    const { store } = commune.database
    await sweep({
      store,
      channels: createChannelRegistry([]),
      clock: { now: () => commune.now },
      enqueue: async () => {},
      settings: { timeZone: 'Asia/Ho_Chi_Minh' },
      onUnheard: async () => {},
    })
  }

  async function ask(text: string): Promise<Heard> {
    const [first] = await asker.says('/hoi')
    wait(20)
    if (first!.message.buttons) await asker.presses(first!, 'Đồng ý')
    wait(20)
    const [confirm] = await asker.says(text)
    wait(20)
    const said = await asker.presses(confirm!, 'Xác nhận')
    expect(said.some((heard) => heard.text.includes('Đã tiếp nhận'))).toBe(true)
    return said.find(({ chatId }) => chatId === clerk.chatId)!
  }

  it('links no question to a person: by no id, no value and no moment', async () => {
    const card = await ask('Bao giờ có nước sạch?')
    await commune.settle(card)
    // Courtesy, or a slip, a moment after the receipt and the answer.
    await asker.says('Cảm ơn nhiều ạ')
    await asker.does({ kind: 'unsupported', what: 'sticker' })
    await asker.says('/hoi')
    await asker.says('huỷ')
    wait(300)
    const [shown] = await clerk.says('Quý I năm 2027.', { replyTo: card })
    await clerk.presses(shown!, 'Gửi')
    await asker.says('Vâng ạ')
    await asker.says('theo dõi H1')
    await letItSettle()

    const rows = await allRows(commune)
    const { store } = commune.database
    const question = await store.db.selectFrom('question').selectAll().executeTakeFirstOrThrow()
    const account = await store.db
      .selectFrom('chat')
      .select('account_id')
      .where('id', '=', asker.chatId)
      .executeTakeFirstOrThrow()
    const ofAsker = rows.filter((row) => names(row, [asker.chatId, account.account_id!]))
    const ofQuestion = rows.filter((row) => names(row, [question.id]))
    expect(ofAsker.length).toBeGreaterThan(2)
    expect(ofQuestion.length).toBeGreaterThan(2)

    const shared = telling(ofAsker).filter((value) => telling(ofQuestion).includes(value))
    expect(shared).toEqual([await instanceOf(commune)])
    expect(closest(moments(ofAsker), moments(ofQuestion))).toBeGreaterThan(CLOSE_MS)
    // The id of a question says no moment either, unlike all others.
    expect(question.id[14]).toBe('4')
  })

  it('keeps nothing of what somebody without an office was told beside their question', async () => {
    const resident = await commune.resident('Mai')
    const [first] = await resident.says('/start')
    await resident.says('/trogiup')
    await resident.says('/hoi')
    await resident.says('huỷ')
    expect(first?.text).toContain('Đảng ủy xã Như Xuân')
    await letItSettle()

    const rows = await allRows(commune)
    const ofChat = rows.filter((row) => row.chat_id === resident.chatId)
    expect(ofChat.length).toBeGreaterThan(0)
    expect(moments(ofChat)).toEqual([])
  })

  it('keeps an answer until it can be delivered', async () => {
    const card = await ask('Đường thôn Yên Cát bao giờ làm?')
    await commune.settle(card)
    await letItSettle()
    const [shown] = await clerk.says('Tháng 3.', { replyTo: card })
    const said = await clerk.presses(shown!, 'Gửi')
    const answer = said.find(({ chatId }) => chatId === asker.chatId)!
    const { db } = commune.database.store
    await db
      .updateTable('delivery')
      .set({ state: 'waiting-for-contact', settled_at: commune.now })
      .where('id', '=', answer.delivery)
      .execute()
    await letItSettle()

    const kept = db.selectFrom('delivery').select('id').where('id', '=', answer.delivery)
    expect(await kept.execute()).toHaveLength(1)
  })

  it('holds no platform id of anybody, also not among the keys of updates', async () => {
    const { store } = commune.database
    const instanceId = await instanceOf(commune)
    const entry = { instanceId, dedupKey: 'follow:17:8800112233445566', orderKey: 'x', update: {} }
    expect((await storeInInbox(store, [entry])).size).toBe(1)
    expect((await storeInInbox(store, [entry])).size).toBe(0)

    const { rows } = await sql<{ row: string }>`select i::text as row from inbox i`.execute(
      store.db,
    )
    expect(rows.map(({ row }) => row).join()).not.toContain('8800112233445566')
  })
})

async function instanceOf(commune: Commune) {
  const instances = commune.database.store.db.selectFrom('channel_instance').select('id')
  return (await instances.executeTakeFirstOrThrow()).id
}

async function allRows({ database }: Commune): Promise<Row[]> {
  const { db } = database.store
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db)
  const all: Row[] = []
  for (const { name } of tables.rows) {
    const { rows } = await sql<{ row: Row }>`
      select to_jsonb(t) as row from ${sql.table(name)} t`.execute(db)
    all.push(...rows.map(({ row }) => row))
  }
  return all
}

function names(row: Row, ids: readonly string[]): boolean {
  return Object.values(row).some((value) => typeof value === 'string' && ids.includes(value))
}

function telling(rows: readonly Row[]): string[] {
  const values = rows.flatMap((row) => Object.values(row))
  const texts = values.filter((value): value is string => typeof value === 'string')
  return [...new Set(texts.filter((text) => text.length >= TELLING && !isDayOrNever(text)))]
}

/** Moments in milliseconds; a mere day, and the beginning of time, say nothing. */
function moments(rows: readonly Row[]): number[] {
  return telling(rows)
    .filter((text) => /^\d{4}-\d\d-\d\dT/u.test(text))
    .map((text) => Date.parse(text))
}

function isDayOrNever(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT/u.test(text) && Date.parse(text) % 3_600_000 === 0
}

function closest(some: readonly number[], others: readonly number[]): number {
  return Math.min(...some.flatMap((one) => others.map((other) => Math.abs(one - other))), Infinity)
}

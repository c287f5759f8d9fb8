import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { BroadcastId } from '../../../src/domain/id.ts'
import { writeCopies } from '../../../src/storage/sending/write-copies.ts'
import { inTransaction, type Store } from '../../../src/storage/store.ts'
import { givenBroadcast, givenGroup, givenUnit } from '../../support/rows.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { openCliStage, type CliStage, type CommandResult } from '../../support/cli-stage.ts'

let stage: CliStage
let store: Store
beforeAll(async () => {
  stage = await openCliStage()
  store = stage.database.store
  // Of the command's connection, which looks once whether two wait for each other: by then the other one must wait too.
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(store.db)
  for (const { name } of rows)
    await sql`alter database ${sql.id(name)} set deadlock_timeout = '5s'`.execute(store.db)
})
afterAll(() => stage.close())

/** A broadcast whose one copy waits to be sent. */
async function givenWaitingCopy(name: string): Promise<{ id: BroadcastId; code: string }> {
  const { id: bot } = await store.db
    .selectFrom('channel_instance')
    .select('id')
    .executeTakeFirstOrThrow()
  const unit = await givenUnit(store, name)
  await givenGroup(store, bot, name, unit)
  const id = await givenBroadcast(store, { units: [unit] })
  await writeCopies(store, id, { now: new Date() })
  const { code } = await store.db
    .selectFrom('broadcast')
    .innerJoin('notice', 'notice.id', 'broadcast.notice_id')
    .select('notice.code')
    .where('broadcast.id', '=', id)
    .executeTakeFirstOrThrow()
  return { id, code: `T${code}` }
}

/** It has come to its end without its copy. */
async function failed(id: BroadcastId): Promise<void> {
  await sql`update delivery set state = 'rejected', settled_at = now()
    where broadcast_id = ${id}`.execute(store.db)
  await sql`update broadcast set state = 'finished', finished_at = now()
    where id = ${id}`.execute(store.db)
}

/**
 * Runs a command while another transaction holds the copy that it wants, which then wants `wanted`, as the sending may. Of
 * the two it is the command that is broken off.
 */
async function runAgainst(
  id: BroadcastId,
  wanted: 'broadcast' | 'chat' | 'binding',
  ...command: string[]
): Promise<CommandResult> {
  let running: Promise<CommandResult> | null = null
  await inTransaction(store, async (tx) => {
    // Whoever has waited longer than this looks whether two wait for each other, and gives way: not we, unless the command's
    // look has come too early, which is a failure and must not be a wait without end.
    await sql`set local deadlock_timeout = '30s'`.execute(tx.db)
    const { rows } = await sql<{ chat_id: string }>`
      select chat_id from delivery where broadcast_id = ${id} for update`.execute(tx.db)
    running = stage.run(...command)
    await waitUntil('the command waits for the copy', () => waits(store), 60_000, 20)
    const [chatId] = rows.map((row) => row.chat_id)
    const wants = {
      broadcast: sql`select from broadcast where id = ${id} for update`,
      chat: sql`select from chat where id = ${chatId} for update`,
      binding: sql`select from chat_binding where chat_id = ${chatId} for update`,
    }
    await wants[wanted].execute(tx.db)
  })
  if (!running) throw new Error('the command was not run')
  return running
}

async function waits(store: Store): Promise<boolean> {
  const { rows } = await sql`
    select from pg_locks join pg_stat_activity using (pid)
    where not granted and datname = current_database()`.execute(store.db)
  return rows.length > 0
}

async function stateOfCopy(id: BroadcastId): Promise<string> {
  const { state } = await store.db
    .selectFrom('delivery')
    .select('state')
    .where('broadcast_id', '=', id)
    .executeTakeFirstOrThrow()
  return state
}

/** How often two have waited for each other in this database; each connection tells it when it is idle, or ends. */
async function deadlocks(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select deadlocks::int as count from pg_stat_database where datname = current_database()`.execute(
    store.db,
  )
  return rows[0]?.count ?? 0
}

it.each([
  { verb: 'retry', wanted: 'broadcast', state: 'planned' },
  { verb: 'retire', wanted: 'chat', state: 'unreachable' },
] as const)('$verb does its work when it and the sending wait for each other', async (story) => {
  const { id, code } = await givenWaitingCopy(story.verb)
  if (story.verb === 'retry') await failed(id)
  const before = await deadlocks()

  const { err, code: exitCode } = await runAgainst(
    id,
    story.wanted,
    story.verb,
    story.verb === 'retry' ? code : 'telegram:1',
  )

  expect([exitCode, err]).toEqual([0, ''])
  expect(await stateOfCopy(id)).toBe(story.state)
  await waitUntil('that it was broken off once is counted', async () => {
    return (await deadlocks()) > before
  })
})

it('import chats does its work when it and whoever else binds a group wait for each other', async () => {
  const unit = await givenUnit(store, 'own')
  const other = await givenUnit(store, 'other')
  const take = async (code: string, run: (...command: string[]) => Promise<CommandResult>) => {
    await stage.write('nhom.csv', `platform,chat_id,title,unit_code\ntelegram,-100,Nhóm,${code}\n`)
    const { code: exitCode, out, err } = await run('import', 'chats', 'nhom.csv')
    return [exitCode, err, out.split('. ')[0]]
  }
  await take(`own-${unit.slice(-6)}`, (...command) => stage.run(...command))
  const id = await givenBroadcast(store, { units: [unit] })
  await writeCopies(store, id, { now: new Date() })
  const before = await deadlocks()

  const taken = await take(`other-${other.slice(-6)}`, (...command) =>
    runAgainst(id, 'binding', ...command),
  )

  expect(taken).toEqual([0, '', 'Đã đọc 1 dòng: thêm 0, sửa 1, ở DATABASE_URL'])
  expect(await stateOfCopy(id)).toBe('cancelled')
  await waitUntil('that it was broken off once is counted', async () => {
    return (await deadlocks()) > before
  })
})

it('stop does not wait for the sending, which has its copy', async () => {
  const { id, code } = await givenWaitingCopy('stop')

  const stopped = await inTransaction(store, async (tx) => {
    await sql`select from delivery where broadcast_id = ${id} for update`.execute(tx.db)
    return stage.run('stop', code)
  })

  expect([stopped.code, stopped.err]).toEqual([0, ''])
  const { state } = await store.db
    .selectFrom('broadcast')
    .select('state')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  expect(state).toBe('stopped')
})

import { NIL } from 'uuid'
import { newId } from '../../../../src/domain/id.ts'
import type { Task } from '../task.ts'
import { createAddressSeal } from './address-seal.ts'
import { type Ledger, ledgerLoop } from './ledger-loop.ts'
import { arrayOf, CHUNK, openLedgerPool } from './ledger-pool.ts'
import type { Sender } from './sender.ts'

/**
 * The unique index also finds what is due: behind the last that was claimed; after a crash one begins at the first
 * again. So no index knows the state, and with room for a row's two later versions on its page no index is
 * written when it changes. Attempts lie in the order of their time, so that one entry a block range finds the last of them.
 */
const TABLES = `
  create table chat (id uuid primary key, address_enc bytea not null);
  create table delivery (
    id uuid primary key default uuidv7(),
    broadcast_id uuid not null,
    chat_id uuid not null,
    state text not null default 'planned',
    unique (broadcast_id, chat_id)
  ) with (fillfactor = 45);
  create table attempt (
    delivery_id uuid not null,
    chat_id uuid not null,
    started_at timestamptz not null,
    finished_at timestamptz not null,
    outcome text not null,
    message_id text
  );
  create index attempt_delivery on attempt (delivery_id);
  create index attempt_message on attempt (chat_id, message_id);
  create index attempt_recent on attempt using brin (started_at);`

const PLAN =
  'insert into delivery (broadcast_id, chat_id) select $1::uuid, id from chat order by id'

const CLAIM = `
  update delivery d set state = 'sending'
  from chat
  where chat.id = d.chat_id and d.id = any(array(
    select id from delivery
    where broadcast_id = $1 and chat_id > $2 and state = 'planned'
    order by chat_id limit ${CHUNK}
    for update skip locked))
  returning d.id, d.chat_id, chat.address_enc`

const SETTLE = `
  with settled as (
    update delivery d set state = 'sent'
    from unnest($1::uuid[], $2::float8[], $3::float8[], $4::text[])
      as s (id, started_at, finished_at, message_id)
    where d.id = s.id and d.state = 'sending'
    returning d.id, d.chat_id, s.started_at, s.finished_at, s.message_id
  )
  insert into attempt (delivery_id, chat_id, started_at, finished_at, outcome, message_id)
  select id, chat_id, to_timestamp(started_at / 1000), to_timestamp(finished_at / 1000), 'sent', message_id
  from settled`

const RECORDED = `
  select count(*)::int as count from delivery d
  where d.state = 'sent' and exists (
    select 1 from attempt a where a.delivery_id = d.id and a.message_id is not null)`

const CHATS_AT_ONCE = 10_000

/**
 * The least that anybody can write who promises what the service promises of a record: a row a copy, claimed before
 * the call and settled after it, its attempt with the platform's id of the message, and addresses that cannot be read without a key.
 */
export async function leastRecord(task: Task): Promise<Sender> {
  const pool = openLedgerPool(task.databaseUrl)
  const addresses = createAddressSeal()
  await pool.query(TABLES)
  const { privateChats } = task.audience
  for (let first = 1; first <= privateChats; first += CHATS_AT_ONCE) {
    const count = Math.min(CHATS_AT_ONCE, privateChats - first + 1)
    const chats = Array.from({ length: count }, (_, index) => addresses.seal(first + index))
    await pool.query('insert into chat select * from unnest($1::uuid[], $2::bytea[])', [
      chats.map(() => newId<string>()),
      chats,
    ])
  }
  await pool.query('vacuum analyze chat')
  await pool.query('checkpoint')
  const broadcastId = newId<string>()
  let lastChat: string = NIL
  const ledger: Ledger = {
    settings: 'a row a copy, an attempt a call, addresses encrypted, INSERT of all',
    plan: async () => (await pool.query(PLAN, [broadcastId])).rowCount ?? 0,
    claim: async () => {
      const { rows } = await pool.query<[id: string, chat: string, address: Buffer]>({
        name: 'claim',
        text: CLAIM,
        values: [broadcastId, lastChat],
        rowMode: 'array',
      })
      for (const [, chat] of rows) if (chat > lastChat) lastChat = chat
      return rows.map(([id, , address]) => ({ id, address: addresses.open(address) }))
    },
    settle: async (sent) => {
      const values = [
        arrayOf(sent, ({ id }) => id),
        arrayOf(sent, ({ startedAt }) => startedAt),
        arrayOf(sent, ({ finishedAt }) => finishedAt),
        arrayOf(sent, ({ messageId }) => messageId),
      ]
      await pool.query({ name: 'settle', text: SETTLE, values })
    },
    recorded: async () => (await pool.query<{ count: number }>(RECORDED)).rows[0]?.count ?? 0,
    close: () => pool.end(),
  }
  return ledgerLoop(task, ledger)
}

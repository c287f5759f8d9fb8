import type { Task } from '../task.ts'
import { type Ledger, ledgerLoop } from './ledger-loop.ts'
import { arrayOf, CHUNK, openLedgerPool } from './ledger-pool.ts'
import type { Sender } from './sender.ts'

/** As in `least-record.ts`: nothing is written to an index when the state changes. */
const TABLE = `
  create table delivery (
    id bigint generated always as identity primary key,
    address bigint not null,
    state text not null default 'planned',
    message_id bigint
  ) with (fillfactor = 45)`

const PLAN =
  'insert into delivery (address) select address from generate_series(1, $1::bigint) as address'

const CLAIM = `
  update delivery set state = 'sending'
  where id = any(array(
    select id from delivery
    where id > $1 and state = 'planned'
    order by id limit ${CHUNK}
    for update skip locked))
  returning id, address`

const SETTLE = `
  update delivery d set state = 'sent', message_id = s.message_id
  from unnest($1::bigint[], $2::bigint[]) as s (id, message_id)
  where d.id = s.id and d.state = 'sending'`

const RECORDED = `
  select count(*)::int as count from delivery where state = 'sent' and message_id is not null`

/**
 * What the wanted ratios were taken from: one row a copy, claimed before the call and settled after it in one UPDATE
 * a chunk, with an address that everybody can read, and no attempts.
 */
export async function prototype(task: Task): Promise<Sender> {
  const pool = openLedgerPool(task.databaseUrl)
  await pool.query(TABLE)
  let last = 0
  const ledger: Ledger = {
    settings: 'a row a copy, plain addresses, no attempts, INSERT of all',
    plan: async () => (await pool.query(PLAN, [task.audience.privateChats])).rowCount ?? 0,
    claim: async () => {
      const { rows } = await pool.query<[id: string, address: string]>({
        name: 'claim',
        text: CLAIM,
        values: [last],
        rowMode: 'array',
      })
      for (const [id] of rows) last = Math.max(last, Number(id))
      return rows.map(([id, address]) => ({ id, address: Number(address) }))
    },
    settle: async (sent) => {
      const values = [arrayOf(sent, ({ id }) => id), arrayOf(sent, ({ messageId }) => messageId)]
      await pool.query({ name: 'settle', text: SETTLE, values })
    },
    recorded: async () => (await pool.query<{ count: number }>(RECORDED)).rows[0]?.count ?? 0,
    close: () => pool.end(),
  }
  return ledgerLoop(task, ledger)
}

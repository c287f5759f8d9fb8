import { sql } from 'kysely'
import type { AccountId } from '../domain/id.ts'
import { putMark } from './settings.ts'
import type { Store } from './store.ts'

/**
 * What is counted of an account on a day: questions that were taken back, which say no more whose they were, and answers that
 * nobody needs. Kept by a keyed hash of day and platform id that no other table has, without a moment: it leads neither to a
 * question nor, once the day is over, to anybody. Whoever was erased and comes back does not begin anew.
 */
export type CountedOnDay = 'question-gone' | 'idle-answer'

const NAME = 'on-day.'
const PURPOSE = 'setting.on-day'

interface OnDay {
  readonly what: CountedOnDay
  /** `YYYY-MM-DD`. */
  readonly day: string
}

/** How many there were of these accounts. */
export async function countOnDay(
  store: Store,
  { accounts, ...on }: OnDay & { readonly accounts: readonly AccountId[] },
): Promise<number> {
  return sumOf(store, await namesOf(store, accounts, on))
}

/** Adds to them; the account, or its chat, is held by whoever does. */
export async function addOnDay(
  tx: Store,
  { account, count, ...on }: OnDay & { readonly account: AccountId; readonly count: number },
): Promise<void> {
  if (count === 0) return
  const [name] = await namesOf(tx, [account], on)
  if (name === undefined) return
  const all = count + (await sumOf(tx, [name]))
  const value_enc = tx.keys.encrypt(String(all), PURPOSE)
  await tx.db
    .insertInto('setting')
    // The moment would lead to the chat in which it was asked for.
    .values({ name, value_enc, updated_at: new Date(`${on.day}T00:00:00Z`) })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value_enc }))
    .execute()
}

/** Whether something happens for the first time on a day; true once, whoever asks. */
export function isFirstOnDay(tx: Store, day: string, what: string): Promise<boolean> {
  return putMark(tx, `${NAME}${day}.${what}`)
}

/** Forgets what was counted before a day. */
export async function forgetDayCounts(store: Store, day: string): Promise<void> {
  await sql`
    delete from setting
    where starts_with(name, ${NAME}) and substr(name, ${NAME.length + 1}, ${day.length}) < ${day}`.execute(
    store.db,
  )
}

async function sumOf(store: Store, names: readonly string[]): Promise<number> {
  if (names.length === 0) return 0
  const rows = await store.db
    .selectFrom('setting')
    .select('value_enc')
    .where('name', 'in', names)
    .execute()
  return rows.reduce((sum, row) => sum + Number(store.keys.decrypt(row.value_enc, PURPOSE)), 0)
}

/** By what the platform calls an account: after an erasure the same is a new one here. */
async function namesOf(
  store: Store,
  accounts: readonly AccountId[],
  { what, day }: OnDay,
): Promise<string[]> {
  const rows = await store.db
    .selectFrom('account')
    .select(['channel_instance_id', 'external_key'])
    .where('id', 'in', accounts)
    .execute()
  return rows.map((row) => {
    const address = `${day} ${row.channel_instance_id} ${row.external_key.toString('hex')}`
    const hash = store.keys.lookup(`on-day.${what}`, address).toString('base64url')
    return `${NAME}${day}.${hash}`
  })
}

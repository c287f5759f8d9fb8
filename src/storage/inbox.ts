import { sql } from 'kysely'
import type { ChannelInstanceId } from '../domain/id.ts'
import { beyondClock } from '../domain/time/ahead-of-clock.ts'
import { AT_ONCE } from './sending/delivery-conditions.ts'
import type { Store } from './store.ts'

const PAYLOAD = 'inbox.payload'
/** In place of the order key of what does not wait: it would tell when which chat has written. */
const NO_ORDER = Buffer.alloc(0)

/** How many failed tries end the matter; the person then gets a sentence and the next row its turn. */
export const INBOX_TRIES = 5

export interface InboxEntry {
  readonly instanceId: ChannelInstanceId
  readonly dedupKey: string
  readonly orderKey: string
  /** See `UpdateKey`. */
  readonly isFound?: boolean
  readonly update: unknown
}

/**
 * Keeps updates, encrypted, in their order and in one statement; gives `<instance> <dedup key>` of those
 * that were not stored already. Durable once this resolves.
 */
export async function storeInInbox(
  store: Store,
  entries: readonly InboxEntry[],
): Promise<ReadonlySet<string>> {
  const keys = entries.map((entry) => dedupKeyOf(store, entry))
  const { rows } = await sql<{ channel_instance_id: string; dedup_key: string }>`
    insert into inbox (channel_instance_id, dedup_key, order_key, payload_enc, heard, next_at)
    select entry.instance, entry.dedup, entry.order_key, entry.payload, entry.heard, ${AT_ONCE}
    from unnest(
      ${entries.map(({ instanceId }) => instanceId)}::uuid[],
      ${keys}::text[],
      ${entries.map((entry) => orderKeyOf(store, entry))}::bytea[],
      ${entries.map(({ update }) => store.keys.encrypt(JSON.stringify(update), PAYLOAD))}::bytea[],
      ${entries.map(({ isFound = false }) => !isFound)}::boolean[]
    ) with ordinality as entry (instance, dedup, order_key, payload, heard, place)
    order by entry.place
    on conflict (channel_instance_id, dedup_key) do nothing
    returning channel_instance_id, dedup_key`.execute(store.db)
  const stored = new Set(rows.map((row) => `${row.channel_instance_id} ${row.dedup_key}`))
  const isNew = entries.map(({ instanceId }, index) => stored.has(`${instanceId} ${keys[index]}`))
  const known = entries.flatMap(({ instanceId, isFound = false }, index) =>
    isNew[index] || isFound ? [] : { instanceId, key: keys[index] ?? '' },
  )
  await noteHeard(store, known)
  return new Set(
    entries
      .filter((_, index) => isNew[index])
      .map(({ instanceId, dedupKey }) => `${instanceId} ${dedupKey}`),
  )
}

/** What was found in a history first, and is brought by the platform after all, shows that it can be heard. */
async function noteHeard(
  store: Store,
  known: readonly { readonly instanceId: ChannelInstanceId; readonly key: string }[],
): Promise<void> {
  if (known.length === 0) return
  await sql`
    update inbox i set heard = true
    from unnest(${known.map(({ instanceId }) => instanceId)}::uuid[], ${known.map(({ key }) => key)}::text[])
      as entry (instance, dedup)
    where i.channel_instance_id = entry.instance and i.dedup_key = entry.dedup and not i.heard`.execute(
    store.db,
  )
}

/** It may hold a person's id on the platform, and it outlives what was said. */
function dedupKeyOf(store: Store, { dedupKey }: InboxEntry): string {
  return store.keys.lookup('inbox.dedup', dedupKey).toString('base64url')
}

/** An order key names a chat, so it is kept as its keyed hash only, and only while the update waits. */
function orderKeyOf(store: Store, { instanceId, orderKey }: InboxEntry): Buffer {
  return store.keys.lookup('inbox.order', `${instanceId} ${orderKey}`)
}

/** An update that waits, as it is stored. */
export interface WaitingUpdate {
  readonly seq: string
  readonly orderKey: Buffer
  readonly instanceId: ChannelInstanceId
  readonly receivedAt: Date
  readonly sealed: Buffer
  /** Tries that have failed, or that a process was at when it died. */
  readonly attempts: number
}

/**
 * The oldest waiting row of each order key, key by key from `after` on, so that a chat with a long queue
 * costs the others nothing. A key whose oldest row waits for its next try is passed over.
 */
export async function findInboxHeads(
  store: Store,
  options: {
    readonly after: Buffer | null
    readonly limit: number
    readonly instances: readonly ChannelInstanceId[]
    readonly now: Date
  },
): Promise<WaitingUpdate[]> {
  const after = options.after ?? Buffer.alloc(0)
  const { rows } = await sql<WaitingUpdate>`
    with recursive head as (
      (select order_key, seq, next_at, channel_instance_id, received_at, payload_enc, attempts from inbox
        where state = 'stored' and order_key > ${after}
        order by order_key, seq limit 1)
      union all
      (select following.* from head, lateral (
        select order_key, seq, next_at, channel_instance_id, received_at, payload_enc, attempts from inbox
        where state = 'stored' and order_key > head.order_key
        order by order_key, seq limit 1) following)
    )
    select seq, order_key as "orderKey", channel_instance_id as "instanceId", received_at as "receivedAt",
      payload_enc as sealed, attempts
    from head
    where ${isDueNow(options.now)}
      and channel_instance_id = any(${options.instances}::uuid[])
    limit ${options.limit}`.execute(store.db)
  return rows
}

/** Its moment has come, or is further off than anything waits here: it was reckoned by a clock that was ahead. */
function isDueNow(now: Date) {
  return sql<boolean>`(next_at <= ${now} or next_at > ${beyondClock(now)})`
}

/** Counts a try before it is begun, so that one at which the process dies has counted; gives how many that makes. */
export async function countInboxTry(store: Store, seq: string): Promise<number | undefined> {
  const row = await store.db
    .updateTable('inbox')
    .set((row) => ({ attempts: row('attempts', '+', 1) }))
    .where('seq', '=', seq)
    .where('state', '=', 'stored')
    .returning('attempts')
    .executeTakeFirst()
  return row?.attempts
}

/** The update itself. Throws KeyringError when it was stored under a key that we do not have. */
export function openUpdate(store: Store, { sealed }: WaitingUpdate): unknown {
  return JSON.parse(store.keys.decrypt(sealed, PAYLOAD))
}

/**
 * Takes a row and ends it, at the start of the transaction that answers it: what it said is erased, its key
 * stays for some days so that the same update is not taken again. False when it is done, not the oldest of its key, or in
 * other hands. Without the commit it waits as before.
 */
export async function endInboxRow(tx: Store, seq: string, now: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update inbox set state = 'processed', payload_enc = null, order_key = ${NO_ORDER},
      processed_at = ${now}, error = null
    where seq = (
      select seq from inbox row
      where seq = ${seq} and state = 'stored'
        and not exists (
          select 1 from inbox earlier
          where earlier.order_key = row.order_key and earlier.state = 'stored' and earlier.seq < row.seq)
      for update skip locked)`.execute(tx.db)
  return numAffectedRows === 1n
}

/**
 * Lets a row that has not waited yet wait, and what comes after it in its order; false where it has. By no clock: that of the
 * database, which says when a row came, and ours may differ.
 */
export async function putOffInboxRow(store: Store, seq: string, until: Date): Promise<boolean> {
  const row = await store.db
    .updateTable('inbox')
    .set({ next_at: until })
    .where('seq', '=', seq)
    .where('state', '=', 'stored')
    .where('next_at', '=', AT_ONCE)
    .returning('seq')
    .executeTakeFirst()
  return row !== undefined
}

export type InboxFailure =
  | { readonly kind: 'again'; readonly pauseMs: number }
  | { readonly kind: 'given-up' }
  /** Another process has finished the row meanwhile. */
  | { readonly kind: 'gone' }

/** A try failed: the row waits for the next one, or after the last is given up and erased. `isCounted`: at its beginning. */
export async function failInboxRow(
  tx: Store,
  seq: string,
  failure: {
    readonly code: string
    readonly now: Date
    readonly pauseMs: readonly number[]
    readonly isCounted: boolean
  },
): Promise<InboxFailure> {
  const row = await tx.db
    .selectFrom('inbox')
    .select('attempts')
    .where('seq', '=', seq)
    .where('state', '=', 'stored')
    .forUpdate()
    .executeTakeFirst()
  if (!row) return { kind: 'gone' }
  const attempts = failure.isCounted ? row.attempts : row.attempts + 1
  const isLast = attempts >= INBOX_TRIES
  const pauseMs = failure.pauseMs[Math.min(attempts, failure.pauseMs.length) - 1] ?? 0
  await tx.db
    .updateTable('inbox')
    .set({
      attempts,
      error: failure.code,
      ...(isLast
        ? {
            state: 'failed',
            payload_enc: null,
            order_key: NO_ORDER,
            processed_at: failure.now,
          }
        : { next_at: new Date(failure.now.getTime() + pauseMs) }),
    })
    .where('seq', '=', seq)
    .execute()
  return isLast ? { kind: 'given-up' } : { kind: 'again', pauseMs }
}

/** Ends updates that wait and are not to be taken in any more, of one bot or OA or of all; gives how many. */
export async function endWaitingUpdates(
  tx: Store,
  end: {
    readonly instanceId: ChannelInstanceId | null
    readonly reason: string
    readonly now: Date
  },
): Promise<number> {
  const { numAffectedRows } = await sql`
    update inbox set state = 'processed', payload_enc = null, order_key = ${NO_ORDER},
      processed_at = ${end.now}, error = ${end.reason}
    where state = 'stored'
      and (${end.instanceId}::uuid is null or channel_instance_id = ${end.instanceId})`.execute(
    tx.db,
  )
  return Number(numAffectedRows ?? 0)
}

/** Whether anything waits in the inbox of these bots and OAs and may be tried now. */
export async function hasInboxWork(
  store: Store,
  instances: readonly ChannelInstanceId[],
  now: Date,
): Promise<boolean> {
  if (instances.length === 0) return false
  const row = await store.db
    .selectFrom('inbox')
    .select('seq')
    .where('state', '=', 'stored')
    .where(isDueNow(now))
    .where('channel_instance_id', 'in', [...instances])
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

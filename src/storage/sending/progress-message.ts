import { sql } from 'kysely'
import type {
  AccountId,
  BroadcastId,
  ChatId,
  DeliveryId,
  PersonId,
  UnitId,
} from '../../domain/id.ts'
import { personNow } from '../person-now.ts'
import type { Store } from '../store.ts'
import { uuidArray } from './uuid-array.ts'

/** The message that shows how a broadcast stands, in the end its finished card, as it stands itself. */
export interface ProgressCard {
  readonly chatId: ChatId
  readonly deliveryId: DeliveryId
  /** Keyed hash of what it says, or is about to; null: not known. */
  readonly shown: Buffer | null
  /** It has not come, or is not there any more: no change reaches anybody. */
  readonly isLost: boolean
}

/** So long what the platform has refused, or left unanswered, is let alone: it may do so each time. */
const REST_MS = 5 * 60_000

const hasNotCome = sql<boolean>`d.settled_as in ('unknown', 'rejected', 'unreachable')`

/** A change that was called for, and then found nothing to change: the message was deleted, or its chat has moved. */
const hasFoundNothing = sql<boolean>`(
  d.settled_as = 'cancelled' and d.reason = 'no-edit' and d.called_at is not null)`

/** Delivery `d` has ended so, a while ago, and its chat takes something now. */
function isOver(how: typeof hasNotCome, now: Date) {
  return sql<boolean>`(${how} and d.settled_at <= ${new Date(now.getTime() - REST_MS)}
    and exists (select from chat c where c.id = d.chat_id and c.state = 'active'))`
}

/** The message that shows `broadcast` has not come. */
function hasMessageNotCome(now: Date) {
  return sql<boolean>`exists (
    select from delivery d where d.id = broadcast.progress_delivery_id and ${isOver(hasNotCome, now)})`
}

/** The message that shows `broadcast` has not come, or was deleted: no change of it reaches anybody. */
function isLost(now: Date) {
  return sql<boolean>`(${hasMessageNotCome(now)} or exists (
    select from delivery d
    where d.edits_id = broadcast.progress_delivery_id and ${isOver(hasFoundNothing, now)}))`
}

/** The last change of that message has not come: it says what it said before. */
function isChangeLost(now: Date) {
  return sql<boolean>`exists (
    select from delivery d
    where d.edits_id = broadcast.progress_delivery_id and ${isOver(hasNotCome, now)}
      and not exists (select from delivery n where n.edits_id = d.edits_id and n.id > d.id))`
}

/** The pause of `broadcast`, with the button to go on, is not shown: the job that was to do so may be lost, or its message. */
export function isPauseUnshown(now: Date) {
  return sql<boolean>`(
    broadcast.state = 'paused' and broadcast.progress_delivery_id is not null
    and (broadcast.progress_shown is null or ${isLost(now)} or ${isChangeLost(now)}))`
}

/** Has another message show a broadcast; `shown`: what it says, where it is not to be changed into that. */
export async function setProgressMessage(
  tx: Store,
  id: BroadcastId,
  deliveryId: DeliveryId,
  shown: Buffer | null = null,
): Promise<void> {
  await tx.db
    .updateTable('broadcast')
    .set({ progress_delivery_id: deliveryId, progress_shown: shown })
    .where('id', '=', id)
    .execute()
}

/** Has a message show a broadcast that nobody follows; from now on it is followed in that chat. */
export async function followIn(
  tx: Store,
  id: BroadcastId,
  chatId: ChatId,
  deliveryId: DeliveryId,
): Promise<void> {
  await tx.db
    .updateTable('broadcast')
    .set({ progress_chat_id: chatId, progress_delivery_id: deliveryId, progress_shown: null })
    .where('id', '=', id)
    .execute()
}

/** Remembers what the progress message says, as a keyed hash. */
export async function noteProgressShown(tx: Store, id: BroadcastId, shown: Buffer): Promise<void> {
  await tx.db.updateTable('broadcast').set({ progress_shown: shown }).where('id', '=', id).execute()
}

/** Which message shows how a broadcast stands, and whether it has ended, held so until the transaction is over. */
export async function lockProgress(
  tx: Store,
  id: BroadcastId,
  now: Date,
): Promise<{ readonly isEnded: boolean; readonly card: ProgressCard | null }> {
  const row = await tx.db
    .selectFrom('broadcast')
    .select(['finished_at', 'progress_chat_id', 'progress_delivery_id', 'progress_shown'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  const isEnded = row.finished_at !== null
  const { progress_chat_id: chatId, progress_delivery_id: deliveryId } = row
  if (!chatId || !deliveryId) return { isEnded, card: null }
  // What was deleted after the end is not missed: nobody is called at night because somebody else acknowledges.
  const whole = isEnded ? hasMessageNotCome(now) : isLost(now)
  const lost = await tx.db
    .selectFrom('broadcast')
    .select([whole.as('whole'), isChangeLost(now).as('change')])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const shown = lost.change ? null : row.progress_shown
  return { isEnded, card: { chatId, deliveryId, shown, isLost: lost.whole } }
}

/** Broadcasts that somebody has started or reads about, by the unit and the author of their notice. */
export interface Followed {
  readonly ids: readonly BroadcastId[]
  readonly notice: { readonly unitId: UnitId; readonly authorId: PersonId }
}

/** Those that are shown to one of these accounts, or somewhere, a group too, because that person has started them. */
export async function findFollowed(
  store: Store,
  {
    personId,
    accounts,
  }: { readonly personId: PersonId | null; readonly accounts: readonly AccountId[] },
): Promise<readonly Followed[]> {
  const { rows } = await sql<{ ids: BroadcastId[]; unit_id: UnitId; author_id: PersonId }>`
    select array_agg(b.id) as ids, n.unit_id, ${personNow('n.author_id')} as author_id
    from broadcast b join notice n on n.id = b.notice_id join chat c on c.id = b.progress_chat_id
    where c.account_id = any(${accounts}::uuid[]) or ${personNow('b.started_by')} = ${personId}
    group by 2, 3`.execute(store.db)
  return rows.map(({ ids, unit_id: unitId, author_id: authorId }) => ({
    ids,
    notice: { unitId, authorId },
  }))
}

/** Holds these broadcasts, and so what shows them, until the transaction is over. */
export async function lockFollowed(tx: Store, ids: readonly BroadcastId[]): Promise<void> {
  await sql`
    select from broadcast where id = any(${uuidArray(ids)}::uuid[])
    order by id for no key update`.execute(tx.db)
}

/** Has the message that shows these broadcasts stay as it is, and none come after it. */
export async function stopFollowing(tx: Store, ids: readonly BroadcastId[]): Promise<void> {
  await sql`
    update broadcast set progress_chat_id = null, progress_delivery_id = null, progress_shown = null
    where id = any(${uuidArray(ids)}::uuid[])`.execute(tx.db)
}

/**
 * Whether a broadcast that has just ended has the card of an earlier end, and went on by itself and well since: somebody
 * wrote, or a group came back. Who has it tried again or go on, or stops it, waits for a new one, and so does what has failed.
 */
export async function hasEndedUnasked(tx: Store, id: BroadcastId): Promise<boolean> {
  const row = await tx.db
    .selectFrom('broadcast as b')
    .innerJoin('delivery as d', 'd.id', 'b.progress_delivery_id')
    .select('b.id')
    .where('b.id', '=', id)
    .where('b.state', '=', 'finished')
    // Before its first end it is shown by the answer to whoever had it sent. After a restore by a card, until it is resumed.
    .where('d.purpose', '=', 'card')
    .whereRef('d.created_at', '>', sql`greatest(b.started_at, b.wanted_at)`)
    .where(
      sql<boolean>`not exists (
        select 1 from delivery c where c.broadcast_id = b.id and c.settled_at > d.created_at
          and c.settled_as in ('rejected', 'unreachable', 'unknown'))`,
    )
    .executeTakeFirst()
  return row !== undefined
}

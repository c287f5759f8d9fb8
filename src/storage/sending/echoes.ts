import { sql } from 'kysely'
import type { DeliveryPurpose } from '../../domain/delivery.ts'
import type { BroadcastId, ChatId, DeliveryId } from '../../domain/id.ts'
import type { Message } from '../../messages/message.ts'
import { openMessage } from '../sealed-message.ts'
import type { Store } from '../store.ts'
import { reopenBroadcasts } from './broadcasts.ts'
import type { EarlierPart } from './due-deliveries.ts'
import { AT_ONCE, hasNewerEdit, isOpenInChat, ofKnown } from './delivery-conditions.ts'

/** What an attempt says that counts as sent because the platform has shown the message, and not by its answer. */
export const BY_ECHO = 'echo'

/** A message of ours as the platform shows it in its chat. */
export interface Echo {
  readonly messageId: string
  /** Platform time of the message; null: it does not say. */
  readonly at: Date | null
}

/** A part of which nobody knows, or knows yet, whether it arrived. */
export interface DoubtfulPart {
  readonly deliveryId: DeliveryId
  readonly ordinal: number
  readonly broadcastId: BroadcastId | null
  /** As it would go now. Null: a broadcast's copy, whose text is made from the notice, or content that is not needed any more. */
  readonly message: Message | null
  readonly isEdit: boolean
  /** It says by now something else than when it was first called. */
  readonly isReplaced: boolean
  readonly purpose: DeliveryPurpose
  /** Others alike may have been forgotten (`forgetTraceless`). */
  readonly traceless: boolean
  /** When its first call began. */
  readonly since: Date
  /** The first call that ended without an answer; null: none has. */
  readonly attemptId: string | null
  /** A call for it is out that this may be the echo of. */
  readonly isThisPartOut: boolean
  /** A call of its delivery is out, which says itself what becomes of the delivery. */
  readonly isAnyPartOut: boolean
  /** Parts of the same message that have arrived. */
  readonly arrived: readonly Pick<EarlierPart, 'ordinal' | 'words'>[]
}

/** So long before its echo a call began at most: Zalo repeats an event for two hours, but with its first time. */
const LONGEST_CALL_MS = 3_600_000
/** So long after it, by our clock: that of the platform may be behind. The sweeper knows it longer (`FORGET_AFTER_MS`). */
const CLOCKS_APART_MS = 2 * 60_000
/** More in doubt at the same time in one chat is not looked through. */
const MOST_IN_DOUBT = 50

/**
 * The parts in doubt in a chat whose echo this may be: whose call is out, or has ended without an answer, whatever
 * became of the delivery since. Empty as well when the message is known already. The deliveries are locked, so that
 * a settlement and an echo take turns, and before them the broadcasts that may go on.
 */
export async function findDoubtfulParts(
  tx: Store,
  chatId: ChatId,
  echo: Echo,
): Promise<DoubtfulPart[]> {
  const deliveries = await lockDoubtful(tx, chatId, echo)
  // Asked under the lock: what was being settled has its ids written by now.
  if (deliveries.length === 0 || (await isKnown(tx, chatId, echo.messageId))) return []
  if (deliveries.some(({ echo_id }) => echo_id === echo.messageId)) return []
  const attempts = await readAttempts(
    tx,
    deliveries.map(({ id }) => id),
  )
  const latest = echo.at ? echo.at.getTime() + CLOCKS_APART_MS : Infinity
  return deliveries
    .flatMap((delivery) =>
      partsOf(
        tx,
        delivery,
        attempts.filter((attempt) => attempt.delivery_id === delivery.id),
      ),
    )
    .filter(({ since }) => since.getTime() <= latest)
}

interface DeliveryRow {
  id: DeliveryId
  broadcast_id: BroadcastId | null
  message_enc: Buffer | null
  edits_id: DeliveryId | null
  purpose: DeliveryPurpose
  traceless: boolean
  edition: number
  state: 'sending' | 'unknown' | 'planned' | 'waiting-for-contact'
  calling: number | null
  called_at: Date
  echo_id: string | null
}

async function lockDoubtful(tx: Store, id: ChatId, { at }: Echo): Promise<DeliveryRow[]> {
  const earliest = at ? new Date(at.getTime() - LONGEST_CALL_MS) : new Date(0)
  // Each by an index of its own: a chat may have a long past.
  const { rows } = await sql<DeliveryRow>`
    with found as materialized (
      select o.id, o.broadcast_id, o.state, o.called_at from delivery o
      where o.chat_id = ${id} and ${isOpenInChat(sql`o`)}
      union all
      select u.id, u.broadcast_id, u.state, u.called_at from delivery u
      where u.chat_id = ${id} and u.settled_as = 'unknown' and u.called_at >= ${earliest}
      union all
      select w.id, w.broadcast_id, w.state, w.called_at from delivery w
      where w.chat_id = ${id} and w.settled_as = 'waiting-for-contact'
    ),
    -- A broadcast comes before its copies, as everywhere; it may have to go on, though not while their call is out.
    broadcasts as materialized (
      select b.id from broadcast b
      where b.id in (select f.broadcast_id from found f where f.state <> 'sending' and f.called_at >= ${earliest})
      order by b.id for no key update
    )
    select d.id, d.broadcast_id, d.message_enc, d.edits_id, d.purpose, d.traceless, d.state, d.calling, d.called_at,
      d.echo_id, d.edition
    from delivery d
    where (select count(*) from broadcasts) >= 0 and d.id in (select f.id from found f)
      and ${ofKnown(sql`d.state in ('sending', 'unknown', 'planned', 'waiting-for-contact')
        and d.called_at >= ${earliest}`)}
    order by d.id limit ${MOST_IN_DOUBT}
    for update of d`.execute(tx.db)
  return rows
}

/** Whether it is known whose message this is. Spelled as the index is; one call gives one id here. */
export async function isKnown(tx: Store, chatId: ChatId, messageId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from attempt a
    where a.chat_id = ${chatId} and a.message_ids[1] = ${messageId} and a.message_ids <> '{}'
    limit 1`.execute(tx.db)
  return rows.length > 0
}

interface AttemptRow {
  id: string
  delivery_id: DeliveryId
  ordinal: number
  started_at: Date
  outcome: string
  words: number | null
}

function readAttempts(tx: Store, ids: readonly DeliveryId[]): Promise<AttemptRow[]> {
  return tx.db
    .selectFrom('attempt')
    .select(['id', 'delivery_id', 'ordinal', 'started_at', 'outcome', 'words'])
    .where('delivery_id', 'in', ids)
    .where('outcome', 'in', ['sent', 'unknown'])
    .orderBy('id')
    .execute()
}

function partsOf(tx: Store, row: DeliveryRow, attempts: readonly AttemptRow[]): DoubtfulPart[] {
  const arrived = attempts.filter(({ outcome }) => outcome === 'sent')
  // A call that has its echo already is not the one of a second.
  const out = row.state === 'sending' && row.echo_id === null ? row.calling : null
  const lost = attempts.filter(
    ({ outcome, ...lost }) =>
      outcome === 'unknown' && !arrived.some((one) => isSamePart(one, lost)),
  )
  const ordinals = new Set([...lost.map(({ ordinal }) => ordinal), ...(out === null ? [] : [out])])
  const message = row.message_enc && openMessage(tx.keys, row.message_enc)
  return [...ordinals].map((ordinal) => {
    const first = lost.find((attempt) => attempt.ordinal === ordinal)
    return {
      deliveryId: row.id,
      ordinal,
      broadcastId: row.broadcast_id,
      message,
      isEdit: row.edits_id !== null,
      isReplaced: row.broadcast_id === null && row.edition > 0,
      purpose: row.purpose,
      traceless: row.traceless,
      since: first?.started_at ?? row.called_at,
      attemptId: first?.id ?? null,
      isThisPartOut: out === ordinal,
      isAnyPartOut: row.state === 'sending' && row.calling !== null,
      arrived,
    }
  })
}

/** Calls for one part: a newer program may have cut a copy elsewhere, and its part then has the number of another. */
function isSamePart(
  one: Pick<AttemptRow, 'ordinal' | 'words'>,
  other: Pick<AttemptRow, 'ordinal' | 'words'>,
): boolean {
  const isCutAlike = one.words === null || other.words === null || one.words === other.words
  return one.ordinal === other.ordinal && isCutAlike
}

/**
 * Writes down that a part has arrived. A call that ended without an answer counts as sent from now on. One that is out
 * is judged by this when it ends; an earlier one for the same part then stays in doubt, because whose echo this is
 * nobody knows, and what may be there twice must keep its mark. The caller says what becomes of a delivery of which no
 * call is out.
 */
export async function noteEcho(tx: Store, part: DoubtfulPart, { messageId }: Echo): Promise<void> {
  if (part.isThisPartOut)
    await tx.db
      .updateTable('delivery')
      .set({ echo_id: messageId })
      .where('id', '=', part.deliveryId)
      .execute()
  else if (part.attemptId !== null)
    await tx.db
      .updateTable('attempt')
      // What has died may not have said of which kind it was; files are not recognised.
      .set({ outcome: 'sent', reason: BY_ECHO, kind: 'text', message_ids: [messageId] })
      .where('delivery_id', '=', part.deliveryId)
      .where('id', '=', part.attemptId)
      .execute()
}

/** All parts are out. */
export async function endEchoed(tx: Store, id: DeliveryId, now: Date): Promise<void> {
  await tx.db
    .updateTable('delivery')
    .set({
      state: 'sent',
      reason: null,
      message_enc: null,
      settled_at: now,
    })
    .where('id', '=', id)
    .execute()
}

/**
 * Lets the parts to come go out at once; raised in its edition, so that a lane that has it in hand for a second try is
 * refused. False where they cannot: the broadcast was stopped and has ended, its notice
 * stands no more, or a newer change of the same message waits; then it stays as it is, for a person to judge. A
 * broadcast that had finished goes on for it.
 */
export async function continueEchoed(
  tx: Store,
  { deliveryId, broadcastId }: Pick<DoubtfulPart, 'deliveryId' | 'broadcastId'>,
  now: Date,
): Promise<boolean> {
  if (broadcastId !== null && !(await keepOpen(tx, broadcastId, now))) return false
  const { numAffectedRows } = await sql`
    update delivery d set state = 'planned', reason = null, settled_at = null,
      -- One that waits already waits for what its chat was told.
      next_at = case when d.state = 'unknown' then ${AT_ONCE}::timestamptz else d.next_at end,
      edition = d.edition + 1
    where d.id = ${deliveryId} and not ${hasNewerEdit}`.execute(tx.db)
  return Number(numAffectedRows ?? 0) > 0
}

/** Sees to it that the broadcast's copies are sent, and that it does not end before this transaction does. */
async function keepOpen(tx: Store, id: BroadcastId, now: Date): Promise<boolean> {
  const { rows } = await sql<{ is_open: boolean; can_reopen: boolean }>`
    select b.finished_at is null as is_open,
      b.state = 'finished' and n.state = 'approved' and v.number = n.current_version as can_reopen
    from broadcast b
    join notice_version v on v.id = b.notice_version_id
    join notice n on n.id = b.notice_id
    where b.id = ${id} for no key update of b`.execute(tx.db)
  const [broadcast] = rows
  if (broadcast?.is_open) return true
  if (!broadcast?.can_reopen) return false
  await reopenBroadcasts(tx, [id], now)
  return true
}

import { sql } from 'kysely'
import type { BroadcastState } from '../../domain/delivery.ts'
import type { BroadcastId, ChannelInstanceId, ChatId } from '../../domain/id.ts'
import { RETRYABLE_COUNTED } from '../../domain/retryable.ts'
import { beyondClock } from '../../domain/time/ahead-of-clock.ts'
import { DIRECTIVE_RETRY_MS, DIRECTIVE_TRIES } from '../../domain/unknown-policy.ts'
import { isAbsorbed, probeChatsOf } from '../chat-state.ts'
import { hasReason } from '../kept-reason.ts'
import type { Store } from '../store.ts'
import { lockBroadcast, reopenBroadcasts } from './broadcasts.ts'
import {
  AT_ONCE,
  hasPartOut,
  isAwaiting,
  isForContact,
  isInDoubt,
  isTooLate,
  isToRetry,
  stateWhenGoesNoMore,
  stateWhenTooLate,
} from './delivery-conditions.ts'
import { isForItsChat } from './end-unbound.ts'
import { RELEASED } from './put-off.ts'
import { isBotGone } from './retire-bot.ts'

export type RetryAnswer =
  | { readonly kind: 'done'; readonly lanes: readonly ChannelInstanceId[]; readonly count: number }
  | { readonly kind: 'nothing-to-retry' }
  | { readonly kind: 'wrong-state'; readonly state: BroadcastState }
  | { readonly kind: 'not-found' }

/**
 * Copy `d` of chat `c` has failed in a way that trying again may mend; who was erased holds no post there either, and what was one
 * with another chat is no chat any more. One that waited too long for its person to write waits for that anew.
 */
const isWorthRetrying = sql<boolean>`(d.state in ('rejected', 'unknown', 'unreachable')
  and (c.state <> 'waiting-for-contact' or ${hasReason(sql`d.reason`, ['too-late'])})
  and not ${isBotGone} and not ${isAbsorbed} and ${isForItsChat})`

/** How many copies `retryFailed` would send, each up to `RETRYABLE_COUNTED`. */
export interface Retryable {
  readonly lost: number
  /** Those that may have arrived. */
  readonly unclear: number
}

/**
 * Counts what `retryFailed` would send, also while the broadcast is still on its way. `offset 0`: only of what has failed is
 * it asked for whom it still is. Where that was little of a million, the planner joined everything with everything first, which
 * took ten seconds; where it is much, the first thousand end it all the same.
 */
export async function countRetryable(store: Store, id: BroadcastId): Promise<Retryable> {
  const first = (which: ReturnType<typeof sql<boolean>>) => sql<number>`(
    select count(*)::int from (
      select from (
        select d.* from delivery d where d.broadcast_id = ${id} and ${which} offset 0) d
      join chat c on c.id = d.chat_id where ${isWorthRetrying}
      limit ${RETRYABLE_COUNTED}) counted)`
  const { rows } = await sql<Retryable>`
    select ${first(sql`d.state in ('rejected', 'unreachable')`)} as lost,
      ${first(sql`d.settled_as = 'unknown'`)} as unclear`.execute(store.db)
  return rows[0] ?? { lost: 0, unclear: 0 }
}

/**
 * Sends the failed copies of a finished broadcast again: refused ones, unknown ones, and those whose chat took
 * nothing, which is tried again. Parts that are out are not repeated; who must write first is not tried, though what waited
 * too long for that waits anew, nor who has left, nor is what no bot is there for. Who tries again takes it for mended: if as many fail as before, they are asked as before.
 */
export async function retryFailed(tx: Store, id: BroadcastId, now: Date): Promise<RetryAnswer> {
  const broadcast = await lockBroadcast(tx, id)
  if (!broadcast) return { kind: 'not-found' }
  if (broadcast.state !== 'finished') return { kind: 'wrong-state', state: broadcast.state }
  // Of a large broadcast there may be more than memory should hold.
  const { rows } = await sql<{ lane: ChannelInstanceId; count: number }>`
    with again as (
      update delivery d set state = 'planned', next_at = ${AT_ONCE}, reason = null, tries = 0,
        settled_at = null
      from chat c
      where c.id = d.chat_id and d.broadcast_id = ${id} and ${isWorthRetrying}
      returning d.channel_instance_id
    )
    select channel_instance_id as lane, count(*)::int as count from again group by 1`.execute(tx.db)
  if (rows.length === 0) return { kind: 'nothing-to-retry' }
  await probeChatsOf(tx, id)
  await reopenBroadcasts(tx, [id], now)
  await tx.db
    .updateTable('broadcast')
    .set({ wanted_at: now, asked_about: [] })
    .where('id', '=', id)
    .execute()
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  return { kind: 'done', lanes: rows.map(({ lane }) => lane), count }
}

/** Plans the second try of unknown copies of directives, as `unknown-policy.ts` says. Gives their number. */
export async function retryUnknowns(store: Store, now: Date): Promise<number> {
  const { rows } = await sql`
    -- Locked against whoever stops it: what is planned after that would be cancelled though it is in doubt.
    with going as (
      select b.id from broadcast b join notice_version v on v.id = b.notice_version_id
      where b.finished_at is null and b.state = 'sending' and v.kind = 'directive'
      for share of b skip locked
    )
    update delivery d set state = 'planned', next_at = ${AT_ONCE}, settled_at = null
    from going
    where d.broadcast_id = going.id and ${isToRetry}
      and (d.settled_at <= ${new Date(now.getTime() - DIRECTIVE_RETRY_MS)}
        or d.settled_at > ${beyondClock(now)})
    returning d.id`.execute(store.db)
  return rows.length
}

/**
 * Plans again the copies that groups have lost by leaving their unit (`endUnbound`) and that are for them once more, while
 * the broadcast is on its way: nothing else cancels one of it. To be called when the bindings are written, and before other
 * copies of these groups are ended: whoever releases some locks their broadcasts first too.
 */
export async function planReturned(tx: Store, groups: readonly ChatId[], now: Date): Promise<void> {
  if (groups.length === 0) return
  await sql`
    with returned as (
      select d.id from delivery d join broadcast b on b.id = d.broadcast_id
      join notice_version v on v.id = b.notice_version_id
      where d.chat_id = any(${groups}::uuid[]) and d.state = 'cancelled' and ${isForItsChat}
        and b.finished_at is null and b.state in ('expanding', 'sending', 'paused') and not ${isTooLate(now)}
      -- Locked against whoever ends it.
      order by b.id for share of b
    )
    update delivery d set state = 'planned', next_at = ${AT_ONCE}, reason = null, tries = 0,
      settled_at = null
    from returned where d.id = returned.id and d.state = 'cancelled'`.execute(tx.db)
}

export interface Released {
  /** Copies of broadcasts that had failed because the chat took nothing. */
  readonly missed: number
  /** Copies that are not sent unasked any more. */
  readonly late: number
  /** Those of which something is planned again. */
  readonly broadcasts: readonly BroadcastId[]
  /** Those of which a copy has ended otherwise than it had, or ended now. */
  readonly changed: readonly BroadcastId[]
}

/** Which copies that have failed because their chat took nothing count as missed. */
export interface Missed {
  /** Those that have failed here: what a backup says of the time before, the chat may have got since. Null: all. */
  readonly restoredAt: Date | null
}

/** Older copies that a chat has not got are not sent by themselves any more. */
export const MISSED_WITHIN_MS = 14 * 86_400_000

/**
 * Plans again what the chat has not got: all that waited for it and, with `missed`, copies that had failed because it
 * took nothing. Only what still stands: a stopped broadcast, a withdrawn notice, a version that has a newer one and what
 * is for its chat no more are not sent any more, and what is too late ends until somebody tries it again. A broadcast
 * that had ended goes on.
 */
export async function releaseCopies(
  tx: Store,
  chatId: ChatId,
  { now, missed: which }: { readonly now: Date; readonly missed: Missed | null },
): Promise<Released> {
  const since = new Date(now.getTime() - MISSED_WITHIN_MS)
  const waits = waitsForChat(which, since)
  const { rows: broadcasts } = await sql<{ id: BroadcastId; stands: boolean; is_late: boolean }>`
    select b.id, b.state in ('expanding', 'sending', 'paused', 'finished')
      and n.state = 'approved' and v.number = n.current_version and ${isForItsChat} as stands,
      b.state <> 'paused' and (${isTooLate(now)}
        or (${isAwaiting} and greatest(b.release_at, b.wanted_at) <= ${since})) as is_late
    from broadcast b join delivery d on d.broadcast_id = b.id
    join notice_version v on v.id = b.notice_version_id
    join notice n on n.id = b.notice_id
    where d.chat_id = ${chatId} and ${waits}
    order by b.id for update of b`.execute(tx.db)
  const standing = broadcasts.filter(({ stands }) => stands)
  const late = standing.filter(({ is_late }) => is_late)
  // What came to wait only since then is not judged by what was read before.
  const isRead = sql<boolean>`(d.broadcast_id is null or d.broadcast_id = any(${broadcasts.map(({ id }) => id)}::uuid[]))`
  const isLate = sql<boolean>`(d.broadcast_id = any(${late.map(({ id }) => id)}::uuid[]) and not ${hasPartOut})`
  const { rows } = await sql<{
    broadcast_id: BroadcastId | null
    was: string
    state: string
    is_late: boolean
  }>`
    with missed as (
      -- What is planned goes out in any case: a stop leaves it, because part of it is out; else it ends with the others.
      select d.id, d.state as was, coalesce(${isLate}, false) as is_late, case
        when ${isLate} then ${stateWhenTooLate}
        when d.state = 'planned' or d.broadcast_id is null
          or d.broadcast_id = any(${standing.map(({ id }) => id)}::uuid[]) then 'planned'
        -- What is half out is not as if it had never been sent.
        when d.state = 'unreachable' or ${hasPartOut} then 'unreachable'
        else ${stateWhenGoesNoMore} end as becomes
      from delivery d where d.chat_id = ${chatId} and ${waits} and ${isRead}
    )
    update delivery d set
      state = missed.becomes,
      next_at = ${AT_ONCE},
      -- What may have come already is not tried as often again as what has not.
      tries = case when missed.becomes = 'planned' and not ${isInDoubt} then 0
        when missed.becomes = 'unknown' then greatest(d.tries, ${DIRECTIVE_TRIES}) else d.tries end,
      -- What a person's word has released goes at night too (putOffCopy).
      reason = case when missed.is_late then 'too-late' when missed.becomes <> 'planned' then d.reason
        else ${RELEASED} end,
      settled_at = case when missed.becomes <> 'planned' then coalesce(d.settled_at, ${now}) end
    -- A call may have been claimed since it was read: that one says itself what becomes of it.
    from missed where missed.id = d.id and d.state = missed.was
    returning d.broadcast_id, missed.was, d.state, missed.is_late`.execute(tx.db)
  const planned = rows.filter(({ state }) => state === 'planned')
  const again = broadcastsOf(planned)
  await reopenBroadcasts(tx, again, now)
  const missed = planned.filter(({ was }) => was === 'unreachable').length
  const changed = broadcastsOf(
    rows.filter(({ was, state }) => state !== 'planned' && state !== was),
  )
  return { missed, late: rows.filter(({ is_late }) => is_late).length, broadcasts: again, changed }
}

function broadcastsOf(rows: readonly { readonly broadcast_id: BroadcastId | null }[]) {
  return [...new Set(rows.flatMap(({ broadcast_id }) => broadcast_id ?? []))]
}

/** A copy that the state of its chat holds up; `d` is the delivery. */
function waitsForChat(missed: Missed | null, since: Date): ReturnType<typeof sql<boolean>> {
  if (missed === null) return isForContact
  return sql<boolean>`(${isForContact} or (d.state = 'unreachable' and d.broadcast_id is not null
    and d.created_at > ${since} and d.settled_at > coalesce(${missed.restoredAt}, '-infinity'::timestamptz)))`
}

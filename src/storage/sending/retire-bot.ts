import { sql } from 'kysely'
import type { BroadcastId, ChannelInstanceId } from '../../domain/id.ts'
import type { ChatState } from '../../domain/platform.ts'
import { writeReason, type Reason } from '../../domain/reason.ts'
import { DIRECTIVE_TRIES } from '../../domain/unknown-policy.ts'
import { endWaitingUpdates } from '../inbox.ts'
import { hasReason } from '../kept-reason.ts'
import type { Store } from '../store.ts'
import { countedState } from './counted-state.ts'
import {
  goesNoMore,
  isInDoubt,
  isOpen,
  isPlanned,
  isToRetry,
  stateWhenGoesNoMore,
} from './delivery-conditions.ts'

/** Why a chat takes nothing whose bot or OA is not used any more. */
const BOT_GONE = 'bot-gone' satisfies Reason

/** The same of a chat that waited for its person to write, kept for when the bot is used again. */
const BOT_GONE_WAITING = writeReason(BOT_GONE, 'waiting-for-contact' satisfies ChatState)

/** Whether chat `c` is one of a bot or OA that is not used any more. */
export const isBotGone = sql<boolean>`coalesce(${hasReason(sql`c.state_reason`, [BOT_GONE])}, false)`

/** What waited for a bot or OA. */
export interface RetiredWork {
  readonly copies: number
  /** Answers, cards, reminders and edits. */
  readonly messages: number
  /** What people had written to it and nobody has read. */
  readonly updates: number
  /** Broadcasts of which a copy has ended, or ended otherwise than it had. */
  readonly changed: readonly BroadcastId[]
}

/**
 * Ends all that waits for a bot or OA, also what came in by it, and marks its chats, so that later broadcasts do not wait
 * for it either and go another way where there is one; since when they had the state they had, by which people's chats are
 * preferred, stays. A copy of which a try may have arrived stays in doubt. To be called under its lane.
 */
export async function endForBot(
  tx: Store,
  instanceId: ChannelInstanceId,
  now: Date,
): Promise<RetiredWork> {
  await sql`
    update chat set state = 'gone',
      state_reason = case state when 'active' then ${BOT_GONE} else ${BOT_GONE_WAITING} end
    where channel_instance_id = ${instanceId} and state in ('active', 'waiting-for-contact')`.execute(
    tx.db,
  )
  const updates = await endWaitingUpdates(tx, { instanceId, reason: BOT_GONE, now })
  const { rows } = await sql<Omit<RetiredWork, 'updates'>>`
    with ended as (
      update delivery d set
        state = case when d.broadcast_id is null then 'cancelled'
          when ${goesNoMore} then ${stateWhenGoesNoMore}
          when ${isInDoubt} then 'unknown' else 'unreachable' end,
        reason = ${BOT_GONE}, message_enc = null, settled_at = ${now}
      where d.channel_instance_id = ${instanceId}
        and (${isPlanned} or d.settled_as = 'waiting-for-contact')
      returning d.broadcast_id, d.state
    )
    select (count(broadcast_id) filter (where state <> 'cancelled'))::int as copies,
      (count(*) filter (where broadcast_id is null))::int as messages,
      coalesce(array_agg(distinct broadcast_id) filter (where broadcast_id is not null), '{}') as changed
    from ended`.execute(tx.db)
  // Nothing is there to make a directive's second try.
  await sql`
    update delivery d set tries = ${DIRECTIVE_TRIES} from broadcast b
    where b.id = d.broadcast_id and b.finished_at is null
      and d.channel_instance_id = ${instanceId} and ${isToRetry}`.execute(tx.db)
  return { ...(rows[0] ?? { copies: 0, messages: 0, changed: [] }), updates }
}

/** The bot or OA is used again: its chats stand as before, and a retry sends what was ended. */
export async function returnBot(store: Store, instanceId: ChannelInstanceId): Promise<void> {
  await sql`
    update chat c set state_reason = null,
      state = case c.state_reason when ${BOT_GONE_WAITING} then 'waiting-for-contact' else 'active' end
    where c.channel_instance_id = ${instanceId} and c.state = 'gone' and ${isBotGone}`.execute(
    store.db,
  )
}

/** How many copies wait for each bot or OA that has any. */
export async function waitingCopies(store: Store): Promise<ReadonlyMap<ChannelInstanceId, number>> {
  const { rows } = await sql<{ id: ChannelInstanceId; count: number }>`
    select d.channel_instance_id as id, count(*)::int as count
    from broadcast b join delivery d on d.broadcast_id = b.id and ${isOpen}
    where b.finished_at is null and ${countedState} in ('planned', 'sending')
    group by d.channel_instance_id`.execute(store.db)
  return new Map(rows.map(({ id, count }) => [id, count]))
}

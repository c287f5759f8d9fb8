import { sql } from 'kysely'
import { AWAITED_PURPOSES, AWAITED_TRIES } from '../../domain/delivery.ts'
import type { Store } from '../store.ts'
import { isOver, isOvertaken, stateWhenOver } from './delivery-conditions.ts'
import { BY_ECHO } from './echoes.ts'
import type { Lease } from './lanes.ts'

/**
 * Judges what earlier owners left behind. A delivery whose call was claimed may or may not have arrived: it becomes
 * `unknown`, which is shown and has its policy, unless its echo has shown the part. One between two parts waits again.
 * Edits go again in any case where messages are changed in place, because doing so twice does no harm, and so does once what
 * somebody waits for.
 */
export async function takeOverLane(
  store: Store,
  lease: Lease,
  { now, canEdit }: { readonly now: Date; readonly canEdit: boolean },
): Promise<number> {
  const { rows } = await sql`
    with stale as (
      select d.id, d.chat_id, d.calling, d.called_at, d.echo_id,
        d.calling is not null and d.echo_id is null as in_doubt,
        d.calling is not null and d.echo_id is not null as is_echoed,
        (d.edits_id is not null and ${canEdit})
          or (d.purpose = any(${AWAITED_PURPOSES as string[]}) and d.tries + 1 < ${AWAITED_TRIES})
          as goes_again
      from delivery d
      where d.channel_instance_id = ${lease.instanceId} and d.state = 'sending'
        and (d.fence is null or d.fence < ${lease.fence})
      for update of d
    ), judged as (
      update delivery d set
        fence = null,
        calling = null,
        tries = d.tries + stale.in_doubt::int,
        state = case
          when stale.in_doubt and not stale.goes_again then 'unknown'
          when ${isOvertaken} or (${isOver} and not stale.is_echoed) then ${stateWhenOver}
          else 'planned' end,
        reason = case when stale.in_doubt then 'interrupted' else d.reason end,
        message_enc = case when ${isOvertaken} or (${isOver} and not stale.is_echoed) then null
          else d.message_enc end,
        settled_at = case
          when (stale.in_doubt and not stale.goes_again) or ${isOvertaken}
            or (${isOver} and not stale.is_echoed) then ${now}::timestamptz end
      from stale where d.id = stale.id
      returning d.id, stale.in_doubt
    ), call as (
      insert into attempt (delivery_id, ordinal, kind, channel_instance_id, chat_id, fence,
        started_at, finished_at, outcome, reason, message_ids)
      select id, calling, case when is_echoed then 'text' end, ${lease.instanceId}::uuid, chat_id,
        ${lease.fence}::bigint, coalesce(called_at, ${now}), ${now},
        case when is_echoed then 'sent' else 'unknown' end,
        case when is_echoed then ${BY_ECHO} else 'interrupted' end,
        case when is_echoed then array[echo_id] else '{}' end
      from stale where in_doubt or is_echoed
    )
    select id from judged where in_doubt`.execute(store.db)
  return rows.length
}

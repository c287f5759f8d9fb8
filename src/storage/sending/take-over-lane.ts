import { sql } from 'kysely'
import { AWAITED_PURPOSES, AWAITED_TRIES } from '../../domain/unknown-policy.ts'
import type { Store } from '../store.ts'
import { isOver, isOvertaken, stateWhenOver } from './delivery-conditions.ts'
import { BY_ECHO } from './echoes.ts'
import type { Lease } from './lanes.ts'

/** A call of `stale` was out of which nobody knows whether it arrived, and the policy of `unknown` sends it no more. */
const staysInDoubt = sql<boolean>`(stale.in_doubt and not stale.goes_again)`

/** Nothing more of the delivery `d` is to go; parts that follow an echo go also when its broadcast was stopped. */
const endsHere = sql<boolean>`(${isOvertaken} or (${isOver} and not stale.is_echoed))`

/**
 * Judges what earlier owners left `sending`: a call that was claimed may or may not have arrived, so its delivery becomes
 * `unknown`, or goes again where `unknown-policy.ts` says so; an edit always does, where messages are changed in place. Where
 * an echo has shown the part, and between two parts, what is left is planned. Whatever goes on ends instead when a stop or a
 * newer edit has overtaken it. Gives how many calls are in doubt; each leaves an attempt, as does each echo.
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
          when ${staysInDoubt} then 'unknown'
          when ${endsHere} then ${stateWhenOver}
          else 'planned' end,
        reason = case when stale.in_doubt then 'interrupted' else d.reason end,
        message_enc = case when ${endsHere} then null else d.message_enc end,
        settled_at = case when ${staysInDoubt} or ${endsHere} then ${now}::timestamptz end
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

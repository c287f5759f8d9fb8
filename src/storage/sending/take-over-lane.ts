import { sql } from 'kysely'
import type { DeliveryPurpose, DeliveryState } from '../../domain/delivery.ts'
import type { ChatId, DeliveryId } from '../../domain/id.ts'
import { retryUnanswered, stateUnanswered } from '../../domain/unknown-policy.ts'
import { inTransaction, type Store } from '../store.ts'
import { goesNoMore, hasNewerEdit, ofKnown, stateWhenGoesNoMore } from './delivery-conditions.ts'
import { BY_ECHO } from './echoes.ts'
import type { Lease } from './lanes.ts'

/** A delivery that an earlier owner left `sending`. */
interface Unjudged {
  readonly id: DeliveryId
  readonly chat_id: ChatId
  readonly purpose: DeliveryPurpose
  readonly traceless: boolean
  readonly is_edit: boolean
  readonly tries: number
  /** Part whose call was out; null: it was between two parts. */
  readonly calling: number | null
  readonly called_at: Date | null
  /** The platform has shown that part in its chat. */
  readonly echo_id: string | null
  readonly has_newer_edit: boolean
  /** Because of a newer edit, or its broadcast was stopped; and what it is then. */
  readonly goes_no_more: boolean
  readonly state_then: DeliveryState
}

interface Judged {
  readonly id: DeliveryId
  readonly state: DeliveryState
  readonly inDoubt: boolean
}

/**
 * Judges what earlier owners left `sending`. A call that was claimed may or may not have arrived: its delivery goes again, is
 * `unknown`, or waits for its person, as the policy of unanswered calls says (an edit counts as one in place where messages
 * are changed in place). Where an echo has shown the part, and between two parts, what is left is planned. Whatever goes on ends
 * instead when a newer edit or a stop has overtaken it. Gives how many calls are in doubt; each leaves an attempt, by
 * which `recentCalls`, read next, knows the pace, as does each echo. Does nothing where the last owner has put everything down.
 */
export async function takeOverLane(
  store: Store,
  lease: Lease,
  { now, canEdit }: { readonly now: Date; readonly canEdit: boolean },
): Promise<number> {
  if (!lease.hasUnjudged) return 0
  return inTransaction(store, async (tx) => {
    const left = await lockUnjudged(tx, lease)
    if (left.length === 0) return 0
    const judged = left.map((delivery) => judge(delivery, canEdit))
    await writeCalls(tx, lease, left, now)
    await writeStates(tx, judged, { now, canEdit })
    return judged.filter(({ inDoubt }) => inDoubt).length
  })
}

function judge(left: Unjudged, canEdit: boolean): Judged {
  const { id, purpose, tries } = left
  const isEchoed = left.calling !== null && left.echo_id !== null
  const inDoubt = left.calling !== null && !isEchoed
  // At once: a dead owner says nothing of the platform, and seconds have passed.
  const goesAgain = retryUnanswered({ isEdit: left.is_edit && canEdit, purpose, tries }) !== null
  const state = inDoubt && !goesAgain ? stateUnanswered(left) : 'planned'
  if (state === 'unknown') return { id, inDoubt, state }
  // Parts that follow an echo go also when its broadcast was stopped.
  const isOver = isEchoed ? left.has_newer_edit : left.goes_no_more
  return { id, inDoubt, state: isOver ? left.state_then : state }
}

async function lockUnjudged(tx: Store, lease: Lease): Promise<Unjudged[]> {
  const { rows } = await sql<Unjudged>`
    select d.id, d.chat_id, d.purpose, d.traceless, d.edits_id is not null as is_edit, d.tries, d.calling,
      d.called_at, d.echo_id, ${hasNewerEdit} as has_newer_edit, ${goesNoMore} as goes_no_more,
      ${stateWhenGoesNoMore} as state_then
    from delivery d
    where d.id in (
      -- Each by the index of what is open.
      select m.id from delivery m where m.channel_instance_id = ${lease.instanceId}
        and m.broadcast_id is null and m.settled_as is null and m.state = 'sending'
      union all
      select c.id from delivery c where c.channel_instance_id = ${lease.instanceId}
        and c.broadcast_id is not null and c.settled_as is null and c.state = 'sending')
      and ${ofKnown(sql`d.state = 'sending' and (d.fence is null or d.fence < ${lease.fence})`)}
    for update of d`.execute(tx.db)
  return rows
}

async function writeCalls(
  tx: Store,
  lease: Lease,
  left: readonly Unjudged[],
  now: Date,
): Promise<void> {
  const calls = left.flatMap(({ id, chat_id, calling, called_at, echo_id }) =>
    calling === null
      ? []
      : {
          delivery_id: id,
          ordinal: calling,
          // Echoes are of texts alone; else nobody knows any more what it was.
          kind: echo_id === null ? null : ('text' as const),
          channel_instance_id: lease.instanceId,
          chat_id,
          fence: lease.fence,
          started_at: called_at ?? now,
          finished_at: now,
          outcome: echo_id === null ? 'unknown' : 'sent',
          reason: echo_id === null ? 'interrupted' : BY_ECHO,
          message_ids: echo_id === null ? [] : [echo_id],
        },
  )
  if (calls.length > 0) await tx.db.insertInto('attempt').values(calls).execute()
}

async function writeStates(
  tx: Store,
  judged: readonly Judged[],
  { now, canEdit }: { readonly now: Date; readonly canEdit: boolean },
): Promise<void> {
  const ids = judged.map(({ id }) => id)
  await sql`
    update delivery d set
      state = j.state,
      fence = null,
      calling = null,
      tries = d.tries + j."inDoubt"::int,
      reason = case when j."inDoubt" then 'interrupted' else d.reason end,
      message_enc = case
        when j.state = 'cancelled' or (j.state = 'unknown' and d.edits_id is not null and ${canEdit})
          then null
        else d.message_enc end,
      settled_at = case when j.state <> 'planned' then ${now}::timestamptz end
    from json_to_recordset(${JSON.stringify(judged)}::json) as j(
      id uuid, state text, "inDoubt" boolean)
    where d.id = j.id and d.id = any(${ids}::uuid[])`.execute(tx.db)
}

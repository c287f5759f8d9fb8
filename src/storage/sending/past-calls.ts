import { sql } from 'kysely'
import { FILE_TROUBLES, type PastCall } from '../../domain/file-patience.ts'
import type { BroadcastId, ChannelInstanceId, DeliveryId } from '../../domain/id.ts'
import { readReason, type Reason } from '../../domain/reason.ts'
import type { Wait } from '../../domain/wait.ts'
import { hasReason } from '../kept-reason.ts'
import type { Store } from '../store.ts'

/** More than an hour of tries, one every five seconds. */
const MOST_CALLS = 1_000

/** A message, and with it every copy of its broadcast: they carry the same files. */
type OneOfMany = { readonly id: DeliveryId; readonly broadcastId: BroadcastId | null }

interface CalledPart {
  readonly instanceId: ChannelInstanceId
  readonly delivery: OneOfMany
  readonly ordinal: number
}

/**
 * The calls of a bot for a part of a message, or of any copy of its broadcast, from a moment on, the last first: those that
 * went, and those that failed for this reason. What else became of one, as of one that was cut when a process stopped, says
 * nothing of the part.
 */
export async function findPastCalls(
  store: Store,
  part: CalledPart,
  { why, since }: { readonly why: Reason; readonly since: Date },
): Promise<PastCall[]> {
  const rows = await callsOf(store, part, since)
    .select(['a.started_at', 'a.outcome'])
    .where(sql<boolean>`(a.outcome = 'sent' or ${hasReason(sql`a.reason`, [why])})`)
    .orderBy('a.id', 'desc')
    .limit(MOST_CALLS)
    .execute()
  return rows.map(({ started_at, outcome }) => ({
    startedAt: started_at,
    why: outcome === 'sent' ? null : why,
  }))
}

/** Why a file does not go, and for how long its last failure has put off what carried it. */
interface FileWait {
  readonly why: Reason
  readonly wait: Wait
}

/** What keeps the file of this part from being tried now; null: nothing. */
export async function findFileWait(
  store: Store,
  part: CalledPart,
  { since, now }: { readonly since: Date; readonly now: Date },
): Promise<FileWait | null> {
  const row = await callsOf(store, part, since)
    .select(['a.reason', 'a.finished_at', 'd.next_at'])
    .where(hasReason(sql`a.reason`, FILE_TROUBLES))
    // Nothing else has put it off since.
    .whereRef('d.postponed_at', '=', 'a.finished_at')
    .where('d.state', '=', 'planned')
    .where('d.next_at', '>', now)
    .orderBy('a.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  return { why: readReason(row.reason), wait: { from: row.finished_at, until: row.next_at } }
}

function callsOf(store: Store, { instanceId, delivery, ordinal }: CalledPart, since: Date) {
  const { id, broadcastId } = delivery
  return store.db
    .selectFrom('attempt as a')
    .innerJoin('delivery as d', 'd.id', 'a.delivery_id')
    .where('a.channel_instance_id', '=', instanceId)
    .where('a.started_at', '>=', since)
    .where('a.ordinal', '=', ordinal)
    .where(
      broadcastId === null
        ? sql<boolean>`d.id = ${id}`
        : sql<boolean>`d.broadcast_id = ${broadcastId}`,
    )
}

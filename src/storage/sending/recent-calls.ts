import type { ChatId, DeliveryId } from '../../domain/id.ts'
import type { ChatType } from '../../domain/platform.ts'
import { readReason } from '../../domain/reason.ts'
import type { Store } from '../store.ts'
import type { Lease } from './lanes.ts'

export interface RecentCall {
  readonly chatId: ChatId
  readonly type: ChatType
  /** Message that was changed, if the call was an edit. */
  readonly editOf: DeliveryId | null
  readonly agoMs: number
  /** Of an owner that died over it: it left some time after its claim, which is all that is known. */
  readonly isClaimAlone: boolean
  /** The platform told the chat to wait, because of too many calls. */
  readonly wasThrottled: boolean
}

/** The calls of the last minute, oldest first: what a new owner must know to keep the platform's limits. */
export async function recentCalls(store: Store, lease: Lease, now: Date): Promise<RecentCall[]> {
  const since = new Date(now.getTime() - 60_000)
  const rows = await store.db
    .selectFrom('attempt')
    .innerJoin('chat', 'chat.id', 'attempt.chat_id')
    .innerJoin('delivery', 'delivery.id', 'attempt.delivery_id')
    .select([
      'attempt.chat_id',
      'chat.type',
      'delivery.edits_id',
      'attempt.started_at',
      'attempt.outcome',
      'attempt.reason',
    ])
    .where('attempt.channel_instance_id', '=', lease.instanceId)
    .where('attempt.started_at', '>', since)
    .orderBy('attempt.started_at', 'asc')
    .execute()
  return rows.map((row) => ({
    chatId: row.chat_id,
    type: row.type,
    editOf: row.edits_id,
    agoMs: now.getTime() - row.started_at.getTime(),
    isClaimAlone: row.outcome === 'unknown' && readReason(row.reason) === 'interrupted',
    wasThrottled: row.outcome === 'retry-after' && readReason(row.reason) === 'too-many',
  }))
}

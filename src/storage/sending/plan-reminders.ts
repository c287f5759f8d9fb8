import { sql } from 'kysely'
import { PRIORITY } from '../../domain/delivery.ts'
import { newId, type ChannelInstanceId, type ChatId, type NoticeId } from '../../domain/id.ts'
import type { Message } from '../../messages/message.ts'
import { sealMessage } from '../sealed-message.ts'
import type { Store } from '../store.ts'
import { AT_ONCE } from './delivery-conditions.ts'
import { uuidArray } from './uuid-array.ts'

export interface PlannedReminders {
  readonly instanceId: ChannelInstanceId
  readonly count: number
  /** Its bot or OA may not send. */
  readonly isStopped: boolean
}

/** Writes the same reminder of a notice for each of these chats, all at once, and gives how many go by which bot or OA. */
export async function planReminders(
  tx: Store,
  noticeId: NoticeId,
  { chats, message, now }: { chats: readonly ChatId[]; message: Message; now: Date },
): Promise<PlannedReminders[]> {
  if (chats.length === 0) return []
  const { rows } = await sql<PlannedReminders>`
    with written as (
      insert into delivery (id, channel_instance_id, chat_id, purpose, priority, message_enc,
        subject_kind, subject_id, next_at, created_at)
      select n.id, c.channel_instance_id, c.id, 'reminder', ${PRIORITY.normal},
        ${sealMessage(tx.keys, message)}, 'notice', ${noticeId}, ${AT_ONCE}, ${now}
      from unnest(${uuidArray(chats.map(() => newId()))}::uuid[], ${uuidArray(chats)}::uuid[])
        as n (id, chat_id)
      join chat c on c.id = n.chat_id
      returning channel_instance_id
    )
    select w.channel_instance_id as "instanceId", count(*)::int as count,
      l.stopped_reason is not null as "isStopped"
    from written w left join lane l on l.channel_instance_id = w.channel_instance_id
    group by w.channel_instance_id, l.stopped_reason`.execute(tx.db)
  return rows
}

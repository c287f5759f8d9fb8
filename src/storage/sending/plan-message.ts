import { sql } from 'kysely'
import type { DeliveryPurpose } from '../../domain/delivery.ts'
import { newId, type ChatId, type DeliveryId } from '../../domain/id.ts'
import type { Message } from '../../messages/message.ts'
import { hasReason } from '../kept-reason.ts'
import { sealMessage } from '../sealed-message.ts'
import type { Store } from '../store.ts'
import { AT_ONCE, hasPartOut } from './delivery-conditions.ts'
import { endHalfMade } from './end-half-made.ts'
import { standIn } from './stand-in.ts'

/** What a message is about, so that a reply to it finds its way. */
export interface DeliverySubject {
  readonly kind: string
  readonly id: string
}

export interface PlannedMessage {
  readonly chatId: ChatId
  readonly message: Message
  readonly purpose: DeliveryPurpose
  /** One of PRIORITY; lower goes first. */
  readonly priority: number
  readonly subject?: DeliverySubject
  /** Nothing of it stays behind once it has gone out: not even that something was said. */
  readonly traceless?: boolean
  /** Earliest moment; absent: at once. */
  readonly notBefore?: Date
}

/** Writes a message to be sent into the ledger, in the caller's transaction. Throws for an unknown chat. */
export async function planMessage(tx: Store, planned: PlannedMessage): Promise<DeliveryId> {
  const id = newId<DeliveryId>()
  await tx.db
    .insertInto('delivery')
    .values({
      id,
      // Null, which the table refuses, for an unknown chat.
      channel_instance_id: (eb) =>
        eb
          .selectFrom('chat')
          .select('channel_instance_id')
          .where('id', '=', planned.chatId)
          .$asScalar()
          .$notNull(),
      chat_id: planned.chatId,
      purpose: planned.purpose,
      priority: planned.priority,
      message_enc: sealMessage(tx.keys, planned.message),
      subject_kind: planned.subject?.kind ?? null,
      subject_id: planned.subject?.id ?? null,
      traceless: planned.traceless ?? false,
      next_at: planned.notBefore ?? AT_ONCE,
    })
    .execute()
  return id
}

export interface PlannedEdit {
  /** The message to change, sent or still to be sent. */
  readonly deliveryId: DeliveryId
  readonly message: Message
  readonly purpose: DeliveryPurpose
  readonly priority: number
}

/**
 * Changes a message. One of which nothing is known to be out gets the new content (a lane that has read the old one is refused
 * by its `edition`); for any other at most one edit waits, always with the newest content: no progress, if it was an answer
 * before. Where nothing of it can be edited, or its person must write first, progress is dropped; every other edit goes as a
 * message of its own (`asEdits`), or waits (`stateWhenUntaken`).
 */
export async function planEdit(tx: Store, edit: PlannedEdit): Promise<void> {
  // One change of a message after another: the second finds what the first has planned.
  const original = await tx.db
    .selectFrom('delivery')
    .select(['channel_instance_id', 'chat_id', 'subject_kind', 'subject_id', 'traceless'])
    .where('id', '=', edit.deliveryId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const sealed = sealMessage(tx.keys, edit.message)
  if (await replaceUnsent(tx, edit, sealed)) return
  const ended = await endHalfMade(tx, edit.deliveryId)
  const { purpose, priority } = (edit.purpose === 'progress' && ended) || edit
  await tx.db
    .insertInto('delivery')
    .values({
      id: newId<DeliveryId>(),
      channel_instance_id: original.channel_instance_id,
      chat_id: original.chat_id,
      purpose,
      priority,
      message_enc: sealed,
      edits_id: edit.deliveryId,
      subject_kind: original.subject_kind,
      subject_id: original.subject_id,
      traceless: original.traceless,
      next_at: AT_ONCE,
    })
    .onConflict((conflict) =>
      conflict
        .column('waiting_edit')
        .where('waiting_edit', 'is not', null)
        .doUpdateSet({
          message_enc: sealed,
          edition: sql<number>`delivery.edition + 1`,
          ...(purpose !== 'progress' && { purpose }),
          tries: 0,
          next_at: nextAtOfNewContent,
          priority: sql<number>`least(delivery.priority, excluded.priority)`,
        }),
    )
    .execute()
  if (purpose === 'progress') await standIn(tx, edit.deliveryId)
}

/**
 * New content does not wait out the pause after a call without an answer, which grows to minutes and is our own. What the
 * platform itself has told to wait does wait.
 */
const nextAtOfNewContent = sql<Date>`case when ${hasReason(sql`delivery.reason`, ['no-answer'])}
  then ${AT_ONCE}::timestamptz else delivery.next_at end`

/**
 * Gives a message of which nothing is known to be out its new content; false when it is too late for that, or an edit waits
 * already, which would come after it with what it said before. What goes once more after a doubt says what is so by then: a
 * card that has been decided on meanwhile must not ask again.
 */
async function replaceUnsent(
  tx: Store,
  { deliveryId: id, purpose }: PlannedEdit,
  sealed: Buffer,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update delivery d set message_enc = ${sealed}, edition = d.edition + 1,
      tries = case when ${purpose !== 'progress'}::boolean then 0 else d.tries end
    where d.id = ${id} and d.state in ('planned', 'waiting-for-contact') and not ${hasPartOut}
      and not exists (select 1 from delivery e where e.waiting_edit = d.id)`.execute(tx.db)
  return (numAffectedRows ?? 0n) > 0n
}

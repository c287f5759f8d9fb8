import { sql } from 'kysely'
import {
  newId,
  type ChannelInstanceId,
  type ChatId,
  type PersonId,
  type UnitId,
} from '../domain/id.ts'
import type { ChatState, Platform } from '../domain/platform.ts'
import { chatKey } from './chats.ts'
import { endUnbound } from './sending/end-unbound.ts'
import { planReturned } from './sending/plan-again.ts'
import type { Store } from './store.ts'

export interface Group {
  readonly id: ChatId
  readonly title: string
  readonly platform: Platform
  readonly instanceId: ChannelInstanceId
  readonly state: ChatState
  readonly internal: boolean
  readonly unitId: UnitId | null
  /** When the bot saw it first. */
  readonly seenAt: Date
}

/** Every group in which the bot is, the unbound ones first; and those that it has lost, while a unit counts on them. */
export async function listGroups(store: Store): Promise<Group[]> {
  const rows = await groupQuery(store)
    .where('chat.state', '<>', 'gone')
    .where((where) =>
      where.or([
        where('chat.state', 'not in', ['left', 'dissolved']),
        where('chat_binding.unit_id', 'is not', null),
      ]),
    )
    .orderBy('chat_binding.unit_id', (order) => order.asc().nullsFirst())
    .orderBy('chat.title')
    .limit(2_000)
    .execute()
  return rows.map(toGroup)
}

export async function findGroup(store: Store, id: ChatId): Promise<Group | undefined> {
  const row = await groupQuery(store).where('chat.id', '=', id).executeTakeFirst()
  return row && toGroup(row)
}

/** A group by its platform's id; undefined: the bot has not seen it yet. */
export async function groupByExternalId(
  store: Store,
  instanceId: ChannelInstanceId,
  externalId: string,
): Promise<Group | undefined> {
  const row = await groupQuery(store)
    .where('chat.channel_instance_id', '=', instanceId)
    .where('chat.external_key', '=', chatKey(store, externalId))
    .executeTakeFirst()
  return row && toGroup(row)
}

/** The platform's id of a group. */
export async function groupAddress(store: Store, id: ChatId): Promise<string | undefined> {
  const row = await store.db
    .selectFrom('chat')
    .select('external_enc')
    .where('id', '=', id)
    .where('type', '=', 'group')
    .executeTakeFirst()
  return row && store.keys.decrypt(row.external_enc, 'chat.external')
}

/**
 * Binds a group to a unit from now on; what it was bound to before ends now, with what waits to go there for that alone. What
 * it had lost of a broadcast that is on its way, and is for this unit, goes there after all.
 */
export async function bindGroup(
  tx: Store,
  binding: { chatId: ChatId; unitId: UnitId; by: PersonId | null; now: Date },
): Promise<void> {
  // Two who bind it in the same moment come one after the other.
  await tx.db
    .selectFrom('chat')
    .select('id')
    .where('id', '=', binding.chatId)
    .forNoKeyUpdate()
    .execute()
  await closeBinding(tx, binding.chatId, binding.now)
  await tx.db
    .insertInto('chat_binding')
    .values({
      id: newId(),
      chat_id: binding.chatId,
      unit_id: binding.unitId,
      valid_from: binding.now,
      valid_to: null,
      bound_by: binding.by,
    })
    .execute()
  await planReturned(tx, [binding.chatId], binding.now)
  await endUnbound(tx, [binding.chatId], binding.now)
}

/** A group serves no unit from now on; what waits to go there does not go any more. */
export async function endBinding(tx: Store, chatId: ChatId, now: Date): Promise<void> {
  await closeBinding(tx, chatId, now)
  await endUnbound(tx, [chatId], now)
}

async function closeBinding(tx: Store, chatId: ChatId, now: Date): Promise<void> {
  await tx.db
    .updateTable('chat_binding')
    .set({ valid_to: now })
    .where('chat_id', '=', chatId)
    .where('valid_to', 'is', null)
    .execute()
}

/** Says once that a group is new; true for whoever is first. */
export async function markAnnounced(tx: Store, chatId: ChatId, now: Date): Promise<boolean> {
  const marked = await tx.db
    .updateTable('chat')
    .set({ announced_at: now })
    .where('id', '=', chatId)
    .where('announced_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return marked !== undefined
}

/** How many groups the owners have been asked about since then that still belong to no unit. */
export async function countAnnounced(store: Store, since: Date): Promise<number> {
  const { count } = await store.db
    .selectFrom('chat')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('type', '=', 'group')
    .where('announced_at', '>', since)
    .where(
      sql<boolean>`not exists (
      select from chat_binding b where b.chat_id = chat.id and b.valid_to is null)`,
    )
    .executeTakeFirstOrThrow()
  return Number(count)
}

function groupQuery(store: Store) {
  return store.db
    .selectFrom('chat')
    .innerJoin('channel_instance', 'channel_instance.id', 'chat.channel_instance_id')
    .leftJoin('chat_binding', (join) =>
      join.onRef('chat_binding.chat_id', '=', 'chat.id').on('chat_binding.valid_to', 'is', null),
    )
    .select([
      'chat.id',
      'chat.title',
      'chat.state',
      'chat.internal',
      'chat.created_at',
      'channel_instance.platform',
      'channel_instance.id as instance_id',
      'chat_binding.unit_id',
    ])
    .where('chat.type', '=', 'group')
}

function toGroup(row: {
  id: ChatId
  title: string
  state: ChatState
  internal: boolean
  platform: Platform
  instance_id: ChannelInstanceId
  unit_id: UnitId | null
  created_at: Date
}): Group {
  return {
    id: row.id,
    title: row.title,
    state: row.state,
    internal: row.internal,
    platform: row.platform,
    instanceId: row.instance_id,
    unitId: row.unit_id,
    seenAt: row.created_at,
  }
}

import { sql } from 'kysely'
import {
  newId,
  type ChannelInstanceId,
  type ChatId,
  type GroupWishId,
  type PersonId,
  type UnitId,
} from '../domain/id.ts'
import type { Store } from './store.ts'

/** Something to be done with groups at a platform; see migrations/0003-group-wish.ts. */
export interface GroupWish {
  readonly id: GroupWishId
  readonly kind: 'create' | 'invite'
  readonly instanceId: ChannelInstanceId
  readonly unitId: UnitId
  readonly chatId: ChatId | null
  readonly name: string
  readonly askedBy: PersonId
  readonly toldChatId: ChatId
  readonly state: 'asked' | 'planned' | 'calling' | 'done' | 'failed'
  readonly tries: number
  /** The platform has been asked to make the group, whatever came of it. */
  readonly isCalled: boolean
}

/** A process that died leaves its wish to the next one after this. */
const LEASE_MS = 300_000
/** The largest group that is sold. */
const MOST_INVITED = 1_000

const COLUMNS = [
  'id',
  'kind',
  'channel_instance_id',
  'unit_id',
  'chat_id',
  'name',
  'asked_by',
  'told_chat_id',
  'state',
  'tries',
  'called',
] as const

export async function addWish(
  tx: Store,
  wish: Omit<GroupWish, 'id' | 'tries' | 'isCalled'>,
  now: Date,
): Promise<GroupWishId> {
  const id = newId<GroupWishId>()
  await tx.db
    .insertInto('group_wish')
    .values({
      id,
      kind: wish.kind,
      channel_instance_id: wish.instanceId,
      unit_id: wish.unitId,
      chat_id: wish.chatId,
      name: wish.name,
      asked_by: wish.askedBy,
      told_chat_id: wish.toldChatId,
      state: wish.state,
      next_at: now,
    })
    .execute()
  return id
}

export async function findWish(store: Store, id: GroupWishId): Promise<GroupWish | undefined> {
  const row = await store.db
    .selectFrom('group_wish')
    .select(COLUMNS)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && toWish(row)
}

/** Says yes to a wish; false when it is not waiting for that any more. */
export async function confirmWish(tx: Store, id: GroupWishId, now: Date): Promise<boolean> {
  const confirmed = await tx.db
    .updateTable('group_wish')
    .set({ state: 'planned', next_at: now })
    .where('id', '=', id)
    .where('state', '=', 'asked')
    .returning('id')
    .executeTakeFirst()
  return confirmed !== undefined
}

/** Takes a due wish in hand and notes that the platform is about to be asked; undefined: somebody else has it. */
export async function takeWish(
  tx: Store,
  id: GroupWishId,
  now: Date,
): Promise<GroupWish | undefined> {
  const row = await tx.db
    .updateTable('group_wish')
    .set({
      state: 'calling',
      tries: sql<number>`tries + 1`,
      next_at: new Date(now.getTime() + LEASE_MS),
    })
    .where('id', '=', id)
    .where('state', 'in', ['planned', 'calling'])
    .where('next_at', '<=', now)
    .returning(COLUMNS)
    .executeTakeFirst()
  return row && toWish(row)
}

/** Before the platform is asked to make the group: one that is found from now on may be its own. */
export async function noteCalled(store: Store, id: GroupWishId): Promise<void> {
  await store.db.updateTable('group_wish').set({ called: true }).where('id', '=', id).execute()
}

export async function endWish(
  tx: Store,
  id: GroupWishId,
  end: { readonly state: 'done' | 'failed'; readonly chatId?: ChatId },
): Promise<void> {
  await tx.db
    .updateTable('group_wish')
    .set({ state: end.state, ...(end.chatId && { chat_id: end.chatId }) })
    .where('id', '=', id)
    .execute()
}

/** Lets a wish wait: the platform has asked for it, or nobody knows what came of the call. */
export async function postponeWish(store: Store, id: GroupWishId, until: Date): Promise<void> {
  await store.db
    .updateTable('group_wish')
    .set({ next_at: until })
    .where('id', '=', id)
    .where('state', '=', 'calling')
    .execute()
}

export async function dueWishes(store: Store, now: Date): Promise<GroupWishId[]> {
  const rows = await store.db
    .selectFrom('group_wish')
    .select('id')
    .where('state', 'in', ['planned', 'calling'])
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .limit(20)
    .execute()
  return rows.map(({ id }) => id)
}

/** Whether a group that has just been seen may be one that is being made: then nobody is asked about it. */
export async function isBeingMade(
  store: Store,
  instanceId: ChannelInstanceId,
  title: string,
): Promise<boolean> {
  const row = await store.db
    .selectFrom('group_wish')
    .select('id')
    .where('channel_instance_id', '=', instanceId)
    .where('kind', '=', 'create')
    .where('state', 'in', ['planned', 'calling'])
    .$if(title !== '', (query) => query.where('name', '=', title))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The platform ids of the people of a unit who have an open private chat with the bot. */
export async function accountsOfUnit(
  store: Store,
  instanceId: ChannelInstanceId,
  unitId: UnitId,
): Promise<string[]> {
  const rows = await store.db
    .selectFrom('post')
    .select('person_id')
    .where('unit_id', '=', unitId)
    .where('valid_to', 'is', null)
    .orderBy('id')
    .limit(MOST_INVITED)
    .execute()
  return accountsOfPeople(
    store,
    instanceId,
    rows.map((row) => row.person_id),
  )
}

/** The platform ids of these people who have an open private chat with the bot. */
export async function accountsOfPeople(
  store: Store,
  instanceId: ChannelInstanceId,
  people: readonly PersonId[],
): Promise<string[]> {
  if (people.length === 0) return []
  const rows = await store.db
    .selectFrom('account')
    .innerJoin('chat', 'chat.account_id', 'account.id')
    .select('account.external_enc')
    .where('account.channel_instance_id', '=', instanceId)
    .where('account.person_id', 'in', [...new Set(people)])
    .where('chat.type', '=', 'private')
    .where('chat.state', '=', 'active')
    .orderBy('account.id')
    .execute()
  return rows.map((row) => store.keys.decrypt(row.external_enc, 'account.external'))
}

function toWish(row: {
  id: GroupWishId
  kind: GroupWish['kind']
  channel_instance_id: ChannelInstanceId
  unit_id: UnitId
  chat_id: ChatId | null
  name: string
  asked_by: PersonId
  told_chat_id: ChatId
  state: GroupWish['state']
  tries: number
  called: boolean
}): GroupWish {
  return {
    id: row.id,
    kind: row.kind,
    instanceId: row.channel_instance_id,
    unitId: row.unit_id,
    chatId: row.chat_id,
    name: row.name,
    askedBy: row.asked_by,
    toldChatId: row.told_chat_id,
    state: row.state,
    tries: row.tries,
    isCalled: row.called,
  }
}

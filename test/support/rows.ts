import { sql } from 'kysely'
import { PRIORITY } from '../../src/domain/delivery.ts'
import {
  newId,
  type BroadcastId,
  type ChannelInstanceId,
  type ChatId,
  type NoticeId,
  type NoticeVersionId,
  type PersonId,
  type UnitId,
  type UnitVersionId,
} from '../../src/domain/id.ts'
import type { NoticeKind } from '../../src/domain/notice.ts'
import { enterAccount } from '../../src/storage/accounts.ts'
import { enterChat } from '../../src/storage/chats.ts'
import { plainMessage } from '../../src/messages/message.ts'
import { recordDecision } from '../../src/storage/approvals.ts'
import { createBroadcast } from '../../src/storage/sending/broadcasts.ts'
import { acquireLane, type Lease } from '../../src/storage/sending/lanes.ts'
import { setProgressMessage } from '../../src/storage/sending/progress-message.ts'
import { planMessage } from '../../src/storage/sending/plan-message.ts'
import { addPerson, addPost } from '../../src/storage/people.ts'
import type { Asker } from '../../src/storage/questions.ts'
import type { Store } from '../../src/storage/store.ts'

/** A bot of the installation. */
export async function givenInstance(store: Store): Promise<ChannelInstanceId> {
  const id = newId<ChannelInstanceId>()
  await store.db
    .insertInto('channel_instance')
    .values({ id, platform: 'telegram', external_id: id, name: 'bot' })
    .execute()
  return id
}

/** The last owner of the bot's lane has died with work in hand: the next one looks for what it left. */
export async function givenDeadOwner(store: Store, instanceId: ChannelInstanceId): Promise<void> {
  await store.db
    .insertInto('lane')
    .values({ channel_instance_id: instanceId, owner: null, fence: 1 })
    .onConflict((conflict) =>
      conflict.column('channel_instance_id').doUpdateSet({ cleared_fence: sql`lane.fence - 1` }),
    )
    .execute()
}

/** A lease that the next owner need not wait for, as if the one that it is given to were dead. */
export async function givenDeadLease(store: Store, instanceId: ChannelInstanceId): Promise<Lease> {
  const answer = await acquireLane(store, instanceId, newId<string>(), 60_000)
  if (answer.kind !== 'held') throw new Error(answer.kind)
  await endLease(store, instanceId)
  return answer.lease
}

/** The owner of a lane is as good as dead: the next one need not wait for its lease. */
export async function endLease(store: Store, instanceId: ChannelInstanceId): Promise<void> {
  await sql`update lane set lease_until = '-infinity'
    where channel_instance_id = ${instanceId}`.execute(store.db)
}

/** A chat of that bot; its platform id is the given name. */
export async function givenChat(
  store: Store,
  instanceId: ChannelInstanceId,
  externalId: string,
  type: 'private' | 'group' = 'private',
): Promise<ChatId> {
  const account =
    type === 'private'
      ? await enterAccount(store, { instanceId, externalId, name: externalId })
      : null
  const chat = await enterChat(store, {
    instanceId,
    externalId,
    type,
    title: type === 'group' ? externalId : '',
    accountId: account?.id ?? null,
  })
  return chat.id
}

/** Who asks in a private chat. */
export async function askerIn(store: Store, chatId: ChatId): Promise<Asker> {
  const { account_id: accountId } = await store.db
    .selectFrom('chat')
    .select('account_id')
    .where('id', '=', chatId)
    .executeTakeFirstOrThrow()
  if (accountId === null) throw new Error('a group asks nothing')
  return { accountId, chatId }
}

/** A person with a post in each of the units. */
export async function givenPerson(
  store: Store,
  person: { name?: string; units?: readonly UnitId[]; account?: ChatId } = {},
): Promise<PersonId> {
  const name = person.name ?? 'Lan'
  const id = await addPerson(store, { name })
  for (const unitId of person.units ?? [])
    await addPost(store, { personId: id, unitId, role: 'member', from: '2026-01-01' })
  if (person.account)
    await sql`update account set person_id = ${id} from chat
      where chat.id = ${person.account} and account.id = chat.account_id`.execute(store.db)
  return id
}

/** An organisation unit without a parent. */
export async function givenUnit(store: Store, code: string): Promise<UnitId> {
  const id = newId<UnitId>()
  await store.db.insertInto('unit').values({ id, kind: 'org', successor_id: null }).execute()
  await store.db
    .insertInto('unit_version')
    .values({
      id: newId<UnitVersionId>(),
      unit_id: id,
      code: `${code}-${id.slice(-6)}`,
      name: code,
      parent_id: null,
      area_id: null,
      valid_from: '2026-01-01',
      valid_to: null,
    })
    .execute()
  return id
}

/** A group that serves a unit. */
export async function givenGroup(
  store: Store,
  instanceId: ChannelInstanceId,
  externalId: string,
  unitId: UnitId,
): Promise<ChatId> {
  const chatId = await givenChat(store, instanceId, externalId, 'group')
  await store.db
    .insertInto('chat_binding')
    .values({
      id: newId<string>(),
      chat_id: chatId,
      unit_id: unitId,
      valid_from: new Date('2026-01-01'),
      valid_to: null,
      bound_by: null,
    })
    .execute()
  return chatId
}

/** Units of these names, each with a group of its own that is named alike. */
export function givenServedUnits(
  store: Store,
  instanceId: ChannelInstanceId,
  names: readonly string[],
): Promise<UnitId[]> {
  return Promise.all(
    names.map(async (name) => {
      const unit = await givenUnit(store, name)
      await givenGroup(store, instanceId, name, unit)
      return unit
    }),
  )
}

let lastCode = 0

/** A broadcast of an approved notice to the units, whose hour has come. */
export async function givenBroadcast(
  store: Store,
  options: {
    units?: readonly UnitId[]
    kind?: NoticeKind
    urgent?: boolean
    state?: 'scheduled' | 'starting'
    releaseAt?: Date
    progressChatId?: ChatId
  } = {},
): Promise<BroadcastId> {
  const author = await givenPerson(store, { name: 'Minh' })
  const unit = options.units?.[0] ?? (await givenUnit(store, 'van-phong'))
  const noticeId = newId<NoticeId>()
  const versionId = newId<NoticeVersionId>()
  await store.db
    .insertInto('notice')
    .values({
      id: noticeId,
      code: Number(process.pid % 1000) * 100_000 + ++lastCode,
      unit_id: unit,
      author_id: author,
      state: 'approved',
    })
    .execute()
  await store.db
    .insertInto('notice_version')
    .values({
      id: versionId,
      notice_id: noticeId,
      number: 1,
      kind: options.kind ?? 'announcement',
      title: 'Mời họp',
      doc_number: null,
      issued_on: null,
      issuer: null,
      source_text: 'Mời họp thôn.',
      reading: '{}',
      created_by: author,
    })
    .execute()
  const now = new Date()
  const by = await givenPerson(store, { name: 'Hà' })
  await recordDecision(store, { versionId, decision: 'approved', reason: null, by, now })
  const { progressChatId = null } = options
  const id = await createBroadcast(store, {
    noticeId,
    versionId,
    state: options.state ?? 'starting',
    urgent: options.urgent ?? false,
    releaseAt: options.releaseAt ?? new Date(now.getTime() - 1_000),
    startedBy: author,
    progressChatId,
    units: options.units ?? [],
    now,
  })
  if (progressChatId) {
    const message = plainMessage('Bắt đầu gửi')
    const answer = {
      chatId: progressChatId,
      message,
      purpose: 'answer',
      priority: PRIORITY.answer,
    } as const
    await setProgressMessage(store, id, await planMessage(store, answer))
  }
  return id
}

import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { DeliveryState } from '../domain/delivery.ts'
import type {
  AccountId,
  BroadcastId,
  ChannelInstanceId,
  ChatId,
  PersonId,
  QuestionId,
} from '../domain/id.ts'
import { accountKey, openAccountName } from './accounts.ts'
import { chatKey } from './chats.ts'
import { keepAcknowledged } from './acknowledgements.ts'
import { addOnDay } from './day-counts.ts'
import { dropOwnFiles } from './own-files.ts'
import { isOnlyJoined, namesOf, renamePerson, UNKNOWN_NAME } from './people.ts'
import { countingAs } from './person-now.ts'
import { askerKey } from './questions.ts'
import { hasChange } from './sending/changes-of.ts'
import type { Store } from './store.ts'
import { isNameUnsaid, noteNameSaid } from './unsaid-names.ts'

export interface ErasableAccount {
  readonly accountId: AccountId
  readonly personId: PersonId | null
  readonly chatIds: readonly ChatId[]
}

/** Names that have gone, and the people whose they were. */
export interface ForgottenNames {
  readonly names: readonly string[]
  readonly people: readonly PersonId[]
}

/** The account behind a platform id with its private chats, locked; undefined: there is none, or it was erased. */
export async function lockAccount(
  tx: Store,
  instanceId: ChannelInstanceId,
  externalId: string,
): Promise<ErasableAccount | undefined> {
  const account = await tx.db
    .selectFrom('account')
    .select(['id', 'person_id'])
    .where('channel_instance_id', '=', instanceId)
    .where('external_key', '=', accountKey(tx, externalId))
    .forUpdate()
    .executeTakeFirst()
  if (!account) return undefined
  const chats = await tx.db
    .selectFrom('chat')
    .select('id')
    .where('channel_instance_id', '=', instanceId)
    .where('type', '=', 'private')
    .where((eb) =>
      eb.or([eb('account_id', '=', account.id), eb('external_key', '=', chatKey(tx, externalId))]),
    )
    .forUpdate()
    .execute()
  return {
    accountId: account.id,
    personId: account.person_id,
    chatIds: chats.map(({ id }) => id),
  }
}

/**
 * Takes everything out that says who an account is or what was said with it. Rows that others count by stay, with
 * nothing in them: whoever writes again is a stranger. What an office keeps of its own, its rolls, is not the account's.
 * Gives the broadcasts of which they have no copy, whose progress may name them, and the names that have gone.
 */
export async function eraseAccount(
  tx: Store,
  { accountId, personId, chatIds }: ErasableAccount,
  { now, today }: { readonly now: Date; readonly today: string },
): Promise<ForgottenNames & { readonly broadcasts: readonly BroadcastId[] }> {
  const shown = await shownName(tx, accountId)
  await eraseQuestions(tx, accountId, { now, today })
  const broadcasts = await eraseChats(tx, chatIds, now)
  for (const table of ['conversation', 'link_code', 'link_miss', 'linked_account'])
    await sql`delete from ${sql.table(table)} where account_id = ${accountId}`.execute(tx.db)
  // That there was a consent, and that it has ended, is what the office must be able to prove.
  await tx.db
    .updateTable('consent')
    .set({ withdrawn_on: today })
    .where('account_id', '=', accountId)
    .where('withdrawn_on', 'is', null)
    .execute()
  const same = personId ? await samePeople(tx, personId) : []
  if (personId && same.some(({ has_posts }) => has_posts))
    await keepAcknowledged(tx, [accountId], personId)
  await tx.db
    .updateTable('account')
    .set({
      external_key: randomBytes(32),
      external_enc: tx.keys.encrypt('', 'account.external'),
      name_enc: null,
      person_id: null,
      receives: false,
    })
    .where('id', '=', accountId)
    .execute()
  return { broadcasts, ...(await leavePeople(tx, same, { now, today }, shown)) }
}

/**
 * Does for somebody for whom no account stands any more what an erasure does with the last one: the erased account was theirs,
 * and the link by which another stood for them has been undone. Gives the names that have gone.
 */
export async function forgetForsaken(
  tx: Store,
  personId: PersonId,
  at: { readonly now: Date; readonly today: string },
): Promise<ForgottenNames> {
  return leavePeople(tx, await samePeople(tx, personId), at, '')
}

/**
 * What becomes of a person, and of all who were found to be the same, when an account of theirs has gone, which was shown by a
 * name. Gives the names that they have no more.
 */
async function leavePeople(
  tx: Store,
  same: readonly SamePerson[],
  { now, today }: { readonly now: Date; readonly today: string },
  shown: string,
): Promise<ForgottenNames> {
  if (same.length === 0) return { names: [shown], people: [] }
  const ids = same.map(({ id }) => id)
  const before = await namesOf(tx, ids)
  const other = await anAccountOf(tx, ids)
  if (!other) await endJoined(tx, ids, today)
  if (!same.some(({ on_roll }) => on_roll)) await forgetName(tx, same, other, now)
  const kept = new Set((await namesOf(tx, ids)).values())
  const names = [shown, ...before.values()].filter((name) => !kept.has(name))
  return { names, people: ids }
}

interface SamePerson {
  readonly id: PersonId
  /** A roll or an owner has written that they belong somewhere, now or earlier. */
  readonly on_roll: boolean
  /** A roll or an owner has written so, or they have joined by themselves: units count them. */
  readonly has_posts: boolean
}

/** A person with all who were found to be the same. */
async function samePeople(tx: Store, personId: PersonId): Promise<readonly SamePerson[]> {
  const { rows } = await sql<SamePerson>`
    select same.id, exists (select from post p where p.person_id = same.id) as has_posts,
      exists (select from post p where p.person_id = same.id and not p.joined) as on_roll
    from (${countingAs(personId)}) same`.execute(tx.db)
  return rows
}

async function shownName(tx: Store, accountId: AccountId): Promise<string> {
  const row = await tx.db
    .selectFrom('account')
    .select('name_enc')
    .where('id', '=', accountId)
    .executeTakeFirst()
  return openAccountName(tx, row?.name_enc)
}

/** Any account that stands for one of these people, by the name that it has. */
async function anAccountOf(
  tx: Store,
  people: readonly PersonId[],
): Promise<{ readonly name: string } | undefined> {
  const row = await tx.db
    .selectFrom('account')
    .select('name_enc')
    .where('person_id', 'in', people)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row && { name: openAccountName(tx, row.name_enc) }
}

/**
 * Ends what people have joined by themselves, when their last account goes. What a roll or an owner says they are is the unit's,
 * and stays: a name and an invitation are enough to stand for somebody on a roll who has no account, and must not strike them.
 */
async function endJoined(tx: Store, people: readonly PersonId[], today: string): Promise<void> {
  await tx.db
    .updateTable('post')
    .set({ valid_to: today })
    .where('person_id', 'in', people)
    .where(isOnlyJoined)
    .where('valid_to', 'is', null)
    .execute()
}

/**
 * A person who stands in no roll, now or earlier, was made of accounts and has the name of one, or the one that they typed. With
 * the last account that goes, and the names of all who were found to be the same; while there is another, its name stands, or
 * what they typed when they joined.
 */
async function forgetName(
  tx: Store,
  people: readonly SamePerson[],
  other: { readonly name: string } | undefined,
  now: Date,
): Promise<void> {
  const ids = people.map(({ id }) => id)
  const mayBeTyped = other !== undefined && people.some(({ has_posts }) => has_posts)
  for (const id of ids) {
    if (mayBeTyped && !(await isNameUnsaid(tx, id))) continue
    await renamePerson(tx, id, other?.name || UNKNOWN_NAME)
  }
  if (other) return
  for (const id of ids) await noteNameSaid(tx, id)
  await tx.db
    .updateTable('person')
    .set({ name_key: randomBytes(32), phone_enc: null, phone_key: null, erased_at: now })
    .where('id', 'in', ids)
    .execute()
}

/**
 * Takes the words and the asker out of an account's questions, and ends the answers that still wait to go to its chats, which
 * are locked first, as whoever answers does. What else is known of the account stays.
 */
export async function withdrawQuestions(
  tx: Store,
  accountId: AccountId,
  at: { readonly now: Date; readonly today: string },
): Promise<void> {
  const chats = await lockChats(tx, accountId)
  await eraseQuestions(tx, accountId, at)
  if (chats.length === 0) return
  await sql`
    delete from delivery d
    where d.chat_id = any(${chats.map(({ id }) => id)}::uuid[]) and d.traceless and d.purpose = 'card'
      and d.state in ('planned', 'waiting-for-contact')
      and not exists (select from delivery change where change.edits_id = d.id)`.execute(tx.db)
}

/**
 * The same of one of them that waits for its answer; false where the account has none of that number that does. No answer to it
 * can be on its way, and those to others stay.
 */
export async function withdrawQuestion(
  tx: Store,
  accountId: AccountId,
  { code, ...at }: { readonly code: number; readonly now: Date; readonly today: string },
): Promise<boolean> {
  await lockChats(tx, accountId)
  return (await eraseQuestions(tx, accountId, at, code)) > 0
}

/** The private chats of an account, locked as whoever answers locks them first. */
async function lockChats(tx: Store, accountId: AccountId): Promise<{ readonly id: ChatId }[]> {
  return tx.db
    .selectFrom('chat')
    .select('id')
    .where('account_id', '=', accountId)
    .where('type', '=', 'private')
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** The number stays used; no answer can go out to it any more. With a code: that one alone, unless it is answered. */
async function eraseQuestions(
  tx: Store,
  accountId: AccountId,
  { now, today }: { readonly now: Date; readonly today: string },
  code?: number,
): Promise<number> {
  const key = askerKey(tx, accountId)
  // An answer that is just being written comes before, and goes with the others, or finds nothing to answer.
  const own = tx.db
    .selectFrom('question')
    .select(['id', 'received_on'])
    .where('asker_key', '=', key)
    .orderBy('id')
    .forUpdate()
  const questions = await (
    code === undefined ? own : own.where('code', '=', code).where('state', '=', 'received')
  ).execute()
  if (code !== undefined && questions.length === 0) return 0
  const ids = questions.map(({ id }) => id)
  const count = questions.filter(({ received_on }) => received_on === today).length
  await addOnDay(tx, { what: 'question-gone', account: accountId, count, day: today })
  await emptyCards(tx, ids, now)
  const which =
    code === undefined
      ? sql<boolean>`q.asker_key = ${key}`
      : sql<boolean>`q.id = any(${ids}::uuid[])`
  await sql`
    delete from answer a using question q
    where q.id = a.question_id and ${which}`.execute(tx.db)
  await tx.db
    .updateTable('question as q')
    .set({
      state: 'withdrawn',
      text_enc: tx.keys.encrypt('', 'question.text'),
      asker_enc: tx.keys.encrypt('null', 'question.asker'),
      asker_key: randomBytes(32),
    })
    .where(which)
    .execute()
  return ids.length
}

/** What a list of questions is kept under that an officer has asked for, and what else quotes one to them without being its card. */
export const QUESTION_LIST = 'question-list'
export const QUESTION_WORDS = 'question-words'

/**
 * The cards by which clerks were shown a question hold its words while they wait: for a bot that has stopped, or for a clerk to
 * write. They go to nobody any more, nor do changes of them; nor a list, which may have it and is one word away, or an answer
 * to it that its writer was to look at once more.
 */
export async function emptyCards(
  tx: Store,
  questions: readonly QuestionId[],
  now: Date,
): Promise<void> {
  if (questions.length === 0) return
  const quotes = sql<boolean>`(w.subject_kind = ${QUESTION_LIST}
    or (w.subject_kind = ${QUESTION_WORDS} and w.subject_id = any(${questions}::uuid[])))`
  await sql`
    with card as (
      select id from delivery
      where purpose = 'card' and subject_kind = 'question' and subject_id = any(${questions}::uuid[])
      -- Each of what waits by the index of its own.
      union all
      select w.id from delivery w
      where w.settled_as is null and w.broadcast_id is null and w.state = 'planned' and ${quotes}
      union all
      select w.id from delivery w where w.settled_as = 'waiting-for-contact' and ${quotes})
    update delivery d set message_enc = null, edition = d.edition + 1,
      state = case when d.state in ('planned', 'waiting-for-contact') then 'cancelled' else d.state end,
      settled_at = case when d.state = 'planned' then ${now} else d.settled_at end
    from card where (d.id = card.id or d.edits_id = card.id)
      and (d.message_enc is not null or d.state in ('planned', 'waiting-for-contact'))`.execute(
    tx.db,
  )
}

async function eraseChats(
  tx: Store,
  chatIds: readonly ChatId[],
  now: Date,
): Promise<readonly BroadcastId[]> {
  if (chatIds.length === 0) return []
  await tx.db.deleteFrom('menu').where('chat_id', 'in', chatIds).execute()
  await tx.db.deleteFrom('conversation').where('chat_id', 'in', chatIds).execute()
  // Held first, so that no call goes out meanwhile.
  await sql`
    select from delivery d where d.chat_id = any(${chatIds}::uuid[]) order by d.id for update`.execute(
    tx.db,
  )
  const isOut = (d: ReturnType<typeof sql>) => sql<boolean>`${d}.state = 'sending'`
  const gone = await sql<{ subject_kind: string | null; subject_id: string | null }>`
    delete from delivery d where d.chat_id = any(${chatIds}::uuid[])
      and not ${isOut(sql`d`)} and not ${hasChange(sql`d`, isOut)}
      and (d.traceless or exists (
        select from delivery o where o.id = d.edits_id and o.traceless))
    returning d.subject_kind, d.subject_id`.execute(tx.db)
  await dropOwnFiles(tx, gone.rows)
  // One whose call is out ends by itself, keeps no ids (`settleParts`), and finds no content for another. What it changes goes
  // with it then (`forgetTraceless`).
  const { rows } = await sql<{ broadcast_id: BroadcastId | null; state: DeliveryState }>`
    update delivery set message_enc = null, echo_id = null, delivered_at = null, seen_at = null,
      state = case when state in ('planned', 'waiting-for-contact') then 'cancelled' else state end,
      settled_at = case when state = 'planned' then ${now} else settled_at end,
      edition = edition + 1
    where chat_id = any(${chatIds}::uuid[])
    returning broadcast_id, state`.execute(tx.db)
  await sql`
    update attempt set message_ids = '{}'
    where chat_id = any(${chatIds}::uuid[]) and message_ids <> '{}'`.execute(tx.db)
  for (const id of chatIds) await emptyChat(tx, id)
  return [
    ...new Set(
      rows
        .filter(({ state }) => state !== 'sent' && state !== 'sending')
        .flatMap(({ broadcast_id }) => broadcast_id ?? []),
    ),
  ]
}

/** Nobody can be reached by it any more; `isErased` knows it by this. */
export async function emptyChat(tx: Store, id: ChatId): Promise<void> {
  await tx.db
    .updateTable('chat')
    .set({
      external_key: randomBytes(32),
      external_enc: tx.keys.encrypt('', 'chat.external'),
      account_id: null,
      state: 'gone',
      state_reason: null,
      told_state: null,
      standing_at: null,
    })
    .where('id', '=', id)
    .execute()
}

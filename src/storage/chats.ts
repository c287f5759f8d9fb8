import { sql } from 'kysely'
import { newId, type AccountId, type ChannelInstanceId, type ChatId } from '../domain/id.ts'
import type { ChatState, ChatType } from '../domain/platform.ts'
import type { Locale } from '../domain/locale.ts'
import { isForContact, isOpenInChat } from './sending/delivery-conditions.ts'
import type { Store } from './store.ts'

export interface Chat {
  readonly id: ChatId
  readonly instanceId: ChannelInstanceId
  readonly type: ChatType
  readonly title: string
  readonly state: ChatState
  readonly internal: boolean
  readonly accountId: AccountId | null
  /** The owners have been asked which unit this group belongs to. */
  readonly isAnnounced: boolean
  /** Messages wait for a word from the other side, or a call is out that may say so. */
  readonly isAwaited: boolean
}

interface SeenChat {
  readonly instanceId: ChannelInstanceId
  readonly externalId: string
  readonly type: ChatType
  readonly title: string
  readonly accountId: AccountId | null
}

/**
 * The chat behind a platform id, made at first sight; title and account are kept up to date. Reads first:
 * an upsert would leave a dead row for every message.
 */
export async function enterChat(tx: Store, seen: SeenChat): Promise<Chat> {
  const found = await findChat(tx, seen)
  if (found && !tellsNews(found, seen)) return found
  await writeChat(tx, seen)
  const written = await findChat(tx, seen)
  if (!written) throw new Error('a chat that was just written is not there')
  return written
}

async function findChat(tx: Store, seen: SeenChat): Promise<Chat | undefined> {
  const row = await tx.db
    .selectFrom('chat')
    .select(['id', 'channel_instance_id', 'type', 'title', 'state'])
    .select(['internal', 'account_id', 'announced_at'])
    // Asked for private chats only: planning it costs more than the rest, and groups are not waited for.
    .$if(seen.type === 'private', (query) =>
      query.select(
        sql<boolean>`exists (
          select 1 from delivery d where d.chat_id = chat.id
            and (${isForContact} or (${isOpenInChat(sql`d`)} and d.state = 'sending')))`.as(
          'is_awaited',
        ),
      ),
    )
    .where('channel_instance_id', '=', seen.instanceId)
    .where('external_key', '=', chatKey(tx, seen.externalId))
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      instanceId: row.channel_instance_id,
      type: row.type,
      title: row.title,
      state: row.state,
      internal: row.internal,
      accountId: row.account_id,
      isAnnounced: row.announced_at !== null,
      isAwaited: Boolean(row.is_awaited),
    }
  )
}

function tellsNews(known: Chat, seen: SeenChat): boolean {
  const title = titleOf(seen)
  return (title !== '' && title !== known.title) || (!known.accountId && ownerOf(seen) !== null)
}

async function writeChat(tx: Store, seen: SeenChat): Promise<void> {
  await tx.db
    .insertInto('chat')
    .values({
      id: newId<ChatId>(),
      channel_instance_id: seen.instanceId,
      type: seen.type,
      external_key: chatKey(tx, seen.externalId),
      external_enc: tx.keys.encrypt(seen.externalId, 'chat.external'),
      title: titleOf(seen),
      account_id: ownerOf(seen),
    })
    .onConflict((conflict) =>
      conflict.columns(['channel_instance_id', 'external_key']).doUpdateSet((eb) => ({
        title: eb
          .case()
          .when('excluded.title', '<>', '')
          .then(eb.ref('excluded.title'))
          .else(eb.ref('chat.title'))
          .end(),
        account_id: eb.fn.coalesce('chat.account_id', 'excluded.account_id'),
      })),
    )
    .execute()
}

function titleOf({ type, title }: SeenChat): string {
  return type === 'group' ? title.slice(0, 200) : ''
}

function ownerOf({ type, accountId }: SeenChat): AccountId | null {
  return type === 'private' ? accountId : null
}

/** The language that the account behind a private chat has chosen; Vietnamese where nobody has. */
export async function localeOfChat(store: Store, chatId: ChatId): Promise<Locale> {
  const row = await store.db
    .selectFrom('chat')
    .innerJoin('account', 'account.id', 'chat.account_id')
    .select('account.locale')
    .where('chat.id', '=', chatId)
    .executeTakeFirst()
  return row?.locale ?? 'vi'
}

export function chatKey(store: Store, externalId: string): Buffer {
  return store.keys.lookup('chat', externalId)
}

/** The bot or OA that a chat belongs to. Throws for an unknown chat. */
export async function instanceOfChat(store: Store, chatId: ChatId): Promise<ChannelInstanceId> {
  const row = await store.db
    .selectFrom('chat')
    .select('channel_instance_id')
    .where('id', '=', chatId)
    .executeTakeFirstOrThrow()
  return row.channel_instance_id
}

/** Whether a chat takes messages; what is said there may have to wait for its bot or OA all the same. */
export async function chatTakesMessages(store: Store, chatId: ChatId): Promise<boolean> {
  const row = await store.db
    .selectFrom('chat')
    .select('state')
    .where('id', '=', chatId)
    .executeTakeFirst()
  return row?.state === 'active'
}

/** Whether a chat takes messages and its bot or OA may send: what is said there goes out now. */
export async function chatTakesMessagesNow(store: Store, chatId: ChatId): Promise<boolean> {
  const row = await store.db
    .selectFrom('chat')
    .leftJoin('lane', 'lane.channel_instance_id', 'chat.channel_instance_id')
    .select(['chat.state', 'lane.stopped_reason'])
    .where('chat.id', '=', chatId)
    .executeTakeFirst()
  return row?.state === 'active' && row.stopped_reason === null
}

/** Our id of a chat that has been seen before. */
export async function findChatByExternalId(
  store: Store,
  instanceId: ChannelInstanceId,
  externalId: string,
): Promise<ChatId | undefined> {
  const row = await store.db
    .selectFrom('chat')
    .select('id')
    .where('channel_instance_id', '=', instanceId)
    .where('external_key', '=', chatKey(store, externalId))
    .executeTakeFirst()
  return row?.id
}

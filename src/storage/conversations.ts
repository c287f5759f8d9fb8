import { sql } from 'kysely'
import type { AccountId, ChatId, DeliveryId } from '../domain/id.ts'
import { latestNoticeAt } from './notices-in-chat.ts'
import type { Store } from './store.ts'

const FORGOTTEN_AT_ONCE = 200

/** A conversation that waits for its next answer. */
export interface StoredConversation {
  readonly definition: string
  readonly version: number
  readonly state: unknown
}

export async function findConversation(
  store: Store,
  chatId: ChatId,
  accountId: AccountId,
): Promise<(StoredConversation & { readonly updatedAt: Date }) | undefined> {
  const row = await store.db
    .selectFrom('conversation')
    .select(['definition', 'version', 'state_enc', 'updated_at'])
    .where('chat_id', '=', chatId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (!row) return undefined
  const state: unknown = JSON.parse(store.keys.decrypt(row.state_enc, 'conversation.state'))
  return { definition: row.definition, version: row.version, state, updatedAt: row.updated_at }
}

export async function saveConversation(
  tx: Store,
  chatId: ChatId,
  accountId: AccountId,
  conversation: StoredConversation,
  now: Date,
): Promise<void> {
  const values = {
    definition: conversation.definition,
    version: conversation.version,
    state_enc: tx.keys.encrypt(JSON.stringify(conversation.state), 'conversation.state'),
    updated_at: now,
  }
  await tx.db
    .insertInto('conversation')
    .values({ chat_id: chatId, account_id: accountId, ...values })
    .onConflict((conflict) => conflict.columns(['chat_id', 'account_id']).doUpdateSet(values))
    .execute()
}

/** Ends the conversation; true when there was one. */
export async function endConversation(
  tx: Store,
  chatId: ChatId,
  accountId: AccountId,
): Promise<boolean> {
  const ended = await tx.db
    .deleteFrom('conversation')
    .where('chat_id', '=', chatId)
    .where('account_id', '=', accountId)
    .returning('definition')
    .executeTakeFirst()
  return ended !== undefined
}

/** Deletes conversations of which nothing was heard since then, with the words in them that were never sent. */
export async function forgetConversations(store: Store, before: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from conversation where (chat_id, account_id) in (
      select chat_id, account_id from conversation where updated_at < ${before}
      order by chat_id, account_id limit ${FORGOTTEN_AT_ONCE} for update skip locked)`.execute(
    store.db,
  )
  return Number(numAffectedRows ?? 0)
}

/** Whether somebody is in the middle of a conversation in the chat. */
export async function hasConversation(store: Store, chatId: ChatId): Promise<boolean> {
  const row = await store.db
    .selectFrom('conversation')
    .select('definition')
    .where('chat_id', '=', chatId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** A button as it was last shown in a chat, so that its number or words can be typed. */
export interface MenuEntry {
  readonly label: string
  /** What the label may be a short form of. */
  readonly name?: string
  readonly action: string
  /** The message that it stands under. */
  readonly delivery: DeliveryId
  /** Since when it has stood there, in milliseconds since 1970; absent: since before that was kept. */
  readonly at?: number
  /** A print of the words that it answers (`printOfWords`). */
  readonly after?: string
  /** It came unasked while something else was to be chosen, and has no number of its own. */
  readonly isAside?: true
  /** It stands above a question that waits for words: they are no number of it, and only its label means it. */
  readonly isAbove?: true
}

export async function findMenu(store: Store, chatId: ChatId): Promise<readonly MenuEntry[]> {
  const row = await store.db
    .selectFrom('menu')
    .select('entries_enc')
    .where('chat_id', '=', chatId)
    .executeTakeFirst()
  return row ? readEntries(store, row.entries_enc) : []
}

/** The menu and when it was shown, kept as it is until the transaction ends; undefined: nothing was ever shown. */
export async function lockMenu(
  tx: Store,
  chatId: ChatId,
): Promise<{ readonly entries: readonly MenuEntry[]; readonly shownAt: Date } | undefined> {
  const row = await tx.db
    .selectFrom('menu')
    .select(['entries_enc', 'shown_at'])
    .where('chat_id', '=', chatId)
    .forUpdate()
    .executeTakeFirst()
  return row && { entries: readEntries(tx, row.entries_enc), shownAt: row.shown_at }
}

/** Keeps a menu. A null moment: it is later than every notice that has come, and says no more of when it was. */
export async function saveMenu(
  tx: Store,
  chatId: ChatId,
  entries: readonly MenuEntry[],
  shownAt: Date | null,
): Promise<void> {
  await tx.db
    .insertInto('menu')
    .values({
      chat_id: chatId,
      entries_enc: sealEntries(tx, entries),
      shown_at: shownAt ?? (await latestNoticeAt(tx, chatId)),
    })
    .onConflict((conflict) =>
      conflict.column('chat_id').doUpdateSet((eb) => ({
        entries_enc: eb.ref('excluded.entries_enc'),
        shown_at: eb.ref('excluded.shown_at'),
      })),
    )
    .execute()
}

/** Gives what can be typed in a chat other words, each in its place and with its meaning. */
export async function replaceLabels(
  tx: Store,
  chatId: ChatId,
  entries: readonly MenuEntry[],
  labels: readonly string[],
): Promise<void> {
  const renamed = entries.map((entry, place) => ({ ...entry, label: labels[place] ?? entry.label }))
  await tx.db
    .updateTable('menu')
    .set({ entries_enc: sealEntries(tx, renamed) })
    .where('chat_id', '=', chatId)
    .execute()
}

function readEntries(store: Store, sealed: Uint8Array): readonly MenuEntry[] {
  return JSON.parse(store.keys.decrypt(sealed, 'menu.entries')) as MenuEntry[]
}

function sealEntries(store: Store, entries: readonly MenuEntry[]): Buffer {
  return store.keys.encrypt(JSON.stringify(entries), 'menu.entries')
}

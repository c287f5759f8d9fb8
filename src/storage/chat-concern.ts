import type { ChatId, PersonId, UnitId } from '../domain/id.ts'
import type { ChatType } from '../domain/platform.ts'
import type { Store } from './store.ts'

export interface Concerned {
  readonly type: ChatType
  readonly title: string
  /** Unit that a group is bound to today. */
  readonly unitId: UnitId | null
  /** Whose private chat it is, as far as that is known. */
  readonly personId: PersonId | null
}

/** Whom a chat belongs to. Throws for an unknown chat. */
export async function findConcerned(store: Store, chatId: ChatId): Promise<Concerned> {
  const row = await store.db
    .selectFrom('chat')
    .leftJoin('account', 'account.id', 'chat.account_id')
    .leftJoin('chat_binding', (join) =>
      join.onRef('chat_binding.chat_id', '=', 'chat.id').on('chat_binding.valid_to', 'is', null),
    )
    .select(['chat.type', 'chat.title', 'account.person_id', 'chat_binding.unit_id'])
    .where('chat.id', '=', chatId)
    .executeTakeFirstOrThrow()
  return { type: row.type, title: row.title, unitId: row.unit_id, personId: row.person_id }
}

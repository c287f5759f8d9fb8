import { sql } from 'kysely'
import type { ChannelInstanceId } from '../domain/id.ts'
import type { Role } from '../domain/role.ts'
import type { Store } from './store.ts'

/** Private chats on one bot of people who hold more than a member's post, with their roles. */
export async function staffChats(
  store: Store,
  instanceId: ChannelInstanceId,
  limit: number,
): Promise<{ externalChatId: string; roles: Role[] }[]> {
  const rows = await chatsOfStaff(store, instanceId)
    .select((eb) => eb.fn.agg<Role[]>('array_agg', ['post.role']).as('roles'))
    .where('post.valid_to', 'is', null)
    // Those within the limit are the same ones each time.
    .orderBy('chat.id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    externalChatId: store.keys.decrypt(row.external_enc, 'chat.external'),
    roles: row.roles,
  }))
}

/** The same of people who have held such a post and hold none any more, those who lost it last first. Reads all posts. */
export async function formerStaffChats(
  store: Store,
  instanceId: ChannelInstanceId,
  limit: number,
): Promise<{ externalChatId: string; roles: Role[] }[]> {
  const rows = await chatsOfStaff(store, instanceId)
    .having(sql<boolean>`bool_and(post.valid_to is not null)`)
    .orderBy(sql`max(post.valid_to)`, 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    externalChatId: store.keys.decrypt(row.external_enc, 'chat.external'),
    roles: [],
  }))
}

/** With a post of more than a member's, held now or once. */
function chatsOfStaff(store: Store, instanceId: ChannelInstanceId) {
  return store.db
    .selectFrom('chat')
    .innerJoin('account', 'account.id', 'chat.account_id')
    .innerJoin('post', 'post.person_id', 'account.person_id')
    .select('chat.external_enc')
    .where('chat.channel_instance_id', '=', instanceId)
    .where('chat.type', '=', 'private')
    .where('chat.state', '=', 'active')
    .where('post.role', '<>', 'member')
    .groupBy(['chat.id', 'chat.external_enc'])
}

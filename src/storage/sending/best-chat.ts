import { sql } from 'kysely'

/**
 * SQL of the order in which the private chats `c` of one person are taken, each with the `lane` of its bot. As in
 * privateChats: a stopped bot sends nothing until somebody has repaired it.
 */
export const bestChatFirst = sql`c.state = 'active' desc, lane.stopped_reason is null desc,
  c.state_at desc, c.id desc`

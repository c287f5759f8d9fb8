import { sql } from 'kysely'

/**
 * Whether chat `c` is the private one of somebody who was erased (`eraseChats`): nobody is behind it any more, and it is gone
 * for no reason that a platform gave.
 */
export const isErased = sql<boolean>`(c.type = 'private' and c.account_id is null and c.state = 'gone'
  and c.state_reason is null)`

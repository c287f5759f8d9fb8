import { sql, type Migration } from 'kysely'

/** Until when a platform wants a chat, or a whole bot, left alone: whoever sends next must know it too. */
export const waits: Migration = {
  async up(db) {
    await sql`alter table chat add column wait_until timestamptz`.execute(db)
    await sql`alter table lane add column wait_until timestamptz`.execute(db)
  },
}

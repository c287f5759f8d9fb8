import { sql, type Migration } from 'kysely'

/**
 * Whether an update came from the platform by itself, or is what we found when we looked through its lists; and the
 * platform's time of the last that a chat told of its own standing, because word comes in any order. And whether a wish
 * may have made a group, so that only then one that is found is its own.
 */
export const heardInOrder: Migration = {
  async up(db) {
    await sql`alter table inbox add column heard boolean not null default true`.execute(db)
    await sql`alter table chat add column standing_at timestamptz`.execute(db)
    await sql`alter table group_wish add column called boolean not null default false`.execute(db)
  },
}

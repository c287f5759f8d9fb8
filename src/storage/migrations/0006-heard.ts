import { sql, type Migration } from 'kysely'

/** Whether an update came from the platform by itself, or is what we found when we looked through its lists. */
export const heard: Migration = {
  async up(db) {
    await sql`alter table inbox add column heard boolean not null default true`.execute(db)
  },
}

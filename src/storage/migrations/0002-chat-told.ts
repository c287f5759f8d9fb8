import { sql, type Migration } from 'kysely'

/** Which bad state of a chat people have been told of, so that each change is told once. */
export const chatTold: Migration = {
  async up(db) {
    await sql`alter table chat add column told_state text`.execute(db)
  },
}

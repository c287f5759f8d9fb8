import { sql, type Migration } from 'kysely'

/** How many parts a message has is known whenever it is rendered; the number kept was read by nobody. */
export const partsUncounted: Migration = {
  async up(db) {
    await sql`alter table delivery drop column parts`.execute(db)
  },
}

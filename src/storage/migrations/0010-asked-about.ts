import { sql, type Migration } from 'kysely'

/** Why copies of a broadcast failed or are in doubt, of what a person was asked about already: that does not pause it again. */
export const askedAbout: Migration = {
  async up(db) {
    await sql`alter table broadcast add column asked_about text[] not null default '{}'`.execute(db)
  },
}

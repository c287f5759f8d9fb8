import { sql, type Migration } from 'kysely'

/** When a person last said that a broadcast goes although it is late, or failed: their word is asked for anew a day after. */
export const wantedAt: Migration = {
  async up(db) {
    await sql`alter table broadcast add column wanted_at timestamptz`.execute(db)
  },
}

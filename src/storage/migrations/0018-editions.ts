import { sql, type Migration } from 'kysely'

/**
 * Room for as many contents of one message as there may be: a progress card that waits for its bot has a new one every ten
 * seconds, 32,767 in less than four days. Writes the whole ledger anew, about a minute a million deliveries.
 */
export const editions: Migration = {
  async up(db) {
    await sql`alter table delivery alter column edition type integer`.execute(db)
  },
}

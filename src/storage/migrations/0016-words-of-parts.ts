import { sql, type Migration } from 'kysely'

/**
 * Which words a part of a broadcast's copy went out with, as a short hash: a newer program may cut the same text elsewhere, and
 * what stood at the cut would be in no part. Of what went out before nothing is known.
 */
export const wordsOfParts: Migration = {
  async up(db) {
    await sql`alter table attempt add column words integer`.execute(db)
  },
}

import { sql, type Migration } from 'kysely'

/** A keyed hash of what the progress message says, so that it is not changed into itself again and again. */
export const progressShown: Migration = {
  async up(db) {
    await sql`alter table broadcast add column progress_shown bytea`.execute(db)
  },
}

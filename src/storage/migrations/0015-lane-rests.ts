import { sql, type Migration } from 'kysely'

/** The last long time in which a bot could send nothing, whoever said so: what it has held up is not to ring at night. */
export const laneRests: Migration = {
  async up(db) {
    await sql`
      alter table lane
        add column rest_from timestamptz,
        add column rest_until timestamptz`.execute(db)
  },
}

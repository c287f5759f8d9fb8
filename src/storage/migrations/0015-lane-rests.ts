import { sql, type Migration } from 'kysely'

/** The last long time in which a bot could send nothing, whoever said so: what it has held up is not to ring at night. */
export const laneRests: Migration = {
  async up(db) {
    await sql`
      alter table lane
        add column rest_from timestamptz,
        add column rest_until timestamptz`.execute(db)
    // One that stands still now has stood since nobody knows when: by what is known, since now.
    await sql`
      update lane set rest_from = coalesce(wait_from, now()), rest_until = coalesce(wait_until, now())
      where wait_from is not null or stopped_reason is not null`.execute(db)
  },
}

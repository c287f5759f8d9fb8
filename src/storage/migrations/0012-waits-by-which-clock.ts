import { sql, type Migration } from 'kysely'

/**
 * When a wait was written down, beside it: one by a clock that was ahead is not believed once the clock is right. Waits of
 * before are forgotten, since nobody knows by which clock they were written; the platform says them again.
 */
export const waitsByWhichClock: Migration = {
  async up(db) {
    const steps = [
      // In the order in which a service that still runs takes them.
      'lock table delivery, chat, lane in access exclusive mode',
      'alter table chat add column wait_from timestamptz',
      'update chat set wait_until = null where wait_until is not null',
      'alter table lane add column wait_from timestamptz',
      'update lane set wait_until = null where wait_until is not null',
      'alter table delivery add column postponed_at timestamptz',
      // Calls that lie ahead of the clock: up to which they are known, and since when.
      `alter table lane
        add column ahead_to bigint not null default 0,
        add column ahead_met_at timestamptz`,
    ]
    for (const step of steps) await sql.raw(step).execute(db)
  },
}

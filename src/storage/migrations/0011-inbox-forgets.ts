import { sql, type Migration } from 'kysely'

/**
 * Updates that are done with are forgotten after some days, and those that failed are counted without a look at all
 * others. What orders an update among those of its chat is of no use afterwards, but would tell when who has written.
 */
export const inboxForgets: Migration = {
  async up(db) {
    const steps = [
      // One pass, before the indices are there that it would write.
      "update inbox set order_key = '' where state <> 'stored'",
      "create index inbox_processed on inbox (processed_at) where state = 'processed'",
      "create index inbox_failed on inbox (processed_at) where state = 'failed'",
      // The newest of each bot or OA, which stays.
      'create index inbox_heard on inbox (channel_instance_id, seq) where heard',
      'analyze inbox',
    ]
    for (const step of steps) await sql.raw(step).execute(db)
  },
}

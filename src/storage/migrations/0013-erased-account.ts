import { sql, type Migration } from 'kysely'

/**
 * Who was erased a short while ago, by a keyed hash alone: platforms tell again for hours what was not taken at once, and
 * what somebody wrote before must not make them known again.
 */
export const erasedAccount: Migration = {
  async up(db) {
    await sql`
      create table erased_account (
        channel_instance_id uuid not null references channel_instance (id),
        external_key bytea not null,
        -- By the platform's clock, like what it tells.
        erased_at timestamptz not null,
        primary key (channel_instance_id, external_key)
      )`.execute(db)
  },
}

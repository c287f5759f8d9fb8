import { sql, type Migration } from 'kysely'

/**
 * Which notices are nobody's but their author's, so that what such a draft said can be forgotten once it is dropped, without a
 * look at the log of all time. Of those there are: never submitted, judged or sent. One that was emptied already is emptied again.
 */
export const ownDrafts: Migration = {
  async up(db) {
    await sql`alter table notice add column forgettable boolean not null default true`.execute(db)
    await sql`
      update notice n set forgettable = false
      where n.state not in ('draft', 'cancelled')
        or n.id in (select notice_id from broadcast)
        or n.id in (
          select v.notice_id from notice_version v join approval a on a.notice_version_id = v.id)
        or n.id in (
          select subject_id from audit_entry
          where subject_kind = 'notice' and subject_id is not null
            and action in ('submit-notice', 'ready-notice-without-approval'))`.execute(db)
    await sql`
      create index notice_forgettable on notice (updated_at)
      where state = 'cancelled' and forgettable`.execute(db)
  },
}

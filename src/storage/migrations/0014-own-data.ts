import { sql, type Migration } from 'kysely'

/**
 * Which posts somebody has taken by a unit's link or keyword and not got from a roll or an owner: those are theirs to give up.
 * Of the older ones those are known that were made in the minute in which the log says that their person joined, unless a roll
 * may have named them since: they have a telephone, which only a roll gives, or people were imported after it. What cannot be
 * told is the unit's. And indices for what is kept of one person, which is read and erased by the chat itself.
 */
export const ownData: Migration = {
  async up(db) {
    await sql`alter table post add column joined boolean not null default false`.execute(db)
    // An id holds the milliseconds at which it was made.
    await sql`
      update post p set joined = true from audit_entry e, person o
      where e.action = 'join-unit' and e.actor_id = p.person_id and e.subject_id = p.unit_id
        and p.role = 'member' and o.id = p.person_id and o.phone_key is null
        and e.at > coalesce(
          (select max(at) from audit_entry where action = 'import-people'), '-infinity')
        and abs(extract(epoch from e.at) * 1000
          - ('x' || left(translate(p.id::text, '-', ''), 12))::bit(48)::bigint) < 60000`.execute(db)
    await sql`create index post_person on post (person_id)`.execute(db)
    await sql`create index account_link_person on account_link (person_id)`.execute(db)
    await sql`create index consent_account on consent (account_id)`.execute(db)
    await sql`
      create index acknowledgement_account on acknowledgement (account_id)
      where account_id is not null`.execute(db)
    await sql`
      create index acknowledgement_person on acknowledgement (person_id)
      where person_id is not null`.execute(db)
  },
}

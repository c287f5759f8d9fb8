import { sql, type Migration } from 'kysely'

/**
 * What is to be done with groups at a platform: one is made for a unit, or the unit's people are invited. The wish is
 * noted as `calling` before the platform is asked, so that what a crash leaves open is looked for before it is done again.
 */
export const groupWish: Migration = {
  async up(db) {
    await sql`
      create table group_wish (
        id uuid primary key,
        kind text not null check (kind in ('create', 'invite')),
        channel_instance_id uuid not null references channel_instance (id),
        unit_id uuid not null references unit (id),
        -- The group; null until it is made.
        chat_id uuid references chat (id),
        name text not null,
        asked_by uuid not null references person (id),
        -- Where it is told what came of it.
        told_chat_id uuid not null references chat (id),
        -- asked: waits for a person's yes.
        state text not null check (state in ('asked', 'planned', 'calling', 'done', 'failed')),
        tries integer not null default 0,
        -- Not before this moment: another process may be at it, or the platform has asked to wait.
        next_at timestamptz not null,
        created_at timestamptz not null default now()
      )`.execute(db)
    await sql`
      create index group_wish_open on group_wish (next_at)
      where state in ('planned', 'calling')`.execute(db)
  },
}

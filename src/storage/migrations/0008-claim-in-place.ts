import { sql, type Migration } from 'kysely'

/**
 * A claim changes no indexed column any more, so that PostgreSQL changes the row on its page and writes no index: the
 * indices know how a delivery has ended, not whether its call is out. What an owner has left `sending` is looked for
 * only where the lane says that an owner has not put everything down.
 */
export const claimInPlace: Migration = {
  async up(db) {
    const steps = [
      `drop index delivery_edit_waiting, delivery_due, delivery_copies_due, delivery_waiting, delivery_sending,
        delivery_unknown, delivery_unknown_chat, delivery_awaiting`,
      // Null: it waits, or its call is out.
      `alter table delivery
        add column settled_as text
          generated always as (case when state not in ('planned', 'sending') then state end) stored,
        add column waiting_edit uuid
          generated always as (
            case when state in ('planned', 'waiting-for-contact') then edits_id end) stored`,
      // Only one edit of a message waits, whatever for; older builds let several wait for their person.
      `update delivery d set state = 'cancelled', message_enc = null, settled_at = now()
        where d.waiting_edit is not null and exists (
          select 1 from delivery newer where newer.waiting_edit = d.waiting_edit and newer.id > d.id)`,
      // Room on its page for what a claim makes of each row.
      'alter table delivery set (fillfactor = 50)',
      `create unique index delivery_edit_waiting on delivery (waiting_edit)
        where waiting_edit is not null`,
      `create index delivery_due on delivery (channel_instance_id, priority, id)
        where settled_as is null and broadcast_id is null`,
      `create index delivery_copies_due on delivery (broadcast_id, channel_instance_id, id)
        where settled_as is null and broadcast_id is not null`,
      // Spelled apart from the two above: after a large broadcast the planner believes that nothing is open, and would
      // find the copies of the next one by this index, all of them at every look.
      `create index delivery_open on delivery (chat_id) where coalesce(settled_as, '') = ''`,
      `create index delivery_unknown on delivery (broadcast_id) where settled_as = 'unknown'`,
      `create index delivery_unknown_chat on delivery (chat_id) where settled_as = 'unknown'`,
      `create index delivery_awaiting on delivery (chat_id)
        where settled_as = 'waiting-for-contact'`,
      // Of the last owner that put everything down; what later ones have left is still to be judged.
      'alter table lane add column cleared_fence bigint not null default 0',
      'update lane set cleared_fence = -1',
      'analyze delivery',
    ]
    for (const step of steps) await sql.raw(step).execute(db)
  },
}

import { sql } from 'kysely'
import type { PersonId } from '../domain/id.ts'
import type { AuditDetail } from './audit.ts'
import type { Store } from './store.ts'

export interface LoggedAction {
  readonly at: Date
  /** Null: the service itself or the command line. */
  readonly actor: PersonId | null
  readonly action: string
  /** What it was done to, as people name it: a code, a unit's or a group's name; null: nothing to name. */
  readonly subject: string | null
  /** The person it was done to, if it was one. */
  readonly person: PersonId | null
  /** The unit in which it was done, where that is not what it was done to. */
  readonly unit: string | null
  readonly detail: AuditDetail
}

/** What is done many times in a row to the same thing, or by the service to all: the list shows the last of such a row only. */
const IN_ROWS = [
  'edit-notice',
  'set-audience',
  'list-questions',
  'read-question',
  'forget-questions',
]
/** Newest entries among which so many are looked for. */
const LOOKED_AT = 500

/** The newest entries of the log, newest first, with their subjects by code or name. */
export async function latestActions(store: Store, limit: number): Promise<LoggedAction[]> {
  const { rows } = await sql<{
    at: Date
    actor_id: PersonId | null
    action: string
    subject: string | null
    person_id: PersonId | null
    unit: string | null
    detail: AuditDetail
  }>`
    select e.at, e.actor_id, e.action, e.detail,
      (select v.name from unit_version v where v.unit_id = (e.detail->>'unit')::uuid
        order by v.valid_from desc limit 1) as unit,
      case when e.subject_kind = 'person' then e.subject_id end as person_id,
      case e.subject_kind
        when 'unit' then (select v.name from unit_version v where v.unit_id = e.subject_id
          order by v.valid_from desc limit 1)
        when 'chat' then (select c.title from chat c where c.id = e.subject_id)
        when 'notice' then (select 'T' || n.code from notice n where n.id = e.subject_id)
        when 'question' then (select 'H' || q.code from question q where q.id = e.subject_id)
        when 'broadcast' then (select 'T' || n.code from broadcast b
          join notice n on n.id = b.notice_id where b.id = e.subject_id)
      end as subject
    from (
      select *, lag(row(action, actor_id, subject_id)) over (order by seq desc) as later
      from (select * from audit_entry order by seq desc limit ${LOOKED_AT}) newest
    ) e
    where not (e.action = any(${IN_ROWS}) and row(e.action, e.actor_id, e.subject_id) is not distinct from e.later)
    order by e.seq desc limit ${limit}`.execute(store.db)
  return rows.map((row) => ({
    at: row.at,
    actor: row.actor_id,
    action: row.action,
    subject: row.subject,
    person: row.person_id,
    unit: row.unit,
    detail: row.detail,
  }))
}

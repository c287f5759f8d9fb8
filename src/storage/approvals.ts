import { sql } from 'kysely'
import { newId, type NoticeVersionId, type PersonId } from '../domain/id.ts'
import { personNow } from './person-now.ts'
import type { Store } from './store.ts'

/** Whether somebody has approved this version or given it back. */
export async function isJudged(store: Store, id: NoticeVersionId): Promise<boolean> {
  const judgement = await store.db
    .selectFrom('approval')
    .select('id')
    .where('notice_version_id', '=', id)
    .limit(1)
    .executeTakeFirst()
  return judgement !== undefined
}

/** Keeps a judgement of one version, and whom it was to go to, unless it was approved already. */
export async function recordDecision(
  tx: Store,
  decision: {
    versionId: NoticeVersionId
    decision: 'approved' | 'returned'
    reason: string | null
    by: PersonId
    now: Date
  },
): Promise<void> {
  const made = await tx.db
    .insertInto('approval')
    .values({
      id: newId(),
      notice_version_id: decision.versionId,
      decision: decision.decision,
      reason: decision.reason,
      decided_by: decision.by,
      decided_at: decision.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made) await keepAudience(tx, decision.versionId)
}

/** The audience has no versions: what was judged keeps its own, so that an approver can be shown what changed of it. */
async function keepAudience(tx: Store, versionId: NoticeVersionId): Promise<void> {
  const units = sql`select coalesce(jsonb_agg(unit_id), '[]') from notice_audience
    where notice_id = notice_version.notice_id`
  await tx.db
    .updateTable('notice_version')
    .set({ reading: sql<string>`reading || jsonb_build_object('audience', (${units}))` })
    .where('id', '=', versionId)
    .execute()
}

/** Whether who approved a version and its author, two persons then, are one by now: their accounts were linked. */
export async function isJudgedByAuthor(store: Store, versionId: NoticeVersionId): Promise<boolean> {
  const row = await store.db
    .selectFrom('approval')
    .innerJoin('notice_version', 'notice_version.id', 'approval.notice_version_id')
    .innerJoin('notice', 'notice.id', 'notice_version.notice_id')
    .select('approval.id')
    .where('approval.notice_version_id', '=', versionId)
    .where('approval.decision', '=', 'approved')
    .whereRef('approval.decided_by', '<>', 'notice.author_id')
    .where(personNow('approval.decided_by'), '=', personNow('notice.author_id'))
    .executeTakeFirst()
  return row !== undefined
}

/** Who approved this version, as the person they are now. */
export async function approverOf(
  store: Store,
  versionId: NoticeVersionId,
): Promise<PersonId | undefined> {
  const row = await store.db
    .selectFrom('approval')
    .select(personNow('approval.decided_by').as('person_id'))
    .where('notice_version_id', '=', versionId)
    .where('decision', '=', 'approved')
    .executeTakeFirst()
  return row?.person_id
}

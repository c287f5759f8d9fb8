import type { Notice } from '../domain/notice.ts'
import { holdsRole, type Actor } from '../domain/rights.ts'
import type { Store } from '../storage/store.ts'
import { unitsAbove } from '../storage/units.ts'

/** The author, while still author there, the unit's approvers and publishers may send and steer. */
export async function maySend(
  store: Store,
  notice: Pick<Notice, 'authorId' | 'unitId'>,
  actor: Actor,
): Promise<boolean> {
  const lineage = await unitsAbove(store, notice.unitId)
  const isAuthor = actor.personId === notice.authorId && holdsRole(actor, ['author'], lineage)
  return isAuthor || holdsRole(actor, ['approver', 'publisher'], lineage)
}

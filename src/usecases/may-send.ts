import type { UnitId } from '../domain/id.ts'
import type { Notice } from '../domain/notice.ts'
import { holdsRole, isOwner, type Actor } from '../domain/rights.ts'
import type { Role } from '../domain/role.ts'
import type { SeenNotices } from '../storage/sending/sent-notices.ts'
import type { Store } from '../storage/store.ts'
import { unitsAbove, unitsEverBelow } from '../storage/units.ts'

const STEERING: readonly Role[] = ['approver', 'publisher']

/** The author, while still author there, the unit's approvers and publishers may send and steer. */
export async function maySend(
  store: Store,
  notice: Pick<Notice, 'authorId' | 'unitId'>,
  actor: Actor,
): Promise<boolean> {
  const lineage = await unitsAbove(store, notice.unitId)
  const isAuthor = actor.personId === notice.authorId && holdsRole(actor, ['author'], lineage)
  return isAuthor || holdsRole(actor, STEERING, lineage)
}

/** The same rule for a list: the notices that an actor may send and steer. */
export async function sendableOf(store: Store, actor: Actor): Promise<SeenNotices | 'everything'> {
  if (isOwner(actor)) return 'everything'
  const unitsOf = (roles: readonly Role[]): Promise<UnitId[]> => {
    const posts = actor.posts.filter(({ role }) => roles.includes(role))
    return unitsEverBelow(
      store,
      posts.map(({ unitId }) => unitId),
    )
  }
  const [all, own] = await Promise.all([unitsOf(STEERING), unitsOf(['author'])])
  return { all, own, personId: actor.personId }
}

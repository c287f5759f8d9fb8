import type { PostId } from '../../domain/id.ts'
import { isOwner, type Actor } from '../../domain/rights.ts'
import { dayOf } from '../../domain/time/format.ts'
import { appendAudit } from '../../storage/audit.ts'
import { endPost, findPost, lockActingOwners, type OfficerPost } from '../../storage/officers.ts'
import type { Store } from '../../storage/store.ts'
import { endDuties } from './end-duties.ts'

export type TakeRoleResult =
  | { readonly kind: 'taken'; readonly post: OfficerPost }
  | { readonly kind: 'no-right' }
  | { readonly kind: 'gone' }
  /** Nobody would be left who may say who does what. */
  | { readonly kind: 'last-owner' }

/** Ends a post from today on, and what still came for its sake. Owners only; the last post of an owner who can act stays. */
export async function takeRole(
  tx: Store,
  input: { actor: Actor; postId: PostId; now: Date; timeZone: string },
): Promise<TakeRoleResult> {
  if (!isOwner(input.actor)) return { kind: 'no-right' }
  const post = await findPost(tx, input.postId)
  if (!post) return { kind: 'gone' }
  if (post.role === 'owner') {
    const posts = await lockActingOwners(tx)
    if (!posts.some(({ postId }) => postId !== post.postId)) return { kind: 'last-owner' }
  }
  const { now, timeZone } = input
  if (!(await endPost(tx, post.postId, { now, today: dayOf(now, timeZone) })))
    return { kind: 'gone' }
  await endDuties(tx, [post.personId], now)
  await appendAudit(tx, {
    at: now,
    actor: input.actor.personId,
    action: 'take-role',
    subject: { kind: 'person', id: post.personId },
    detail: { role: post.role, unit: post.unitId },
  })
  return { kind: 'taken', post }
}

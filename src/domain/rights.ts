import type { PersonId, UnitId } from './id.ts'
import type { Role } from './role.ts'

/** Who acts: the person behind an account, if known, with the posts held today. */
export interface Actor {
  readonly personId: PersonId | null
  readonly posts: readonly { readonly unitId: UnitId; readonly role: Role }[]
}

/**
 * Whether the actor holds one of the roles for a unit: in it or in a unit above it. `lineage` is the unit
 * with everything above it. An owner holds every role everywhere, because one installation serves one
 * authority.
 */
export function holdsRole(
  actor: Actor,
  roles: readonly Role[],
  lineage: readonly UnitId[],
): boolean {
  return actor.posts.some(
    (post) => post.role === 'owner' || (roles.includes(post.role) && lineage.includes(post.unitId)),
  )
}

/** Whether somebody holds any office, beyond being a member. */
export function isOfficer(actor: Actor): boolean {
  return actor.posts.some(({ role }) => role !== 'member')
}

/**
 * Whether somebody drafts, approves, publishes, screens or answers. The leader of a group does none of it: what they write is to
 * the office, as what a member writes is.
 */
export function worksForOffice(actor: Actor): boolean {
  return actor.posts.some(({ role }) => role !== 'member' && role !== 'leader')
}

/** Whether the actor holds one of the roles anywhere. */
export function holdsRoleAnywhere(actor: Actor, roles: readonly Role[]): boolean {
  return actor.posts.some((post) => post.role === 'owner' || roles.includes(post.role))
}

export function isOwner(actor: Actor): boolean {
  return actor.posts.some((post) => post.role === 'owner')
}

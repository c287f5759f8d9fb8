import type { PersonId, UnitId } from '../domain/id.ts'
import type { Unit } from '../domain/unit.ts'
import { dayOf } from '../domain/time/format.ts'
import { appendAudit } from '../storage/audit.ts'
import type { Account } from '../storage/accounts.ts'
import { unitOfJoinToken } from '../storage/join-links.ts'
import {
  addPost,
  currentPosts,
  linkAccount,
  movePosts,
  renamePerson,
  unlinkedPeopleNamed,
} from '../storage/people.ts'
import type { Store } from '../storage/store.ts'
import { findUnit } from '../storage/units.ts'
import { personFor } from './become-owner.ts'

export type JoinResult =
  | { readonly kind: 'joined'; readonly personId: PersonId; readonly unit: Unit }
  | { readonly kind: 'already'; readonly unit: Unit }
  | { readonly kind: 'bad-link' }

/** Makes the person behind an account a member of the unit whose link or keyword was used. */
export async function joinUnit(
  tx: Store,
  input: { token: string; account: Account; now: Date; timeZone: string },
): Promise<JoinResult> {
  const unitId = await unitOfJoinToken(tx, input.token)
  const unit = unitId && (await findUnit(tx, unitId))
  if (!unit) return { kind: 'bad-link' }
  const { account } = input
  const personId = account.personId ?? (await rosterPerson(tx, account, unit.id))
  const posts = await currentPosts(tx, personId)
  if (posts.some((post) => post.unitId === unit.id) && account.personId)
    return { kind: 'already', unit }
  if (!posts.some((post) => post.unitId === unit.id))
    await addPost(tx, {
      personId,
      unitId: unit.id,
      role: 'member',
      from: dayOf(input.now, input.timeZone),
    })
  await appendAudit(tx, {
    at: input.now,
    actor: personId,
    action: 'join-unit',
    subject: { kind: 'unit', id: unit.id },
  })
  return { kind: 'joined', personId, unit }
}

/**
 * Corrects the name of somebody who has just joined. When the roll of the unit has exactly one person of
 * that name without an account, that is who it is: the posts come together.
 */
export async function correctName(
  tx: Store,
  input: { account: Account; personId: PersonId; unitId: UnitId; name: string },
): Promise<void> {
  const [same, ...others] = await unlinkedPeopleNamed(tx, input.name, [input.unitId])
  if (!same || others.length > 0) return renamePerson(tx, input.personId, input.name)
  await movePosts(tx, input.personId, same)
  await linkAccount(tx, input.account.id, same)
}

/** The person on the unit's roll of that name without an account, else somebody new. */
async function rosterPerson(tx: Store, account: Account, unitId: UnitId): Promise<PersonId> {
  const [same, ...others] = account.name
    ? await unlinkedPeopleNamed(tx, account.name, [unitId])
    : []
  if (!same || others.length > 0) return personFor(tx, account)
  await linkAccount(tx, account.id, same)
  return same
}

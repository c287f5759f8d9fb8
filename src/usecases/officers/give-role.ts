import type { PersonId, UnitId } from '../../domain/id.ts'
import { isOwner, type Actor } from '../../domain/rights.ts'
import type { Role } from '../../domain/role.ts'
import { dayOf } from '../../domain/time/format.ts'
import type { Unit } from '../../domain/unit.ts'
import { appendAudit } from '../../storage/audit.ts'
import { addPost, nameOf } from '../../storage/people.ts'
import type { Store } from '../../storage/store.ts'
import { lockUnits } from '../../storage/unit-changes.ts'
import { findUnit } from '../../storage/units.ts'

export type GiveRoleResult =
  | { readonly kind: 'given'; readonly name: string; readonly unit: Unit }
  | { readonly kind: 'held-already'; readonly name: string; readonly unit: Unit }
  | { readonly kind: 'no-right' }
  | { readonly kind: 'gone' }

/** Gives a person a role in a unit and below it. Owners only. */
export async function giveRole(
  tx: Store,
  input: {
    actor: Actor
    personId: PersonId
    unitId: UnitId
    role: Role
    now: Date
    timeZone: string
  },
): Promise<GiveRoleResult> {
  const { personId, unitId, role } = input
  if (!isOwner(input.actor)) return { kind: 'no-right' }
  await lockUnits(tx)
  const unit = await findUnit(tx, unitId)
  const name = await nameOf(tx, personId)
  if (!unit || name === undefined) return { kind: 'gone' }
  const from = dayOf(input.now, input.timeZone)
  if (!(await addPost(tx, { personId, unitId, role, from })))
    return { kind: 'held-already', name, unit }
  await appendAudit(tx, {
    at: input.now,
    actor: input.actor.personId,
    action: 'give-role',
    subject: { kind: 'person', id: personId },
    detail: { role, unit: unitId },
  })
  return { kind: 'given', name, unit }
}

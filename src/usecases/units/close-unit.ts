import type { UnitId } from '../../domain/id.ts'
import type { Actor } from '../../domain/rights.ts'
import { ROLES } from '../../domain/role.ts'
import { dayOf } from '../../domain/time/format.ts'
import type { Unit } from '../../domain/unit.ts'
import { appendAudit } from '../../storage/audit.ts'
import { peopleWithRole } from '../../storage/people.ts'
import type { Store } from '../../storage/store.ts'
import { endUnit, lockUnits } from '../../storage/unit-changes.ts'
import { findUnit, rootUnit, unitsBelow } from '../../storage/units.ts'
import { endDuties } from '../officers/end-duties.ts'
import { mayChangeUnit } from './may-change-unit.ts'

const OFFICERS = ROLES.filter((role) => role !== 'member')

export type CloseUnitResult =
  | { readonly kind: 'closed'; readonly unit: Unit }
  | { readonly kind: 'no-right' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'has-children' }
  /** The authority itself cannot be closed, nor a unit in which an owner stands. */
  | { readonly kind: 'holds-owners' }

/** Ends a unit from today on, with the posts, groups and invitations that hang on it. */
export async function closeUnit(
  tx: Store,
  input: { actor: Actor; unitId: UnitId; now: Date; timeZone: string },
): Promise<CloseUnitResult> {
  await lockUnits(tx)
  const unit = await findUnit(tx, input.unitId)
  if (!unit) return { kind: 'gone' }
  if (!(await mayChangeUnit(tx, input.actor, unit.id))) return { kind: 'no-right' }
  if ((await unitsBelow(tx, [unit.id])).length > 1) return { kind: 'has-children' }
  const isRoot = (await rootUnit(tx))?.id === unit.id
  const owners = await peopleWithRole(tx, [unit.id], ['owner'])
  if (isRoot || owners.length > 0) return { kind: 'holds-owners' }
  const officers = await peopleWithRole(tx, [unit.id], OFFICERS)
  await endUnit(tx, unit.id, { now: input.now, today: dayOf(input.now, input.timeZone) })
  await endDuties(tx, officers, input.now)
  await appendAudit(tx, {
    at: input.now,
    actor: input.actor.personId,
    action: 'close-unit',
    subject: { kind: 'unit', id: unit.id },
  })
  return { kind: 'closed', unit }
}

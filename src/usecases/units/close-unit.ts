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

interface Input {
  readonly actor: Actor
  readonly unitId: UnitId
}

/** Why a unit stays. */
export type CloseRefusal =
  | { readonly kind: 'no-right' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'has-children' }
  /** The authority itself cannot be closed, nor a unit in which an owner stands. */
  | { readonly kind: 'holds-owners' }

/** The unit, where somebody may close it, or why it stays: asked before they are asked whether they mean it. */
export async function mayCloseUnit(
  tx: Store,
  { actor, unitId }: Input,
): Promise<{ readonly kind: 'closable'; readonly unit: Unit } | CloseRefusal> {
  const unit = await findUnit(tx, unitId)
  if (!unit) return { kind: 'gone' }
  if (!(await mayChangeUnit(tx, actor, unit.id))) return { kind: 'no-right' }
  if ((await unitsBelow(tx, [unit.id])).length > 1) return { kind: 'has-children' }
  const isRoot = (await rootUnit(tx))?.id === unit.id
  const owners = await peopleWithRole(tx, [unit.id], ['owner'])
  return isRoot || owners.length > 0 ? { kind: 'holds-owners' } : { kind: 'closable', unit }
}

/** Ends a unit from today on, with the posts, groups and invitations that hang on it. */
export async function closeUnit(
  tx: Store,
  input: Input & { readonly now: Date; readonly timeZone: string },
): Promise<{ readonly kind: 'closed'; readonly unit: Unit } | CloseRefusal> {
  await lockUnits(tx)
  const closable = await mayCloseUnit(tx, input)
  if (closable.kind !== 'closable') return closable
  const { unit } = closable
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

import type { UnitId } from '../../domain/id.ts'
import type { Actor } from '../../domain/rights.ts'
import { dayOf } from '../../domain/time/format.ts'
import type { Unit } from '../../domain/unit.ts'
import { readUnitName } from '../../domain/unit-name.ts'
import { appendAudit } from '../../storage/audit.ts'
import type { Store } from '../../storage/store.ts'
import { lockUnits, startUnitName } from '../../storage/unit-changes.ts'
import { findUnit } from '../../storage/units.ts'
import { mayChangeUnit } from './may-change-unit.ts'

export type RenameUnitResult =
  | { readonly kind: 'renamed'; readonly unit: Unit }
  | { readonly kind: 'no-right' }
  | { readonly kind: 'bad-name' }
  | { readonly kind: 'gone' }

/** Gives a unit another name from today on; what was sent before keeps the old one. */
export async function renameUnit(
  tx: Store,
  input: { actor: Actor; unitId: UnitId; name: string; now: Date; timeZone: string },
): Promise<RenameUnitResult> {
  const name = readUnitName(input.name)
  if (name === null) return { kind: 'bad-name' }
  await lockUnits(tx)
  const unit = await findUnit(tx, input.unitId)
  if (!unit) return { kind: 'gone' }
  if (!(await mayChangeUnit(tx, input.actor, unit.id))) return { kind: 'no-right' }
  if (unit.name === name) return { kind: 'renamed', unit }
  await startUnitName(tx, unit.id, name, dayOf(input.now, input.timeZone))
  await appendAudit(tx, {
    at: input.now,
    actor: input.actor.personId,
    action: 'rename-unit',
    subject: { kind: 'unit', id: unit.id },
  })
  return { kind: 'renamed', unit: { ...unit, name } }
}

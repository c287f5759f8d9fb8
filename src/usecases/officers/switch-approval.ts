import type { UnitId } from '../../domain/id.ts'
import { isOwner, type Actor } from '../../domain/rights.ts'
import type { Unit } from '../../domain/unit.ts'
import { appendAudit } from '../../storage/audit.ts'
import type { Store } from '../../storage/store.ts'
import { findUnit, setApprovalRequired } from '../../storage/units.ts'

export type SwitchApprovalResult =
  | { readonly kind: 'switched'; readonly unit: Unit }
  | { readonly kind: 'no-right' }
  | { readonly kind: 'gone' }

/** Says whether a unit's notices need a second person before they are sent. Owners only. */
export async function switchApproval(
  tx: Store,
  input: { actor: Actor; unitId: UnitId; required: boolean; now: Date },
): Promise<SwitchApprovalResult> {
  if (!isOwner(input.actor)) return { kind: 'no-right' }
  const unit = await findUnit(tx, input.unitId)
  if (!unit) return { kind: 'gone' }
  const switched = { ...unit, approvalRequired: input.required }
  if (unit.approvalRequired === input.required) return { kind: 'switched', unit: switched }
  await setApprovalRequired(tx, unit.id, input.required)
  await appendAudit(tx, {
    at: input.now,
    actor: input.actor.personId,
    action: 'switch-approval',
    subject: { kind: 'unit', id: unit.id },
    detail: { required: input.required },
  })
  return { kind: 'switched', unit: switched }
}

import type { UnitId } from '../../domain/id.ts'
import { holdsRole, type Actor } from '../../domain/rights.ts'
import type { Store } from '../../storage/store.ts'
import { unitsAbove } from '../../storage/units.ts'

/** Whether the actor may change a unit and what lies below it, and invite people into it. */
export async function mayChangeUnit(store: Store, actor: Actor, unitId: UnitId): Promise<boolean> {
  return holdsRole(actor, ['publisher'], await unitsAbove(store, unitId))
}

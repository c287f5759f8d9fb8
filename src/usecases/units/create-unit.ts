import { newId, type UnitId } from '../../domain/id.ts'
import { isOwner, type Actor } from '../../domain/rights.ts'
import { dayOf } from '../../domain/time/format.ts'
import type { Unit } from '../../domain/unit.ts'
import { readUnitCode, readUnitName } from '../../domain/unit-name.ts'
import { appendAudit } from '../../storage/audit.ts'
import type { Store } from '../../storage/store.ts'
import { lockUnits } from '../../storage/unit-changes.ts'
import { addUnit, findUnit, findUnitByCode } from '../../storage/units.ts'
import { mayChangeUnit } from './may-change-unit.ts'

export type CreateUnitResult =
  | { readonly kind: 'created'; readonly unit: Unit }
  | { readonly kind: 'no-right' }
  | { readonly kind: 'bad-name' }
  | { readonly kind: 'bad-code' }
  | { readonly kind: 'code-taken'; readonly code: string }
  /** The unit above has been closed meanwhile. */
  | { readonly kind: 'no-parent' }

/** Adds a unit below another, of the same kind as it; the topmost one only an owner may add. */
export async function createUnit(
  tx: Store,
  input: {
    actor: Actor
    code: string
    name: string
    parentId: UnitId | null
    now: Date
    timeZone: string
  },
): Promise<CreateUnitResult> {
  const name = readUnitName(input.name)
  if (name === null) return { kind: 'bad-name' }
  const code = readUnitCode(input.code)
  if (code === null) return { kind: 'bad-code' }
  await lockUnits(tx)
  const parent = input.parentId && (await findUnit(tx, input.parentId))
  if (input.parentId && !parent) return { kind: 'no-parent' }
  const isAllowed = parent ? await mayChangeUnit(tx, input.actor, parent.id) : isOwner(input.actor)
  if (!isAllowed) return { kind: 'no-right' }
  if (await findUnitByCode(tx, code)) return { kind: 'code-taken', code }
  const id = newId<UnitId>()
  await addUnit(tx, {
    id,
    kind: parent ? parent.kind : 'org',
    code,
    name,
    parentId: parent ? parent.id : null,
    from: dayOf(input.now, input.timeZone),
  })
  await appendAudit(tx, {
    at: input.now,
    actor: input.actor.personId,
    action: 'add-unit',
    subject: { kind: 'unit', id },
    detail: { parent: parent ? parent.id : null },
  })
  const unit = await findUnit(tx, id)
  if (!unit) throw new Error(`unit ${id} was not kept`)
  return { kind: 'created', unit }
}

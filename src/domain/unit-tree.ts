import type { UnitId } from './id.ts'
import type { Unit } from './unit.ts'

export interface TreeRow {
  readonly unit: Unit
  readonly depth: number
}

/** The units as a list in tree order, children under their parent, each level by code. */
export function treeRows(units: readonly Unit[]): TreeRow[] {
  const known = new Set(units.map(({ id }) => id))
  const below = groupByParent(units, known)
  const rows = (parent: UnitId | null, depth: number): TreeRow[] =>
    (below.get(parent) ?? []).flatMap((unit) => [{ unit, depth }, ...rows(unit.id, depth + 1)])
  return rows(null, 0)
}

function groupByParent(
  units: readonly Unit[],
  known: ReadonlySet<UnitId>,
): Map<UnitId | null, Unit[]> {
  const groups = new Map<UnitId | null, Unit[]>()
  for (const unit of units) {
    const parent = unit.parentId && known.has(unit.parentId) ? unit.parentId : null
    const group = groups.get(parent)
    if (group) group.push(unit)
    else groups.set(parent, [unit])
  }
  return groups
}

/** The units above one, nearest first. */
export function ancestorsOf(units: readonly Unit[], id: UnitId): UnitId[] {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const above: UnitId[] = []
  let parent = byId.get(id)?.parentId ?? null
  while (parent && !above.includes(parent)) {
    above.push(parent)
    parent = byId.get(parent)?.parentId ?? null
  }
  return above
}

export type ToggleResult =
  | { readonly kind: 'changed'; readonly chosen: readonly UnitId[] }
  /** The unit is in through a unit above it, which must be taken out first. */
  | { readonly kind: 'within'; readonly by: UnitId }

/** Ticks a unit or takes the tick away; a ticked unit takes the ticks below it into itself. */
export function toggleUnit(
  units: readonly Unit[],
  chosen: readonly UnitId[],
  id: UnitId,
): ToggleResult {
  if (chosen.includes(id)) return { kind: 'changed', chosen: chosen.filter((one) => one !== id) }
  const by = ancestorsOf(units, id).find((above) => chosen.includes(above))
  if (by) return { kind: 'within', by }
  const outside = chosen.filter((one) => !ancestorsOf(units, one).includes(id))
  return { kind: 'changed', chosen: [...outside, id] }
}

/** Groups and people of a unit. */
export interface Reach {
  readonly groups: number
  readonly people: number
}

/** What each unit holds together with everything below it; somebody in two units counts in both. */
export function sumBelow(
  units: readonly Unit[],
  own: ReadonlyMap<UnitId, Reach>,
): Map<UnitId, Reach> {
  const sums = new Map<UnitId, Reach>()
  for (const { id } of units)
    for (const one of [id, ...ancestorsOf(units, id)]) {
      const sum = sums.get(one) ?? { groups: 0, people: 0 }
      const { groups, people } = own.get(id) ?? { groups: 0, people: 0 }
      sums.set(one, { groups: sum.groups + groups, people: sum.people + people })
    }
  return sums
}

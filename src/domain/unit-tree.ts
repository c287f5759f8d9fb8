import type { UnitId } from './id.ts'
import type { Unit } from './unit.ts'

export interface TreeRow {
  readonly unit: Unit
  readonly depth: number
}

const NUMBERED = /(\d+)/u

/** "CH2" stands before "CH10". */
export function compareCodes(one: string, other: string): number {
  const [a, b] = [one.split(NUMBERED), other.split(NUMBERED)]
  for (const [place, part] of a.entries()) {
    const against = b[place]
    if (against === undefined) return 1
    // Every second part is a number.
    if (place % 2 === 1 && Number(part) !== Number(against)) return Number(part) - Number(against)
    if (place % 2 === 0 && part !== against) return part < against ? -1 : 1
  }
  return a.length - b.length
}

/** The units as a list in tree order, children under their parent, each level by code, its numbers as numbers. */
export function treeRows(units: readonly Unit[]): TreeRow[] {
  const known = new Set(units.map(({ id }) => id))
  const below = groupByParent(units, known)
  const rows = (parent: UnitId | null, depth: number): TreeRow[] =>
    (below.get(parent) ?? [])
      .toSorted((a, b) => compareCodes(a.code, b.code))
      .flatMap((unit) => [{ unit, depth }, ...rows(unit.id, depth + 1)])
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

/** People who all have posts in the same several units. */
export interface SharedPeople {
  readonly units: readonly UnitId[]
  readonly people: number
}

/** What each unit holds together with everything below it; somebody with several posts there counts once. */
export function sumBelow(
  units: readonly Unit[],
  own: ReadonlyMap<UnitId, Reach>,
  shared: readonly SharedPeople[],
): Map<UnitId, Reach> {
  const sums = new Map<UnitId, Reach>()
  const add = (id: UnitId, { groups, people }: Reach): void => {
    const sum = sums.get(id) ?? { groups: 0, people: 0 }
    sums.set(id, { groups: sum.groups + groups, people: sum.people + people })
  }
  const lines = new Map(units.map(({ id }) => [id, [id, ...ancestorsOf(units, id)]]))
  for (const [id, line] of lines)
    for (const one of line) add(one, own.get(id) ?? { groups: 0, people: 0 })
  for (const { units: held, people } of shared) {
    const met = new Set<UnitId>()
    for (const one of held.flatMap((id) => lines.get(id) ?? []))
      if (met.has(one)) add(one, { groups: 0, people: -people })
      else met.add(one)
  }
  return sums
}

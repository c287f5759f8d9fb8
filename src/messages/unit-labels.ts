import type { UnitId } from '../domain/id.ts'
import { clipApart } from '../domain/text/clip-apart.ts'
import type { Unit } from '../domain/unit.ts'

/** Of names that are cut alike so much is shown: a phone cuts the label of a button again, at its end. */
const APART_MAX = 30

/** What each unit of a list is called on a button. */
export function unitLabels(units: readonly Unit[], max: number): ReadonlyMap<UnitId, string> {
  const labels = clipApart(
    units.map(({ shortName, name }) => shortName || name),
    { max, apart: APART_MAX },
  )
  return new Map(units.map(({ id }, index) => [id, labels[index] ?? '']))
}

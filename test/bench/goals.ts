/** One for each run of ours that is to reach a goal; null: it died, or has none. */
export type Figures = readonly (number | null)[]

/** How a goal is kept, and which of several figures is the worst. */
export interface Bound {
  readonly worst: (...values: number[]) => number
  readonly isKept: (value: number) => boolean
}

export const least = (bound: number): Bound => ({
  worst: Math.min,
  isKept: (value) => value >= bound,
})
export const most = (bound: number): Bound => ({
  worst: Math.max,
  isKept: (value) => value <= bound,
})
export const below = (bound: number): Bound => ({
  worst: Math.max,
  isKept: (value) => value < bound,
})

/** A line of a table of goals: what, wanted, found, and whether all of ours have reached it. */
export function goal(
  what: string,
  wanted: string,
  found: Figures,
  { worst, isKept }: Bound,
): (string | number | null)[] {
  const known = found.filter((figure) => figure !== null)
  const isReached = known.length === found.length && known.every(isKept)
  const verdict = found.length === 0 ? 'not measured' : isReached ? 'reached' : '**not reached**'
  return [what, wanted, known.length === 0 ? null : worst(...known), verdict]
}

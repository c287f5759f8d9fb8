import { clipApart } from '../domain/text/clip-apart.ts'
import type { Texts } from '../i18n/vi.ts'

const NAME_MAX = 60
/** Of the chosen units so many are named on a card. */
const CHOSEN_MAX = 8

/** What was chosen, and all that it comes to with the units below it. */
export interface ChosenReach {
  readonly units: number
  readonly groups: number
  readonly people: number
  /** Of the units that were chosen themselves. */
  readonly names?: readonly string[]
}

/** How many units and people get it, and which were chosen: a wrong tick is seen by its name. */
export function audienceLine(reach: ChosenReach, texts: Texts): string {
  const summary = texts.draft.audienceSummary(reach)
  const { names = [] } = reach
  return names.length > 0 ? `${summary}: ${nameUnits(names, CHOSEN_MAX, texts)}` : summary
}

/** The first few units by name, and how many more there are. */
export function nameUnits(names: readonly string[], most: number, texts: Texts): string {
  return texts.approval.unitsBeyond({
    units: clipApart(names, { max: NAME_MAX, apart: NAME_MAX }).slice(0, most).join(', '),
    more: Math.max(0, names.length - most),
  })
}

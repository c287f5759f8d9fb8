import { clip } from '../domain/text/clip.ts'
import { clipApart } from '../domain/text/clip-apart.ts'
import type { NamedUnit } from '../domain/unit.ts'
import type { Texts } from '../i18n/vi.ts'

const NAME_MAX = 60
/** Of the chosen units so many are named on a card. */
const CHOSEN_MAX = 8

/** What was chosen, and all that it comes to with the units below it. */
export interface ChosenReach {
  readonly units: number
  readonly groups: number
  readonly people: number
  /** Of these, those without a group or an account to get it in. */
  readonly unreached?: number
  /** Of the units that were chosen themselves. */
  readonly names?: readonly NamedUnit[]
}

/** How many units and people get it, and which were chosen: a wrong tick is seen by its name. */
export function audienceLine(reach: ChosenReach, texts: Texts): string {
  const summary = texts.draft.audienceSummary(reach)
  const { names = [] } = reach
  if (names.length === 0) return summary
  const own = shorten(names.map(({ name }) => name))
  // The unit above is what tells it from another of its name.
  const labels = names.map(({ above }, index) =>
    above === null ? (own[index] ?? '') : `${own[index]} – ${clip(above, NAME_MAX)}`,
  )
  return `${summary}: ${listFirst(labels, CHOSEN_MAX, texts)}`
}

/** The first few units by name, and how many more there are. */
export function nameUnits(names: readonly string[], most: number, texts: Texts): string {
  return listFirst(shorten(names), most, texts)
}

function shorten(names: readonly string[]): readonly string[] {
  return clipApart(names, { max: NAME_MAX, apart: NAME_MAX })
}

function listFirst(labels: readonly string[], most: number, texts: Texts): string {
  return texts.approval.unitsBeyond({
    units: labels.slice(0, most).join(', '),
    more: Math.max(0, labels.length - most),
  })
}

import type { UnitId } from '../domain/id.ts'
import type { TreeRow } from '../domain/unit-tree.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Press } from './action.ts'
import type { Button } from './message.ts'
import { moreButton, onPage } from './pages.ts'
import { unitLabels } from './unit-labels.ts'

/** Rows of units or groups on one screen of a phone. */
export const PER_PAGE = 12
const LABEL_MAX = 44

export interface UnitList {
  readonly rows: readonly TreeRow[]
  readonly page: number
  /** Pressed on a unit: its id goes with it. */
  readonly pick: string
  /** Pressed for another page: its number goes with it. */
  readonly turnTo: string
  /** What a unit is chosen for: its id goes with every press, before the unit's. */
  readonly about?: string
  /** What stands in brackets after the name; empty or absent: nothing. */
  readonly count?: (id: UnitId) => string
}

/** The unit tree as a column of buttons, a page at a time. */
export function unitButtons(list: UnitList, texts: Texts, press: Press): Button[][] {
  const { shown, ...pages } = onPage(list.rows, list.page, PER_PAGE)
  const about = list.about === undefined ? {} : { id: list.about }
  const labels = unitLabels(
    list.rows.map(({ unit }) => unit),
    LABEL_MAX,
  )
  return [
    ...shown.map(({ unit, depth }) => {
      const count = list.count?.(unit.id) ?? ''
      const label = `${'· '.repeat(depth)}${labels.get(unit.id) ?? ''}${count && ` (${count})`}`
      const chosen = list.about === undefined ? { id: unit.id } : { ...about, arg: unit.id }
      return [{ label, name: unit.name, action: press({ verb: list.pick, ...chosen }) }]
    }),
    ...moreButton(pages, { verb: list.turnTo, ...about }, texts, press),
  ]
}

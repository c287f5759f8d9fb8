import type { UnitId } from '../domain/id.ts'
import type { TreeRow } from '../domain/unit-tree.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Press } from './action.ts'
import { clip } from '../domain/text/clip.ts'
import type { Button } from './message.ts'

/** Rows of units on one screen of a phone. */
const PER_PAGE = 12
const LABEL_MAX = 44

export interface UnitList {
  readonly rows: readonly TreeRow[]
  readonly page: number
  /** Pressed on a unit: its id goes with it. */
  readonly pick: string
  /** Pressed for another page: its number goes with it. */
  readonly turnTo: string
  /** What stands in brackets after the name; empty: nothing. */
  readonly count: (id: UnitId) => string
}

/** The unit tree as a column of buttons, a page at a time. */
export function unitButtons(list: UnitList, texts: Texts, press: Press): Button[][] {
  const pages = Math.max(1, Math.ceil(list.rows.length / PER_PAGE))
  const page = Math.min(Math.max(0, list.page), pages - 1)
  const shown = list.rows.slice(page * PER_PAGE, (page + 1) * PER_PAGE)
  return [
    ...shown.map(({ unit, depth }) => {
      const count = list.count(unit.id)
      const name = clip(unit.shortName || unit.name, LABEL_MAX)
      const label = `${'· '.repeat(depth)}${name}${count && ` (${count})`}`
      return [{ label, action: press({ verb: list.pick, id: unit.id }) }]
    }),
    ...(pages > 1
      ? [
          [
            {
              label: `${texts.button.more} (${page + 1}/${pages})`,
              action: press({ verb: list.turnTo, arg: String((page + 1) % pages) }),
            },
          ],
        ]
      : []),
  ]
}

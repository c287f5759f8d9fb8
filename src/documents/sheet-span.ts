import type { TableFault } from './table-row.ts'
import { attributeReader, walkXml } from './xml-tokens.ts'

/** What Excel itself has at most. */
const ROWS_MAX = 1_048_576
const COLUMNS_MAX = 16_384
/** The reader fills each row up to the widest one, at 8 bytes a cell: this is 100,000 rows of 50. */
const CELLS_MAX = 5_000_000

const address = attributeReader('r')

/** Why the cells of a sheet cannot be read: two that are far from each other may span more than memory holds. */
export function findSpanFault(xml: string): TableFault | undefined {
  let [rows, columns, isBeyond] = [0, 0, false]
  let cell = { row: 0, column: 0 }
  const isWhole = walkXml(xml, (token) => {
    if (token.kind !== 'open') return
    const name = token.name.slice(token.name.indexOf(':') + 1)
    if (name === 'row') isBeyond ||= !(Number(address(token.inside) ?? 0) <= ROWS_MAX)
    else if (name === 'c') {
      cell = placeOf(address(token.inside) ?? '')
      isBeyond ||= cell.row > ROWS_MAX || cell.column > COLUMNS_MAX
    } else if (name === 'v' || name === 'is') {
      // A cell that is coloured and no more spans nothing.
      rows = Math.max(rows, cell.row)
      columns = Math.max(columns, cell.column)
    }
  })
  if (!isWhole || isBeyond) return 'damaged'
  return rows * columns > CELLS_MAX ? 'stray-cells' : undefined
}

/** "XFD12" is row 12 of column 16,384. */
function placeOf(name: string): { row: number; column: number } {
  const { letters = '', digits } = /^(?<letters>[A-Z]+)(?<digits>\d+)$/u.exec(name)?.groups ?? {}
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return { row: Number(digits ?? 0), column }
}

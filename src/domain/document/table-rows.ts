import { trimSpan, type Source, type Span } from './source.ts'

const COLUMN =
  /^(?:stt|tt|số\s+tt|số\s+thứ\s+tự|nội\s+dung|nhiệm\s+vụ|công\s+việc|tên|đơn\s+vị|cơ\s+quan|bộ\s+phận|người|cá\s+nhân|chủ\s+trì|phối\s+hợp|thời\s+gian|thời\s+hạn|tiến\s+độ|hạn|ghi\s+chú|sản\s+phẩm|kết\s+quả|địa\s+điểm|thành\s+phần)(?!\p{L})/u

/** Without one of these it may be signatures: "CHỦ TRÌ", "NGƯỜI GHI BIÊN BẢN". */
const OF_TASKS =
  /^(?:stt|tt|số\s+tt|số\s+thứ\s+tự|nội\s+dung|nhiệm\s+vụ|công\s+việc|thời\s+hạn|hạn|tiến\s+độ)(?!\p{L})/u
/** The name of a column is short. */
const HEAD_MAX = 60

function namesColumn(cell: string): boolean {
  return cell.length <= HEAD_MAX && COLUMN.test(cell.trim().toLowerCase())
}

function areColumnHeads(cells: readonly string[]): boolean {
  return cells.filter(namesColumn).length >= 2
}

/** Whether cells are the heads of a table that says who does what until when, and no head block or signatures of a paper. */
export function isHeadOfTasks(cells: readonly string[]): boolean {
  return (
    areColumnHeads(cells) &&
    cells.some((cell) => namesColumn(cell) && OF_TASKS.test(cell.trim().toLowerCase()))
  )
}

/** The cells of a row of such a table, which stand in one line with tabs between them. */
export function cellsOf(text: string, row: Span): Span[] {
  const part = text.slice(row.start, row.end)
  return Array.from(part.matchAll(/[^\t]+/gu), (found) => {
    const start = row.start + found.index
    return trimSpan(text, { start, end: start + found[0].length })
  }).filter(({ start, end }) => end > start)
}

/** Whether the row only names the columns. */
export function isHeadRow({ text }: Source, row: Span): boolean {
  return areColumnHeads(cellsOf(text, row).map(({ start, end }) => text.slice(start, end)))
}

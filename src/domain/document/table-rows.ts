import { trimSpan, type Source, type Span } from './source.ts'

const COLUMN =
  /^(?:stt|tt|số\s+tt|số\s+thứ\s+tự|nội\s+dung|nhiệm\s+vụ|công\s+việc|tên|đơn\s+vị|cơ\s+quan|bộ\s+phận|người|cá\s+nhân|chủ\s+trì|phối\s+hợp|thời\s+gian|thời\s+hạn|tiến\s+độ|hạn|ghi\s+chú|sản\s+phẩm|kết\s+quả|địa\s+điểm|thành\s+phần)(?!\p{L})/u

/** Whether cells are the heads of a table that says who does what until when, and no head block of a paper. */
export function areColumnHeads(cells: readonly string[]): boolean {
  return cells.filter((cell) => COLUMN.test(cell.trim().toLowerCase())).length >= 2
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

import type { Paragraph } from './paragraphs.ts'
import { sliceOf, trimSpan, type Source, type Span } from './source.ts'

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
export function rowCells(text: string, row: Span): Span[] {
  const part = sliceOf(text, row)
  return Array.from(part.matchAll(/[^\t]+/gu), (found) => {
    const start = row.start + found.index
    return trimSpan(text, { start, end: start + found[0].length })
  }).filter(({ start, end }) => end > start)
}

/** Which cell of a row says who and until when, counted from the first of `count`; -1 where none does. */
export interface Columns {
  count: number
  assignee: number
  deadline: number
}

const DUE =
  /^(?:(?:thời\s+)?hạn(?!\s+(?:mức|chế|sử|dùng|bảo|hợp|vay))|tiến\s+độ|thời\s+gian\s+(?:hoàn\s+thành|báo\s+cáo|gửi|nộp))(?!\p{L})/u
/** "Đơn vị chủ trì", "Người thực hiện, phối hợp"; "Đơn vị tính", "Đơn vị phối hợp", "Người ký" are others. */
const WHO =
  /^(?:(?:cơ\s+quan|đơn\s+vị|bộ\s+phận|người|cá\s+nhân|tổ\s+chức)(?:\s*[,/]\s*|\s+(?:và\s+|hoặc\s+)?|$))*(?:(?:chủ\s+trì|thực\s+hiện|phụ\s+trách|đảm\s+nhận|chịu\s+trách\s+nhiệm|được\s+giao|(?:được\s+)?phân\s+công)(?:\s*[,/]\s*phối\s+hợp|\s+(?:và\s+)?phối\s+hợp)?(?:\s+|$)){0,2}$/u

/** All cells of the line that a row stands in, empty ones too. */
function lineCells({ text }: Source, row: Span): Span[] {
  const start = text.lastIndexOf('\n', row.start - 1) + 1
  const newline = text.indexOf('\n', row.end)
  const cells: Span[] = []
  let at = start
  for (const cell of text.slice(start, newline < 0 ? text.length : newline).split('\t')) {
    cells.push(trimSpan(text, { start: at, end: at + cell.length }))
    at += cell.length + 1
  }
  return cells
}

/** The columns, where the row only names them; a row with a number of its own does not. */
export function readHeads(source: Source, row: Paragraph): Columns | undefined {
  const { text, low } = source
  if (row.body > row.start) return undefined
  if (!areColumnHeads(rowCells(text, row).map(({ start, end }) => text.slice(start, end))))
    return undefined
  const heads = lineCells(source, row).map(({ start, end }) => low.slice(start, end))
  return {
    count: heads.length,
    assignee: heads.findIndex((head) => head !== '' && WHO.test(head)),
    deadline: heads.findIndex((head) => DUE.test(head)),
  }
}

/** The cell of a row in that column, which may be empty; undefined where the row has other cells than its head. */
export function cellOf(
  source: Source,
  row: Span,
  { count, ...columns }: Columns,
  name: 'assignee' | 'deadline',
): Span | undefined {
  if (columns[name] < 0) return undefined
  const cells = lineCells(source, row)
  return cells.length === count ? cells[columns[name]] : undefined
}

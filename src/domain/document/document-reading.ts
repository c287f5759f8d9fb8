/** A verbatim piece of the extracted text; places count Unicode code points, half-open. */
export interface PlacedText {
  text: string
  start: number
  end: number
}

export const DOCUMENT_KINDS = [
  'tin_hop',
  'tin_doi_thoai',
  'tin_tiep_xuc_cu_tri',
  'tin_ket_luan',
  'tin_chi_dao',
  'tin_van_ban',
  'lay_y_kien',
  'thong_bao_ket_luan',
  'cong_van',
  'cong_dien',
  'nghi_quyet',
  'chi_thi',
  'ke_hoach',
  'huong_dan',
  'giay_moi',
  'khac',
] as const

export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

/** How the words of a deadline bind: `before` that day, `within` (to the end of the period), … */
export const DEADLINE_OPS = [
  'before',
  'within',
  'window',
  'at_event',
  'before_event',
  'after_event',
  'immediate',
  'recurring_daily',
  'recurring_weekly',
  'recurring_monthly',
  'recurring_quarterly',
  'recurring_yearly',
] as const

export type DeadlineOp = (typeof DEADLINE_OPS)[number]

/** `date`: ISO day that the words name, the last one of a period; null when they name none. */
export interface Deadline extends PlacedText {
  date: string | null
  op: DeadlineOp
}

export interface ReadItem extends PlacedText {
  /** May stand outside the item, in the heading above it. */
  assignee: PlacedText | null
  deadline: Deadline | null
}

export interface Attendee {
  name: string
  title: string | null
}

/** What was read from a document. What is not written in it is null or an empty list. */
export interface DocumentReading {
  kind: DocumentKind
  title: string | null
  number: string | null
  /** ISO day. */
  issued_on: string | null
  place: string | null
  issuer: string | null
  chair: string | null
  attendees: Attendee[]
  conclusions: PlacedText[]
  items: ReadItem[]
  proposals: PlacedText[]
  questions: PlacedText[]
  cited_numbers: string[]
  /** `code: sentence in Vietnamese`. */
  warnings: string[]
}

import type { FileId, ItemId, NoticeId, NoticeVersionId, PersonId, UnitId } from './id.ts'
import type { MessageFileRef } from './file.ts'

export const NOTICE_KINDS = ['directive', 'meeting-summary', 'announcement', 'invitation'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

export type NoticeState = 'draft' | 'pending' | 'approved' | 'returned' | 'cancelled' | 'withdrawn'

/** One assignment inside a notice: its words as they stand in the source, and where. */
export interface DirectiveItem {
  readonly id: ItemId
  readonly text: string
  /** Half-open place in the source, in Unicode code points. */
  readonly start: number
  readonly end: number
  readonly assignee: string | null
  readonly deadline: {
    readonly text: string
    readonly on: string | null
    readonly op: string
  } | null
}

/** What one version of a notice says. */
export interface NoticeContent {
  readonly kind: NoticeKind
  readonly title: string
  readonly docNumber: string | null
  /** `YYYY-MM-DD`. */
  readonly issuedOn: string | null
  readonly issuer: string | null
  /** The whole text as extracted or pasted; software never rewrites it. */
  readonly sourceText: string
  readonly items: readonly DirectiveItem[]
  /** What the reader was unsure of, as sentences for the author. */
  readonly warnings: readonly string[]
  readonly files: readonly MessageFileRef[]
  /** The one of the files that software has made of a text too long for messages. */
  readonly fullTextId: FileId | null
}

export interface Notice extends NoticeContent {
  readonly id: NoticeId
  readonly code: number
  /** The office on whose behalf it is sent. */
  readonly unitId: UnitId
  readonly authorId: PersonId
  readonly state: NoticeState
  readonly versionId: NoticeVersionId
  readonly version: number
  readonly audience: readonly UnitId[]
  readonly createdAt: Date
}

/** Beyond this many characters a text is a document: phones get its beginning and the file. */
const FULL_TEXT_MAX = 8_000

/** Whether the whole text goes as an attached file instead of as a dozen messages. */
export function isLong({ sourceText }: Pick<NoticeContent, 'sourceText'>): boolean {
  return sourceText.length > FULL_TEXT_MAX
}

/** `T12`, as people type and read it. */
export function noticeCode(code: number): string {
  return `T${code}`
}

/** Whether the author may still change the text or the audience. */
export function isEditable(state: NoticeState): boolean {
  return state === 'draft' || state === 'returned'
}

/** The document that we make of a text too long for messages; another file may have the name too. */
export const FULL_TEXT_NAME = 'toan-van.docx'

/** Kinds whose purpose is to assign something. */
const ASSIGNING: readonly NoticeKind[] = ['directive', 'meeting-summary']
const NOTHING_ASSIGNED = 'items_missing: '

/** What a person must look at before it goes out. That nothing is assigned is no fault of an announcement or an invitation. */
export function doubtsOf({
  kind,
  warnings,
}: Pick<NoticeContent, 'kind' | 'warnings'>): readonly string[] {
  if (ASSIGNING.includes(kind)) return warnings
  return warnings.filter((warning) => !warning.startsWith(NOTHING_ASSIGNED))
}

/** Whether nothing is assigned where something should be, and none of the doubts says so. */
export function lacksAssignments({
  kind,
  items,
  warnings,
}: Pick<NoticeContent, 'kind' | 'items' | 'warnings'>): boolean {
  const isSaid = warnings.some((warning) => warning.startsWith(NOTHING_ASSIGNED))
  return ASSIGNING.includes(kind) && items.length === 0 && !isSaid
}

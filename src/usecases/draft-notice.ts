import type { JobRequest } from '../../jobs/catalogue.ts'
import { detectClassified } from '../domain/document/detect-classified.ts'
import { warningsOnceGiven } from '../domain/document/reading-warnings.ts'
import { readDocument } from '../domain/document/read-document.ts'
import type { MessageFileRef } from '../domain/file.ts'
import type { NoticeId, PersonId, UnitId } from '../domain/id.ts'
import { contentFromReading, differsInHeading, keepSetByHand } from '../domain/notice-content.ts'
import { isEditable, type Notice, type NoticeContent, type NoticeState } from '../domain/notice.ts'
import { dayOf } from '../domain/time/format.ts'
import type { BroadcastState } from '../domain/delivery.ts'
import { appendAudit } from '../storage/audit.ts'
import { cancelBroadcast, latestBroadcast } from '../storage/sending/broadcasts.ts'
import { carryFullText } from './carry-full-text.ts'
import {
  createNotice,
  lockNotice,
  moveNotice,
  reviveNotice,
  saveContent,
} from '../storage/notices.ts'
import type { Store } from '../storage/store.ts'
import { tellDropped, tellTakenBack } from './tell-taken-back.ts'

/** Longest text of a notice in characters: a long resolution has about 60,000. */
export const SOURCE_TEXT_MAX = 200_000

export interface DraftInput {
  readonly text: string
  readonly files: readonly MessageFileRef[]
}

export type DraftResult =
  | { readonly kind: 'drafted'; readonly noticeId: NoticeId }
  | { readonly kind: 'classified'; readonly marking: string }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'empty' }

/** Makes a draft from what an author sent; a text stamped secret is refused before anything is stored. */
export async function draftNotice(
  tx: Store,
  input: DraftInput & {
    authorId: PersonId
    unitId: UnitId
    now: Date
    timeZone: string
  },
): Promise<DraftResult> {
  const refused = refuseText(input.text)
  if (refused) return refused
  const content = readContent(input.text, input.files, input.now, input.timeZone)
  const noticeId = await createNotice(tx, {
    unitId: input.unitId,
    authorId: input.authorId,
    // The text of a file goes as that file.
    content: input.files.length > 0 ? content : await carryFullText(tx, content, null),
    now: input.now,
  })
  await appendAudit(tx, {
    at: input.now,
    actor: input.authorId,
    action: 'draft-notice',
    subject: { kind: 'notice', id: noticeId },
  })
  return { kind: 'drafted', noticeId }
}

/** Joins more text or files to a draft and reads the whole again, but for what a person has set. */
export async function extendDraft(
  tx: Store,
  input: DraftInput & { noticeId: NoticeId; by: PersonId; now: Date; timeZone: string },
): Promise<DraftResult | { readonly kind: 'not-editable'; readonly state: NoticeState }> {
  const notice = await lockNotice(tx, input.noticeId)
  if (!notice) return { kind: 'not-editable', state: 'cancelled' }
  if (!isEditable(notice.state)) return { kind: 'not-editable', state: notice.state }
  const text = [notice.sourceText, input.text].filter((part) => part !== '').join('\n')
  const refused = refuseText(text, input.text)
  if (refused) return refused
  const files = [...notice.files, ...input.files]
  const content = readAgain(notice, { text, files }, input.now, input.timeZone)
  const carried = await carryFullText(tx, content, notice.fullTextId)
  await saveContent(tx, notice, carried, input.by, input.now)
  await logEdit(tx, notice, carried, input)
  return { kind: 'drafted', noticeId: notice.id }
}

export type EditResult =
  | { readonly kind: 'saved'; readonly notice: Notice }
  | { readonly kind: 'not-editable'; readonly state: NoticeState }

/** Changes what a draft says. */
export async function editDraft(
  tx: Store,
  input: {
    noticeId: NoticeId
    by: PersonId
    now: Date
    change: (content: NoticeContent) => NoticeContent
    /** The new text is that of an attached file. */
    isInFile?: boolean
  },
): Promise<EditResult> {
  const notice = await lockNotice(tx, input.noticeId)
  if (!notice) return { kind: 'not-editable', state: 'cancelled' }
  if (!isEditable(notice.state)) return { kind: 'not-editable', state: notice.state }
  const content = await settleChange(tx, notice, input.change(notice), input.isInFile ?? false)
  await saveContent(tx, notice, content, input.by, input.now)
  await logEdit(tx, notice, content, input)
  const saved = await lockNotice(tx, input.noticeId)
  return saved ? { kind: 'saved', notice: saved } : { kind: 'not-editable', state: 'cancelled' }
}

/** Which fields were changed, without what they say; nothing where none was. */
async function logEdit(
  tx: Store,
  notice: Notice,
  content: NoticeContent,
  { by, now }: { readonly by: PersonId; readonly now: Date },
): Promise<void> {
  const fields = EDITED.filter((field) => said(notice, field) !== said(content, field))
  if (fields.length === 0) return
  await appendAudit(tx, {
    at: now,
    actor: by,
    action: 'edit-notice',
    subject: { kind: 'notice', id: notice.id },
    detail: { fields: fields.join(' ') },
  })
}

const EDITED = [
  'kind',
  'title',
  'docNumber',
  'issuedOn',
  'issuer',
  'sourceText',
  'items',
  'files',
] as const satisfies readonly (keyof NoticeContent)[]

/** What a field says, to be compared; an item gets another id with each reading. */
function said(content: NoticeContent, field: (typeof EDITED)[number]): string | null {
  if (field === 'items') return JSON.stringify(content.items.map((item) => ({ ...item, id: '' })))
  return field === 'files' ? JSON.stringify(content.files) : content[field]
}

async function settleChange(
  tx: Store,
  notice: Notice,
  changed: NoticeContent,
  isInFile: boolean,
): Promise<NoticeContent> {
  if (changed.sourceText === notice.sourceText && changed.files === notice.files)
    return lookAgain(notice, changed)
  return isInFile ? changed : carryFullText(tx, changed, notice.fullTextId)
}

/** What was unsure of the number or the day in the text is not, once a person has given it. */
function lookAgain(
  { docNumber, issuedOn, fullTextId }: Notice,
  changed: NoticeContent,
): NoticeContent {
  const isGiven = {
    number: changed.docNumber !== null && changed.docNumber !== docNumber,
    issuedOn: changed.issuedOn !== null && changed.issuedOn !== issuedOn,
  }
  return { ...changed, fullTextId, warnings: warningsOnceGiven(changed.warnings, isGiven) }
}

export type CancelResult =
  | { readonly kind: 'cancelled'; readonly jobs: readonly JobRequest[] }
  /** It is on its way or has been sent: that is stopped, or recalled, and not cancelled. */
  | { readonly kind: 'already-sending'; readonly state: BroadcastState }
  | { readonly kind: 'not-editable'; readonly state: NoticeState }

/**
 * Drops a notice that nobody has received; a sending that has not begun is taken back with it. Its author is told, and
 * whoever had it sent, unless they have done it themselves.
 */
export async function cancelDraft(
  tx: Store,
  input: { noticeId: NoticeId; by: PersonId; now: Date },
): Promise<CancelResult> {
  const notice = await lockNotice(tx, input.noticeId)
  if (!notice || !CANCELLABLE.includes(notice.state))
    return { kind: 'not-editable', state: notice?.state ?? 'cancelled' }
  const latest = await latestBroadcast(tx, notice.id)
  const isSending = latest !== undefined && latest.state !== 'cancelled'
  if (isSending && !(await cancelBroadcast(tx, latest.id, input.now)))
    return { kind: 'already-sending', state: latest.state }
  await moveNotice(tx, notice.id, CANCELLABLE, 'cancelled', input.now)
  const by = { at: input.now, actor: input.by }
  if (isSending)
    await appendAudit(tx, {
      ...by,
      action: 'undo-broadcast',
      subject: { kind: 'broadcast', id: latest.id },
    })
  await appendAudit(tx, {
    ...by,
    action: 'cancel-notice',
    subject: { kind: 'notice', id: notice.id },
  })
  const dropped = { notice: { ...notice, state: 'cancelled' as const }, by: input.by }
  const jobs = isSending
    ? await tellTakenBack(tx, { broadcast: latest, ...dropped })
    : await tellDropped(tx, dropped)
  return { kind: 'cancelled', jobs }
}

const CANCELLABLE: readonly NoticeState[] = ['draft', 'returned', 'pending', 'approved']

/** Takes up again, as a draft, what was dropped at that moment; what was not, or was dropped anew since, stays as it is. */
export async function restoreDraft(
  tx: Store,
  {
    noticeId,
    by,
    droppedAt,
    now,
  }: { noticeId: NoticeId; by: PersonId; droppedAt: Date; now: Date },
): Promise<void> {
  if (!(await reviveNotice(tx, noticeId, { droppedAt, now }))) return
  await appendAudit(tx, {
    at: now,
    actor: by,
    action: 'restore-notice',
    subject: { kind: 'notice', id: noticeId },
  })
}

/** What the reader makes of a text: verbatim items, fields as written, warnings. */
export function readContent(
  text: string,
  files: readonly MessageFileRef[],
  now: Date,
  timeZone: string,
): NoticeContent {
  return contentFromReading(text, readDocument(text, dayOf(now, timeZone)), files)
}

/** The same of a text that takes the place of another, or goes on with it: what a person has set stays. */
export function readAgain(
  notice: NoticeContent,
  { text, files }: DraftInput,
  now: Date,
  timeZone: string,
): NoticeContent {
  const content = readContent(text, files, now, timeZone)
  // A long text takes half a second to read.
  if (!differsInHeading(notice, content)) return content
  const before = readContent(notice.sourceText, notice.files, now, timeZone)
  return keepSetByHand(notice, { before, now: content })
}

/** `piece`: what has just come of it. Its head, where a stamp stands, is in the midst of the whole. */
function refuseText(
  text: string,
  piece: string = text,
): Exclude<DraftResult, { kind: 'drafted' }> | null {
  if (text.trim() === '') return { kind: 'empty' }
  if (text.length > SOURCE_TEXT_MAX) return { kind: 'too-long' }
  const marking = detectClassified(piece) ?? detectClassified(text)
  return marking && { kind: 'classified', marking: marking.text }
}

import { sql } from 'kysely'
import {
  newId,
  type FileId,
  type ItemId,
  type NoticeId,
  type NoticeVersionId,
  type PersonId,
  type UnitId,
} from '../domain/id.ts'
import {
  type DirectiveItem,
  FULL_TEXT_NAME,
  type Notice,
  type NoticeContent,
  type NoticeState,
} from '../domain/notice.ts'
import { isCode, nextCode } from './counters.ts'
import { countingAs, personNow } from './person-now.ts'
import type { Store } from './store.ts'
import { isJudged } from './approvals.ts'

export async function createNotice(
  tx: Store,
  notice: { unitId: UnitId; authorId: PersonId; content: NoticeContent; now: Date },
): Promise<NoticeId> {
  const id = newId<NoticeId>()
  await tx.db
    .insertInto('notice')
    .values({
      id,
      code: await nextCode(tx, 'notice'),
      unit_id: notice.unitId,
      author_id: notice.authorId,
      state: 'draft',
      created_at: notice.now,
      updated_at: notice.now,
    })
    .execute()
  await insertVersion(tx, id, 1, notice.content, notice.authorId, notice.now)
  return id
}

/**
 * Writes changed content: over the current version while nobody else has judged it, as the next version
 * once somebody has, so that an approver can be shown what changed. The caller holds the notice's lock.
 */
export async function saveContent(
  tx: Store,
  notice: Notice,
  content: NoticeContent,
  by: PersonId,
  now: Date,
): Promise<void> {
  const judged = await isJudged(tx, notice.versionId)
  const number = judged ? notice.version + 1 : notice.version
  if (!judged) await tx.db.deleteFrom('notice_version').where('id', '=', notice.versionId).execute()
  await insertVersion(tx, notice.id, number, content, by, now)
  await tx.db
    .updateTable('notice')
    .set({ current_version: number, updated_at: now })
    .where('id', '=', notice.id)
    .execute()
}

/**
 * Locks the notice until the transaction ends, so that two presses at once follow one another. Those who
 * acknowledge it, whose rows refer to it, need not wait.
 */
export async function lockNotice(tx: Store, id: NoticeId): Promise<Notice | undefined> {
  const row = await tx.db
    .selectFrom('notice')
    .select('id')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row && (await findNotice(tx, id))
}

export async function findNotice(store: Store, id: NoticeId): Promise<Notice | undefined> {
  const row = await withCurrentVersion(store)
    .select(versionColumns)
    .where('notice.id', '=', id)
    .executeTakeFirst()
  return row && (await toNotice(store, row))
}

/** The notice as one of its versions had it: what a broadcast of that version shows for ever. */
export async function findNoticeVersion(
  store: Store,
  versionId: NoticeVersionId,
): Promise<Notice | undefined> {
  const row = await store.db
    .selectFrom('notice')
    .innerJoin('notice_version', 'notice_version.notice_id', 'notice.id')
    .select(versionColumns)
    .where('notice_version.id', '=', versionId)
    .executeTakeFirst()
  return row && (await toNotice(store, row))
}

export async function findNoticeByCode(store: Store, code: number): Promise<Notice | undefined> {
  if (!isCode(code)) return undefined
  const row = await store.db
    .selectFrom('notice')
    .select('id')
    .where('code', '=', code)
    .executeTakeFirst()
  return row && findNotice(store, row.id)
}

/** Moves a notice on; false when it is not in one of the states it may come from. Once it was to be judged or sent, it is the office's. */
export async function moveNotice(
  tx: Store,
  id: NoticeId,
  from: readonly NoticeState[],
  to: NoticeState,
  now: Date,
): Promise<boolean> {
  const moved = await tx.db
    .updateTable('notice')
    .set({
      state: to,
      updated_at: now,
      ...((to === 'pending' || to === 'approved') && { forgettable: false }),
    })
    .where('id', '=', id)
    .where('state', 'in', from)
    .returning('id')
    .executeTakeFirst()
  return moved !== undefined
}

/** Makes a draft again of what was dropped at this moment, and not once more since. */
export async function reviveNotice(
  tx: Store,
  id: NoticeId,
  { droppedAt, now }: { readonly droppedAt: Date; readonly now: Date },
): Promise<boolean> {
  const revived = await tx.db
    .updateTable('notice')
    .set({ state: 'draft', updated_at: now })
    .where('id', '=', id)
    .where('state', '=', 'cancelled')
    .where('updated_at', '=', droppedAt)
    .returning('id')
    .executeTakeFirst()
  return revived !== undefined
}

export async function setAudience(
  tx: Store,
  id: NoticeId,
  units: readonly UnitId[],
): Promise<void> {
  await tx.db.deleteFrom('notice_audience').where('notice_id', '=', id).execute()
  if (units.length === 0) return
  await tx.db
    .insertInto('notice_audience')
    .values(units.map((unit_id) => ({ notice_id: id, unit_id })))
    .execute()
}

export interface PreviousVersion {
  readonly content: NoticeContent
  /** Null: it was judged before audiences were kept. */
  readonly audience: readonly UnitId[] | null
  readonly reason: string | null
}

/** The version before this one and how it was judged, for "what changed". */
export async function previousVersion(
  store: Store,
  notice: Notice,
): Promise<PreviousVersion | undefined> {
  const row = await store.db
    .selectFrom('notice_version')
    .leftJoin('approval', 'approval.notice_version_id', 'notice_version.id')
    .select(['notice_version.id', 'notice_version.reading', 'approval.reason'])
    .where('notice_version.notice_id', '=', notice.id)
    .where('notice_version.number', '=', notice.version - 1)
    .orderBy('approval.decided_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return undefined
  const content = await findNoticeVersion(store, row.id)
  const { audience = null } = row.reading as Reading
  return content && { content, audience, reason: row.reason }
}

/** A notice as lists show it: what tells it apart, and by what it is known who may do something with it. */
export type ListedNotice = Pick<Notice, 'id' | 'code' | 'unitId' | 'authorId' | 'state' | 'title'>

export type PendingNotice = ListedNotice & Pick<Notice, 'audience'>

/** Notices of all units that wait to be approved, newest first. */
export async function pendingNotices(store: Store): Promise<PendingNotice[]> {
  const rows = await selectListed(store)
    .select(
      sql<UnitId[]>`array(select unit_id from notice_audience where notice_id = notice.id)`.as(
        'audience',
      ),
    )
    .where('notice.state', '=', 'pending')
    .execute()
  return rows.map(({ audience, ...row }) => ({ ...toListed(row), audience }))
}

/** What somebody has begun and nobody has sent: their drafts, those given back and those approved; the newest first. */
export async function begunBy(
  store: Store,
  personId: PersonId,
  limit: number,
): Promise<ListedNotice[]> {
  const rows = await selectListed(store)
    .where('notice.state', 'in', ['draft', 'returned', 'approved'])
    .where('notice.author_id', 'in', sql<PersonId>`(${countingAs(personId)})`)
    .where(
      sql<boolean>`not (notice.state = 'approved' and exists (select from broadcast b
        where b.notice_id = notice.id and b.notice_version_id = notice_version.id
          and b.state <> 'cancelled'))`,
    )
    .limit(limit)
    .execute()
  return rows.map(toListed)
}

async function insertVersion(
  tx: Store,
  noticeId: NoticeId,
  number: number,
  content: NoticeContent,
  by: PersonId,
  now: Date,
): Promise<void> {
  const versionId = newId<NoticeVersionId>()
  await tx.db
    .insertInto('notice_version')
    .values({
      id: versionId,
      notice_id: noticeId,
      number,
      kind: content.kind,
      title: content.title,
      doc_number: content.docNumber,
      issued_on: content.issuedOn,
      issuer: content.issuer,
      source_text: content.sourceText,
      reading: JSON.stringify({ warnings: content.warnings, fullTextId: content.fullTextId }),
      created_by: by,
      created_at: now,
    })
    .execute()
  if (content.items.length > 0)
    await tx.db
      .insertInto('directive_item')
      .values(content.items.map((item, ordinal) => toItemRow(versionId, item, ordinal)))
      .execute()
  if (content.files.length > 0)
    await tx.db
      .insertInto('notice_file')
      .values(
        content.files.map((file, ordinal) => ({
          notice_version_id: versionId,
          file_id: file.fileId,
          ordinal,
        })),
      )
      .execute()
}

function toItemRow(versionId: NoticeVersionId, item: DirectiveItem, ordinal: number) {
  return {
    // A version has its own item rows, so the same words get a new id with each version.
    id: newId<ItemId>(),
    notice_version_id: versionId,
    ordinal,
    text: item.text,
    start_at: item.start,
    end_at: item.end,
    assignee_text: item.assignee,
    assignee_unit_id: null,
    deadline_text: item.deadline?.text ?? null,
    deadline_on: item.deadline?.on ?? null,
    deadline_op: item.deadline?.op ?? null,
  }
}

function selectListed(store: Store) {
  return withCurrentVersion(store).select(listedColumns).orderBy('notice.code', 'desc')
}

function withCurrentVersion(store: Store) {
  return store.db
    .selectFrom('notice')
    .innerJoin('notice_version', (join) =>
      join
        .onRef('notice_version.notice_id', '=', 'notice.id')
        .onRef('notice_version.number', '=', 'notice.current_version'),
    )
}

const listedColumns = [
  'notice.id',
  'notice.code',
  'notice.unit_id',
  personNow('notice.author_id').as('author_id'),
  'notice.state',
  'notice_version.title',
] as const

function toListed(
  row: Pick<VersionRow, 'id' | 'code' | 'unit_id' | 'author_id' | 'state' | 'title'>,
): ListedNotice {
  const { unit_id: unitId, author_id: authorId, ...same } = row
  return { unitId, authorId, ...same }
}

const versionColumns = [
  'notice.id',
  'notice.code',
  'notice.unit_id',
  personNow('notice.author_id').as('author_id'),
  'notice.state',
  'notice.created_at',
  'notice_version.id as version_id',
  'notice_version.number',
  'notice_version.kind',
  'notice_version.title',
  'notice_version.doc_number',
  'notice_version.issued_on',
  'notice_version.issuer',
  'notice_version.source_text',
  'notice_version.reading',
] as const

interface VersionRow {
  id: NoticeId
  code: number
  unit_id: UnitId
  author_id: PersonId
  state: NoticeState
  created_at: Date
  version_id: NoticeVersionId
  number: number
  kind: NoticeContent['kind']
  title: string
  doc_number: string | null
  issued_on: string | null
  issuer: string | null
  source_text: string
  reading: unknown
}

/** Of a version's `reading`: what its reader was unsure of, our own document, and the audience that it was judged with. */
interface Reading {
  readonly fullTextId?: FileId | null
  readonly warnings?: readonly string[]
  readonly audience?: readonly UnitId[]
}

/** Our document of a version that was written before it was known by its id. */
function oldFullText(files: readonly { id: FileId; name: string }[]): FileId | null {
  return files.find(({ name }) => name === FULL_TEXT_NAME)?.id ?? null
}

async function toNotice(store: Store, row: VersionRow): Promise<Notice> {
  const [items, files, audience] = await Promise.all([
    store.db
      .selectFrom('directive_item')
      .selectAll()
      .where('notice_version_id', '=', row.version_id)
      .orderBy('ordinal')
      .execute(),
    store.db
      .selectFrom('notice_file')
      .innerJoin('file', 'file.id', 'notice_file.file_id')
      .select(['file.id', 'file.name', 'file.mime', 'file.size'])
      .where('notice_version_id', '=', row.version_id)
      .orderBy('ordinal')
      .execute(),
    store.db
      .selectFrom('notice_audience')
      .select('unit_id')
      .where('notice_id', '=', row.id)
      .execute(),
  ])
  const reading = row.reading as Reading
  return {
    id: row.id,
    code: row.code,
    unitId: row.unit_id,
    authorId: row.author_id,
    state: row.state,
    versionId: row.version_id,
    version: row.number,
    kind: row.kind,
    title: row.title,
    docNumber: row.doc_number,
    issuedOn: row.issued_on,
    issuer: row.issuer,
    sourceText: row.source_text,
    warnings: reading.warnings ?? [],
    fullTextId: reading.fullTextId === undefined ? oldFullText(files) : reading.fullTextId,
    createdAt: row.created_at,
    audience: audience.map((entry) => entry.unit_id),
    files: files.map((file) => ({
      fileId: file.id,
      name: file.name,
      mime: file.mime,
      size: file.size,
    })),
    items: items.map((item) => ({
      id: item.id,
      text: item.text,
      start: item.start_at,
      end: item.end_at,
      assignee: item.assignee_text,
      deadline:
        item.deadline_text === null
          ? null
          : { text: item.deadline_text, on: item.deadline_on, op: item.deadline_op ?? '' },
    })),
  }
}

import { sql } from 'kysely'
import type { BroadcastState } from '../../domain/delivery.ts'
import type { NoticeId, PersonId, UnitId } from '../../domain/id.ts'
import { personNow } from '../person-now.ts'
import type { Store } from '../store.ts'

export interface SentNotice {
  readonly noticeId: NoticeId
  readonly code: number
  readonly title: string
  readonly state: BroadcastState
}

/** Whose sent notices somebody may see: all of some units, and their own in others. */
export interface SeenNotices {
  readonly all: readonly UnitId[]
  readonly own: readonly UnitId[]
  readonly personId: PersonId | null
}

/** Notices that were sent, newest first, with their newest broadcast; those that somebody may see, or of all units. */
export async function sentNotices(
  store: Store,
  page: { readonly limit: number; readonly offset?: number },
  seen: SeenNotices | 'everything',
): Promise<SentNotice[]> {
  const rows = await store.db
    .selectFrom('notice')
    .innerJoin('broadcast', 'broadcast.notice_id', 'notice.id')
    .innerJoin('notice_version', 'notice_version.id', 'broadcast.notice_version_id')
    .distinctOn('notice.code')
    .select(['notice.id', 'notice.code', 'notice_version.title', 'broadcast.state'])
    .where('broadcast.state', '<>', 'cancelled')
    .where(isAmong(seen))
    .orderBy('notice.code', 'desc')
    .orderBy('broadcast.id', 'desc')
    .limit(page.limit)
    .offset(page.offset ?? 0)
    .execute()
  return rows.map(({ id, code, title, state }) => ({ noticeId: id, code, title, state }))
}

/** How many there are. */
export async function countSentNotices(
  store: Store,
  seen: SeenNotices | 'everything',
): Promise<number> {
  const { count } = await store.db
    .selectFrom('notice')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where(
      sql<boolean>`exists (select 1 from broadcast b where b.notice_id = notice.id and b.state <> 'cancelled')`,
    )
    .where(isAmong(seen))
    .executeTakeFirstOrThrow()
  return Number(count)
}

function isAmong(seen: SeenNotices | 'everything') {
  if (seen === 'everything') return sql<boolean>`true`
  const { all, own, personId } = seen
  return sql<boolean>`(notice.unit_id = any(${all}::uuid[])
    or (notice.unit_id = any(${own}::uuid[])
      and ${personNow('notice.author_id')} = ${personId}::uuid))`
}

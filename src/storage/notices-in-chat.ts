import { sql, type RawBuilder } from 'kysely'
import type { BroadcastId, ChatId, NoticeId, PersonId } from '../domain/id.ts'
import { mayBeOut } from './sending/delivery-conditions.ts'
import { broadcastOf } from './sending/end-unbound.ts'
import type { Store } from './store.ts'

/** Which notices are looked for: one, those that came after a moment, or all that ever came. */
type Wanted = { readonly noticeId: NoticeId } | { readonly since: RawBuilder<unknown> } | 'all'

/** A reminder goes within hours, and the end of a broadcast is noted within minutes, by a clock that may be another machine's. */
const NOTED_WITHIN = sql`interval '7 days'`

/**
 * Whether `d` is a notice's copy in one of some chats, or a reminder there. By its broadcast, which is open for as long as its
 * copies go, and a reminder by its moment, which is that of the press: what a chat has got in years is mostly answers and cards.
 */
function isOfNotice(chats: RawBuilder<unknown>, wanted: Wanted) {
  if (wanted === 'all')
    return sql<boolean>`(d.chat_id = ${chats} and (d.broadcast_id is not null or d.purpose = 'reminder'))`
  const isOf = 'noticeId' in wanted && sql`w.notice_id = ${wanted.noticeId}`
  const since = 'since' in wanted && sql`(${wanted.since}::timestamptz - ${NOTED_WITHIN})`
  return sql<boolean>`(d.chat_id = ${chats} and (
    d.broadcast_id = any(array(
      select w.id from broadcast w
      where ${isOf || sql`(w.finished_at is null or w.finished_at > ${since})`}))
    or (d.purpose = 'reminder' and d.created_at = any(array(
      select r.sent_at from reminder r join broadcast w on w.id = r.broadcast_id
      where ${isOf || sql`r.sent_at > ${since}`})))))`
}

/** So few messages of a chat are read sooner than all broadcasts of years are asked for it. */
const FEW = 500

async function hasFewMessages(store: Store, chatId: ChatId): Promise<boolean> {
  const { rows } = await sql`
    select from delivery where chat_id = ${chatId} limit ${FEW}`.execute(store.db)
  return rows.length < FEW
}

/**
 * What came to a chat, or to any of some, of a notice: its copies, and reminders of it, which go to people's own chats although
 * the notice went to their group. `d` is the delivery, `b` its broadcast, `n` the notice while it stands.
 */
const cameTo = (chats: RawBuilder<unknown>, wanted: Wanted) => sql`
  delivery d
  join broadcast b on b.id = ${broadcastOf}
  join notice n on n.id = b.notice_id and n.state = 'approved'
    and ${isOfNotice(chats, wanted)}
    -- A second try may wait, be cancelled or refused: the first has perhaps arrived.
    and (d.state in ('sent', 'unknown', 'sending') or ${mayBeOut})`

/** When delivery `d` came: what is paused, or waits, goes out hours or days after it was written down. */
const cameAt = sql<Date>`coalesce(d.called_at, d.created_at)`

export interface NoticeInChat {
  readonly noticeId: NoticeId
  readonly code: number
  readonly title: string
  readonly broadcastId: BroadcastId
  /** When it came, or a reminder of it. */
  readonly at: Date
}

/** Notices a chat has received and that still stand, newest first: what "ok" may mean there. */
export async function noticesInChat(
  store: Store,
  chatId: ChatId,
  { since, until }: { readonly since: Date; readonly until: Date | null },
): Promise<NoticeInChat[]> {
  const { rows } = await sql<{
    notice_id: NoticeId
    code: number
    title: string
    broadcast_id: BroadcastId
    at: Date
  }>`
    select distinct on (n.code) n.id as notice_id, n.code, v.title, b.id as broadcast_id, ${cameAt} as at
    from ${cameTo(sql`${chatId}`, { since: sql`${since}::timestamptz` })}
    join notice_version v on v.id = b.notice_version_id
    where ${cameAt} > ${since} and ${cameAt} <= coalesce(${until}::timestamptz, 'infinity')
    order by n.code desc, b.id desc, ${cameAt} desc limit 20`.execute(store.db)
  return rows.map((row) => ({
    noticeId: row.notice_id,
    code: row.code,
    title: row.title,
    broadcastId: row.broadcast_id,
    at: row.at,
  }))
}

/** The newest broadcast by which a notice came to a chat, however long ago; undefined: it never came there. */
export async function broadcastInChat(
  store: Store,
  chatId: ChatId,
  noticeId: NoticeId,
): Promise<BroadcastId | undefined> {
  const { rows } = await sql<{ id: BroadcastId }>`
    select b.id from ${cameTo(sql`${chatId}`, { noticeId })} where n.id = ${noticeId}
    order by b.id desc limit 1`.execute(store.db)
  return rows[0]?.id
}

/** The code of a notice that came to a group of one of a person's units; null: to none, and so it is not theirs to know of. */
export async function codeInGroupsOf(
  store: Store,
  personId: PersonId,
  noticeId: NoticeId,
): Promise<number | null> {
  const groups = sql`any (array(
    select g.chat_id from post p join chat_binding g on g.unit_id = p.unit_id and g.valid_to is null
    where p.person_id = ${personId} and p.valid_to is null))`
  const { rows } = await sql<{ code: number }>`
    select n.code from ${cameTo(groups, { noticeId })} where n.id = ${noticeId} limit 1`.execute(
    store.db,
  )
  return rows[0]?.code ?? null
}

/** When the newest notice came to a chat, or is to come, whether or not it still stands; the epoch: none has. */
export async function latestNoticeAt(store: Store, chatId: ChatId): Promise<RawBuilder<Date>> {
  const isRead = await hasFewMessages(store, chatId)
  const newestSince = (since: RawBuilder<unknown>) => sql`(
    select max(${cameAt}) from delivery d
    where ${isOfNotice(sql`${chatId}`, isRead ? 'all' : { since })} and ${cameAt} > ${since})`
  // Mostly one has come these months, and the older ones are not looked at.
  return sql<Date>`coalesce(${newestSince(sql`(now() - interval '90 days')`)},
    ${newestSince(sql`'-infinity'`)}, to_timestamp(0))`
}

/**
 * The notice that came to a chat after its last menu was shown, while it still stands, and when: what a bare number
 * typed there means. What came after `until`, if there is one, had not been seen by who typed it.
 */
export async function latestNoticeIn(
  store: Store,
  chatId: ChatId,
  until: Date | null,
): Promise<{ readonly noticeId: NoticeId; readonly at: Date } | null> {
  const isRead = await hasFewMessages(store, chatId)
  const shownAt = sql`coalesce((select m.shown_at from menu m where m.chat_id = ${chatId}), '-infinity')`
  const { rows } = await sql<{ id: NoticeId; at: Date }>`
    select n.id, ${cameAt} as at from ${cameTo(sql`${chatId}`, isRead ? 'all' : { since: shownAt })}
    where ${cameAt} > ${shownAt} and ${cameAt} <= coalesce(${until}::timestamptz, 'infinity')
    order by ${cameAt} desc, d.id desc limit 1`.execute(store.db)
  const [row] = rows
  return row ? { noticeId: row.id, at: row.at } : null
}

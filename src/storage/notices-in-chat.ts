import { sql, type RawBuilder } from 'kysely'
import type { BroadcastId, ChatId, NoticeId, PersonId } from '../domain/id.ts'
import { mayBeOut } from './sending/delivery-conditions.ts'
import { broadcastOf } from './sending/end-unbound.ts'
import type { Store } from './store.ts'

/**
 * What came to a chat, or to any of some, of a notice: its copies, and reminders of it, which go to people's own chats although
 * the notice went to their group. `d` is the delivery, `b` its broadcast, `n` the notice while it stands.
 */
const cameTo = (chats: RawBuilder<unknown>) => sql`
  delivery d
  join broadcast b on b.id = ${broadcastOf}
  join notice n on n.id = b.notice_id and n.state = 'approved'
    and d.chat_id = ${chats}
    -- A second try may wait, be cancelled or refused: the first has perhaps arrived.
    and (d.state in ('sent', 'unknown', 'sending') or ${mayBeOut})`

/** When delivery `d` came: what is paused, or waits, goes out hours or days after it was written down. */
const cameAt = sql<Date>`coalesce(d.called_at, d.created_at)`

/** Notices a chat has received and that still stand, newest first: what "ok" may mean there. */
export async function noticesInChat(
  store: Store,
  chatId: ChatId,
  { since, until }: { readonly since: Date; readonly until: Date | null },
): Promise<{ noticeId: NoticeId; code: number; title: string; broadcastId: BroadcastId }[]> {
  const { rows } = await sql<{
    notice_id: NoticeId
    code: number
    title: string
    broadcast_id: BroadcastId
  }>`
    select distinct on (n.code) n.id as notice_id, n.code, v.title, b.id as broadcast_id
    from ${cameTo(sql`${chatId}`)}
    join notice_version v on v.id = b.notice_version_id
    where ${cameAt} > ${since} and ${cameAt} <= coalesce(${until}::timestamptz, 'infinity')
    order by n.code desc, b.id desc limit 20`.execute(store.db)
  return rows.map((row) => ({
    noticeId: row.notice_id,
    code: row.code,
    title: row.title,
    broadcastId: row.broadcast_id,
  }))
}

/** The newest broadcast by which a notice came to a chat, however long ago; undefined: it never came there. */
export async function broadcastInChat(
  store: Store,
  chatId: ChatId,
  noticeId: NoticeId,
): Promise<BroadcastId | undefined> {
  const { rows } = await sql<{ id: BroadcastId }>`
    select b.id from ${cameTo(sql`${chatId}`)} where n.id = ${noticeId}
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
    select n.code from ${cameTo(groups)} where n.id = ${noticeId} limit 1`.execute(store.db)
  return rows[0]?.code ?? null
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
  const { rows } = await sql<{ id: NoticeId; at: Date }>`
    select n.id, ${cameAt} as at from ${cameTo(sql`${chatId}`)} left join menu m on m.chat_id = d.chat_id
    where (m.shown_at is null or m.shown_at < ${cameAt})
      and ${cameAt} <= coalesce(${until}::timestamptz, 'infinity')
    order by ${cameAt} desc, d.id desc limit 1`.execute(store.db)
  const [row] = rows
  return row ? { noticeId: row.id, at: row.at } : null
}

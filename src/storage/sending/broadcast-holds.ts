import { sql } from 'kysely'
import type { BroadcastId, ChatId } from '../../domain/id.ts'
import type { Reason } from '../../domain/reason.ts'
import { gapLimits } from '../../domain/sending-gaps.ts'
import { beyondClock } from '../../domain/time/ahead-of-clock.ts'
import type { Store } from '../store.ts'
import { isOpen, isPlanned, isToRetry } from './delivery-conditions.ts'

/** Why a broadcast waits for somebody's word, with what is needed to say so. */
export type Held =
  /** `count` of the last `of` copies did not arrive, most of them for `why`. */
  | {
      readonly reason: 'failures'
      readonly count: number
      readonly of: number
      readonly why: Reason
      /** Not counting others, of which a person was asked before. */
      readonly isMore: boolean
    }
  /** Of `count` of the last `of` copies it is not known whether they arrived. */
  | { readonly reason: 'unknowns'; readonly count: number; readonly of: number }
  /** Its hour, or the last sign of life of its sending. */
  | { readonly reason: 'late' | 'interrupted'; readonly since: Date }

/** Why an open broadcast should be asked about before anything more of it goes out; undefined: it may go on. */
export async function reasonToAsk(
  store: Store,
  id: BroadcastId,
  now: Date,
  timeZone: string,
): Promise<Held | undefined> {
  const row = await store.db
    .selectFrom('broadcast')
    .select(['state', 'urgent', 'release_at', 'watched_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  const limits = gapLimits(now, timeZone)[row.urgent ? 'urgent' : 'normal']
  const isWaiting = row.state === 'scheduled' || row.state === 'starting'
  if (isWaiting && row.release_at < limits.releasedBefore)
    return { reason: 'late', since: row.release_at }
  const isUnderWay = row.state === 'sending' || row.state === 'expanding'
  if (isUnderWay && row.watched_at && row.watched_at < limits.watchedBefore)
    return { reason: 'interrupted', since: row.watched_at }
  return undefined
}

/** Says that a broadcast is being sent and looked after. */
export async function markWatched(store: Store, id: BroadcastId, now: Date): Promise<void> {
  await store.db
    .updateTable('broadcast')
    .set({ watched_at: now })
    .where('id', '=', id)
    .where('state', 'in', ['sending', 'stopped'])
    .execute()
}

/** With nothing left to send there is nothing to hold: the broadcast ends, and its card shows what failed. */
const isSomethingLeft = sql`(
  exists (select 1 from delivery d where d.broadcast_id = broadcast.id and ${isPlanned})
  or exists (
    select 1 from delivery d join notice_version v on v.id = broadcast.notice_version_id
    where d.broadcast_id = broadcast.id and ${isToRetry} and v.kind = 'directive'))`

/**
 * Whether a pause holds up nothing any more, so that nobody has to say that it goes on: all its copies were written, and
 * none of them has still to go, nor waits for its person to write.
 */
export const isPausedInVain = sql<boolean>`(
  broadcast.state = 'paused' and broadcast.pause_reason is distinct from 'restored'
  and broadcast.started_at is not null
  -- Not by exists, for which the planner would look at every copy of every broadcast that waits.
  and (select 1 from delivery d where d.broadcast_id = broadcast.id and ${isOpen} limit 1) is null
  and not exists (
    select 1 from delivery d
    where d.broadcast_id = broadcast.id and d.settled_as = 'waiting-for-contact')
  and not ${isSomethingLeft})`

/** What persons have let pass of how a broadcast's copies end. */
export interface Asked {
  /** Reasons for which it was held: as it goes on since, it goes on in spite of them, until somebody tries again (`retryFailed`). */
  readonly about: readonly Reason[]
  /** When somebody last had it go on, or tried again; null: nobody has, or by a clock that was ahead. */
  readonly wantedAt: Date | null
}

/** What persons were asked about, or have seen, when they had a broadcast go on or tried again. */
export async function askedAbout(store: Store, id: BroadcastId, now: Date): Promise<Asked> {
  const row = await store.db
    .selectFrom('broadcast')
    .select(['asked_about', 'wanted_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  const wantedAt = row?.wanted_at ?? null
  const isAhead = wantedAt !== null && wantedAt > beyondClock(now)
  return { about: row?.asked_about ?? [], wantedAt: isAhead ? null : wantedAt }
}

/** The numbers of the notices whose sending waits for somebody's word, whether the service holds it or a person has paused it. */
export async function heldNotices(store: Store): Promise<number[]> {
  const rows = await store.db
    .selectFrom('broadcast')
    .innerJoin('notice', 'notice.id', 'broadcast.notice_id')
    .select('notice.code')
    .where('broadcast.finished_at', 'is', null)
    .where('broadcast.state', '=', 'paused')
    .orderBy('notice.code')
    .execute()
  return rows.map(({ code }) => code)
}

/** Card `d` asks about broadcast `b`; once somebody has decided it is another kind (`closeCards`). */
const isQuestion = sql<boolean>`(d.purpose = 'card' and d.subject_id = b.notice_id and d.subject_kind = 'held-card'
  and d.edits_id is null)`

/** It has arrived, or is about to; by the database's clock. One that waits for its bot to be well again asks nobody. */
const mayBeHeard = sql<boolean>`(d.state in ('sending', 'sent')
  or (d.state = 'planned' and d.created_at > now() - interval '15 minutes'))`

/**
 * Broadcasts that the service holds and about which nobody has been asked any more: each question has ended untaken, or waits
 * for its person to write. A restored one is asked about by whoever restores.
 */
export async function findUnheardHolds(store: Store): Promise<readonly BroadcastId[]> {
  const { rows } = await sql<{ id: BroadcastId }>`
    select b.id from broadcast b
    where b.finished_at is null and b.state = 'paused' and b.pause_reason <> 'restored'
      and not exists (select 1 from delivery d where ${isQuestion} and ${mayBeHeard})`.execute(
    store.db,
  )
  return rows.map(({ id }) => id)
}

/** The chats in which a question about it was not heard. */
export async function unheardIn(store: Store, id: BroadcastId): Promise<readonly ChatId[]> {
  const { rows } = await sql<{ chat: ChatId }>`
    select distinct d.chat_id as chat from broadcast b join delivery d on ${isQuestion}
    where b.id = ${id} and not ${mayBeHeard}`.execute(store.db)
  return rows.map(({ chat }) => chat)
}

/** What the question about a broadcast is about, where it is asked once only; null: each time. */
function aboutOf(held: Held): Reason | null {
  switch (held.reason) {
    case 'failures':
      return held.why
    case 'unknowns':
      return 'no-answer'
    case 'late':
    case 'interrupted':
      return null
  }
}

/** Holds a broadcast for a reason that still stands, and of which nobody was asked before; true for exactly one caller. */
export async function holdDue(
  tx: Store,
  id: BroadcastId,
  held: Held,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): Promise<boolean> {
  const { reason } = held
  const { urgent, normal } = gapLimits(now, timeZone)
  const about = aboutOf(held)
  const isAbnormal = sql`${about} <> all(asked_about)
    and (state = 'expanding' or (state = 'sending' and ${isSomethingLeft}))`
  const stands = {
    late: sql`state in ('scheduled', 'starting') and release_at < ${normal.releasedBefore}
      and (not urgent or release_at < ${urgent.releasedBefore})`,
    interrupted: sql`state in ('expanding', 'sending') and watched_at < ${normal.watchedBefore}
      and (not urgent or watched_at < ${urgent.watchedBefore})`,
    failures: isAbnormal,
    unknowns: isAbnormal,
  } satisfies Record<Held['reason'], unknown>
  const { rows } = await sql`
    update broadcast set state = 'paused', pause_reason = ${reason}, progress_shown = null,
      asked_about = asked_about || ${about === null ? [] : [about]}::text[]
    where id = ${id} and ${stands[reason]}
    returning id`.execute(tx.db)
  return rows.length > 0
}

import { sql } from 'kysely'
import { gapLimits } from '../../domain/sending-gaps.ts'
import { beyondClock } from '../../domain/time/ahead-of-clock.ts'
import { DIRECTIVE_TRIES } from '../../domain/unknown-policy.ts'
import { hasReason } from '../kept-reason.ts'

/**
 * "At once" as a moment: before every clock, so that neither a fake clock nor one that runs behind the
 * database's holds an answer back. Rows of the same moment go in the order of their ids.
 */
export const AT_ONCE = new Date(0)

/** Whether `b` is sent, an urgent one while it is still written, and was looked after but for a gap that nobody is asked about. */
export function isGoingOn(now: Date, timeZone: string) {
  const { urgent, normal } = gapLimits(now, timeZone)
  // The limit of the normal ones is never the earlier one.
  return sql<boolean>`((b.state = 'sending' or (b.state = 'expanding' and b.urgent)) and b.watched_at > ${urgent.watchedBefore}
    and (b.urgent or b.watched_at > ${normal.watchedBefore}))`
}

/**
 * Whether the hour of `broadcast` has come. One that was to go at once by a clock that was ahead does not wait until ours is
 * there; the moment of the press, and so what is left of its time for undo, is not known then.
 */
export function isReleased(now: Date) {
  return sql<boolean>`(broadcast.release_at <= ${now}
    or (broadcast.state = 'starting' and broadcast.created_at > ${beyondClock(now)}))`
}

/**
 * Whether the copies of an open broadcast are due at all; `b` is the broadcast. Those of a paused one are not, also when
 * half of it is out: it stays half shown until it is resumed. Nor are those of one that was left alone for hours (at night
 * for minutes), until somebody has been asked. Those of a stopped one are, as soon as what has not begun is ended
 * (`endUnbegun`): what is half out is finished. One of which nothing is out, because its call was told to wait, is taken in
 * again too, refused by its claim and ended by `putBack`.
 */
export function mayCopiesGo(now: Date, timeZone: string) {
  return sql<boolean>`((b.state = 'stopped' and b.watched_at is not null) or ${isGoingOn(now, timeZone)})`
}

/** A meeting is over by then: nobody reads out its day and hour, so it is counted from when somebody wanted it sent. */
const INVITATION_LATE_MS = 24 * 60 * 60_000

/** Whether what still waits makes no sense any more and is not sent unasked; `b` is the broadcast, `v` its version. */
export function isTooLate(now: Date) {
  return sql<boolean>`(v.kind = 'invitation'
    and greatest(b.release_at, b.wanted_at) < ${new Date(now.getTime() - INVITATION_LATE_MS)})`
}

/**
 * It waits for its turn, or its call is out: the indices do not know which. One that waits for its person has ended in this
 * sense, and may see its broadcast end. `d` is the delivery.
 */
export const isOpen = sql<boolean>`d.settled_as is null`

/** The same of a delivery `d` that is looked for by its chat, spelled as that index is. */
export function isOpenInChat(d: ReturnType<typeof sql>) {
  return sql<boolean>`coalesce(${d}.settled_as, '') = ''`
}

/** It waits; `d` is the delivery. */
export const isPlanned = sql<boolean>`(${isOpen} and d.state = 'planned')`

/**
 * Its moment has come, or was reckoned by a clock that was ahead, which puts nothing off; `d` is the delivery. Whoever is
 * told to wait when it is sent is put off anew.
 */
export function isDue(d: ReturnType<typeof sql>, now: Date) {
  return sql<boolean>`(${d}.next_at <= ${now} or ${d}.postponed_at > ${beyondClock(now)})`
}

/** It waits for its person to write; `d` is the delivery. */
export const isAwaiting = sql<boolean>`d.settled_as = 'waiting-for-contact'`

/** An unknown copy that has its second try before it; `d` is the delivery. */
export const isToRetry = sql<boolean>`(d.settled_as = 'unknown' and d.tries < ${sql.lit(DIRECTIVE_TRIES)})`

/** Whether any part of a delivery is out; `d` is the delivery. */
export const hasPartOut = sql<boolean>`exists (
  select 1 from attempt a where a.delivery_id = d.id and a.outcome = 'sent')`

/** Whether any part of a delivery is out, or perhaps. */
export const mayBeOut = sql<boolean>`exists (
  select 1 from attempt a where a.delivery_id = d.id and a.outcome in ('sent', 'unknown'))`

/** Of a message or copy `d` no part is known to be out, and one may be. */
export const isInDoubt = sql<boolean>`(d.edits_id is null and ${mayBeOut} and not ${hasPartOut})`

/** It would end in `state`, which says that nobody has it; but an earlier call may have arrived. Other states ask nothing. */
export function staysInDoubt(state: ReturnType<typeof sql>) {
  return sql<boolean>`(${state} in ('unreachable', 'rejected') and ${isInDoubt})`
}

/** Nothing of a delivery is out; the attempts are asked only where there was a call. */
export const isUnbegun = sql<boolean>`(d.called_at is null or not ${hasPartOut})`

/** What becomes of a copy that is too late: a first try may have arrived. */
export const stateWhenTooLate = sql`(case when ${mayBeOut} then 'unknown' else 'rejected' end)`

/**
 * Whether a delivery changes a message that has not gone out yet: its change is not due before. `offset 0`: one by one, or for
 * the sake of many reminders the planner reads all deliveries to look up the message of one edit.
 */
export const isOriginalToCome = sql<boolean>`exists (
  select 1 from delivery o where o.id = d.edits_id and o.state in ('planned', 'sending') offset 0)`

/** What goes as soon as its person writes; `d` is the delivery. A month's quota is not asked for within the free window. */
export const isForContact = sql<boolean>`(d.settled_as = 'waiting-for-contact'
  or (${isOpenInChat(sql`d`)} and d.state = 'planned' and ${hasReason(sql`d.reason`, ['quota'])}))`

/** Whether a newer edit of the same message waits, for its turn or for its person; only one may. `d` is the delivery. */
export const hasNewerEdit = sql<boolean>`(d.edits_id is not null and exists (
  select 1 from delivery newer where newer.waiting_edit = d.edits_id and newer.id <> d.id))`

/** Whether a delivery that waits should go no more. */
export const goesNoMore = sql<boolean>`(${hasNewerEdit} or (
  exists (select 1 from broadcast b where b.id = d.broadcast_id and b.state = 'stopped')
  and not ${hasPartOut}))`

/** What becomes of it then: a first try may have arrived, and no more comes to say so. */
export const stateWhenGoesNoMore = sql`(case when d.called_at is not null and d.edits_id is null and ${mayBeOut} then 'unknown' else 'cancelled' end)`

/**
 * A condition on rows that are found by their ids. The indices that hold one state only must not be used for it: the
 * planner takes them for nearly empty, which a large broadcast and what it has left behind makes wrong; nor may it
 * think that hardly any row fulfils it, or it compares each with each.
 */
export function ofKnown(condition: ReturnType<typeof sql<boolean>>) {
  return sql<boolean>`(case when ${condition} then true else false end)`
}

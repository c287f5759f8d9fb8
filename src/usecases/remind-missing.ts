import type { BroadcastId, ChannelInstanceId, ChatId, UnitId } from '../domain/id.ts'
import type { Notice } from '../domain/notice.ts'
import { isQuiet } from '../domain/quiet-hours.ts'
import type { Actor } from '../domain/rights.ts'
import { wasWantedLongAgo } from '../domain/sending-gaps.ts'
import type { Message } from '../messages/message.ts'
import { countPeople } from '../storage/acknowledgements.ts'
import { appendAudit } from '../storage/audit.ts'
import type { WindowStart } from '../storage/audience-cost.ts'
import { findNoticeVersion } from '../storage/notices.ts'
import {
  addReminder,
  groupsToRemind,
  lockReminders,
  peopleToRemind,
  type GroupToRemind,
  type MissingPerson,
} from '../storage/reminders.ts'
import { findBroadcast } from '../storage/sending/broadcasts.ts'
import { planReminders } from '../storage/sending/plan-reminders.ts'
import type { Store } from '../storage/store.ts'
import { maySend } from './may-send.ts'

/** Least time between two reminders of one notice in one chat: one in the morning and one in the afternoon, at most. */
const REMIND_GAP_MS = 4 * 60 * 60_000

export type RemindResult =
  | {
      readonly kind: 'reminded'
      readonly people: number
      readonly chats: number
      /** Of those chats, how many have a bot or OA that may not send. */
      readonly stopped: number
      readonly unreachable: number
      /** Who was reminded in the last hours. */
      readonly lately: number
      readonly withoutCopy: number
      readonly instances: readonly ChannelInstanceId[]
    }
  | { readonly kind: 'nobody'; readonly withoutCopy: number }
  /** Nobody stood on the rolls on the day of sending. */
  | { readonly kind: 'nobody-listed' }
  /** Nothing reaches any of them. */
  | { readonly kind: 'nobody-reached'; readonly count: number }
  | { readonly kind: 'too-soon'; readonly last: Date; readonly next: Date }
  /** Nobody is called without a choice of its own at night, or where that was wanted long ago. */
  | { readonly kind: 'quiet' | 'wanted-earlier' }
  | { readonly kind: 'no-right' }

/**
 * Reminds those who have not acknowledged what has come to them or their group, and only them: each in private where a
 * chat reaches them, as far as is known, the others through one message, which names nobody, in each group of their units that
 * has it: who is in which of them, no platform tells. Who was reminded in the last hours, or is about to be, is not reminded again; who was to
 * be and was not reached, is.
 */
export async function remindMissing(
  tx: Store,
  input: {
    broadcastId: BroadcastId
    actor: Actor
    /** When the person asked for it. */
    wantedAt: Date
    now: Date
    timeZone: string
    /** The person has said that quiet hours do not matter. */
    anyway: boolean
    windows: readonly WindowStart[]
    personalText: (notice: Notice) => Message
    groupText: (notice: Notice, count: number) => Message
  },
): Promise<RemindResult> {
  const { broadcastId, now, timeZone } = input
  const broadcast = await findBroadcast(tx, broadcastId)
  const notice = broadcast && (await findNoticeVersion(tx, broadcast.versionId))
  const by = input.actor.personId
  if (!notice || !by || !(await maySend(tx, notice, input.actor))) return { kind: 'no-right' }
  await lockReminders(tx, broadcastId)
  const since = new Date(now.getTime() - REMIND_GAP_MS)
  const query = { broadcastId, noticeId: notice.id, now, since, windows: input.windows }
  const { people: missing, withoutCopy } = await peopleToRemind(tx, query)
  if (missing.length === 0) {
    const { expected } = await countPeople(tx, broadcastId)
    return expected === 0 ? { kind: 'nobody-listed' } : { kind: 'nobody', withoutCopy }
  }
  const plan = planFor(missing, await groupsToRemind(tx, query))
  if (plan.people === 0) {
    const { last } = plan
    if (!last) return { kind: 'nobody-reached', count: plan.unreachable }
    return { kind: 'too-soon', last, next: new Date(last.getTime() + REMIND_GAP_MS) }
  }
  const isAtNight = isQuiet(now, timeZone)
  if (isAtNight && !input.anyway) return { kind: 'quiet' }
  if (wasWantedLongAgo(input.wantedAt, now, timeZone, { urgent: false }))
    return { kind: 'wanted-earlier' }
  const chats = plan.privately
  const message = input.personalText(notice)
  const planned = await planReminders(tx, notice.id, { chats, message, now })
  for (const [chatId, count] of plan.inGroups) {
    const message = input.groupText(notice, count)
    planned.push(...(await planReminders(tx, notice.id, { chats: [chatId], message, now })))
  }
  await addReminder(tx, { broadcastId, by, people: plan.people, now })
  const logged = {
    at: now,
    actor: by,
    subject: { kind: 'broadcast', id: broadcastId },
  } as const
  const detail = { people: plan.people }
  await appendAudit(tx, { ...logged, action: 'remind-missing', detail })
  if (isAtNight) await appendAudit(tx, { ...logged, action: 'override-quiet-hours' })
  const countOf = (some: typeof planned): number => some.reduce((sum, { count }) => sum + count, 0)
  return {
    kind: 'reminded',
    people: plan.people,
    chats: countOf(planned),
    stopped: countOf(planned.filter(({ isStopped }) => isStopped)),
    unreachable: plan.unreachable,
    lately: plan.lately,
    withoutCopy,
    instances: [...new Set(planned.map(({ instanceId }) => instanceId))],
  }
}

/** Who is reminded where. */
interface ReminderPlan {
  readonly privately: readonly ChatId[]
  /** With how many of its unit are missing, by whatever way they are reminded: it is what the report says of the unit. */
  readonly inGroups: ReadonlyMap<ChatId, number>
  /** How many are reminded; nothing reaches the others, or they were reminded lately. */
  readonly people: number
  readonly unreachable: number
  readonly lately: number
  /** The first of those reminders. */
  readonly last: Date | undefined
}

function planFor(
  missing: readonly MissingPerson[],
  groups: ReadonlyMap<UnitId, readonly GroupToRemind[]>,
): ReminderPlan {
  const privately: ChatId[] = []
  const inGroups = new Map<ChatId, number>()
  const missingIn = new Map<UnitId, number>()
  for (const unitId of missing.flatMap(({ units }) => units))
    missingIn.set(unitId, (missingIn.get(unitId) ?? 0) + 1)
  const lately: Date[] = []
  let unreachable = 0
  for (const { units, chatId, isClosed, remindedAt } of missing) {
    const ownGroups = units.flatMap((unitId) => groups.get(unitId) ?? [])
    const due = ownGroups.filter((group) => group.remindedAt === null)
    const [first] = ownGroups
    if (remindedAt) lately.push(remindedAt)
    else if (chatId && !(isClosed && first)) privately.push(chatId)
    else if (due.length === 0 && first?.remindedAt) lately.push(first.remindedAt)
    else if (due.length === 0) unreachable += 1
    else for (const group of due) inGroups.set(group.chatId, missingIn.get(group.unitId) ?? 0)
  }
  return {
    privately,
    inGroups,
    people: missing.length - lately.length - unreachable,
    lately: lately.length,
    unreachable,
    last: lately.toSorted((a, b) => a.getTime() - b.getTime())[0],
  }
}

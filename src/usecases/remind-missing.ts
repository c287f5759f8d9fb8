import { PRIORITY } from '../domain/delivery.ts'
import type { BroadcastId, ChannelInstanceId, ChatId, PersonId, UnitId } from '../domain/id.ts'
import type { Notice } from '../domain/notice.ts'
import { isQuiet } from '../domain/quiet-hours.ts'
import type { Actor } from '../domain/rights.ts'
import { wasWantedLongAgo } from '../domain/sending-gaps.ts'
import { dayOf } from '../domain/time/format.ts'
import type { Message } from '../messages/message.ts'
import { instanceOfChat, preferredChat } from '../storage/accounts.ts'
import {
  addReminder,
  groupsToRemind,
  lastReminderAt,
  peopleToRemind,
} from '../storage/acknowledgements.ts'
import { appendAudit } from '../storage/audit.ts'
import { findBroadcast } from '../storage/sending/broadcasts.ts'
import { planMessage } from '../storage/sending/plan-message.ts'
import { findNoticeVersion } from '../storage/notices.ts'
import type { Store } from '../storage/store.ts'
import { maySend } from './may-send.ts'

/** Least time between two reminders of one broadcast: one in the morning and one in the afternoon, at most. */
const REMIND_GAP_MS = 4 * 60 * 60_000

export type RemindResult =
  | {
      readonly kind: 'reminded'
      readonly people: number
      readonly chats: number
      readonly unreachable: number
      readonly withoutCopy: number
      readonly instances: readonly ChannelInstanceId[]
    }
  | { readonly kind: 'nobody'; readonly withoutCopy: number }
  | { readonly kind: 'too-soon'; readonly last: Date; readonly next: Date }
  /** Nobody is called without a choice of its own at night, or where that was wanted long ago. */
  | { readonly kind: 'quiet' | 'wanted-earlier' }
  | { readonly kind: 'no-right' }

/**
 * Reminds those who have not acknowledged what has come to them or their group, and only them: each in private where a
 * chat reaches them, the others through one message, which names nobody, in each group of their units that has it: who is in
 * which of them, no platform tells.
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
    personalText: (notice: Notice) => Message
    groupText: (notice: Notice, count: number) => Message
  },
): Promise<RemindResult> {
  const broadcast = await findBroadcast(tx, input.broadcastId)
  const notice = broadcast && (await findNoticeVersion(tx, broadcast.versionId))
  const by = input.actor.personId
  if (!notice || !by || !(await maySend(tx, notice, input.actor))) return { kind: 'no-right' }
  const last = await lastReminderAt(tx, input.broadcastId, input.now)
  if (last && input.now.getTime() - last.getTime() < REMIND_GAP_MS)
    return { kind: 'too-soon', last, next: new Date(last.getTime() + REMIND_GAP_MS) }
  const today = dayOf(input.now, input.timeZone)
  const { people: missing, withoutCopy } = await peopleToRemind(tx, input.broadcastId, today)
  if (missing.length === 0) return { kind: 'nobody', withoutCopy }
  const isAtNight = isQuiet(input.now, input.timeZone)
  if (isAtNight && !input.anyway) return { kind: 'quiet' }
  if (wasWantedLongAgo(input.wantedAt, input.now, input.timeZone, { urgent: false }))
    return { kind: 'wanted-earlier' }
  const plan = await planReminders(tx, input.broadcastId, missing)
  for (const chatId of plan.privately)
    await planReminder(tx, chatId, notice, input.personalText(notice))
  for (const [chatId, count] of plan.inGroups)
    await planReminder(tx, chatId, notice, input.groupText(notice, count))
  await addReminder(tx, {
    broadcastId: input.broadcastId,
    by,
    people: missing.length - plan.unreachable,
    now: input.now,
  })
  const logged = {
    at: input.now,
    actor: by,
    subject: { kind: 'broadcast', id: input.broadcastId },
  } as const
  await appendAudit(tx, {
    ...logged,
    action: 'remind-missing',
    detail: { people: missing.length },
  })
  if (isAtNight) await appendAudit(tx, { ...logged, action: 'override-quiet-hours' })
  const chats = [...plan.privately, ...plan.inGroups.keys()]
  const instances = await Promise.all(chats.map((chatId) => instanceOfChat(tx, chatId)))
  return {
    kind: 'reminded',
    people: missing.length - plan.unreachable,
    chats: chats.length,
    unreachable: plan.unreachable,
    withoutCopy,
    instances: [...new Set(instances)],
  }
}

async function planReminders(
  tx: Store,
  broadcastId: BroadcastId,
  missing: readonly { personId: PersonId; units: readonly UnitId[] }[],
): Promise<{ privately: ChatId[]; inGroups: Map<ChatId, number>; unreachable: number }> {
  const groupsOf = await groupsToRemind(tx, broadcastId)
  const privately: ChatId[] = []
  const inGroups = new Map<ChatId, number>()
  let unreachable = 0
  for (const { personId, units } of missing) {
    const chatId = await preferredChat(tx, personId)
    const groups = units.flatMap((unitId) => groupsOf.get(unitId) ?? [])
    if (chatId) privately.push(chatId)
    else if (groups.length === 0) unreachable += 1
    else for (const group of groups) inGroups.set(group, (inGroups.get(group) ?? 0) + 1)
  }
  return { privately, inGroups, unreachable }
}

function planReminder(tx: Store, chatId: ChatId, notice: Notice, message: Message) {
  return planMessage(tx, {
    chatId,
    message,
    purpose: 'reminder',
    priority: PRIORITY.normal,
    subject: { kind: 'notice', id: notice.id },
  })
}

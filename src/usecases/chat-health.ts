import { PRIORITY } from '../domain/delivery.ts'
import type { BroadcastId, ChannelInstanceId, ChatId, PersonId, UnitId } from '../domain/id.ts'
import type { ChatState, ChatType, UnreachableState } from '../domain/platform.ts'
import { readReason } from '../domain/reason.ts'
import { vi } from '../i18n/vi.ts'
import {
  chatBackMessage,
  groupLostMessage,
  missedMessage,
  officerLostMessage,
} from '../messages/chat-health-messages.ts'
import type { Message } from '../messages/message.ts'
import { dutyChat, instanceOfChat } from '../storage/accounts.ts'
import { restoredAt } from '../storage/backup/restored-at.ts'
import { findConcerned } from '../storage/chat-concern.ts'
import { noteTold, setChatState } from '../storage/chat-state.ts'
import { releaseCopies } from '../storage/sending/plan-again.ts'
import { planMessage } from '../storage/sending/plan-message.ts'
import { namesOf, ownersOf, peopleWithRole } from '../storage/people.ts'
import { isOfficer } from '../storage/officers.ts'
import type { Store } from '../storage/store.ts'
import { showEnded } from './show-ended.ts'

/** Older copies that a chat has missed are not sent by themselves any more. */
const MISSED_WITHIN_MS = 14 * 86_400_000

export interface ChatNews {
  readonly chatId: ChatId
  readonly state: ChatState
  /** As kept; see `writeReason`. */
  readonly reason: string | null
  readonly now: Date
}

/**
 * Writes down how a chat stands, from whatever side it became known. The people whom it concerns are told once per
 * change; when the chat takes messages again, what it has missed and what still stands is sent. Gives the lanes to
 * wake.
 */
export async function noteChatState(tx: Store, news: ChatNews): Promise<ChannelInstanceId[]> {
  const { chatId, state, now } = news
  const before = await setChatState(tx, chatId, state, news.reason, now)
  if (!before) return []
  if (state !== 'active') return tellLost(tx, { ...news, state }, before.toldState)
  const isBack = before.state !== 'active' || before.toldState !== null
  const { missed, late, broadcasts, changed } = await releaseCopies(tx, chatId, {
    now,
    missed: isBack
      ? {
          since: new Date(now.getTime() - MISSED_WITHIN_MS),
          restoredAt: (await restoredAt(tx)) ?? null,
        }
      : null,
  })
  const told = before.toldState === null ? [] : await tellBack(tx, news, { missed, late })
  if (missed > 0) await plan(tx, chatId, missedMessage(missed, vi))
  const hasWork = missed > 0 || broadcasts.length > 0
  const shown = await showAll(tx, changed)
  return [...told, ...shown, ...(hasWork ? [await instanceOfChat(tx, chatId)] : [])]
}

/** Only those that have ended: the others are watched. */
async function showAll(tx: Store, ids: readonly BroadcastId[]): Promise<ChannelInstanceId[]> {
  const lanes: ChannelInstanceId[] = []
  for (const id of ids) {
    const lane = await showEnded(tx, id)
    if (lane) lanes.push(lane)
  }
  return lanes
}

async function tellLost(
  tx: Store,
  { chatId, state, reason }: ChatNews & { readonly state: UnreachableState },
  toldState: UnreachableState | null,
): Promise<ChannelInstanceId[]> {
  // Who has not written for a week is told of nothing: it is Zalo's rule, and the progress message shows it.
  if (state === toldState || state === 'waiting-for-contact') return []
  await noteTold(tx, chatId, state)
  const concern = await whomItConcerns(tx, chatId)
  if (!concern) return []
  const kept = readReason(reason)
  const why = kept === 'unknown' ? state : kept
  const message =
    concern.type === 'group'
      ? groupLostMessage(concern.name, why, vi)
      : officerLostMessage(concern.name, why, vi)
  return tellPeople(tx, concern.people, message)
}

async function tellBack(
  tx: Store,
  { chatId }: ChatNews,
  copies: { readonly missed: number; readonly late: number },
): Promise<ChannelInstanceId[]> {
  await noteTold(tx, chatId, null)
  const concern = await whomItConcerns(tx, chatId)
  return concern ? tellPeople(tx, concern.people, chatBackMessage(concern.name, copies, vi)) : []
}

interface Concern {
  readonly type: ChatType
  readonly name: string
  readonly people: readonly PersonId[]
}

/**
 * A group concerns the leaders of its unit, an officer's private chat the owners. Nobody is told of groups without a
 * unit, which any stranger can make, and of private chats of members and residents: who blocks a bot is nobody's
 * business, and a copy that did not arrive stands in the progress message.
 */
async function whomItConcerns(tx: Store, chatId: ChatId): Promise<Concern | null> {
  const { type, title, unitId, personId } = await findConcerned(tx, chatId)
  if (type === 'group')
    return unitId ? { type, name: title, people: await leadersOf(tx, unitId) } : null
  if (!personId || !(await isOfficer(tx, personId))) return null
  const people = (await ownersOf(tx)).filter((owner) => owner !== personId)
  return { type, name: (await namesOf(tx, [personId])).get(personId) ?? '', people }
}

/** The leaders who can be told, else the owners. */
async function leadersOf(tx: Store, unitId: UnitId): Promise<PersonId[]> {
  const leaders = await peopleWithRole(tx, [unitId], ['leader'])
  const reachable = await Promise.all(leaders.map((person) => dutyChat(tx, person)))
  return reachable.some((chatId) => chatId !== undefined) ? leaders : ownersOf(tx)
}

async function tellPeople(
  tx: Store,
  people: readonly PersonId[],
  message: Message,
): Promise<ChannelInstanceId[]> {
  const lanes: ChannelInstanceId[] = []
  for (const person of people) {
    const chatId = await dutyChat(tx, person)
    if (!chatId) continue
    await plan(tx, chatId, message)
    lanes.push(await instanceOfChat(tx, chatId))
  }
  return [...new Set(lanes)]
}

async function plan(tx: Store, chatId: ChatId, message: Message): Promise<void> {
  await planMessage(tx, { chatId, message, purpose: 'card', priority: PRIORITY.answer })
}

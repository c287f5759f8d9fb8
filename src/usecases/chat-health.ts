import type { JobRequest } from '../../jobs/catalogue.ts'
import type { BroadcastId, ChannelInstanceId, ChatId, UnitId } from '../domain/id.ts'
import type { ChatState, ChatType, UnreachableState } from '../domain/platform.ts'
import type { Night } from '../domain/quiet-hours.ts'
import { readReason } from '../domain/reason.ts'
import { isOfficer } from '../domain/rights.ts'
import { vi } from '../i18n/vi.ts'
import {
  chatBackMessage,
  groupLostMessage,
  missedMessage,
  officerLostMessage,
  type ReleasedCopies,
} from '../messages/chat-health-messages.ts'
import { instanceOfChat } from '../storage/chats.ts'
import { restoredAt } from '../storage/backup/restored-at.ts'
import { findConcerned } from '../storage/chat-concern.ts'
import { noteTold, setChatState } from '../storage/chat-state.ts'
import { releaseCopies } from '../storage/sending/plan-again.ts'
import { planMessage } from '../storage/sending/plan-message.ts'
import { putOffForGroup } from '../storage/sending/put-off.ts'
import { nameOf, ownersOf, peopleWithRole } from '../storage/people.ts'
import type { Store } from '../storage/store.ts'
import { cardFor, dutyChats, ownersChats, tellChats } from './tell-chats.ts'
import { actorOf } from './actor-of.ts'
import { toWake } from './to-wake.ts'

export interface ChatNews {
  readonly chatId: ChatId
  readonly state: ChatState
  /** As kept; see `writeReason`. */
  readonly reason: string | null
  readonly now: Date
  /** In which a group gets no more of what it has missed than is urgent; null, or absent: it is day. */
  readonly night?: Night | null
}

/**
 * Writes down how a chat stands, from whatever side it became known. The people whom it concerns are told once per
 * change; when the chat takes messages again, what it has missed and what still stands is sent. Gives the jobs that follow:
 * the lanes to wake, and the cards that say otherwise now. After months of silence these are many, and each counts its copies.
 */
export async function noteChatState(tx: Store, news: ChatNews): Promise<readonly JobRequest[]> {
  const { chatId, state, now } = news
  const before = await setChatState(tx, chatId, state, news.reason, now)
  if (!before) return []
  if (state !== 'active') return toWake(await tellLost(tx, { ...news, state }, before.toldState))
  const isBack = before.state !== 'active' || before.toldState !== null
  const { missed, late, broadcasts, changed } = await releaseCopies(tx, chatId, {
    now,
    missed: isBack ? { restoredAt: (await restoredAt(tx)) ?? null } : null,
  })
  const putOff = Math.min(missed, await putOffAtNight(tx, news, broadcasts))
  const copies = { missed: missed - putOff, putOff, late }
  const told = before.toldState === null ? [] : await tellBack(tx, news, copies)
  const own = await tellMissed(tx, news, copies)
  const going = broadcasts.length > 0 ? [await instanceOfChat(tx, chatId)] : []
  const shown = changed.map((broadcastId) => ({
    name: 'update-progress' as const,
    data: { broadcastId },
  }))
  return [...toWake([...told, ...own, ...going]), ...shown]
}

async function putOffAtNight(
  tx: Store,
  { chatId, now, night }: ChatNews,
  broadcasts: readonly BroadcastId[],
): Promise<number> {
  return night ? putOffForGroup(tx, chatId, broadcasts, { night, now }) : 0
}

/** Comes with the copies, and so in the morning what is said of those that come then. Gives the lanes to wake. */
async function tellMissed(
  tx: Store,
  { chatId, night }: ChatNews,
  { missed, putOff }: ReleasedCopies,
): Promise<readonly ChannelInstanceId[]> {
  const lanes = missed > 0 ? await tellChats(tx, [chatId], missedMessage(missed, vi)) : []
  if (night && putOff > 0) {
    const card = cardFor(chatId, missedMessage(putOff, vi))
    await planMessage(tx, { ...card, notBefore: night.until })
  }
  return lanes
}

async function tellLost(
  tx: Store,
  { chatId, state, reason }: ChatNews & { readonly state: UnreachableState },
  toldState: UnreachableState | null,
): Promise<readonly ChannelInstanceId[]> {
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
  return tellChats(tx, concern.chats, message)
}

async function tellBack(
  tx: Store,
  { chatId }: ChatNews,
  copies: ReleasedCopies,
): Promise<readonly ChannelInstanceId[]> {
  await noteTold(tx, chatId, null)
  const concern = await whomItConcerns(tx, chatId)
  return concern ? tellChats(tx, concern.chats, chatBackMessage(concern.name, copies, vi)) : []
}

interface Concern {
  readonly type: ChatType
  readonly name: string
  readonly chats: readonly ChatId[]
}

/**
 * A group concerns the leaders of its unit, an officer's private chat the owners. Nobody is told of groups without a
 * unit, which any stranger can make, and of private chats of members and residents: who blocks a bot is nobody's
 * business, and a copy that did not arrive stands in the progress message.
 */
async function whomItConcerns(tx: Store, chatId: ChatId): Promise<Concern | null> {
  const { type, title, unitId, personId } = await findConcerned(tx, chatId)
  if (type === 'group')
    return unitId ? { type, name: title, chats: await leadersOf(tx, unitId) } : null
  if (!personId || !isOfficer(await actorOf(tx, personId))) return null
  const others = (await ownersOf(tx)).filter((owner) => owner !== personId)
  const name = (await nameOf(tx, personId)) ?? ''
  return { type, name, chats: await dutyChats(tx, others) }
}

/** The leaders who can be told, else the owners. */
async function leadersOf(tx: Store, unitId: UnitId): Promise<ChatId[]> {
  const leaders = await dutyChats(tx, await peopleWithRole(tx, [unitId], ['leader']))
  return leaders.length > 0 ? leaders : ownersChats(tx)
}

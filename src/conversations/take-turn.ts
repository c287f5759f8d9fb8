import type { JobRequest } from '../../jobs/catalogue.ts'
import type { Channel, Inbound } from '../channels/channel.ts'
import type { Clock, Deps } from '../deps.ts'
import { nightAt, type Night } from '../domain/quiet-hours.ts'
import { textsFor } from '../i18n/texts-for.ts'
import type { Account } from '../storage/accounts.ts'
import type { Chat } from '../storage/chats.ts'
import { enterAccount } from '../storage/accounts.ts'
import { enterChat } from '../storage/chats.ts'
import { preferChat } from '../storage/duty-chats.ts'
import { decodeAction, pressWith } from '../messages/action.ts'
import { hasStandingSince, takeStanding } from '../storage/chat-standing.ts'
import { noteWord, probeChats } from '../storage/chat-state.ts'
import { wasErasedSince } from '../storage/erased-accounts.ts'
import type { Store } from '../storage/store.ts'
import { actorOf } from '../usecases/actor-of.ts'
import { recogniseOwner } from '../usecases/become-owner.ts'
import { noteChatState } from '../usecases/chat-health.ts'
import { answerHidden } from './answer-hidden.ts'
import { askedAt } from './asked-lately.ts'
import { learnGroup } from './learn-group.ts'
import type { PreparedFile } from '../usecases/prepared-file.ts'
import { routeEvent } from './route-event.ts'
import { settleByEcho } from './settle-by-echo.ts'
import { takeAnnouncement } from './take-announcement.ts'
import { isTalkAmongPeople } from './talk-among-people.ts'
import type { TurnEffects } from './turn-effects.ts'

export type TurnDeps = Pick<Deps, 'channels' | 'clock' | 'log' | 'settings'>

/** Answers one event in the caller's transaction; what is to be done after the commit comes back. */
export async function takeTurn(
  deps: TurnDeps,
  tx: Store,
  channel: Channel,
  inbound: Inbound,
  file: PreparedFile | null,
): Promise<TurnEffects> {
  const said = await takeAnnouncement(deps, tx, channel, inbound)
  if (said) return { jobs: said, presses: [] }
  const effects: TurnEffects = { jobs: [], presses: [] }
  const now = deps.clock.now()
  const night = nightAt(now, deps.settings.timeZone)
  if (await isOfErased(tx, channel, inbound)) return effects
  if (await answersErased(tx, channel, inbound)) {
    if (inbound.event.kind === 'press' && channel.capabilities.toast) {
      const { stale } = textsFor('vi').common
      const { pressId } = inbound.event
      effects.presses.push({ pressId, text: stale, alert: false, chatId: null })
    }
    return effects
  }
  const account = turnsToBot(inbound)
    ? await enterKnownAccount(deps, tx, channel, inbound, now)
    : undefined
  const chat = await enterChat(tx, {
    instanceId: channel.instanceId,
    externalId: inbound.chat.externalId,
    type: inbound.chat.type,
    title: inbound.chat.title ?? '',
    accountId: account?.id ?? null,
  })
  const { at, event } = inbound
  if (event.kind === 'standing' && !(await takeStanding(tx, chat.id, { at, now }))) return effects
  effects.jobs.push(...(await noteStanding(tx, chat, inbound, { now, night })))
  const rules = { now, settings: deps.settings }
  effects.jobs.push(...(await settleByEcho(tx, channel, chat, inbound, rules)))
  if (chat.type === 'group') await learnGroup({ tx, now, chat, effects }, inbound)
  if (inbound.isHidden) await answerHidden({ tx, chat, effects }, inbound)
  if (!account) return effects
  await routeEvent({
    tx,
    now,
    channel,
    chat,
    account,
    inbound,
    saidAt: byOurClock(deps.clock, at),
    file,
    effects,
    channels: deps.channels,
    settings: deps.settings,
    log: deps.log,
    actor: await actorOf(tx, account.personId),
    texts: textsFor(chat.type === 'private' ? account.locale : 'vi'),
    press: pressWith(tx.keys),
  })
  return effects
}

/** Told late, as it was not taken at once: its writer has had themselves erased meanwhile, and stays unknown. */
async function isOfErased(tx: Store, channel: Channel, { from, at }: Inbound): Promise<boolean> {
  if (!from) return false
  const { instanceId } = channel
  return wasErasedSince(tx, { instanceId, externalId: from.externalId }, at)
}

/** Pressed under what somebody was asked before they had themselves erased: that must not make them known again. */
async function answersErased(
  tx: Store,
  { instanceId }: Channel,
  { from, event }: Inbound,
): Promise<boolean> {
  const action = from && event.kind === 'press' && decodeAction(tx.keys, event.action)
  const asked = action && askedAt(action)
  if (!asked) return false
  return wasErasedSince(tx, { instanceId, externalId: from.externalId }, asked)
}

/**
 * Whether somebody says something to the bot. Who only blocks or follows it, or talks with others in a group, is written down
 * nowhere: nobody has told them what is kept of them.
 */
function turnsToBot(inbound: Inbound): boolean {
  return inbound.event.kind !== 'standing' && !isTalkAmongPeople(inbound)
}

/** The account, recognised as an owner's when the configuration names it, once. */
async function enterKnownAccount(
  deps: TurnDeps,
  tx: Store,
  channel: Channel,
  inbound: Inbound,
  now: Date,
): Promise<Account | undefined> {
  if (!inbound.from) return undefined
  const account = await enterAccount(tx, {
    instanceId: channel.instanceId,
    externalId: inbound.from.externalId,
    name: inbound.from.name,
  })
  const named = deps.settings.owners.find(
    ({ platform, externalId }) =>
      platform === channel.platform && externalId === inbound.from?.externalId,
  )
  if (!named) return account
  const { timeZone } = deps.settings
  const personId = await recogniseOwner(tx, { account, named, now, timeZone })
  return { ...account, personId }
}

/**
 * The platform's time of an event. What comes from a time after ours has just come: our clock is behind, or the moment is that of
 * its arrival, which is ours already.
 */
function byOurClock(clock: Clock, at: Date): Date {
  const ours = at.getTime() + (clock.aheadMs?.() ?? 0)
  return new Date(Math.min(ours, clock.now().getTime()))
}

/** What the event says of the chat itself: a block, a leave, or life after one of them. Gives the jobs that follow. */
async function noteStanding(
  tx: Store,
  chat: Chat,
  { event, at }: Inbound,
  { now, night }: { readonly now: Date; readonly night: Night | null },
): Promise<readonly JobRequest[]> {
  switch (event.kind) {
    case 'standing': {
      const state = event.standing === 'member' ? 'active' : event.standing
      return noteChatState(tx, { chatId: chat.id, state, reason: event.standing, now, night })
    }
    case 'text':
    case 'file':
    case 'press':
    case 'unsupported':
      // The person has unblocked the bot or opened Zalo's window, or the group lives.
      if (chat.state === 'active') {
        if (chat.type === 'private') await preferChat(tx, chat.id)
        if (!chat.isAwaited) return []
      }
      // Written before the chat was left, and told late.
      if (chat.state !== 'active' && (await hasStandingSince(tx, chat.id, { at, now }))) return []
      // Who may not write can still be spoken to: an answer that arrives is the proof.
      if (chat.state === 'no-rights') {
        await probeChats(tx, [chat.id])
        return []
      }
      await noteWord(tx, chat.id)
      return noteChatState(tx, { chatId: chat.id, state: 'active', reason: null, now, night })
    case 'migrated':
    case 'receipt':
    case 'echo':
    case 'withdraw':
    case 'revoked':
      return []
  }
}

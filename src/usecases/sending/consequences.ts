import type { SendOutcome } from '../../channels/channel.ts'
import type { JobRequest } from '../../../jobs/catalogue.ts'
import type { ChatId } from '../../domain/id.ts'
import { nightAt } from '../../domain/quiet-hours.ts'
import { type Reason, WAITING_REASONS, writeReason } from '../../domain/reason.ts'
import { moveChat } from '../../storage/chat-state.ts'
import { stopLane } from '../../storage/sending/lane-stops.ts'
import { forgetMessages, type PartSettlement } from '../../storage/sending/settle-parts.ts'
import { noteChatWait, postponePlanned } from '../../storage/sending/waits.ts'
import type { Store } from '../../storage/store.ts'
import { noteChatState } from '../chat-health.ts'
import { isMessageGone } from './judge-outcome.ts'
import type { Lane } from './lane.ts'
import { monotonicNow } from './monotonic-now.ts'
import { restLane } from './put-off-for-night.ts'
import { currentStep, type Work } from './work.ts'
import { toWake } from '../to-wake.ts'

/*
 * What an outcome means besides the delivery (`judge-outcome.ts`):
 *
 *   sent          a chat that took nothing before is active again: its missed copies go, people are told
 *   retry-after   the platform wants a chat, or the whole bot, left alone: at once by the pacer, and by the ledger for
 *                 whoever sends next. Want of quota and the night hold up this message alone, every other of the chat
 *                 is tried once; a file that fails, what carries it. A Zalo bot has one quota, and rests as a whole.
 *   unreachable   the chat takes nothing until its state changes; whom it concerns is told once. Not where somebody has
 *                 written there meanwhile (`writeOutcome`)
 *   migrated      the chat has another id from now on
 *   auth          the lane stops until a person acts; owners are told on another bot
 *   rejected      nothing; a message that was to be changed and is gone is forgotten, so that changes go as new messages
 *   unknown       nothing
 */

/** They hold up one message and not its chat: answers may be free, and words need no upload. */
const OF_ONE_MESSAGE: ReadonlySet<Reason> = new Set([...WAITING_REASONS, 'upload-failed'])

/** Whether the whole chat is to be left alone. */
function holdsUpChat(outcome: SendOutcome): boolean {
  return outcome.kind === 'retry-after' && !OF_ONE_MESSAGE.has(outcome.why)
}

/** Leaves a chat, or the whole bot, alone at once, before anything is written down. */
export function leaveAlone(lane: Lane, chatId: ChatId, outcome: SendOutcome): void {
  if (outcome.kind !== 'retry-after') return
  const now = monotonicNow()
  const until = now + outcome.afterMs
  if (outcome.scope === 'lane') lane.pacer.freezeLane(until)
  if (!holdsUpChat(outcome)) return
  if (outcome.scope === 'chat' && outcome.why === 'too-many')
    lane.pacer.throttled(chatId, until, now)
  else lane.pacer.freezeChat(chatId, until)
}

/** Whether `writeConsequences` has something to write: then it must be in one transaction with the settlement. */
export function hasConsequences(outcome: SendOutcome, work: Work): boolean {
  switch (outcome.kind) {
    case 'sent':
      return work.delivery.chat.hadFailed
    case 'retry-after':
      return outcome.afterMs > 0 && (outcome.scope === 'lane' || holdsUpChat(outcome))
    case 'rejected':
      return isMessageGone(outcome, isEditOf(work))
    case 'unreachable':
    case 'migrated':
    case 'auth':
      return true
    case 'unknown':
      return false
  }
}

/** Gives the jobs that follow from it. */
export async function writeConsequences(
  lane: Lane,
  tx: Store,
  work: Work,
  outcome: SendOutcome,
  { reason, finishedAt }: PartSettlement,
): Promise<readonly JobRequest[]> {
  const { chatId, editOf } = work.delivery
  const { deps, lease } = lane
  const now = deps.clock.now()
  const night = nightAt(now, deps.settings.timeZone)
  switch (outcome.kind) {
    case 'sent':
      return noteChatState(tx, { chatId, state: 'active', reason: null, now, night })
    case 'unreachable':
      return noteChatState(tx, { chatId, state: outcome.chatState, reason, now })
    case 'retry-after': {
      // Also where this message has ended: the others wait all the same.
      const wait = { from: finishedAt, until: new Date(finishedAt.getTime() + outcome.afterMs) }
      if (outcome.scope === 'lane') await restLane(lane, tx, wait)
      if (!holdsUpChat(outcome)) return []
      if (outcome.scope === 'chat') await postponePlanned(tx, chatId, wait)
      await noteChatWait(tx, chatId, wait)
      return []
    }
    case 'migrated':
      await moveChat(tx, chatId, outcome.toChatId)
      return []
    case 'auth':
      if (!(await stopLane(tx, lease, writeReason(outcome.why, outcome.reason)))) return []
      return toWake(await deps.onLaneStopped(tx, lease.instanceId, outcome.why))
    case 'rejected':
      if (editOf && isMessageGone(outcome, isEditOf(work))) await forgetMessages(tx, editOf)
      return []
    case 'unknown':
      return []
  }
}

function isEditOf(work: Work): { readonly isEdit: boolean } {
  return { isEdit: currentStep(work).editMessageId !== null }
}

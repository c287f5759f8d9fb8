import type { SendOutcome } from '../../channels/channel.ts'
import type { DeliveryState } from '../../domain/delivery.ts'
import type { ChannelInstanceId } from '../../domain/id.ts'
import { writeReason } from '../../domain/reason.ts'
import { moveChat } from '../../storage/chat-state.ts'
import {
  forgetMessages,
  settleParts,
  type PartSettlement,
} from '../../storage/sending/claim-and-settle.ts'
import { stopLane } from '../../storage/sending/lanes.ts'
import { noteChatWait, noteLaneWait, postponeChat } from '../../storage/sending/waits.ts'
import { inTransaction, type Store } from '../../storage/store.ts'
import { noteChatState } from '../chat-health.ts'
import { holdsUpChat } from './judge-outcome.ts'
import { persist, type Lane } from './lane.ts'
import type { Work } from './work.ts'

interface Settling {
  readonly settlement: PartSettlement
  /** The message to change is gone. */
  readonly isMessageGone: boolean
}

/**
 * Writes an outcome into the ledger; what concerns more than the delivery, in one transaction with it. Gives the state
 * to which the delivery has come; null: it is not ours any more, or this was written before.
 */
export async function writeOutcome(
  lane: Lane,
  work: Work,
  outcome: SendOutcome,
  settling: Settling,
): Promise<DeliveryState | null> {
  const { deps, lease } = lane
  const { settlement, isMessageGone } = settling
  if (!isMessageGone && !concernsMore(outcome, work)) return lane.settle(settlement)
  const { state, lanes } = await persist(lane, () =>
    inTransaction(deps.store, async (tx) => {
      const written = await settleParts(tx, lease, [settlement])
      const state = written.get(settlement.deliveryId)
      if (state === undefined) return { state: null, lanes: [] }
      if (isMessageGone && work.delivery.editOf) await forgetMessages(tx, work.delivery.editOf)
      return { state, lanes: await writeConsequences(lane, tx, work, outcome, settlement) }
    }),
  )
  if (outcome.kind === 'auth') lane.end = 'token-refused'
  await wake(lane, lanes)
  return state
}

function concernsMore(outcome: SendOutcome, work: Work): boolean {
  if (outcome.kind === 'retry-after') return outcome.afterMs > 0
  if (outcome.kind === 'sent') return work.delivery.chat.isInDoubt
  return ['unreachable', 'migrated', 'auth'].includes(outcome.kind)
}

/** What an outcome means for the chat and for the bot. Gives the lanes that have work because of it. */
async function writeConsequences(
  { deps, lease }: Lane,
  tx: Store,
  { delivery: { chatId } }: Work,
  outcome: SendOutcome,
  { reason, nextAt }: PartSettlement,
): Promise<readonly ChannelInstanceId[]> {
  const now = deps.clock.now()
  switch (outcome.kind) {
    case 'sent':
      return noteChatState(tx, { chatId, state: 'active', reason: null, now })
    case 'unreachable':
      return noteChatState(tx, { chatId, state: outcome.chatState, reason, now })
    case 'retry-after':
      if (!nextAt) return []
      if (outcome.scope === 'lane') await noteLaneWait(tx, lease, nextAt)
      else await postponeChat(tx, chatId, nextAt)
      if (holdsUpChat(outcome)) await noteChatWait(tx, chatId, nextAt)
      return []
    case 'migrated':
      await moveChat(tx, chatId, outcome.toChatId)
      return []
    case 'auth':
      if (!(await stopLane(tx, lease, writeReason(outcome.why, outcome.reason)))) return []
      return deps.onLaneStopped(tx, lease.instanceId, outcome.why)
    case 'rejected':
    case 'unknown':
      return []
  }
}

/** Best effort: the sweeper finds what is due. */
async function wake(lane: Lane, lanes: readonly ChannelInstanceId[]): Promise<void> {
  for (const channelInstanceId of lanes) {
    if (channelInstanceId === lane.lease.instanceId) continue
    await lane.deps
      .enqueue({ name: 'run-lane', data: { channelInstanceId } })
      .catch((error: unknown) => {
        lane.deps.log.warn({ err: error }, 'a lane could not be woken')
      })
  }
}

import type { SendOutcome } from '../../channels/channel.ts'
import { AWAITED_PURPOSES, type DeliveryState } from '../../domain/delivery.ts'
import type { BroadcastId, ChannelInstanceId } from '../../domain/id.ts'
import { writeReason } from '../../domain/reason.ts'
import { moveChat } from '../../storage/chat-state.ts'
import { forgetMessages } from '../../storage/deliveries.ts'
import { releaseClaims } from '../../storage/lane-claims.ts'
import { postponeChat, settleParts, type PartSettlement } from '../../storage/lane-ledger.ts'
import { stopLane } from '../../storage/lanes.ts'
import { inTransaction, type Store } from '../../storage/store.ts'
import { noteChatState } from '../chat-health.ts'
import type { CopyEnd } from './breaker.ts'
import { callChannel, type Called } from './call-channel.ts'
import { holdBroadcast } from './hold-broadcast.ts'
import { judgeOutcome, type Judgement } from './judge-outcome.ts'
import { monotonicNow, persist, type Lane } from './lane.ts'
import { currentStep, pacedCall, type Work } from './work.ts'

const DATABASE_RETRY_MS = 500

/**
 * Sends the next part of a work: written down before, called, settled after. When this resolves the
 * work is out of hand, or ready for its next part. Never rejects. Does nothing while somebody else
 * carries the part's file up.
 */
export async function sendPart(lane: Lane, work: Work): Promise<void> {
  const { file } = currentStep(work)
  const admission = file ? lane.files.admit(file.fileId) : 'token'
  if (admission === 'wait') return
  work.isBusy = true
  try {
    if (await begin(lane, work)) await callAndSettle(lane, work)
  } catch (error) {
    // Only giving up an outcome at the end of the process comes here; the next owner finds the row as `sending`.
    lane.deps.log.error({ err: error, delivery: work.delivery.id }, 'an outcome was lost')
    lane.held.delete(work.delivery.chatId)
  } finally {
    if (file && admission === 'upload') lane.files.leave(file.fileId)
    work.isBusy = false
    lane.bell.ring()
  }
}

/** Writes the call down and waits for its slot; false when it may not be made now. */
async function begin(lane: Lane, work: Work): Promise<boolean> {
  const { delivery } = work
  const { ordinal, part } = currentStep(work)
  lane.arming++
  try {
    const granted = await lane.begin({
      deliveryId: delivery.id,
      chatId: delivery.chatId,
      ordinal,
      kind: part.kind,
      isFirst: work.next === 0 && !delivery.parts.some(({ state }) => state === 'sent'),
      startedAt: lane.deps.clock.now(),
    })
    if (!granted.has(delivery.id)) {
      await releaseClaims(lane.deps.store, lane.lease, [delivery.id])
      lane.held.delete(delivery.chatId)
      return false
    }
    if (await lane.takeSlot(pacedCall(work))) return true
    await settle(lane, work, { outcome: NOT_CALLED, fileToken: null }, lane.deps.clock.now())
    return false
  } catch (error) {
    // Nothing was called. The work stays in hand and is begun again when the database is back.
    lane.deps.log.warn({ err: error, delivery: delivery.id }, 'a call could not be written down')
    work.notBefore = monotonicNow() + DATABASE_RETRY_MS
    return false
  } finally {
    lane.arming--
    lane.bell.ring()
  }
}

/** A call that was written down and then not made, because the lane stops or freezes. */
const NOT_CALLED: SendOutcome = {
  kind: 'retry-after',
  afterMs: 0,
  scope: 'chat',
  why: 'interrupted',
  reason: 'not called',
}

async function callAndSettle(lane: Lane, work: Work): Promise<void> {
  const startedAt = lane.deps.clock.now()
  await settle(lane, work, await call(lane, work), startedAt)
}

/** Once the platform has answered, another call may go out while this answer is written down. */
async function call(lane: Lane, work: Work): Promise<Called> {
  const begun = monotonicNow()
  lane.calling++
  try {
    const called = await callChannel(lane, work)
    const answered = monotonicNow()
    if (called.outcome.kind !== 'unknown') lane.pacer.answered(answered - begun, answered)
    return called
  } finally {
    lane.calling--
    lane.bell.ring()
  }
}

async function settle(
  lane: Lane,
  work: Work,
  { outcome, fileToken }: Called,
  startedAt: Date,
): Promise<void> {
  const { delivery } = work
  const { file, editMessageId } = currentStep(work)
  const isRejected = outcome.kind === 'rejected'
  const isStaleFile = isRejected && file !== null && lane.files.drop(file.fileId, fileToken)
  const isMessageGone = isRejected && editMessageId !== null && outcome.why === 'message-gone'
  const judgement: Judgement = isStaleFile
    ? ONCE_MORE
    : isMessageGone
      ? ANEW
      : judgeOutcome(outcome, {
          isLastPart: work.next === work.steps.length - 1,
          isEdit: delivery.editOf !== null,
          isAwaited: AWAITED_PURPOSES.includes(delivery.purpose),
          failures: delivery.tries,
        })
  if (judgement.deliveryState === 'rejected' && isRejected)
    lane.deps.log.warn(
      { delivery: delivery.id, why: outcome.why },
      'the platform refused a message',
    )
  const settlement = describe(lane, work, outcome, judgement, startedAt)
  if (outcome !== NOT_CALLED) tellCall(lane, settlement)
  freeze(lane, work, outcome)
  await write(lane, work, outcome, { settlement, isMessageGone })
  if (judgement.deliveryState === 'sending') {
    if (outcome.kind === 'sent') work.next++
    return
  }
  lane.held.delete(delivery.chatId)
  await watchEnd(lane, delivery.broadcastId, judgement.deliveryState)
}

/** Holds the broadcast when the ends of its copies are no longer normal. */
async function watchEnd(
  lane: Lane,
  broadcastId: BroadcastId | null,
  state: DeliveryState,
): Promise<void> {
  // Calls that a stop has cut off say nothing of the platform.
  if (lane.end !== null) return
  const end = COPY_ENDS[state]
  const abnormal = broadcastId && end && lane.breaker.note(broadcastId, end)
  if (abnormal) await persist(lane, () => holdBroadcast(lane.deps, broadcastId, abnormal))
}

/** A copy that waits for its person to write, or is tried again, has not ended badly. */
const COPY_ENDS: Partial<Record<DeliveryState, CopyEnd>> = {
  sent: 'arrived',
  unreachable: 'failed',
  rejected: 'failed',
  unknown: 'unknown',
}

function tellCall({ deps, channel }: Lane, settlement: PartSettlement): void {
  deps.callMade({
    platform: channel.platform,
    instanceId: channel.instanceId,
    outcome: settlement.outcome,
    ms: settlement.finishedAt.getTime() - settlement.startedAt.getTime(),
  })
}

/** The upload of long ago is gone; the same part is sent again with the bytes. */
const ONCE_MORE: Judgement = {
  partState: 'planned',
  deliveryState: 'sending',
  retryMs: null,
  isFailure: false,
  erase: false,
}

/** The message to change is gone; the new content goes as a message of its own. */
const ANEW: Judgement = { ...ONCE_MORE, deliveryState: 'planned', retryMs: 0 }

function describe(
  lane: Lane,
  work: Work,
  outcome: SendOutcome,
  judgement: Judgement,
  startedAt: Date,
): PartSettlement {
  const finishedAt = lane.deps.clock.now()
  const isEdit = currentStep(work).editMessageId !== null
  return {
    deliveryId: work.delivery.id,
    ordinal: currentStep(work).ordinal,
    parts: work.parts,
    isCall: outcome !== NOT_CALLED,
    outcome: outcome.kind,
    reason: reasonOf(outcome),
    partState: judgement.partState,
    // The ids of a changed message stay with the message.
    messageIds: outcome.kind === 'sent' && !isEdit ? outcome.messageIds : [],
    deliveryState: judgement.deliveryState,
    nextAt: judgement.retryMs === null ? null : new Date(finishedAt.getTime() + judgement.retryMs),
    failures: judgement.isFailure ? 1 : 0,
    erase: judgement.erase,
    startedAt,
    finishedAt,
  }
}

const MAX_REASON = 500

function reasonOf(outcome: SendOutcome): string | null {
  switch (outcome.kind) {
    case 'sent':
      return null
    case 'migrated':
      return writeReason('moved', outcome.reason).slice(0, MAX_REASON)
    case 'unknown':
      return writeReason('no-answer', outcome.reason).slice(0, MAX_REASON)
    case 'retry-after':
    case 'unreachable':
    case 'rejected':
    case 'auth':
      return writeReason(outcome.why, outcome.reason).slice(0, MAX_REASON)
  }
}

function freeze(lane: Lane, work: Work, outcome: SendOutcome): void {
  if (outcome.kind !== 'retry-after' || outcome === NOT_CALLED) return
  const now = monotonicNow()
  const until = now + outcome.afterMs
  if (outcome.scope === 'lane') {
    lane.pacer.freezeLane(until)
    lane.pacer.freezeChat(work.delivery.chatId, until)
  } else lane.pacer.throttled(work.delivery.chatId, until, now)
}

function concernsMore(outcome: SendOutcome, work: Work): boolean {
  if (outcome.kind === 'retry-after') return outcome.scope === 'chat' && outcome.afterMs > 0
  if (outcome.kind === 'sent') return work.delivery.chat.isInDoubt
  return ['unreachable', 'migrated', 'auth'].includes(outcome.kind)
}

interface Settling {
  readonly settlement: PartSettlement
  /** The message to change is gone. */
  readonly isMessageGone: boolean
}

/** What concerns more than the delivery is written in one transaction with it. */
async function write(
  lane: Lane,
  work: Work,
  outcome: SendOutcome,
  settling: Settling,
): Promise<void> {
  const { deps, lease } = lane
  const { settlement, isMessageGone } = settling
  if (!isMessageGone && !concernsMore(outcome, work)) return lane.settle(settlement)
  const lanes = await persist(lane, () =>
    inTransaction(deps.store, async (tx) => {
      const written = await settleParts(tx, lease, [settlement])
      if (!written.has(settlement.deliveryId)) return []
      if (isMessageGone && work.delivery.editOf) await forgetMessages(tx, work.delivery.editOf)
      return writeConsequences(lane, tx, work, outcome, settlement)
    }),
  )
  if (outcome.kind === 'auth') lane.end = 'token-refused'
  await wake(lane, lanes)
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
      if (nextAt) await postponeChat(tx, chatId, nextAt)
      return []
    case 'migrated':
      await moveChat(tx, chatId, outcome.toChatId)
      return []
    case 'auth':
      await stopLane(tx, lease, writeReason(outcome.why, outcome.reason))
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

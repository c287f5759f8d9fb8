import type { SendOutcome } from '../../channels/channel.ts'
import { AWAITED_PURPOSES } from '../../domain/delivery.ts'
import { moveChat, setChatState } from '../../storage/accounts.ts'
import { releaseClaims } from '../../storage/lane-claims.ts'
import { postponeChat, settleParts, type PartSettlement } from '../../storage/lane-ledger.ts'
import { stopLane } from '../../storage/lanes.ts'
import { inTransaction } from '../../storage/store.ts'
import { callChannel } from './call-channel.ts'
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
      parts: work.parts,
      isFirst: work.next === 0 && !delivery.parts.some(({ state }) => state === 'sent'),
      startedAt: lane.deps.clock.now(),
    })
    if (!granted.has(delivery.id)) {
      await releaseClaims(lane.deps.store, lane.lease, [delivery.id])
      lane.held.delete(delivery.chatId)
      return false
    }
    if (await lane.takeSlot(pacedCall(work))) return true
    await settle(lane, work, NOT_CALLED, lane.deps.clock.now())
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
  reason: 'not called',
}

async function callAndSettle(lane: Lane, work: Work): Promise<void> {
  const startedAt = lane.deps.clock.now()
  lane.calling++
  try {
    await settle(lane, work, await callChannel(lane, work), startedAt)
  } finally {
    lane.calling--
  }
}

async function settle(
  lane: Lane,
  work: Work,
  outcome: SendOutcome,
  startedAt: Date,
): Promise<void> {
  const { delivery } = work
  const { file } = currentStep(work)
  const isStaleFile = outcome.kind === 'rejected' && file !== null && lane.files.drop(file.fileId)
  const judgement: Judgement = isStaleFile
    ? ONCE_MORE
    : judgeOutcome(outcome, {
        isLastPart: work.next === work.steps.length - 1,
        isEdit: delivery.editOf !== null,
        isAwaited: AWAITED_PURPOSES.includes(delivery.purpose),
        failures: delivery.tries,
      })
  const settlement = describe(lane, work, outcome, judgement, startedAt)
  if (outcome !== NOT_CALLED) tellCall(lane, settlement)
  freeze(lane, work, outcome)
  await write(lane, work, outcome, settlement)
  if (judgement.deliveryState === 'sending') {
    if (outcome.kind === 'sent') work.next++
  } else lane.held.delete(delivery.chatId)
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
  if (outcome.kind === 'sent') return null
  const words = outcome.kind === 'rejected' ? `${outcome.code}: ${outcome.reason}` : outcome.reason
  return words.slice(0, MAX_REASON)
}

function freeze(lane: Lane, work: Work, outcome: SendOutcome): void {
  if (outcome.kind !== 'retry-after' || outcome === NOT_CALLED) return
  const until = monotonicNow() + outcome.afterMs
  if (outcome.scope === 'lane') lane.pacer.freezeLane(until)
  lane.pacer.freezeChat(work.delivery.chatId, until)
  lane.frozen.set(work.delivery.chatId, until)
}

function concernsMore(outcome: SendOutcome): boolean {
  if (outcome.kind === 'retry-after') return outcome.scope === 'chat' && outcome.afterMs > 0
  return ['unreachable', 'migrated', 'auth'].includes(outcome.kind)
}

/** What concerns more than the delivery is written in one transaction with it. */
async function write(
  lane: Lane,
  work: Work,
  outcome: SendOutcome,
  settlement: PartSettlement,
): Promise<void> {
  const { deps, lease } = lane
  const { chatId } = work.delivery
  if (!concernsMore(outcome)) return lane.settle(settlement)
  await persist(lane, () =>
    inTransaction(deps.store, async (tx) => {
      const written = await settleParts(tx, lease, [settlement])
      if (!written.has(settlement.deliveryId)) return
      if (outcome.kind === 'unreachable')
        await setChatState(tx, chatId, outcome.chatState, settlement.reason, deps.clock.now())
      if (outcome.kind === 'retry-after' && settlement.nextAt)
        await postponeChat(tx, chatId, settlement.nextAt)
      if (outcome.kind === 'migrated') await moveChat(tx, chatId, outcome.toChatId)
      if (outcome.kind === 'auth') {
        await stopLane(tx, lease, outcome.reason)
        await deps.onLaneStopped(tx, lease.instanceId, outcome.reason)
      }
    }),
  )
  if (outcome.kind === 'auth') lane.end = 'token-refused'
}

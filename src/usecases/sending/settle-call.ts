import type { SendOutcome } from '../../channels/channel.ts'
import { PRIORITY, type DeliveryState } from '../../domain/delivery.ts'
import type { BroadcastId } from '../../domain/id.ts'
import { readReason, writeReason } from '../../domain/reason.ts'
import { endOfWait } from '../../domain/sending-gaps.ts'
import { storableText } from '../../domain/text/storable-text.ts'
import { askedAbout } from '../../storage/sending/broadcast-holds.ts'
import type { PartSettlement } from '../../storage/sending/settle-parts.ts'
import type { CopyEnd } from './breaker.ts'
import type { Called } from './call-channel.ts'
import { leaveAlone } from './consequences.ts'
import { holdBroadcast } from './hold-broadcast.ts'
import { judgeOutcome, type Judgement } from './judge-outcome.ts'
import type { Lane } from './lane.ts'
import { goesOnAfter, putGivenUpLast } from './put-off-for-file.ts'
import { currentStep, type Work } from './work.ts'
import { writeOutcome } from './write-outcome.ts'

/** A call that was claimed and then not made, because the lane stops or freezes. */
export const NOT_CALLED: SendOutcome = {
  kind: 'retry-after',
  afterMs: 0,
  scope: 'chat',
  why: 'interrupted',
  reason: 'not called',
}

/**
 * Judges what came of a call, writes it down and lets the work go on: to its next part, back into the ledger, or to
 * its end.
 */
export async function settleCall(
  lane: Lane,
  work: Work,
  { outcome, fileToken }: Called,
  startedAt: Date,
): Promise<void> {
  const { delivery } = work
  const judgement = judgeOutcome(outcome, {
    isLastPart: work.next === work.steps.length - 1,
    isEdit: currentStep(work).editMessageId !== null,
    goesOn: goesOnAfter(lane, work, { outcome, fileToken }),
    purpose: delivery.purpose,
    traceless: delivery.traceless,
    tries: delivery.tries,
    ageMs: startedAt.getTime() - delivery.wantedAt.getTime(),
  })
  if (judgement.deliveryState === 'rejected' && outcome.kind === 'rejected')
    lane.deps.log.warn({ delivery: delivery.id, why: outcome.why }, 'a platform refused a message')
  const settlement = describe(lane, work, outcome, judgement, startedAt)
  if (outcome !== NOT_CALLED) {
    tellCall(lane, settlement)
    leaveAlone(lane, delivery.chatId, outcome)
  }
  const written = await writeOutcome(lane, work, outcome, settlement)
  // The row is not as this owner believes.
  if (written === null) lane.mayHaveUnjudged = true
  if (judgement.deliveryState === 'sending') {
    if (outcome.kind === 'sent') work.next++
    else putGivenUpLast(lane, work)
    return
  }
  lane.inHand.delete(delivery.chatId)
  const end = written && endOf(written, settlement.reason)
  if (delivery.broadcastId && end) await watchEnd(lane, delivery.broadcastId, end)
}

/** Null: a copy that waits for its person to write, or is tried again, has not come to an end. */
function endOf(state: DeliveryState, reason: string | null): CopyEnd | null {
  switch (state) {
    case 'sent':
      return 'arrived'
    case 'unreachable':
    case 'rejected':
      return readReason(reason)
    case 'unknown':
      return 'no-answer'
    case 'planned':
    case 'sending':
    case 'waiting-for-contact':
    case 'cancelled':
      return null
  }
}

/** Holds the broadcast when the ends of its copies are no longer normal, but once for each reason. */
async function watchEnd(lane: Lane, id: BroadcastId, end: CopyEnd): Promise<void> {
  // Calls that a stop has cut off say nothing of the platform.
  if (lane.end !== null || !lane.breaker.note(id, end, lane.deps.clock.now())) return
  const asked = await lane.persist(() => askedAbout(lane.deps.store, id, lane.deps.clock.now()))
  const abnormal = lane.breaker.judge(id, asked)
  if (abnormal) await lane.persist(() => holdBroadcast(lane.deps, id, abnormal))
}

function tellCall({ deps, channel }: Lane, settlement: PartSettlement): void {
  deps.callMade({
    platform: channel.platform,
    instanceId: channel.instanceId,
    outcome: settlement.outcome,
    ms: settlement.finishedAt.getTime() - settlement.startedAt.getTime(),
  })
}

function describe(
  lane: Lane,
  work: Work,
  outcome: SendOutcome,
  judgement: Judgement,
  startedAt: Date,
): PartSettlement {
  const finishedAt = lane.deps.clock.now()
  const { ordinal, part, editMessageId, words } = currentStep(work)
  return {
    deliveryId: work.delivery.id,
    edition: work.delivery.edition,
    ordinal,
    kind: part.kind,
    isLast: work.next === work.steps.length - 1,
    isCall: outcome !== NOT_CALLED,
    outcome: outcome.kind,
    reason: reasonOf(outcome),
    // The ids of a changed message stay with the message.
    messageIds:
      outcome.kind === 'sent' && editMessageId === null ? outcome.messageIds.map(storableText) : [],
    words,
    deliveryState: judgement.deliveryState,
    nextAt: judgement.retryMs === null ? null : nextTry(lane, work, finishedAt, judgement.retryMs),
    tries: judgement.isFailure ? 1 : 0,
    erase: judgement.erase,
    startedAt,
    finishedAt,
  }
}

/** What people have asked for, and what is urgent, goes at night too. */
function nextTry({ deps }: Lane, { delivery }: Work, from: Date, waitMs: number): Date {
  const { broadcastId, priority, wantedAt } = delivery
  if (broadcastId === null || priority <= PRIORITY.urgent) return new Date(from.getTime() + waitMs)
  return endOfWait(from, waitMs, { wantedAt, zone: deps.settings.timeZone })
}

const MAX_REASON = 500

/** The platform's words are from outside: what PostgreSQL does not take would hold up every outcome after it. */
function reasonOf(outcome: SendOutcome): string | null {
  const reason = wordsOf(outcome)
  return reason && storableText(reason.slice(0, MAX_REASON))
}

function wordsOf(outcome: SendOutcome): string | null {
  switch (outcome.kind) {
    case 'sent':
      return null
    case 'migrated':
      return writeReason('moved', outcome.reason)
    case 'unknown':
      return writeReason('no-answer', outcome.reason)
    case 'retry-after':
    case 'unreachable':
    case 'rejected':
    case 'auth':
      return writeReason(outcome.why, outcome.reason)
  }
}

import { putBack } from '../../storage/sending/let-go.ts'
import { callChannel, type Called } from './call-channel.ts'
import type { Lane } from './lane.ts'
import { monotonicNow } from './monotonic-now.ts'
import { putOffForNight } from './put-off-for-night.ts'
import { NOT_CALLED, settleCall } from './settle-call.ts'
import { currentStep, pacedCall, type Work } from './work.ts'

const DATABASE_RETRY_MS = 500

/**
 * Sends the next part of a work: claimed before, called, settled after. When this resolves the
 * work is out of hand, or ready for its next part. Never rejects. Does nothing while somebody else
 * carries the part's file up, or that rests.
 */
export async function sendPart(lane: Lane, work: Work): Promise<void> {
  const { file } = currentStep(work)
  const admission = file ? lane.files.admit(file.fileId) : 'token'
  if (admission === 'wait') return
  work.isBusy = true
  try {
    if (await claim(lane, work)) {
      // The upload that it was admitted for is gone meanwhile; going now would carry the file up beside somebody else.
      const isStale = file !== null && admission === 'token' && !lane.files.hasToken(file.fileId)
      if (isStale) {
        lane.slots.leave()
        await settleUncalled(lane, work)
      } else await callAndSettle(lane, work)
    }
  } catch (error) {
    // Only giving up an outcome at the end of the process comes here; the next owner finds the row as `sending`.
    lane.mayHaveUnjudged = true
    lane.deps.log.error({ err: error, delivery: work.delivery.id }, 'an outcome was lost')
    lane.inHand.delete(work.delivery.chatId)
  } finally {
    if (file && admission === 'upload') lane.files.leave(file.fileId)
    work.isBusy = false
    lane.bell.ring()
  }
}

/** Claims the call in the ledger and waits for its slot; false when it may not be made now. */
async function claim(lane: Lane, work: Work): Promise<boolean> {
  const { delivery } = work
  const begun = monotonicNow()
  lane.arming++
  try {
    if (await putOffForNight(lane, work)) return false
    const granted = await lane.claim({
      deliveryId: delivery.id,
      chatId: delivery.chatId,
      edition: delivery.edition,
      ordinal: currentStep(work).ordinal,
      nothingOut: work.next === 0 && delivery.partsOut.length === 0,
      at: lane.deps.clock.now(),
    })
    if (!granted.has(delivery.id)) {
      await putBack(lane.deps.store, lane.lease, [delivery.id])
      lane.inHand.delete(delivery.chatId)
      return false
    }
    if (await lane.slots.take(pacedCall(work), begun)) return true
    await settleUncalled(lane, work)
    return false
  } catch (error) {
    // Nothing was called. The work stays in hand and is claimed again when the database is back, which may write this
    // claim later than anything that follows.
    lane.mayHaveUnjudged = true
    lane.deps.log.warn({ err: error, delivery: delivery.id }, 'a call could not be claimed')
    work.notBefore = monotonicNow() + DATABASE_RETRY_MS
    return false
  } finally {
    lane.arming--
    lane.bell.ring()
  }
}

async function settleUncalled(lane: Lane, work: Work): Promise<void> {
  await settleCall(lane, work, { outcome: NOT_CALLED, fileToken: null }, lane.deps.clock.now())
}

async function callAndSettle(lane: Lane, work: Work): Promise<void> {
  const startedAt = lane.deps.clock.now()
  await settleCall(lane, work, await call(lane, work), startedAt)
}

/** Once the platform has answered, another call may go out while this answer is written down. */
async function call(lane: Lane, work: Work): Promise<Called> {
  try {
    return await callChannel(lane, work)
  } finally {
    lane.slots.leave()
    lane.bell.ring()
  }
}

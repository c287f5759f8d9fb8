import type { SendOutcome } from '../../channels/channel.ts'
import { isFileTrouble, isPatienceOver, patienceLooksBackTo } from '../../domain/file-patience.ts'
import type { Reason } from '../../domain/reason.ts'
import { findPastCalls } from '../../storage/sending/past-calls.ts'
import type { Lane } from './lane.ts'
import { currentStep, type Work } from './work.ts'

/**
 * A file that cannot go rests for as long as the outcome says, whoever carries it; one that cannot go for an hour is given up,
 * and the words stay. The ledger says since when: what is in memory is forgotten whenever the lane has nothing to do. When
 * somebody last wanted it is no measure, it may have waited for something else; but whoever tries it again begins anew.
 */
export async function endFileTrouble(
  lane: Lane,
  work: Work,
  outcome: SendOutcome,
): Promise<SendOutcome> {
  if (outcome.kind !== 'retry-after' || !isFileTrouble(outcome.why)) return outcome
  const { why, reason, afterMs } = outcome
  const from = lane.deps.clock.now()
  const wait = { from, until: new Date(from.getTime() + afterMs) }
  const isGivenUp = await hasFailedForLong(lane, work, why, from)
  const { file } = currentStep(work)
  if (file) lane.files.rest(file.fileId, { why, wait, isGivenUp })
  return isGivenUp ? { kind: 'rejected', why, reason } : outcome
}

async function hasFailedForLong(
  { deps, lease }: Lane,
  work: Work,
  why: Reason,
  now: Date,
): Promise<boolean> {
  const { delivery } = work
  const { ordinal } = currentStep(work)
  const since = patienceLooksBackTo(delivery.wantedAt, now)
  try {
    const part = { instanceId: lease.instanceId, delivery, ordinal }
    return isPatienceOver(await findPastCalls(deps.store, part, { why, since }), why, now)
  } catch (error) {
    deps.log.warn({ err: error, delivery: delivery.id }, 'the calls of a message were not found')
    return false
  }
}

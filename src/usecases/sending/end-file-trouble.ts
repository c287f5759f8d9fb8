import type { SendOutcome } from '../../channels/channel.ts'
import {
  isFileRefused,
  isFileTrouble,
  isPatienceOver,
  patienceLooksBackTo,
} from '../../domain/file-patience.ts'
import type { Reason } from '../../domain/reason.ts'
import { findPastCalls } from '../../storage/sending/past-calls.ts'
import type { FileRest } from './file-desk.ts'
import type { Lane } from './lane.ts'
import { currentStep, type Work } from './work.ts'

/** Until a file that was refused is carried up once more, for whoever wants it after that. */
const REFUSED_REST_MS = 5 * 60_000

/**
 * A file that cannot go rests for as long as the outcome says, whoever carries it; one that cannot go for an hour, or that
 * the platform refused when it was carried up (`isUpload`), is given up for all, and the words stay. The ledger says since
 * when: what is in memory is forgotten whenever the lane has nothing to do. When somebody last wanted it is no measure, it
 * may have waited for something else; but whoever tries it again begins anew.
 */
export async function endFileTrouble(
  lane: Lane,
  work: Work,
  outcome: SendOutcome,
  isUpload: boolean,
): Promise<SendOutcome> {
  const from = lane.deps.clock.now()
  if (isUpload && outcome.kind === 'rejected' && isFileRefused(outcome.why)) {
    restFile(lane, work, { why: outcome.why, from, ms: REFUSED_REST_MS, isGivenUp: true })
    return outcome
  }
  if (outcome.kind !== 'retry-after' || !isFileTrouble(outcome.why)) return outcome
  const { why, reason, afterMs } = outcome
  const isGivenUp = await hasFailedForLong(lane, work, why, from)
  restFile(lane, work, { why, from, ms: afterMs, isGivenUp })
  return isGivenUp ? { kind: 'rejected', why, reason } : outcome
}

function restFile(
  lane: Lane,
  work: Work,
  { why, from, ms, isGivenUp }: Pick<FileRest, 'why' | 'isGivenUp'> & { from: Date; ms: number },
): void {
  const { file } = currentStep(work)
  const wait = { from, until: new Date(from.getTime() + ms) }
  if (file) lane.files.rest(file.fileId, { why, wait, isGivenUp })
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

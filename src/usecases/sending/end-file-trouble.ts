import type { SendOutcome } from '../../channels/channel.ts'
import { isFileTrouble, isPatienceOver } from '../../domain/file-patience.ts'
import { findPastCalls } from '../../storage/sending/past-calls.ts'
import type { Lane } from './lane.ts'
import type { Work } from './work.ts'

/**
 * A file that cannot go for an hour is given up, and its words stay. The ledger says since when: what is in memory is
 * forgotten whenever the lane has nothing to do. When somebody last wanted it is no measure, it may have waited for something
 * else; but whoever tries it again begins anew.
 */
export async function endFileTrouble(
  { deps }: Lane,
  { delivery }: Work,
  outcome: SendOutcome,
): Promise<SendOutcome> {
  if (outcome.kind !== 'retry-after' || !isFileTrouble(outcome.why)) return outcome
  const { why, reason } = outcome
  try {
    const calls = await findPastCalls(deps.store, delivery.id, { since: delivery.wantedAt })
    if (isPatienceOver(calls, why, deps.clock.now())) return { kind: 'rejected', why, reason }
  } catch (error) {
    deps.log.warn({ err: error, delivery: delivery.id }, 'the calls of a message were not found')
  }
  return outcome
}

import { settleUnsent } from '../../storage/sending/let-go.ts'
import type { FileRest } from './file-desk.ts'
import type { Lane } from './lane.ts'
import { currentStep, type Work } from './work.ts'

/** Why the file of the work's current step is not tried now; null: it may be, or there is none. */
export function fileRestOf(lane: Lane, work: Work): FileRest | null {
  const { file } = currentStep(work)
  return file && lane.files.restOf(file.fileId)
}

/**
 * Puts off what was let go because its file rests: it is due when that is tried again, by one for all. What somebody wanted
 * before it was given up ends with its words; the breaker counts only the one that has tried, for it is one failure and not
 * as many as there are copies.
 */
export async function putOffForFile(lane: Lane, works: readonly Work[]): Promise<void> {
  const { deps, lease } = lane
  for (const work of works) {
    const rest = fileRestOf(lane, work)
    if (!rest) continue
    const { id, edition, wantedAt } = work.delivery
    const isOver = rest.isGivenUp && wantedAt <= rest.wait.from
    await settleUnsent(deps.store, lease, {
      id,
      edition,
      state: isOver ? 'rejected' : 'planned',
      reason: rest.why,
      at: deps.clock.now(),
      nextAt: rest.wait.until,
    })
  }
}

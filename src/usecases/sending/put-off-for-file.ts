import { settleUnsent } from '../../storage/sending/let-go.ts'
import type { Called } from './call-channel.ts'
import type { FileRest } from './file-desk.ts'
import type { Lane } from './lane.ts'
import { currentStep, type Step, type Work } from './work.ts'

/** Why the file of the work's current step is not tried now; null: it may be, or there is none. */
export function fileRestOf(lane: Lane, work: Work): FileRest | null {
  const { file } = currentStep(work)
  return file && lane.files.restOf(file.fileId)
}

/**
 * Whether a delivery goes on although a file of it was refused: it may be the upload that was refused, not the file, and then
 * that is carried up anew; or it is given up, and there are others.
 */
export function goesOnAfter(lane: Lane, work: Work, { outcome, fileToken }: Called): boolean {
  const { file } = currentStep(work)
  // No upload gives a right to the chat.
  if (!file || outcome.kind !== 'rejected' || outcome.why === 'file-forbidden') return false
  return lane.files.drop(file.fileId, fileToken) || withGivenUpLast(lane, work) !== work.steps
}

/** Lets the other files of a message go before one that is given up, or they would never be tried. */
export function putGivenUpLast(lane: Lane, work: Work): void {
  work.steps = withGivenUpLast(lane, work)
}

/** The same steps where that changes nothing. */
function withGivenUpLast(lane: Lane, work: Work): readonly Step[] {
  const isGivenUp = ({ file }: Step): boolean =>
    file !== null && isOver(work, lane.files.restOf(file.fileId))
  if (!isGivenUp(currentStep(work))) return work.steps
  const left = work.steps.slice(work.next)
  const others = left.filter((step) => !isGivenUp(step))
  if (others.length === 0) return work.steps
  return [...work.steps.slice(0, work.next), ...others, ...left.filter(isGivenUp)]
}

/** Whether the message ends without the file; what somebody wanted after it was given up has it tried again. */
function isOver({ delivery }: Work, rest: FileRest | null): boolean {
  return rest !== null && rest.isGivenUp && delivery.wantedAt <= rest.wait.from
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
    const { id, edition } = work.delivery
    await settleUnsent(deps.store, lease, {
      id,
      edition,
      state: isOver(work, rest) ? 'rejected' : 'planned',
      reason: rest.why,
      at: deps.clock.now(),
      nextAt: rest.wait.until,
    })
  }
}

import type { SendOutcome } from '../../channels/channel.ts'
import { hasSpoken } from './lane-rate.ts'
import type { PacedCall, Pacer } from './pacer.ts'

/** A call that has ended, `ms` after it was made. */
export interface EndedCall {
  readonly call: PacedCall
  readonly outcome: SendOutcome
  /** Whether it carried a file's bytes. */
  readonly isUpload: boolean
  readonly ms: number
  readonly at: number
}

/** So long before its answer, at most, a call is taken to have arrived: as long as one takes on a quiet line. */
const USUAL_CALL_MS = 100

/**
 * Tells the pacer of a call that has ended. It may have stood on its way, here or there, for most of the time that it took,
 * and the next one may not: so it counts as if it had arrived just before its answer. A message is made when the last byte of
 * its file is there; and how long that takes says how slow the line is, not how busy the platform.
 */
export function noteEnd(pacer: Pacer, { call, outcome, isUpload, ms, at }: EndedCall): void {
  if (isUpload) pacer.arrivedLate(call, at)
  else if (ms > USUAL_CALL_MS) pacer.arrivedLate(call, at - USUAL_CALL_MS)
  if (!isUpload && hasSpoken(outcome)) pacer.answered(ms, at)
}

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

/** Longer than the gap that platforms want between two messages to a chat: it may arrive beside the next one. */
const LONG_CALL_MS = 1_000

/**
 * Tells the pacer of a call that has ended. A message is made when the last byte of its file is there, just before the answer;
 * and how long that takes says how slow the line is, not how busy the platform.
 */
export function noteEnd(pacer: Pacer, { call, outcome, isUpload, ms, at }: EndedCall): void {
  if (isUpload || ms > LONG_CALL_MS) pacer.arrivedLate(call, at)
  if (!isUpload && hasSpoken(outcome)) pacer.answered(ms, at)
}

import type { SendOutcome } from '../../channels/channel.ts'
import { hasSpoken } from './lane-rate.ts'
import type { Pacer } from './pacer.ts'

/** A call that has ended, `ms` after it was made. */
export interface EndedCall {
  readonly outcome: SendOutcome
  /** Whether it carried a file's bytes. */
  readonly isUpload: boolean
  readonly ms: number
  readonly at: number
}

/** Tells the pacer of a call that has ended: how long an upload takes says how slow the line is, and not how busy the platform. */
export function noteEnd(pacer: Pacer, { outcome, isUpload, ms, at }: EndedCall): void {
  if (!isUpload && hasSpoken(outcome)) pacer.answered(ms, at)
}

import type { RenderedPart } from '../../channels/channel.ts'
import type { MessageFileRef } from '../../domain/file.ts'
import type { DueDelivery } from '../../storage/sending/due-deliveries.ts'
import type { PacedCall } from './pacer.ts'

/** One call of a delivery that is still to be made. */
export interface Step {
  readonly ordinal: number
  readonly part: RenderedPart
  /** Message to change; null: the part goes as a new message. */
  readonly editMessageId: string | null
  readonly file: MessageFileRef | null
  /** Hash of what it says, of a broadcast's copy; else null. */
  readonly words: number | null
}

/** A delivery in the hands of the lane, which are memory alone: read, rendered, and claimed call by call. */
export interface Work {
  readonly delivery: DueDelivery
  /** A file that is given up comes last. */
  steps: readonly Step[]
  readonly rank: number
  /** The least time that the calls to be made take in this chat, in milliseconds; see `leastSpan`. */
  readonly span: number
  /** Which of `steps` comes next. */
  next: number
  isBusy: boolean
  /** Not to be started earlier, on the pacer's clock. */
  notBefore: number
}

/** The call that the work makes next, as the pacer sees it: what answers somebody, or is the rest of an edit, waits for no other. */
export function pacedCall(work: Work): PacedCall {
  const { chatId, chat, editOf, purpose } = work.delivery
  const isFollowing = purpose === 'progress' && work.next === 0 && currentStep(work).editMessageId
  return { chatId, type: chat.type, editOf: isFollowing ? editOf : null }
}

export function currentStep(work: Work): Step {
  const step = work.steps[work.next]
  if (!step) throw new Error('the work is over')
  return step
}

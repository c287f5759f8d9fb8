import type { DeliveryPurpose, DeliveryState } from './delivery.ts'

/**
 * What becomes of a call that ended without an answer, so that its part may have arrived. Not to send it again may lose
 * it, to send it again may show it twice; what does less harm is chosen by what it is:
 *
 * - A message that is changed in place is changed again, for some minutes, because doing so twice does no harm.
 * - What somebody waits for goes once more after seconds, a card again after minutes: one that came twice does less harm than a
 *   conversation that stands still. The office's answer waits then for its person's next word.
 * - A copy of a directive, which people must acknowledge, is `unknown` for a while and then goes once more
 *   (`retryUnknowns`).
 * - Every other copy stays `unknown` and is shown; a person may send it again when its broadcast has
 *   finished, though not a stopped one (`retryFailed`).
 * - What a second try finds that its chat takes nothing, or is refused, stays `unknown`: the first may have arrived. Where its
 *   person must write first, a copy waits for that: its second try is still to come.
 * - A reminder stays `unknown`: a person may remind again.
 *
 * The calls of a process that died are judged alike, without the pause (`takeOverLane`). Where the platform shows us our
 * own messages, or somebody presses a button of one, that ends the doubt at any time (`hearEcho`), but of an answer only until
 * it is emptied (`emptyDoubtful`). A copy in doubt stays so when its broadcast is stopped (`endUnbegun`).
 * Too many in doubt hold their broadcast, not counting those of a process that died (`createBreaker`).
 */
export interface UnansweredCall {
  /** A message is changed in place; a change that goes as a message of its own is none. */
  readonly isEdit: boolean
  readonly purpose: DeliveryPurpose
  /** How often it was tried in vain before, also because it could not be made. */
  readonly tries: number
}

/**
 * Pauses before what somebody waits for goes again, in milliseconds: long enough for a broken connection to mend, short enough
 * for who waits. What the bot says to their words is of no use later. A card is: it asks an officer something, or is the
 * office's answer, and outlives some minutes of trouble.
 */
const AWAITED_RETRIES_MS: Partial<Record<DeliveryPurpose, readonly number[]>> = {
  answer: [5_000],
  card: [5_000, 60_000, 600_000],
}

/** How often a copy of a directive is sent at most by itself; a person who tries again begins anew. */
export const DIRECTIVE_TRIES = 2
/** Pause before that: half a minute to a minute, in which a platform that was only slow is well again. */
export const DIRECTIVE_RETRY_MS = 45_000

/** Each pause twice the one before, so that a change outlives some minutes of trouble: 2 s to 4 min. */
const EDIT_TRIES = 9
const EDIT_RETRY_MS = 2_000

/** Milliseconds after which the call is made again; null: the delivery is `unknown`. */
export function retryUnanswered({ isEdit, purpose, tries }: UnansweredCall): number | null {
  if (isEdit) return tries + 1 < EDIT_TRIES ? EDIT_RETRY_MS * 2 ** tries : null
  return AWAITED_RETRIES_MS[purpose]?.[tries] ?? null
}

interface SpokenMessage {
  readonly purpose: DeliveryPurpose
  readonly traceless: boolean
}

/** The office's answer to somebody's question: theirs whenever they come back, and gone when it has ended. */
export function isOffices(message: SpokenMessage): boolean {
  return message.traceless && message.purpose === 'card'
}

/** What becomes of it when it is not made again. */
export function stateUnanswered(message: SpokenMessage): DeliveryState {
  // Nothing would be left that says so, and whoever has asked would wait for ever.
  return isOffices(message) ? 'waiting-for-contact' : 'unknown'
}

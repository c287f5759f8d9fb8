import type { SendOutcome } from '../../channels/channel.ts'
import type { DeliveryState } from '../../domain/delivery.ts'
import type { UnreachableState } from '../../domain/platform.ts'
import { QUOTA_PATIENCE_MS } from '../../domain/quota-patience.ts'
import {
  isOffices,
  retryUnanswered,
  stateUnanswered,
  type UnansweredCall,
} from '../../domain/unknown-policy.ts'

/** What the ledger must know about the call besides its outcome. */
export interface CallFacts extends UnansweredCall {
  readonly isLastPart: boolean
  /** See `DueDelivery`. */
  readonly traceless: boolean
  /** A refusal may be meant for an old upload (`FileDesk.drop`), or for a file that others come after. */
  readonly goesOn: boolean
  /** How long ago somebody last wanted it sent, in milliseconds; that it is tried again by itself does not begin anew. */
  readonly ageMs: number
}

/** What an outcome means for the delivery. */
export interface Judgement {
  readonly deliveryState: DeliveryState
  /** Milliseconds until the next try; null: none by itself. */
  readonly retryMs: number | null
  readonly isFailure: boolean
  /**
   * The message's own content will not be needed again. A copy has none, it is made from the notice, so it can go again
   * all the same (`retryFailed`).
   */
  readonly erase: boolean
}

/**
 * What becomes of a delivery that its chat does not take. The office's answer to somebody is theirs whenever they come back,
 * unlike what the bot said to their words. Neither progress that nobody saw nor a reminder is news when they write.
 */
export function stateWhenUntaken(
  chatState: UnreachableState,
  { purpose, traceless }: Pick<CallFacts, 'purpose' | 'traceless'>,
): DeliveryState {
  const mayWait = chatState === 'waiting-for-contact' && purpose !== 'reminder'
  if (!mayWait && !isOffices({ purpose, traceless })) return 'unreachable'
  return purpose === 'progress' ? 'cancelled' : 'waiting-for-contact'
}

/** A message that was to be changed is not there any more, so its new content goes as a message of its own. */
export function isMessageGone(
  outcome: SendOutcome,
  { isEdit }: Pick<CallFacts, 'isEdit'>,
): boolean {
  return outcome.kind === 'rejected' && isEdit && outcome.why === 'message-gone'
}

/**
 * What becomes of a delivery by the outcome of a call. What it means for its chat and its bot is in `consequences.ts`. Not
 * here: a call that has its echo, or one before it that may have arrived (`settleParts`), a process that died
 * (`takeOverLane`), and the second try of a directive (`retryUnknowns`).
 */
export function judgeOutcome(outcome: SendOutcome, facts: CallFacts): Judgement {
  switch (outcome.kind) {
    case 'sent':
      return {
        deliveryState: facts.isLastPart ? 'sent' : 'sending',
        retryMs: null,
        isFailure: false,
        erase: facts.isLastPart,
      }
    case 'retry-after':
      if (outcome.why === 'quota' && facts.ageMs >= QUOTA_PATIENCE_MS)
        return over('rejected', { erase: facts.purpose !== 'broadcast' })
      return again(outcome.afterMs)
    case 'migrated':
    case 'auth':
      return again(0)
    case 'unreachable': {
      const state = stateWhenUntaken(outcome.chatState, facts)
      return over(state, { erase: state !== 'waiting-for-contact' })
    }
    case 'rejected':
      // The same part once more, with the bytes, or after the other files.
      if (facts.goesOn) return { ...again(0), deliveryState: 'sending' }
      return isMessageGone(outcome, facts) ? again(0) : over('rejected', { erase: true })
    case 'unknown': {
      const retryMs = retryUnanswered(facts)
      if (retryMs !== null) return { ...again(retryMs), isFailure: true }
      const state = stateUnanswered(facts)
      return over(state, { erase: facts.isEdit && state === 'unknown' })
    }
  }
}

function again(retryMs: number): Judgement {
  return {
    deliveryState: 'planned',
    retryMs,
    isFailure: false,
    erase: false,
  }
}

function over(state: DeliveryState, { erase }: Pick<Judgement, 'erase'>): Judgement {
  return { deliveryState: state, retryMs: null, isFailure: true, erase }
}

import type { SendOutcome } from '../../channels/channel.ts'
import type { DeliveryState } from '../../domain/delivery.ts'
import { WAITING_REASONS } from '../../domain/reason.ts'
import { retryUnanswered, type UnansweredCall } from '../../domain/unknown-policy.ts'

/** What the ledger must know about the call besides its outcome. */
export interface CallFacts extends UnansweredCall {
  readonly isLastPart: boolean
  /** How long ago it was planned, in milliseconds. */
  readonly ageMs: number
}

/** What an outcome means for the delivery. */
export interface Judgement {
  readonly deliveryState: DeliveryState
  /** Milliseconds until the next try; null: none by itself. */
  readonly retryMs: number | null
  readonly isFailure: boolean
  /** The content will not be needed again. */
  readonly erase: boolean
}

/** News that nobody paid for in three days is none; a person decides whether it still goes. */
const QUOTA_PATIENCE_MS = 3 * 24 * 3_600_000

/** Whether the platform wants the whole chat left alone, and not only this message. What waits for quota does not. */
export function holdsUpChat(outcome: SendOutcome): boolean {
  return outcome.kind === 'retry-after' && !WAITING_REASONS.includes(outcome.why)
}

/**
 * What becomes of a delivery by the outcome of a call. Not here: an old upload and a message that is gone
 * (`settleCall`), a call that has its echo (`settleParts`), a process that died (`takeOverLane`), and the second try of a
 * directive (`retryUnknowns`).
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
        return over('rejected', false)
      return again(outcome.afterMs)
    case 'migrated':
    case 'auth':
      return again(0)
    case 'unreachable': {
      const state =
        outcome.chatState === 'waiting-for-contact' ? 'waiting-for-contact' : 'unreachable'
      return over(state, state === 'unreachable')
    }
    case 'rejected':
      return over('rejected', true)
    case 'unknown': {
      const retryMs = retryUnanswered(facts)
      return retryMs === null
        ? over('unknown', facts.isEdit)
        : { ...again(retryMs), isFailure: true }
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

function over(state: DeliveryState, erase: boolean): Judgement {
  return { deliveryState: state, retryMs: null, isFailure: true, erase }
}

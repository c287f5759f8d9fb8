/** A delivery's, and each of its parts', standing in the ledger. */
export type DeliveryState =
  /** Nobody has begun, or what is left waits for its turn or its hour. */
  | 'planned'
  /** A call was claimed and may be out (`calling`), or its owner is between two parts (`calling` is null). */
  | 'sending'
  | 'sent'
  /** Its chat takes nothing. */
  | 'unreachable'
  /** Its chat takes nothing before its person writes. */
  | 'waiting-for-contact'
  /** The platform does not take this content. */
  | 'rejected'
  /** A call ended without an answer, so that it may have arrived. */
  | 'unknown'
  | 'cancelled'

export type DeliveryPurpose = 'broadcast' | 'answer' | 'card' | 'reminder' | 'progress'

/** Lower goes first: answers to people, then urgent broadcasts, then normal ones, then edits and counters. */
export const PRIORITY = { answer: 0, urgent: 1, normal: 2, edit: 3 } as const

/** Why the service holds a broadcast by itself until somebody decides. */
export type HoldReason =
  /** Abnormally many copies did not arrive. */
  | 'failures'
  /** Of abnormally many it is not known whether they arrived. */
  | 'unknowns'
  /** Its hour passed long ago. */
  | 'late'
  /** Nobody was there to send it for a long time. */
  | 'interrupted'
  /** A backup was restored: what went out since then is not known. */
  | 'restored'

export type BroadcastState =
  /** Waits for its hour. */
  | 'scheduled'
  /** The seconds in which it can be undone; an urgent one has none. */
  | 'starting'
  /** Its deliveries are being written. */
  | 'expanding'
  | 'sending'
  | 'paused'
  | 'stopped'
  | 'finished'
  | 'cancelled'

/** What ending a broadcast for good means, in copies. */
export interface CopiesToStop {
  readonly sent: number
  /** Finished all the same. */
  readonly underWay: number
  /** Not sent any more; null: not all are written yet, and none has gone out. */
  readonly left: number | null
}

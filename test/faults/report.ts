import type { CountWithPromises } from './take-count.ts'
import type { PhaseCounts } from './kill-phases.ts'

/** What one scenario has shown. */
export interface Report {
  readonly scenario: string
  readonly seed: number
  readonly seconds: number
  /** What was done to it, in words and numbers. */
  readonly did: Readonly<Record<string, unknown>>
  readonly kills: readonly KillNote[]
  readonly broadcasts: readonly BroadcastNote[]
  /** Empty: everything that was promised was kept. */
  readonly broken: readonly string[]
}

export interface KillNote {
  readonly process: string
  readonly aim: string
  readonly phases: PhaseCounts
  /** Until the next call of anybody, ms; null: there was none. */
  readonly silentMs: number | null
  /** Another process had the lane afterwards. */
  readonly laneMoved: boolean
}

export interface BroadcastNote {
  readonly code: string
  readonly shape: string
  readonly copies: number
  readonly seconds: number
  /** States of the ledger when it had ended, before a person asked for the rest again. */
  readonly ended: Readonly<Record<string, number>>
  readonly atEnd: CountWithPromises
  /** After `Thử lại`; null: nothing was left to send. */
  readonly afterRetry: CountWithPromises | null
}

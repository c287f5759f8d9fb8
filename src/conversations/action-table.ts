import type { Turn } from './turn.ts'

/** A pressed button with its parts. */
export interface PressedAction {
  /** A UUID; the one that names nothing where the button holds none. */
  readonly id: string
  /** Empty when absent. Where an id is meant, `readId` reads it. */
  readonly arg: string
}

/** What each verb does. Rights are checked inside, at every press: a button is no proof of a right. */
export type ActionTable = Readonly<
  Record<string, (turn: Turn, action: PressedAction) => Promise<void>>
>

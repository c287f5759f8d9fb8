import type { Turn } from './turn.ts'

/** A pressed button with its parts; an absent one is empty. */
export interface PressedAction {
  readonly id: string
  readonly arg: string
}

/** What each verb does. Rights are checked inside, at every press: a button is no proof of a right. */
export type ActionTable = Readonly<
  Record<string, (turn: Turn, action: PressedAction) => Promise<void>>
>

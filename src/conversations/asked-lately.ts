import type { Action } from '../messages/action.ts'
import type { Turn } from './turn.ts'

/** The buttons that hold the moment at which they were shown, as `arg`. */
const ASKED: ReadonlySet<string> = new Set(['d-wdr', 'd-keep', 'd-gone', 'd-stay'])

/** So long after it was shown a button does what cannot be taken back; later it asks anew. */
const LASTS_S = 10 * 60

/** When a question is asked, for the button that answers it. */
export function askedNow({ now }: Turn): string {
  return secondsOf(now).toString(36)
}

/** Whether a button with this moment is pressed by somebody who has just been asked, and not by a finger on an old card. */
export function isAskedLately({ saidAt }: Turn, asked: string): boolean {
  const seconds = readSeconds(asked)
  return Math.abs(secondsOf(saidAt) - seconds) <= LASTS_S
}

/** When the question was asked that a button answers; null: it answers none, or says nothing of when. */
export function askedAt({ verb, arg = '' }: Action): Date | null {
  return ASKED.has(verb) ? momentAsked(arg) : null
}

/** The moment that a button holds; null: it is none. */
export function momentAsked(asked: string): Date | null {
  const seconds = readSeconds(asked)
  return Number.isNaN(seconds) ? null : new Date(seconds * 1000)
}

function readSeconds(asked: string): number {
  return /^[0-9a-z]{1,8}$/u.test(asked) ? Number.parseInt(asked, 36) : NaN
}

function secondsOf(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}

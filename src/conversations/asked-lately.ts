import type { Turn } from './turn.ts'

/** So long after it was shown a button does what cannot be taken back; later it asks anew. */
const LASTS_S = 10 * 60

/** When a question is asked, for the button that answers it. */
export function askedNow({ now }: Turn): string {
  return secondsOf(now).toString(36)
}

/** Whether a button with this moment is pressed by somebody who has just been asked, and not by a finger on an old card. */
export function isAskedLately({ saidAt }: Turn, asked: string): boolean {
  const seconds = /^[0-9a-z]{1,8}$/u.test(asked) ? Number.parseInt(asked, 36) : NaN
  return Math.abs(secondsOf(saidAt) - seconds) <= LASTS_S
}

function secondsOf(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}

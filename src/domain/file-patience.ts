import type { Reason } from './reason.ts'

/** What keeps a file from going while everything else goes on; it may pass, or stay for good. */
export const FILE_TROUBLES: readonly Reason[] = ['file-missing', 'upload-failed']

/** What is said of a file when it is to be carried up, whichever chat it is for: by a platform, or by us, who have none. */
const FILE_REFUSALS: readonly Reason[] = [
  'file-too-large',
  'file-refused',
  'file-missing',
  'uploads-not-granted',
  'package-too-low',
]

/** What has not passed in so long will not. */
const PATIENCE_MS = 3_600_000
/** Longer without a try, as in a paused broadcast, and nobody knows that it was the same trouble meanwhile. */
const SAME_TROUBLE_MS = 30 * 60_000

/** A call that has ended, for a part of a message or of another copy of the same broadcast. */
export interface PastCall {
  readonly startedAt: Date
  /** Why it failed; null: it went. */
  readonly why: Reason | null
}

export function isFileTrouble(why: Reason): boolean {
  return FILE_TROUBLES.includes(why)
}

/** Whether the next upload would be answered the same. */
export function isFileRefused(why: Reason): boolean {
  return FILE_REFUSALS.includes(why)
}

/** Whether the file itself is not taken: trying again changes nothing, another one has to be sent. */
export function isFileUnfit(why: Reason): boolean {
  return why === 'file-too-large' || why === 'file-refused'
}

/** From when on calls matter to `isPatienceOver`. */
export function patienceLooksBackTo(wantedAt: Date, now: Date): Date {
  return new Date(Math.max(wantedAt.getTime(), now.getTime() - PATIENCE_MS - SAME_TROUBLE_MS))
}

/** Whether a part has failed for this reason, again and again, for an hour. `calls`: the calls for it, the last first. */
export function isPatienceOver(calls: readonly PastCall[], why: Reason, now: Date): boolean {
  let since = now.getTime()
  for (const { startedAt, why: before } of calls) {
    const at = startedAt.getTime()
    if (before !== why || since - at > SAME_TROUBLE_MS) break
    since = at
  }
  return now.getTime() - since >= PATIENCE_MS
}

import { ZaloError } from 'zalo-api-sdk-node'

/** After so many failures of one text by the server's own fault a person is shown it; by its waits that is about an hour. */
export const TROUBLE_PATIENCE = 60

const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 60_000

/** How long a text waits that has failed so often before. */
export function troubleWaitMs(failures: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS)
}

/**
 * Whether a page in the place of the platform's answer kept the call out (a redirect, 403, 404). A gateway that is set
 * wrong does that to all of them for a while, one that dislikes what it reads to this text for ever.
 */
export function isKeptOut(error: unknown): boolean {
  if (!(error instanceof ZaloError) || error.ofGrant || error.class !== 'transient') return false
  return /^http-(?:3\d\d|403|404)$/.test(String(error.code))
}

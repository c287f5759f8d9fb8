import { ZaloError } from 'zalo-api-sdk-node'

/**
 * Whether a page in the place of the platform's answer kept the call out (a redirect, 403, 404). A gateway that is set
 * wrong does that to all of them for a while, one that dislikes what it reads to this text for ever.
 */
export function isKeptOut(error: unknown): boolean {
  if (!(error instanceof ZaloError) || error.ofGrant || error.class !== 'transient') return false
  return /^http-(?:3\d\d|403|404)$/.test(String(error.code))
}

import { setDefaultResultOrder } from 'node:dns'
import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net'

/** One lost packet, which is sent again after a second (RFC 6298, 2.1), and the longest way there and back of a satellite. */
const ATTEMPT_MS = 2_500

/**
 * Gives each address of a host time to answer. Node leaves one after 250 ms for the next and does not come back to it
 * (https://nodejs.org/docs/latest-v20.x/api/net.html, `autoSelectFamilyAttemptTimeout`): api.telegram.org, which has an
 * IPv6 address too, cannot be reached at all from a network without IPv6 whose way there and back is longer, as it is
 * from Vietnam while a sea cable is down (nodejs/node#52075; openclaw/openclaw#26290 chose the same time). For the whole
 * process, because `fetch`, by which Zalo is called and its files are loaded, has no setting of its own.
 *
 * IPv4 is asked first: where a router gives out IPv6 addresses and swallows what is sent from them, each new connection
 * would wait that long. It costs nothing where there is IPv6 alone: the resolver is asked for addresses of the machine's
 * own kinds only (`ADDRCONFIG`).
 */
export function allowSlowLines(): void {
  setDefaultAutoSelectFamilyAttemptTimeout(ATTEMPT_MS)
  setDefaultResultOrder('ipv4first')
}

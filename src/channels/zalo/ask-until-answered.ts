import { ZaloError } from 'zalo-api-sdk-node'
import { askingUntilAnswered, backOffMs } from '../ask-until-answered.ts'

/** Nobody is asked for a pair that is not there; an administrator who consents should not wait long. */
const NO_TOKEN_MS = 15_000

/** How long to wait after the `attempt`-th failure in a row, counted from 0. */
export function backOff(attempt: number, error: ZaloError): number {
  const { class: kind, code, status, retryAfterMs } = error
  const isWithoutToken = code === 'no-token' && status === null
  return backOffMs(attempt, {
    askedMs: retryAfterMs ?? (isWithoutToken ? NO_TOKEN_MS : null),
    needsPerson: kind === 'human' || kind === 'refresh',
  })
}

/** Asks until Zalo answers. Rejects only by the signal. */
export const askUntilAnswered = askingUntilAnswered(ZaloError, backOff)

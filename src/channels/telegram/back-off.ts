import type { TelegramCallError } from './telegram-error.ts'

const FIRST_MS = 1_000
const LONGEST_MS = 60_000
/** A refused token does not heal by asking often. */
const REFUSED_MS = 300_000
/** What the server asks for is kept to, within a day. */
const LONGEST_ASKED_MS = 86_400_000

/** How long to wait after the `attempt`-th failure in a row, counted from 0. */
export function backOff(attempt: number, error: TelegramCallError): number {
  const asked = error.parameters.retry_after
  if (asked !== undefined && asked > 0) return Math.min(asked * 1000, LONGEST_ASKED_MS)
  if (isTokenRefused(error)) return REFUSED_MS
  return Math.min(FIRST_MS * 2 ** Math.min(attempt, 10), LONGEST_MS)
}

/** The server knows no bot with this token: 401, or 404 for a path that holds none. */
export function isTokenRefused({ failure, error_code }: TelegramCallError): boolean {
  return failure === 'refused' && (error_code === 401 || error_code === 404)
}

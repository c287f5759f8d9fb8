import { askingUntilAnswered, backOffMs } from '../ask-until-answered.ts'
import { askedWaitMs, TelegramCallError } from './telegram-error.ts'

/** How long to wait after the `attempt`-th failure in a row, counted from 0. */
export function backOff(attempt: number, error: TelegramCallError): number {
  return backOffMs(attempt, { askedMs: askedWaitMs(error), needsPerson: isTokenRefused(error) })
}

/** The server knows no bot with this token: 401, or 404 for a path that holds none. */
export function isTokenRefused({ failure, error_code }: TelegramCallError): boolean {
  return failure === 'refused' && (error_code === 401 || error_code === 404)
}

/** Asks until Telegram answers. Rejects only by the signal. */
export const askTelegram = askingUntilAnswered(TelegramCallError, backOff)

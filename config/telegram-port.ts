import { namedPlatforms } from './decide-mode.ts'
import { isLoopbackHost } from './loopback-host.ts'
import { TELEGRAM_ROOT, type Values } from './variables.ts'

/** Those of https://core.telegram.org/bots/api#setwebhook; '' is 443. */
const TELEGRAM_PORTS: ReadonlySet<string> = new Set(['', '80', '88', '8443'])

/**
 * What a port of `PUBLIC_URL` that Telegram does not call leads to: where Zalo is called at it, the Telegram bot polls; where
 * there is Telegram alone the address is good for nothing.
 */
export function meetTelegramPort(values: Values): 'called' | 'polled' | 'refused' {
  if (!isRefusedByTelegram(values)) return 'called'
  return namedPlatforms(values).length > 1 ? 'polled' : 'refused'
}

/** Telegram itself calls no other ports; a Bot API server of one's own does. */
function isRefusedByTelegram(values: Values): boolean {
  if (values.PUBLIC_URL === undefined || values.TELEGRAM_BOT_TOKEN === undefined) return false
  const { port, hostname } = new URL(values.PUBLIC_URL)
  return (
    values.TELEGRAM_API_ROOT === TELEGRAM_ROOT &&
    !isLoopbackHost(hostname.replace(/^\[|\]$/g, '')) &&
    !TELEGRAM_PORTS.has(port)
  )
}

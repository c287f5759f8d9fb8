import { parseAddress } from './web-address.js'

/** The payload of a link that opens a chat with our own Telegram bot; null for every other address. */
export function startLinkPayload(address, bot) {
  const url = parseAddress(address)
  const username = bot?.username?.toLowerCase()
  if (url === null || username === undefined) return null
  const named = url.protocol === 'tg:' ? url.searchParams.get('domain') : botInPath(url)
  return named?.toLowerCase() === username ? (url.searchParams.get('start') ?? '') : null
}

function botInPath(url) {
  return url.hostname === 't.me' ? url.pathname.slice(1) : null
}

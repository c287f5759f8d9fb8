import { parseAddress, webAddress } from './web-address.js'

/**
 * The payload of a link that opens a chat with our own Telegram bot; null for every other address. The
 * demo has one Telegram bot: where its name is not known, every such link means it.
 */
export function startLinkPayload(address, bot) {
  const url = parseAddress(address)
  if (url === null) return null
  const named = url.protocol === 'tg:' ? url.searchParams.get('domain') : botInPath(url)
  if (named === null || named === '') return null
  const ours = bot?.username === undefined || named.toLowerCase() === bot.username.toLowerCase()
  return ours ? (url.searchParams.get('start') ?? '') : null
}

/**
 * Where a link leads: `start` is ours, `nowhere` a group that is emulated and that the real Zalo does not know, `web` any other
 * address; null: it is none.
 */
export function placeOf(address, bot) {
  const payload = startLinkPayload(address, bot)
  if (payload !== null) return { kind: 'start', payload }
  const url = webAddress(address)
  if (url === null) return null
  const isGroup = url.hostname === 'zalo.me' && url.pathname.startsWith('/g/')
  return isGroup ? { kind: 'nowhere' } : { kind: 'web', href: url.href }
}

function botInPath(url) {
  return url.hostname === 't.me' ? url.pathname.slice(1) : null
}

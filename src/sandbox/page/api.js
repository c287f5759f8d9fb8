import { t } from './texts.js'
import { parseAddress } from './web-address.js'

const ROOT = '/sandbox/control'

/** What went wrong, in words for the person at the page. */
export class ControlError extends Error {
  constructor(message, status) {
    super(message)
    this.status = status
  }
}

/** Who is there, and which chats, since when: `{platforms, people, chats, clock, begunAt}`. */
export function getState() {
  return call('GET', '/state')
}

export async function getMessages(chatId, personId) {
  const query = new URLSearchParams({ as: personId })
  const answer = await call('GET', `/chats/${encodeURIComponent(chatId)}/messages?${query}`)
  return Array.isArray(answer) ? answer : (answer.messages ?? [])
}

/** A person types or attaches something: `{as, chatId, text?, file?, replyTo?}`. */
export function postMessage(message) {
  return call('POST', '/messages', message)
}

export function postPress(press) {
  return call('POST', '/presses', press)
}

export function postMembership(change) {
  return call('POST', '/membership', change)
}

/** The page's own address for a file or photo that the emulators keep; null when it is none of theirs. */
export function controlUrl(url) {
  if (typeof url !== 'string') return null
  const whole = parseAddress(url)
  const path = whole === null ? url : whole.pathname + whole.search
  return path.startsWith('/_control/') ? ROOT + path.slice('/_control'.length) : null
}

async function call(method, path, body) {
  const init = { method }
  if (body !== undefined) {
    init.headers = { 'content-type': 'application/json' }
    init.body = JSON.stringify(body)
  }
  let response
  try {
    response = await fetch(ROOT + path, init)
  } catch {
    throw new ControlError(t.offline, 0)
  }
  const answer = await response.json().catch(() => null)
  if (!response.ok) throw new ControlError(reasonOf(response.status, answer), response.status)
  return answer ?? {}
}

function reasonOf(status, answer) {
  if (status >= 502) return t.offline
  const reason = answer?.message ?? answer?.error?.message ?? answer?.error
  return typeof reason === 'string' ? reason : t.failed
}

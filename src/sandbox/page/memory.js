import { zaloOnly } from './zalo-only.js'

const READ_KEY = 'nhipcau.sandbox.read'
const HOLDERS_KEY = `nhipcau.sandbox.holders${zaloOnly ? '.zalo' : ''}`

/** Up to which message each person has read each chat: `"person chat" -> seq`. */
export function recallRead() {
  const stored = load(READ_KEY)
  return new Map(Array.isArray(stored) ? stored.filter(isReadEntry) : [])
}

export function rememberRead(read) {
  save(READ_KEY, [...read])
}

/** Who held which phone when the page was last open. */
export function recallHolders() {
  const stored = load(HOLDERS_KEY)
  return Array.isArray(stored) ? stored : []
}

export function rememberHolders(holders) {
  save(HOLDERS_KEY, holders)
}

function isReadEntry(entry) {
  return Array.isArray(entry) && typeof entry[0] === 'string' && Number.isFinite(entry[1])
}

/** A browser may forbid storage; the page then simply starts fresh each time. */
function load(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}

function save(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Nothing depends on it.
  }
}

import type { Keyring } from '../domain/keyring.ts'

/**
 * What a button means, small enough for Telegram's callback_data (1-64 bytes,
 * https://core.telegram.org/bots/api#inlinekeyboardbutton) and good for ever: it holds ids, no state, so
 * that a button works after a restart and a month later. The signature keeps invented ones out; what a
 * person may do is checked again when it is pressed.
 */
export interface Action {
  /** Lower-case letters and hyphens, at most 7. */
  readonly verb: string
  /** A UUID. */
  readonly id?: string
  /** A UUID, or at most 22 characters of `A-Z a-z 0-9 _ -`. */
  readonly arg?: string
}

const ACTION_MAX_BYTES = 64
const SIGNATURE_CHARS = 8
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** A packed UUID is told from other words by this mark. */
const PACKED = /^![A-Za-z0-9_-]{22}$/

export function encodeAction(keys: Keyring, action: Action): string {
  const text = `~${action.verb}.${pack(action.id)}.${pack(action.arg)}`
  const encoded = `${text}.${keys.sign(text, SIGNATURE_CHARS)}`
  if (Buffer.byteLength(encoded) > ACTION_MAX_BYTES)
    throw new Error(`action too long: ${action.verb}`)
  return encoded
}

/** The action, or null for anything that this installation did not make. */
export function decodeAction(keys: Keyring, encoded: string): Action | null {
  const match = /^(~([a-z-]{1,7})\.([^.]*)\.([^.]*))\.([^.]*)$/.exec(encoded)
  if (!match) return null
  const [, text = '', verb = '', id = '', arg = '', signature = ''] = match
  if (!keys.verify(text, signature, SIGNATURE_CHARS)) return null
  return { verb, ...(id && { id: unpack(id) }), ...(arg && { arg: unpack(arg) }) }
}

function pack(word: string | undefined): string {
  if (word === undefined) return ''
  if (!UUID.test(word)) return word
  return `!${Buffer.from(word.replaceAll('-', ''), 'hex').toString('base64url')}`
}

function unpack(word: string): string {
  if (!PACKED.test(word)) return word
  const hex = Buffer.from(word.slice(1), 'base64url').toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}

/** Makes the encoded form of an action: what message builders are given instead of the keys. */
export type Press = (action: Action) => string

/** The `Press` of this installation. */
export function pressWith(keys: Keyring): Press {
  return (action) => encodeAction(keys, action)
}

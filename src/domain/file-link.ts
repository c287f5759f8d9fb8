import type { FileId } from './id.ts'
import type { Keyring } from './keyring.ts'

const ID_BYTES = 16
const PAYLOAD_BYTES = ID_BYTES + 4
/** Keeps these signatures apart from those of buttons. */
const PURPOSE = 'tep'

/**
 * The last piece of a link to a stored file: its id and the second until which it is good, signed. Nothing is kept of
 * it, so it can be made again, and nobody can invent one.
 */
export function signFileLink(keys: Keyring, link: { fileId: FileId; until: Date }): string {
  const payload = Buffer.alloc(PAYLOAD_BYTES)
  payload.write(link.fileId.replaceAll('-', ''), 'hex')
  payload.writeUInt32BE(Math.floor(link.until.getTime() / 1000), ID_BYTES)
  const text = payload.toString('base64url')
  return `${text}.${keys.sign(`${PURPOSE}.${text}`)}`
}

/** The file behind a link that this installation has made and that is still good; null: any other text. */
export function openFileLink(keys: Keyring, token: string, now: Date): FileId | null {
  const [text = '', signature = '', ...more] = token.split('.')
  if (more.length > 0 || !keys.verify(`${PURPOSE}.${text}`, signature)) return null
  const payload = Buffer.from(text, 'base64url')
  if (payload.length !== PAYLOAD_BYTES) return null
  if (payload.readUInt32BE(ID_BYTES) * 1000 <= now.getTime()) return null
  const hex = payload.toString('hex', 0, ID_BYTES)
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return [...groups, hex.slice(20)].join('-') as FileId
}

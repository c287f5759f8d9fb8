import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** Size of a root key in bytes (AES-256). */
export const KEY_BYTES = 32

const FORMAT = 1
/** Recommended GCM nonce size, NIST SP 800-38D section 8.2. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** 128 bits: short enough for a link, far beyond guessing online. */
const SIGNATURE_BYTES = 16
/** Of a signature as base64url. */
const SIGNATURE_CHARS = 22
const KEY_ID_MAX_BYTES = 64
const FINGERPRINT_BYTES = 4

export interface RootKey {
  /** Travels in the clear with every value, so it must say nothing secret. */
  id: string
  key: Uint8Array
}

export type KeyringErrorCode =
  'keyring.invalid' | 'keyring.malformed' | 'keyring.unknown_key' | 'keyring.not_authentic'

/** Thrown when a keyring is ill-formed or a stored value cannot be opened. It never contains content. */
export class KeyringError extends Error {
  override readonly name = 'KeyringError'
  readonly code: KeyringErrorCode

  constructor(code: KeyringErrorCode, detail: string) {
    super(detail)
    this.code = code
  }
}

/** Encryption at rest, look-up hashes and short signatures, all from one set of root keys. */
export interface Keyring {
  /** Encrypts under the current key. `purpose` (for instance `person.name`) must be given again to decrypt. */
  encrypt(plain: string | Uint8Array, purpose: string): Buffer
  /** Opens a value of any known key as UTF-8 text; throws KeyringError when it was changed or belongs elsewhere. */
  decrypt(value: Uint8Array, purpose: string): string
  /** As `decrypt`, for bytes. */
  decryptBytes(value: Uint8Array, purpose: string): Buffer
  /** 32-byte keyed hash to find an encrypted value by equality; the same value under another kind differs. */
  lookup(kind: string, value: string): Buffer
  /** Short base64url signature under the current key, for links and buttons; `chars`: where there is less room. */
  sign(text: string, chars?: number): string
  /** Whether `signature` was made by `sign`, as long, under any known key; takes the same time either way. */
  verify(text: string, signature: string, chars?: number): boolean
  /** Id of the key of an encrypted value: nothing is encrypted anew, so old keys are needed as long as it stays. */
  keyIdOf(value: Uint8Array): string
  /** Id of the key that `encrypt` uses. */
  readonly currentKeyId: string
  /** Ids of all keys of the ring, the founding one first. */
  readonly keyIds: readonly string[]
  /** Proves that two processes hold the same first key without showing it; stored beside the data. */
  readonly checksum: string
}

interface SubKeys {
  encryption: Buffer
  signature: Buffer
}

/**
 * Builds a keyring. The first key is the installation's founding key: look-ups and the checksum come
 * from it, so they survive a rotation, which appends a key and makes it current.
 */
export function createKeyring(input: { keys: readonly RootKey[]; current: string }): Keyring {
  const founding = checkKeys(input)
  const ring = new Map<string, SubKeys>(
    input.keys.map(({ id, key }) => [
      id,
      { encryption: deriveKey(key, 'encryption'), signature: deriveKey(key, 'signature') },
    ]),
  )
  const current = ring.get(input.current)
  if (!current) throw new KeyringError('keyring.invalid', 'the current key is not in the keyring')
  const lookupKey = deriveKey(founding.key, 'lookup')
  const checksum = createHmac('sha256', deriveKey(founding.key, 'checksum'))
    .update('nhipcau')
    .digest('base64url')

  const open = (value: Uint8Array, purpose: string): Buffer => {
    const sealed = parseSealed(value)
    const keys = ring.get(sealed.keyId)
    if (!keys) throw new KeyringError('keyring.unknown_key', 'the value needs a key we do not have')
    return openSealed(sealed, keys.encryption, purpose)
  }

  return {
    encrypt: (plain, purpose) => seal(plain, input.current, current.encryption, purpose),
    decrypt: (value, purpose) => open(value, purpose).toString('utf8'),
    decryptBytes: open,
    lookup: (kind, value) => createHmac('sha256', lookupKey).update(frame(kind, value)).digest(),
    sign: (text, chars) => signText(text, current.signature, chars),
    verify: (text, signature, chars) => isSignedByAny([...ring.values()], text, signature, chars),
    keyIdOf: (value) => parseSealed(value).keyId,
    currentKeyId: input.current,
    keyIds: input.keys.map(({ id }) => id),
    checksum,
  }
}

/** A name for a key that says nothing about it: the same wherever the key is kept. */
export function keyFingerprint(key: Uint8Array): string {
  return deriveKey(key, 'fingerprint').toString('hex', 0, FINGERPRINT_BYTES)
}

function checkKeys({ keys }: { keys: readonly RootKey[] }): RootKey {
  const [founding] = keys
  if (!founding) throw new KeyringError('keyring.invalid', 'a keyring needs a key')
  if (new Set(keys.map(({ id }) => id)).size !== keys.length)
    throw new KeyringError('keyring.invalid', 'two keys have the same id')
  for (const { id, key } of keys) {
    const idBytes = Buffer.byteLength(id)
    if (idBytes < 1 || idBytes > KEY_ID_MAX_BYTES)
      throw new KeyringError('keyring.invalid', 'a key id has 1 to 64 bytes')
    if (key.length !== KEY_BYTES)
      throw new KeyringError('keyring.invalid', 'a key has exactly 32 bytes')
  }
  return founding
}

/** One key for one use: what one sub-key leaks helps nobody with another. */
function deriveKey(key: Uint8Array, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `nhipcau/${use}/v1`, KEY_BYTES))
}

/** Joins two texts so that no other pair gives the same bytes. */
function frame(first: string, second: string): Buffer {
  const head = Buffer.from(first)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(head.length)
  return Buffer.concat([length, head, Buffer.from(second)])
}

interface Sealed {
  keyId: string
  header: Buffer
  nonce: Buffer
  ciphertext: Buffer
  tag: Buffer
}

/** Stored form: format, length of the key id, key id, nonce, ciphertext, tag. */
function parseSealed(value: Uint8Array): Sealed {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  const headerBytes = 2 + (bytes[1] ?? 0)
  if (bytes[0] !== FORMAT || bytes.length < headerBytes + NONCE_BYTES + TAG_BYTES)
    throw new KeyringError('keyring.malformed', 'not a value encrypted by this service')
  const header = bytes.subarray(0, headerBytes)
  return {
    header,
    keyId: header.subarray(2).toString('utf8'),
    nonce: bytes.subarray(headerBytes, headerBytes + NONCE_BYTES),
    ciphertext: bytes.subarray(headerBytes + NONCE_BYTES, bytes.length - TAG_BYTES),
    tag: bytes.subarray(bytes.length - TAG_BYTES),
  }
}

function seal(plain: string | Uint8Array, keyId: string, key: Buffer, purpose: string): Buffer {
  if (purpose === '') throw new KeyringError('keyring.invalid', 'encryption needs a purpose')
  const idBytes = Buffer.from(keyId)
  const header = Buffer.concat([Buffer.from([FORMAT, idBytes.length]), idBytes])
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.concat([header, Buffer.from(purpose)]))
  const bytes = typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain
  const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final()])
  return Buffer.concat([header, nonce, ciphertext, cipher.getAuthTag()])
}

function openSealed(sealed: Sealed, key: Buffer, purpose: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.concat([sealed.header, Buffer.from(purpose)]))
  decipher.setAuthTag(sealed.tag)
  try {
    return Buffer.concat([decipher.update(sealed.ciphertext), decipher.final()])
  } catch {
    throw new KeyringError('keyring.not_authentic', 'the value was changed or is not for this use')
  }
}

function signText(text: string, key: Buffer, chars = SIGNATURE_CHARS): string {
  const signature = createHmac('sha256', key).update(text, 'utf8').digest()
  return signature.toString('base64url', 0, SIGNATURE_BYTES).slice(0, chars)
}

function isSignedByAny(
  keys: readonly SubKeys[],
  text: string,
  signature: string,
  chars = SIGNATURE_CHARS,
): boolean {
  // Base64 has several spellings of the same bytes: compared as letters, only the one that we write is ours.
  const given = Buffer.from(signature)
  if (given.length !== chars) return false
  return keys
    .map((key) => timingSafeEqual(Buffer.from(signText(text, key.signature, chars)), given))
    .some((matches) => matches)
}

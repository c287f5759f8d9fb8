/** Takes secrets and phone numbers out of what is about to be written. */
export interface Redactor {
  /** A string without secrets, cut to a bounded length. */
  text(text: string): string
  /** A JSON value without secrets, at any depth and in keys too. */
  value(value: unknown): unknown
  /** From now on this value is hidden wherever it stands: a token that was refreshed, a secret made at start. */
  add(secret: string): void
}

const HIDDEN = '[hidden]'
const MAX_TEXT = 16_384
/** Longest secret that the configuration takes. */
const MAX_SECRET = 4096
const MAX_DEPTH = 12
/** Shorter values would blot out ordinary words; keys and patterns still catch them where they usually stand. */
const MIN_SECRET = 4

/** Fields whose value is never written, whatever it is. */
const SECRET_KEY =
  /token|secret|passw|passphrase|authorization|cookie|credential|encryption_?key|api_?key|private_?key|signature|^mac$|x-zevent|phone|^dsn$/i

/** Shapes of secrets whose value nobody told us. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // Bot tokens, in a path (`/bot1:x/getMe`) or alone; `:` may be percent-encoded.
  [/\bbot\d+(?::|%3a)[\w.~+=-]+/gi, `bot${HIDDEN}`],
  [/(?<![\w:.-])\d{4,24}(?::|%3a)(?=[\w-]*[a-z_-])[\w-]{8,}/gi, HIDDEN],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  // A user's password in any URL.
  [/([a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]{0,128}):[^\s@/]{1,512}@/gi, `$1:${HIDDEN}@`],
  // name=value and "name":"value" as they stand in query strings, headers and bodies.
  [
    /((?:access_?token|refresh_?token|bot_?token|secret_?key|app_?secret|secret_?token|api_?key|password|code_verifier|mac)(?:["']|%22)?\s*(?:[=:]|%3d|%3a)\s*(?:["']|%22)?)[^\s"'&,;}]+/gi,
    `$1${HIDDEN}`,
  ],
  // Zalo's access and refresh tokens and other opaque keys: long, with both cases and digits.
  [/(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{40,}/g, HIDDEN],
  // Vietnamese phone numbers, with the usual separators.
  [/(?<![\w.:-])(?:\+?84|0)(?:[ .-]?\d){9}(?![\w:-]|\.\d)/g, '[phone]'],
]

/** A redactor that knows these secrets by value, besides the shapes it knows by itself. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const known = new Set<string>()
  const redactor: Redactor = {
    add(secret) {
      for (const form of formsOf(secret)) known.add(form)
    },
    text(text) {
      const clean = hidePatterns(hideKnown(text.slice(0, MAX_TEXT), known))
      // The first cut may have left half a secret at the end, which no pattern knows.
      return text.length <= MAX_TEXT ? clean : `${clean.slice(0, -MAX_SECRET)}…`
    },
    value(value) {
      return redactValue(value, redactor, 0)
    },
  }
  for (const secret of secrets) redactor.add(secret)
  return redactor
}

/** The secret as it is and as URLs, headers and dumps carry it, longest first. */
function formsOf(secret: string): string[] {
  if (secret.length < MIN_SECRET) return []
  const bytes = Buffer.from(secret)
  const forms = [
    secret,
    encodeURIComponent(secret),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    JSON.stringify(secret).slice(1, -1),
  ]
  return [...new Set(forms)]
}

function hideKnown(text: string, known: ReadonlySet<string>): string {
  let clean = text
  for (const form of known) if (clean.includes(form)) clean = clean.replaceAll(form, HIDDEN)
  return clean
}

function hidePatterns(text: string): string {
  return PATTERNS.reduce((clean, [pattern, into]) => clean.replace(pattern, into), text)
}

function redactValue(value: unknown, redactor: Redactor, depth: number): unknown {
  if (typeof value === 'string') return redactor.text(value)
  if (typeof value === 'number') return redactNumber(value, redactor)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return '[deep]'
  if (isBytes(value)) return '[bytes]'
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redactor, depth + 1))

  const clean: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    const hide = SECRET_KEY.test(key) && item !== null && typeof item !== 'boolean'
    clean[redactor.text(key)] = hide ? HIDDEN : redactValue(item, redactor, depth + 1)
  }
  return clean
}

/** A phone number without its leading zero's quotes is still one. */
function redactNumber(value: number, redactor: Redactor): unknown {
  const text = String(value)
  const clean = redactor.text(text)
  return clean === text ? value : clean
}

/** A key that slipped in as bytes: a Buffer, a typed array or a list of bytes, as JSON shows them. */
function isBytes(value: object): boolean {
  const items = Array.isArray(value) ? value : Object.values(value)
  const isBuffer = 'type' in value && value.type === 'Buffer'
  const keyed = Array.isArray(value) || Object.keys(value).every((key) => /^\d+$/.test(key))
  return isBuffer || (keyed && items.length >= 16 && items.every(isByte))
}

function isByte(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255
}

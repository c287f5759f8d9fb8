const LONGEST_TEXT = 300

/** A named secret and its value, in JSON, a query, a form, a header or HTML. */
const NAMED_SECRET =
  /((?:access_token|refresh_token|secret_key|secret_token|app_?secret|code_verifier|appsecret_proof)(?:&quot;|%22|["'\\\s:=]|%3A|%3D)+)[^"'\\\s&<>,;}]+/gi
const BOT_TOKEN_IN_PATH = /bot\d+(:|%3A)[\w~.%+=-]+/gi

/**
 * A text that may be shown: every secret replaced, also as it looks in a URL; named tokens and bot tokens in a path
 * too, because a gateway may echo one that the caller never had; then cut. The masking comes first, so that a cut
 * never leaves half a secret that no pattern knows.
 */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  const known = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)])
  // The longest first: one secret may be the beginning of another.
  known.sort((a, b) => b.length - a.length)
  let masked = text
  for (const secret of known) if (secret.length > 0) masked = masked.replaceAll(secret, '***')
  masked = masked.replaceAll(NAMED_SECRET, '$1***').replaceAll(BOT_TOKEN_IN_PATH, 'bot***')
  masked = masked.replaceAll(/\s+/g, ' ').trim()
  return masked.length > LONGEST_TEXT ? `${masked.slice(0, LONGEST_TEXT - 1)}…` : masked
}

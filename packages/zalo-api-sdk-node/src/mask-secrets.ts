const LONGEST_TEXT = 300

/**
 * A text that may be shown: every secret replaced, a bot token in a path too, then cut. The masking comes
 * first, so that a cut never leaves half a secret that no pattern knows.
 */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  let masked = text
  for (const secret of secrets) if (secret.length > 0) masked = masked.replaceAll(secret, '***')
  masked = masked.replaceAll(/bot\d+(:|%3A)[\w~.-]+/gi, 'bot***')
  masked = masked.replaceAll(/\s+/g, ' ').trim()
  return masked.length > LONGEST_TEXT ? `${masked.slice(0, LONGEST_TEXT - 1)}…` : masked
}

import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Whether a secret is the right one, in a time that tells a guesser nothing: both are hashed first, as `timingSafeEqual` needs
 * equal lengths, and a length is worth knowing too.
 */
export function isSameSecret(given: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()
  return timingSafeEqual(hash(given), hash(expected))
}

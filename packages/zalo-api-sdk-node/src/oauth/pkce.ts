import { createHash, randomBytes } from 'node:crypto'

/** The two halves of PKCE: the challenge goes into the consent URL, the verifier stays with you until the code comes. */
export interface PkcePair {
  /** Exactly 43 characters, as Zalo wants it. A secret. */
  readonly codeVerifier: string
  readonly codeChallenge: string
}

/**
 * A new pair. Zalo's console keeps one challenge for an app, so in practice this is made once and both halves are
 * kept. Source: "Xác thực và uỷ quyền cho ứng dụng", OAuth v4.
 */
export function createPkcePair(): PkcePair {
  const codeVerifier = randomBytes(32).toString('base64url')
  return { codeVerifier, codeChallenge: codeChallengeOf(codeVerifier) }
}

/** S256: the SHA-256 of the verifier in base64url without padding. */
export function codeChallengeOf(codeVerifier: string): string {
  if (!/^[\w~.-]{43}$/.test(codeVerifier))
    throw new TypeError('Zalo wants a code verifier of exactly 43 unreserved characters')
  return createHash('sha256').update(codeVerifier).digest('base64url')
}

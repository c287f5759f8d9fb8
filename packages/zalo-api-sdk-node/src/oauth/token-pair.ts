/** The two tokens of an Official Account. Both die as soon as a newer pair is issued. */
export interface TokenPair {
  readonly accessToken: string
  /** Good for one use, three months at most. */
  readonly refreshToken: string
  /** End of the access token (25 hours after it was issued); null for a pair whose age nobody knows. */
  readonly expiresAt: Date | null
  /** How long the access token lives from its issue on, in milliseconds; absent: 25 hours. */
  readonly lifeMs?: number | undefined
}

/** Where the caller keeps the pair. All processes of one account share one store. */
export interface TokenStore {
  read(): Promise<TokenPair | null>
  /** Resolves once the pair is durable. */
  write(pair: TokenPair): Promise<void>
  /**
   * Runs `work` while nobody else, in any process, runs theirs. A lock with a lease must hold it for
   * `REFRESH_LOCK_MS` at least: a second refresh with the same token cuts the account off.
   */
  withLock<T>(work: () => Promise<T>): Promise<T>
}

import { createHash } from 'node:crypto'
import type { OaAccountConfig } from '../channels/zalo-oa/zalo-oa-account.ts'
import type { ZaloOaConfig } from '../../config/config.ts'
import { withAdvisoryLock } from '../storage/advisory-locks.ts'
import { readSetting, writeSetting } from '../storage/settings.ts'
import type { Store } from '../storage/store.ts'

type TokenStore = OaAccountConfig['tokens'] & {
  /** When the pair was stored, which is when it was issued; null: the first pair, whose age nobody knows. */
  readonly renewedAt: () => Promise<Date | null>
}
type TokenPair = NonNullable<Awaited<ReturnType<TokenStore['read']>>>

/**
 * The OA's token pair in PostgreSQL, shared by all processes. The configured pair is only the first one:
 * each refresh makes the old pair worthless, so a stored pair always counts more. A new first pair (the
 * office has consented anew) is told by its refresh token, which was never configured here before, and replaces what was
 * stored. An older one, as of a process that still has it or of a configuration put back, is dead.
 */
export function zaloOaTokens(store: Store, config: ZaloOaConfig): TokenStore {
  const name = `zalo-oa.tokens.${config.appId}`
  const seed = config.refreshToken === undefined ? null : markOf(config.refreshToken)
  const readStored = async (): Promise<StoredPair | null> => {
    const kept = await readSetting(store, name)
    return kept === undefined ? null : (JSON.parse(kept) as StoredPair)
  }
  const isInUse = (stored: StoredPair): boolean =>
    seed === null || seedsOf(stored).includes(seed) || !firstPair(config)
  return {
    read: async () => {
      const stored = await readStored()
      return stored && isInUse(stored) ? revive(stored) : firstPair(config)
    },
    // Called under the lock, as are all writes: no seed is lost between the look and the write.
    write: async (pair) => {
      const stored = await readStored()
      const kept: StoredPair = {
        seeds: [...new Set([...(stored ? seedsOf(stored) : []), ...(seed === null ? [] : [seed])])],
        seed: config.refreshToken ?? stored?.seed ?? null,
        renewedAt: new Date().toISOString(),
        pair: { ...pair, expiresAt: pair.expiresAt?.toISOString() ?? null },
      }
      return writeSetting(store, name, JSON.stringify(kept))
    },
    renewedAt: async () => {
      const stored = await readStored()
      return stored?.renewedAt && isInUse(stored) ? new Date(stored.renewedAt) : null
    },
    withLock: (work) => withAdvisoryLock(store, name, work),
  }
}

interface StoredPair {
  /** Marks of all refresh tokens that were ever configured when a pair was stored. */
  readonly seeds?: readonly string[]
  /** What an older version stored instead, the one that was configured; kept for it, should it be put back. */
  readonly seed?: string | null
  /** Absent in what an older version stored. */
  readonly renewedAt?: string
  readonly pair: Omit<TokenPair, 'expiresAt'> & { readonly expiresAt: string | null }
}

function seedsOf({ seeds, seed }: StoredPair): readonly string[] {
  return seeds ?? (typeof seed === 'string' ? [markOf(seed)] : [])
}

function markOf(refreshToken: string): string {
  return createHash('sha256').update(refreshToken).digest('base64')
}

function revive({ pair }: StoredPair): TokenPair {
  return { ...pair, expiresAt: pair.expiresAt === null ? null : new Date(pair.expiresAt) }
}

function firstPair({ accessToken, refreshToken }: ZaloOaConfig): TokenPair | null {
  if (accessToken === undefined || refreshToken === undefined) return null
  // How old a hand-copied access token is nobody knows: it is tried, and refreshed when refused.
  return { accessToken, refreshToken, expiresAt: null }
}

import type { OaAccountConfig } from '../channels/zalo-oa/zalo-oa-account.ts'
import type { ZaloOaConfig } from '../../config/config.ts'
import { readSetting, withAdvisoryLock, writeSetting } from '../storage/settings.ts'
import type { Store } from '../storage/store.ts'

type TokenStore = OaAccountConfig['tokens'] & {
  /** When the pair was stored, which is when it was issued; null: the first pair, whose age nobody knows. */
  readonly renewedAt: () => Promise<Date | null>
}
type TokenPair = NonNullable<Awaited<ReturnType<TokenStore['read']>>>

/**
 * The OA's token pair in PostgreSQL, shared by all processes. The configured pair is only the first one:
 * each refresh makes the old pair worthless, so a stored pair always counts more. A new first pair (the
 * office has consented anew) is told by its refresh token and replaces what was stored.
 */
export function zaloOaTokens(store: Store, config: ZaloOaConfig): TokenStore {
  const name = `zalo-oa.tokens.${config.appId}`
  const readStored = async (): Promise<StoredPair | null> => {
    const kept = await readSetting(store, name)
    return kept === undefined ? null : (JSON.parse(kept) as StoredPair)
  }
  const isInUse = ({ seed }: StoredPair): boolean =>
    config.refreshToken === undefined || seed === config.refreshToken || !firstPair(config)
  return {
    read: async () => {
      const stored = await readStored()
      return stored && isInUse(stored) ? revive(stored) : firstPair(config)
    },
    write: (pair) => {
      const kept: StoredPair = {
        seed: config.refreshToken ?? null,
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
  /** The configured refresh token from which this pair descends. */
  readonly seed: string | null
  /** Absent in what an older version stored. */
  readonly renewedAt?: string
  readonly pair: Omit<TokenPair, 'expiresAt'> & { readonly expiresAt: string | null }
}

function revive({ pair }: StoredPair): TokenPair {
  return { ...pair, expiresAt: pair.expiresAt === null ? null : new Date(pair.expiresAt) }
}

function firstPair({ accessToken, refreshToken }: ZaloOaConfig): TokenPair | null {
  if (accessToken === undefined || refreshToken === undefined) return null
  // How old a hand-copied access token is nobody knows: it is tried, and refreshed when refused.
  return { accessToken, refreshToken, expiresAt: null }
}

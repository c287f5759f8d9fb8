import type { CallOptions } from '../http/http-call.ts'
import { ZaloError } from '../zalo-error.ts'
import type { AccessTokens } from './access-tokens.ts'
import { endsGrant, type OAuthClient } from './oauth-client.ts'
import type { TokenPair, TokenStore } from './token-pair.ts'
import { untilAborted } from './until-aborted.ts'

/** The longest a refresh holds the store's lock: two tries of ten seconds, the reads and the writes. */
export const REFRESH_LOCK_MS = 60_000

/** Renewed in good time: this share of its life before the end, for the usual 25 hours five. */
const RENEW_IN_LAST = 1 / 5
const RENEW_BEFORE_MS = 5 * 3_600_000

/** Between two renewals, or tries of one, that are not urgent: each kills the token of the calls in flight. */
const COOL_DOWN_MS = 60_000

/** From the refusal of a token that another process has just used to the write of that process. */
const STORED_WITHIN_MS = 500

/** What keeps the tokens of one account alive. */
export interface RotatingTokensOptions {
  readonly oauth: OAuthClient
  /** Shared by all processes of the account. */
  readonly store: TokenStore
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined
}

/** A pair that the platform issued and the store did not take, with the refresh token it came from. */
interface Unsaved {
  readonly pair: TokenPair
  readonly from: string
}

/**
 * Access tokens that renew themselves. A refresh token is good once, so: one refresh at a time in this
 * process (`flight`) and in all of them (the store's lock); a pair that another process stored meanwhile is
 * taken instead of refreshing again; the new pair is durable before it is used. After a lost answer the old
 * refresh token is tried once more, and a token that the platform refused by a grant's number is never tried again.
 *
 * A pair that the store did not take (two writes in a row failed) is neither used nor thrown away: it is the only
 * living one, so this process keeps it and every later call writes it first. Only its death loses the pair.
 */
export function rotatingTokens(options: RotatingTokensOptions): AccessTokens {
  const { oauth } = options
  const store = named(options.store)
  const now = options.now ?? Date.now
  let known: TokenPair | null = null
  let unsaved: Unsaved | null = null
  let refused: { readonly token: string; readonly error: ZaloError } | null = null
  let flight: Promise<TokenPair> | null = null
  let quietUntil = 0

  async function save(fresh: Unsaved): Promise<TokenPair> {
    unsaved = fresh
    // A connection that the pool had lost fails once, and this pair must not hang on that.
    await store.write(fresh.pair).catch(() => store.write(fresh.pair))
    unsaved = null
    return (known = fresh.pair)
  }

  async function refreshLocked(stale: string): Promise<TokenPair> {
    const stored = await store.read()
    // The last refresh succeeded and its write did not: that pair is the only living one.
    if (unsaved?.from === stored.refreshToken) return await save(unsaved)
    unsaved = null
    if (stored.accessToken !== stale) return (known = stored)
    if (refused?.token === stored.refreshToken) throw refused.error
    try {
      const issued = await refreshTwiceAtMost(oauth, stored.refreshToken)
      const { accessToken, refreshToken, expiresAt, lifeMs } = issued
      const pair = { accessToken, refreshToken, expiresAt, lifeMs }
      return await save({ pair, from: stored.refreshToken })
    } catch (error) {
      if (!(error instanceof ZaloError) || !endsGrant(error)) throw error
      const other = await storedByAnother(stored)
      if (other !== null) return (known = other)
      refused = { token: stored.refreshToken, error }
      throw error
    }
  }

  /**
   * A lock that hangs on a connection is lost with it, and then two refresh at once: to the second the token is used, and
   * the first is about to store what came of it. Null: nobody did.
   */
  async function storedByAnother(tried: TokenPair): Promise<TokenPair | null> {
    for (const waitMs of [0, STORED_WITHIN_MS]) {
      await new Promise((resolve) => setTimeout(resolve, waitMs))
      const stored = await store.read()
      if (stored.refreshToken !== tried.refreshToken) return stored
    }
    return null
  }

  function refreshOnce(stale: string): Promise<TokenPair> {
    flight ??= store
      .withLock(() => refreshLocked(stale))
      .finally(() => {
        flight = null
      })
    return flight
  }

  async function renewEarly(pair: TokenPair, end: number, call?: CallOptions): Promise<TokenPair> {
    try {
      const renewed = await untilAborted(refreshOnce(pair.accessToken), call?.signal)
      quietUntil = now() + COOL_DOWN_MS
      return renewed
    } catch (error) {
      // Still good for a while: a sleeping OAuth server must not stop what works.
      if (unsaved !== null || end <= now()) throw error
      quietUntil = now() + COOL_DOWN_MS
      return pair
    }
  }

  return {
    async current(call) {
      if (unsaved !== null)
        return (await untilAborted(refreshOnce(unsaved.from), call?.signal)).accessToken
      const pair = (known ??= await store.read())
      const end = pair.expiresAt?.getTime() ?? Infinity
      const renewBefore = Math.min(RENEW_BEFORE_MS, (pair.lifeMs ?? Infinity) * RENEW_IN_LAST)
      if (end - now() > renewBefore || (end > now() && now() < quietUntil)) return pair.accessToken
      return (await renewEarly(pair, end, call)).accessToken
    },
    async renew(stale, call) {
      if (known !== null && known.accessToken !== stale && unsaved === null)
        return known.accessToken
      return (await untilAborted(refreshOnce(stale), call?.signal)).accessToken
    },
  }
}

/** The store with its failures named: nothing was sent to Zalo with a token that could not be read. */
function named(store: TokenStore): {
  read(): Promise<TokenPair>
  write(pair: TokenPair): Promise<void>
  withLock<T>(work: () => Promise<T>): Promise<T>
} {
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof ZaloError) throw error
      const text = 'the token store does not answer'
      throw new ZaloError({ code: 'token-store', class: 'transient', text })
    }
  }
  return {
    read: async () => {
      const pair = await guard(() => store.read())
      if (pair !== null) return pair
      throw new ZaloError({ code: 'no-token', class: 'human', text: 'no token pair is stored' })
    },
    write: (pair) => guard(() => store.write(pair)),
    withLock: (work) => guard(() => store.withLock(work)),
  }
}

/**
 * The outcome of a lost answer is unknown: the old token is tried once more, and its refusal is final. A second
 * loss is `transient` for the caller, because the call that needed the token has not been made.
 */
async function refreshTwiceAtMost(oauth: OAuthClient, refreshToken: string): Promise<TokenPair> {
  try {
    return await oauth.refresh(refreshToken)
  } catch (error) {
    if (!isLost(error)) throw error
  }
  try {
    return await oauth.refresh(refreshToken)
  } catch (error) {
    if (!isLost(error)) throw error
    const text = 'the renewal of the access token had no answer'
    throw new ZaloError({ code: 'refresh-lost', class: 'transient', text })
  }
}

function isLost(error: unknown): boolean {
  return error instanceof ZaloError && error.class === 'unknown-outcome'
}

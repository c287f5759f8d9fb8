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

/** From the refusal of a token that another process has used to the write of that process: two tries of ten seconds. */
const STORED_WITHIN_MS = 20_000
const LOOK_EVERY_MS = 500

/** What the platform says of a refresh token that was used. */
const MAY_BE_USED: ReadonlySet<unknown> = new Set([-14_014, -118])

/** What keeps the tokens of one account alive. */
export interface RotatingTokensOptions {
  readonly oauth: OAuthClient
  /** Shared by all processes of the account. */
  readonly store: TokenStore
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined
  /**
   * For how long the store is read again, in milliseconds, for the pair of another process that has used the refresh token
   * which was refused here. Default: 20 seconds.
   */
  readonly storedWithinMs?: number | undefined
  /**
   * Told, at most once a minute, that the refresh token is refused while the access token still serves, until that moment: no
   * call fails before, and somebody has to consent anew, or, with -14002 or -14004, to correct the app's id or secret. With the
   * code `grant-in-doubt` that is not yet sure.
   */
  readonly onFailure?: ((error: ZaloError, until: Date) => void) | undefined
}

/** A refresh token that the platform refused by a grant's number. */
interface Refusal {
  readonly token: string
  readonly error: ZaloError
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
  let refused: Refusal | null = null
  /** What a call is told that does not wait for the end of a doubt; null: there is none. */
  let doubt: ZaloError | null = null
  /** Calls that have a token which still serves, and do not wait for that end. */
  const impatient = new Set<(doubt: ZaloError) => void>()
  let flight: Promise<TokenPair> | null = null
  let quietUntil = 0

  async function save(fresh: Unsaved): Promise<TokenPair> {
    unsaved = fresh
    // A connection that the pool had lost fails once, and this pair must not hang on that.
    await store.write(fresh.pair).catch(() => store.write(fresh.pair))
    unsaved = null
    return (known = fresh.pair)
  }

  async function refreshLocked(stale: string): Promise<TokenPair | Refusal> {
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
      if (error instanceof ZaloError && endsGrant(error))
        return { token: stored.refreshToken, error }
      throw error
    }
  }

  /**
   * A lock that hangs on a connection is lost with it, and then two refresh at once: to the second the token is used, and
   * the first, whose answer may take its time, is about to store what came of it. Null: nobody did.
   */
  async function storedByAnother({ token, error }: Refusal): Promise<TokenPair | null> {
    const withinMs = MAY_BE_USED.has(error.code) ? (options.storedWithinMs ?? STORED_WITHIN_MS) : 0
    try {
      for (let leftMs = withinMs; ; leftMs -= LOOK_EVERY_MS) {
        const stored = await store.read()
        if (stored.refreshToken !== token) return stored
        if (leftMs <= 0) return null
        doubt ??= inDoubt(error)
        for (const tell of impatient) tell(doubt)
        await new Promise((resolve) => setTimeout(resolve, Math.min(leftMs, LOOK_EVERY_MS)))
      }
    } finally {
      doubt = null
    }
  }

  async function refresh(stale: string): Promise<TokenPair> {
    const result = await store.withLock(() => refreshLocked(stale))
    if (!('error' in result)) return result
    // Without the lock: the process may have to end, and whoever has a new pair must be able to store it.
    const other = await storedByAnother(result)
    if (other !== null) return (known = other)
    refused = result
    throw result.error
  }

  function refreshOnce(stale: string): Promise<TokenPair> {
    flight ??= refresh(stale).finally(() => {
      flight = null
      impatient.clear()
    })
    return flight
  }

  /** The shared refresh as one call waits for it. */
  async function refreshed(stale: string, call?: CallOptions): Promise<TokenPair> {
    try {
      return await untilAborted(refreshOnce(stale), call?.signal)
    } catch (error) {
      // Whose time was up wants to know what kept it; who stops does not.
      throw isStopped(call?.signal) ? error : (doubt ?? error)
    }
  }

  async function refreshedUnlessDoubted(stale: string, call?: CallOptions): Promise<TokenPair> {
    const doubted = new Promise<never>((_resolve, reject) => impatient.add(reject))
    return await untilAborted(Promise.race([refreshOnce(stale), doubted]), call?.signal)
  }

  async function renewEarly(pair: TokenPair, end: number, call?: CallOptions): Promise<TokenPair> {
    try {
      const renewed =
        end > now()
          ? await refreshedUnlessDoubted(pair.accessToken, call)
          : await refreshed(pair.accessToken, call)
      quietUntil = now() + COOL_DOWN_MS
      return renewed
    } catch (error) {
      // Still good for a while: a sleeping OAuth server must not stop what works.
      if (unsaved !== null || end <= now()) throw error
      quietUntil = now() + COOL_DOWN_MS
      if (error instanceof ZaloError && (error === doubt || endsGrant(error)))
        options.onFailure?.(error, new Date(end))
      return pair
    }
  }

  return {
    async current(call) {
      if (unsaved !== null) return (await refreshed(unsaved.from, call)).accessToken
      const pair = (known ??= await store.read())
      const end = pair.expiresAt?.getTime() ?? Infinity
      const renewBefore = Math.min(RENEW_BEFORE_MS, (pair.lifeMs ?? Infinity) * RENEW_IN_LAST)
      const mayWait = end > now() && (now() < quietUntil || doubt !== null)
      if (end - now() > renewBefore || mayWait) return pair.accessToken
      return (await renewEarly(pair, end, call)).accessToken
    },
    async renew(stale, call) {
      if (known !== null && known.accessToken !== stale && unsaved === null)
        return known.accessToken
      return (await refreshed(stale, call)).accessToken
    },
  }
}

function isStopped(signal: AbortSignal | undefined): boolean {
  if (!signal?.aborted) return false
  const reason = signal.reason as { readonly name?: unknown } | null
  return reason?.name !== 'TimeoutError'
}

function inDoubt({ code, text }: ZaloError): ZaloError {
  const words = `${text} (${code}); another process may have used it`
  return new ZaloError({ code: 'grant-in-doubt', class: 'transient', text: words })
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

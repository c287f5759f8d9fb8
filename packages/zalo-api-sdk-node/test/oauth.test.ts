import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  type AccessTokens,
  createOAuthClient,
  type OAuthClient,
  rotatingTokens,
  type TokenPair,
  type TokenStore,
  ZaloError,
} from '../src/index.ts'
import { json, startWireServer, type WireServer } from './wire-server.ts'

const NOW = Date.UTC(2026, 10, 1)
const HOUR = 3_600_000
const OLD: TokenPair = { accessToken: 'a1', refreshToken: 'r1', expiresAt: new Date(NOW + HOUR) }
const REUSED = json({
  error: -14014,
  error_name: 'Invalid refresh token.',
  error_reason: 'The refresh token was used before.',
  error_description: 'Refresh token r1 is not valid.',
  ref_doc: 'https://developers.zalo.me/docs',
})

const pairAnswer = (n: number): ReturnType<typeof json> =>
  json({ access_token: `a${n}`, refresh_token: `r${n}`, expires_in: '90000' })

interface MemoryStore extends TokenStore {
  pair: TokenPair | null
  readonly events: string[]
  failWrites: number
}

/** A store as several processes would share it: one row and one lock. */
function memoryStore(pair: TokenPair | null): MemoryStore {
  let queue: Promise<unknown> = Promise.resolve()
  const store: MemoryStore = {
    pair,
    events: [],
    failWrites: 0,
    read: () => Promise.resolve(store.pair),
    write: (next) => {
      if (store.failWrites-- > 0) return Promise.reject(new Error('disk full'))
      store.pair = next
      store.events.push(`write ${next.accessToken}`)
      return Promise.resolve()
    },
    withLock: (work) => {
      const run = queue.then(work)
      queue = run.catch(() => undefined)
      return run
    },
  }
  return store
}

describe('OAuth of an official account', () => {
  let server: WireServer
  let oauth: OAuthClient

  beforeEach(async () => {
    server = await startWireServer()
    oauth = createOAuthClient({
      appId: '4711',
      appSecret: 'app-Secret',
      baseUrl: server.origin,
      now: () => NOW,
      timeoutMs: 2_000,
    })
  })

  afterEach(async () => {
    await server.stop()
  })

  const tokensOf = (store: TokenStore): AccessTokens =>
    rotatingTokens({ oauth, store, now: () => NOW })
  const refusal = (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => 'no error',
      (error: unknown) => error,
    )

  it('exchanges a code by form, with the secret in a header', async () => {
    server.answer(pairAnswer(1))

    const pair = await oauth.exchangeCode({ code: 'c0de', codeVerifier: 'v'.repeat(43) })

    expect(pair).toEqual({
      accessToken: 'a1',
      refreshToken: 'r1',
      expiresAt: new Date(NOW + 25 * HOUR),
    })
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      url: '/v4/oa/access_token',
      headers: {
        secret_key: 'app-Secret',
        'content-type': 'application/x-www-form-urlencoded',
      },
    })
    expect(Object.fromEntries(new URLSearchParams(server.requests[0]?.body))).toEqual({
      code: 'c0de',
      grant_type: 'authorization_code',
      code_verifier: 'v'.repeat(43),
      app_id: '4711',
    })
  })

  it('takes the life of a token as a number too, and 25 hours without one', async () => {
    server.answer(
      json({ access_token: 'a', refresh_token: 'r', expires_in: 3600 }),
      json({ access_token: 'a', refresh_token: 'r' }),
    )

    expect((await oauth.refresh('r0')).expiresAt).toEqual(new Date(NOW + HOUR))
    expect((await oauth.refresh('r0')).expiresAt).toEqual(new Date(NOW + 25 * HOUR))
  })

  it.each([
    { title: 'a used refresh token', answer: REUSED, code: -14014 },
    {
      title: 'a body with a name and no number',
      answer: json({ error_name: 'Invalid grant', error_description: 'x' }),
      code: 'no-token',
    },
    { title: 'an empty object', answer: json({}), code: 'no-token' },
    { title: 'a wrong secret', answer: json({ error: -14004, error_name: 'x' }), code: -14004 },
  ])('needs a human for $title inside HTTP 200', async ({ answer, code }) => {
    server.answer(answer)

    expect(await refusal(oauth.refresh('r1'))).toMatchObject({ class: 'human', code })
  })

  it('shows neither the secret nor the refresh token', async () => {
    server.answer(json({ error: -14014, message: 'token refresh-XYZ of app-Secret is bad' }))

    const error = await refusal(oauth.refresh('refresh-XYZ'))

    expect(String((error as Error).stack)).not.toMatch(/refresh-XYZ|app-Secret/)
  })

  describe('tokens that renew themselves', () => {
    it('renews once for many callers, and stores the pair before anybody has it', async () => {
      const store = memoryStore(OLD)
      server.answer(pairAnswer(2))
      const tokens = tokensOf(store)

      const used = await Promise.all(
        [1, 2, 3].map(async () => {
          const token = await tokens.renew('a1')
          store.events.push(`use ${token}`)
          return token
        }),
      )

      expect(used).toEqual(['a2', 'a2', 'a2'])
      expect(store.events).toEqual(['write a2', 'use a2', 'use a2', 'use a2'])
      expect(server.requests).toHaveLength(1)
    })

    it('renews once for two processes: the second takes what the first stored', async () => {
      const store = memoryStore(OLD)
      server.answer(pairAnswer(2), REUSED)

      const used = await Promise.all([tokensOf(store).renew('a1'), tokensOf(store).renew('a1')])

      expect(used).toEqual(['a2', 'a2'])
      expect(server.requests).toHaveLength(1)
    })

    it('renews five hours before the end, and not sooner', async () => {
      const young = memoryStore({ ...OLD, expiresAt: new Date(NOW + 6 * HOUR) })
      const unknownAge = memoryStore({ ...OLD, expiresAt: null })
      server.answer(pairAnswer(2))

      expect(await tokensOf(young).current()).toBe('a1')
      expect(await tokensOf(unknownAge).current()).toBe('a1')
      expect(await tokensOf(memoryStore(OLD)).current()).toBe('a2')
    })

    it('goes on with a token that is still good while the OAuth server sleeps', async () => {
      server.answer({ status: 503, body: 'maintenance' })
      const tokens = tokensOf(memoryStore(OLD))

      expect(await tokens.current()).toBe('a1')
      expect(await tokens.current()).toBe('a1')
      expect(server.requests).toHaveLength(1)
    })

    it('tries the old refresh token once more when an answer is lost', async () => {
      const store = memoryStore(OLD)
      server.answer({ drop: true }, pairAnswer(2))

      expect(await tokensOf(store).renew('a1')).toBe('a2')
      expect(server.requests).toHaveLength(2)
    })

    it('stops for good when the lost answer had used the token up', async () => {
      const store = memoryStore(OLD)
      server.answer({ drop: true }, REUSED)
      const tokens = tokensOf(store)

      expect(await refusal(tokens.renew('a1'))).toMatchObject({ class: 'human', code: -14014 })
      expect(await refusal(tokens.renew('a1'))).toMatchObject({ class: 'human', code: -14014 })
      expect(server.requests).toHaveLength(2)
      expect(store.pair).toEqual(OLD)
    })

    it('works again once somebody has stored a new pair', async () => {
      const store = memoryStore(OLD)
      server.answer(REUSED)
      const tokens = tokensOf(store)
      await refusal(tokens.renew('a1'))

      store.pair = { ...OLD, accessToken: 'b1', refreshToken: 's1' }

      expect(await tokens.renew('a1')).toBe('b1')
    })

    it('calls a renewal without any answer transient: the message was not sent', async () => {
      server.answer({ drop: true })

      expect(await refusal(tokensOf(memoryStore(OLD)).renew('a1'))).toMatchObject({
        class: 'transient',
        code: 'refresh-lost',
      })
    })

    it('does not lose a new pair that could not be stored at once', async () => {
      const store = memoryStore(OLD)
      store.failWrites = 1
      server.answer(pairAnswer(2), REUSED)
      const tokens = tokensOf(store)

      expect(await refusal(tokens.renew('a1'))).toMatchObject({ code: 'token-store' })
      expect(await tokens.current()).toBe('a2')

      expect(store.pair?.refreshToken).toBe('r2')
      expect(server.requests).toHaveLength(1)
    })

    it('asks for a human when there is no pair at all', async () => {
      const error = await refusal(tokensOf(memoryStore(null)).current())

      expect(error).toBeInstanceOf(ZaloError)
      expect(error).toMatchObject({ class: 'human', code: 'no-token' })
    })

    it('lets a caller go without breaking off the renewal', async () => {
      const store = memoryStore(OLD)
      let release = (): void => undefined
      const gate = new Promise<void>((resolve) => {
        release = resolve
      })
      server.answer({ ...pairAnswer(2), after: gate })
      const tokens = tokensOf(store)

      const hasty = refusal(tokens.renew('a1', { signal: AbortSignal.timeout(20) }))
      const patient = tokens.renew('a1')

      expect(await hasty).toMatchObject({ class: 'transient', code: 'aborted' })
      release()
      expect(await patient).toBe('a2')
    })
  })
})

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import {
  type AccessTokens,
  createOAuthClient,
  createOfficialAccount,
  type OAuthClient,
  rotatingTokens,
  type TokenPair,
  type TokenStore,
  ZaloError,
} from '../src/index.ts'
import { LONGEST_WAIT_MS, untilAborted } from '../src/oauth/until-aborted.ts'
import { failureOf, shownBy } from './failure-of.ts'
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
  /** How often somebody asked for the lock. */
  locks: number
}

/** A store as several processes would share it: one row and one lock. */
function memoryStore(pair: TokenPair | null): MemoryStore {
  let queue: Promise<unknown> = Promise.resolve()
  const store: MemoryStore = {
    pair,
    events: [],
    failWrites: 0,
    locks: 0,
    read: () => Promise.resolve(store.pair),
    write: (next) => {
      if (store.failWrites-- > 0) return Promise.reject(new Error('disk full'))
      store.pair = next
      store.events.push(`write ${next.accessToken}`)
      return Promise.resolve()
    },
    withLock: (work) => {
      store.locks += 1
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
    rotatingTokens({ oauth, store, now: () => NOW, storedWithinMs: 0 })

  it('exchanges a code by form, with the secret in a header', async () => {
    server.answer(pairAnswer(1))

    const pair = await oauth.exchangeCode({ code: 'c0de', codeVerifier: 'v'.repeat(43) })

    expect(pair).toEqual({
      accessToken: 'a1',
      refreshToken: 'r1',
      expiresAt: new Date(NOW + 25 * HOUR),
      lifeMs: 25 * HOUR,
      refreshExpiresAt: null,
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

  it('says when the refresh token ends where the platform does', async () => {
    server.answer(
      json({ access_token: 'a', refresh_token: 'r', refresh_token_expires_in: '7776000' }),
    )

    expect((await oauth.refresh('r0')).refreshExpiresAt).toEqual(new Date(NOW + 90 * 24 * HOUR))
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

    expect(await failureOf(oauth.refresh('r1'))).toMatchObject({ class: 'human', code })
  })

  it.each([
    { title: 'its secret and token', body: 'token refresh-XYZ of app-Secret is bad' },
    { title: 'a new pair cut off', body: '{"access_token":"NEW-a","refresh_token":"NEW-r' },
    { title: 'them in an error', body: '{"error":-14014,"message":"refresh-XYZ of app-Secret"}' },
  ])('never shows $title', async ({ body }) => {
    server.answer({ body })

    expect(shownBy(await failureOf(oauth.refresh('refresh-XYZ')))).not.toMatch(
      /refresh-XYZ|app-Secret|NEW-/,
    )
  })

  it('never shows the code and its verifier', async () => {
    server.answer({ status: 500, body: 'code c0de-XYZ and VERIFIER' })
    const exchange = oauth.exchangeCode({ code: 'c0de-XYZ', codeVerifier: 'VERIFIER' })

    expect(shownBy(await failureOf(exchange))).not.toMatch(/c0de-XYZ|VERIFIER/)
  })

  it('stops with its signal, and then knows nothing', async () => {
    server.answer({ after: new Promise<void>(() => undefined) })

    const error = await failureOf(oauth.refresh('r1', { signal: AbortSignal.timeout(30) }))

    expect(error).toMatchObject({ class: 'unknown-outcome', code: 'aborted' })
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
      expect(store.locks).toBe(1)
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

    it.each([
      { title: 'and not sooner', forgets: false, halfway: 'a2' },
      {
        title: 'or a minute later, of a store that forgets how long',
        forgets: true,
        halfway: 'a3',
      },
    ])('renews a token of an hour in its last fifth, $title', async ({ forgets, halfway }) => {
      let time = NOW
      let issued = 1
      server.answerBy(() => {
        issued += 1
        const names = { access_token: `a${issued}`, refresh_token: `r${issued}` }
        return json({ ...names, expires_in: '3600' })
      })
      const clocked = createOAuthClient({
        appId: '4711',
        appSecret: 'app-Secret',
        baseUrl: server.origin,
        now: () => time,
      })
      const store = memoryStore({ ...OLD, expiresAt: new Date(NOW) })
      const tokens = rotatingTokens({ oauth: clocked, store, now: () => time })

      for (let call = 0; call < 5; call++) expect(await tokens.current()).toBe('a2')
      // A process that starts now has the pair from the store.
      if (forgets) store.pair = { ...OLD, ...store.pair!, lifeMs: undefined }
      const later = rotatingTokens({ oauth: clocked, store, now: () => time })
      time = NOW + 0.79 * HOUR
      for (let call = 0; call < 5; call++) expect(await later.current()).toBe(halfway)
      time = NOW + 0.81 * HOUR
      for (let call = 0; call < 5; call++) expect(await later.current()).toBe('a3')
    })

    it('goes on with a token that is still good while the OAuth server sleeps', async () => {
      server.answer({ status: 503, body: 'maintenance' })
      const tokens = tokensOf(memoryStore(OLD))

      expect(await tokens.current()).toBe('a1')
      expect(await tokens.current()).toBe('a1')
      expect(server.requests).toHaveLength(1)
    })

    it('says at once, and again while that lasts, that a token cannot be renewed which is still good', async () => {
      let time = NOW
      server.answer(REUSED)
      const told: unknown[] = []
      const tokens = rotatingTokens({
        oauth,
        store: memoryStore(OLD),
        now: () => time,
        storedWithinMs: 0,
        onFailure: ({ code }, until) => told.push([code, until]),
      })

      for (let call = 0; call < 3; call++) expect(await tokens.current()).toBe('a1')
      expect(told).toEqual([[-14014, OLD.expiresAt]])
      time += 60_000
      expect(await tokens.current()).toBe('a1')
      expect(told).toHaveLength(2)
      time = NOW + HOUR
      expect(await failureOf(tokens.current())).toMatchObject({ class: 'human', code: -14014 })
      expect(told).toHaveLength(2)
      expect(server.requests).toHaveLength(1)
    })

    it('goes on at once with a token that is still good while a refusal is in doubt', async () => {
      server.answer(REUSED)
      const told: unknown[] = []
      const tokens = rotatingTokens({
        oauth,
        store: memoryStore(OLD),
        now: () => NOW,
        storedWithinMs: 2_500,
        onFailure: ({ code }) => told.push(code),
      })

      const begun = Date.now()
      for (let call = 0; call < 3; call++) expect(await tokens.current()).toBe('a1')

      expect(Date.now() - begun).toBeLessThan(2_400)
      expect(told).toEqual(['grant-in-doubt'])
    })

    it('waits with a token that has ended for the pair of the process which used the other', async () => {
      const store = memoryStore({ ...OLD, expiresAt: new Date(NOW) })
      server.answer(REUSED)
      const tokens = rotatingTokens({ oauth, store, now: () => NOW })

      const used = tokens.current()
      await new Promise((resolve) => setTimeout(resolve, 300))
      await store.write({ accessToken: 'a2', refreshToken: 'r2', expiresAt: null })

      expect(await used).toBe('a2')
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

      expect(await failureOf(tokens.renew('a1'))).toMatchObject({ class: 'human', code: -14014 })
      expect(await failureOf(tokens.renew('a1'))).toMatchObject({ class: 'human', code: -14014 })
      expect(server.requests).toHaveLength(2)
      expect(store.pair).toEqual(OLD)
    })

    const PAGE = '<html>Not here</html>'
    const GATEWAY = { message: 'no Route matched with those values' }
    it.each([
      { title: 'a redirect', answer: { status: 302, headers: { location: '/login' } } },
      ...[400, 403, 404, 500].flatMap((status) => [
        { title: `a page with ${status}`, answer: { status, body: PAGE } },
        { title: `JSON of a gateway with ${status}`, answer: json(GATEWAY, { status }) },
      ]),
      {
        title: 'its own JSON with a positive number and 404',
        answer: json({ error: 404 }, { status: 404 }),
      },
    ])('waits when the token server answers with $title, and tries again', async ({ answer }) => {
      server.answer(answer, pairAnswer(2))
      const tokens = tokensOf(memoryStore({ ...OLD, expiresAt: new Date(NOW) }))

      expect(await failureOf(tokens.current())).toMatchObject({ class: 'transient' })
      expect(await tokens.current()).toBe('a2')
    })

    it.each([-14_015, -201, -213, -999, 216])(
      'asks for a human for the number %i, and does not give the refresh token up for it',
      async (error) => {
        server.answer(json({ error, error_name: 'x' }), pairAnswer(2))
        const tokens = tokensOf(memoryStore({ ...OLD, expiresAt: new Date(NOW) }))

        expect(await failureOf(tokens.current())).toMatchObject({ class: 'human', code: error })
        expect(await tokens.current()).toBe('a2')
      },
    )

    it.each([200, 400, 500])('stops at a grant that is refused with HTTP %i', async (status) => {
      server.answer({ ...REUSED, status }, pairAnswer(2))
      const tokens = tokensOf(memoryStore(OLD))

      expect(await failureOf(tokens.renew('a1'))).toMatchObject({ class: 'human', code: -14014 })
      expect(await failureOf(tokens.renew('a1'))).toMatchObject({ class: 'human', code: -14014 })
      expect(server.requests).toHaveLength(1)
    })

    it('works again once somebody has stored a new pair', async () => {
      const store = memoryStore(OLD)
      server.answer(REUSED)
      const tokens = tokensOf(store)
      await failureOf(tokens.renew('a1'))

      store.pair = { ...OLD, accessToken: 'b1', refreshToken: 's1' }

      expect(await tokens.renew('a1')).toBe('b1')
    })

    it.each([
      { title: 'has stored', lateMs: 0 },
      { title: 'is about to store', lateMs: 100 },
      { title: 'will store when its answer comes', lateMs: 1_500 },
    ])(
      'takes the pair that another process $title when the lock let both in',
      async ({ lateMs }) => {
        const store = memoryStore(OLD)
        store.withLock = (work) => work()
        const write = store.write.bind(store)
        store.write = async (pair) => {
          await new Promise((resolve) => setTimeout(resolve, lateMs))
          await write(pair)
        }
        server.answer(pairAnswer(2), REUSED)
        const one = (): AccessTokens => rotatingTokens({ oauth, store, now: () => NOW })

        const used = await Promise.all([one().renew('a1'), one().renew('a1')])

        expect(used).toEqual(['a2', 'a2'])
        expect(server.requests).toHaveLength(2)
      },
    )

    it('tells who does not wait so long that a refused token is in doubt, but not who is stopped', async () => {
      server.answer(REUSED)
      const store = memoryStore(OLD)
      const tokens = rotatingTokens({ oauth, store, now: () => NOW, storedWithinMs: 400 })

      const hasty = failureOf(tokens.renew('a1', { signal: AbortSignal.timeout(200) }))
      const stop = new AbortController()
      const stopped = failureOf(tokens.renew('a1', { signal: stop.signal }))
      const patient = failureOf(tokens.renew('a1'))
      setTimeout(() => stop.abort(), 200)

      expect(await hasty).toMatchObject({ class: 'transient', code: 'grant-in-doubt' })
      expect(await stopped).toMatchObject({ class: 'transient', code: 'aborted' })
      expect(await patient).toMatchObject({ class: 'human', code: -14014 })
      expect(server.requests).toHaveLength(1)
    })

    it('calls a renewal without any answer transient: the message was not sent', async () => {
      server.answer({ drop: true })

      expect(await failureOf(tokensOf(memoryStore(OLD)).renew('a1'))).toMatchObject({
        class: 'transient',
        code: 'refresh-lost',
      })
    })

    it('writes a new pair again when the first write fails', async () => {
      const store = memoryStore(OLD)
      store.failWrites = 1
      server.answer(pairAnswer(2), REUSED)

      expect(await tokensOf(store).renew('a1')).toBe('a2')
      expect(store.pair?.refreshToken).toBe('r2')
    })

    it('neither uses nor loses a new pair that could not be stored', async () => {
      const store = memoryStore(OLD)
      store.failWrites = 4
      server.answer(pairAnswer(2), REUSED)
      const tokens = tokensOf(store)

      const failed = { code: 'token-store', class: 'transient' }
      expect(await failureOf(tokens.renew('a1'))).toMatchObject(failed)
      expect(await failureOf(tokens.current())).toMatchObject(failed)
      expect(store.pair).toEqual(OLD)
      expect(await tokens.current()).toBe('a2')

      expect(store.pair).toEqual({
        accessToken: 'a2',
        refreshToken: 'r2',
        expiresAt: new Date(NOW + 25 * HOUR),
        lifeMs: 25 * HOUR,
      })
      expect(store.events).toEqual(['write a2'])
      expect(server.requests).toHaveLength(1)
    })

    it('lets another process recover from a pair that was stored late', async () => {
      const store = memoryStore(OLD)
      store.failWrites = 2
      server.answer(pairAnswer(2), REUSED)
      const [first, second] = [tokensOf(store), tokensOf(store)]
      await failureOf(first.renew('a1'))
      expect(await failureOf(second.renew('a1'))).toMatchObject({ code: -14014 })

      expect(await first.current()).toBe('a2')
      expect(await second.renew('a1')).toBe('a2')
    })

    it('drops a pair that was not stored once somebody has consented anew', async () => {
      const store = memoryStore(OLD)
      store.failWrites = 2
      server.answer(pairAnswer(2))
      const tokens = tokensOf(store)
      await failureOf(tokens.renew('a1'))

      store.pair = { accessToken: 'b1', refreshToken: 's1', expiresAt: null }

      expect(await tokens.current()).toBe('b1')
      expect(store.pair.refreshToken).toBe('s1')
    })

    it('says that the store does not answer, in no words of the store', async () => {
      const store = memoryStore(OLD)
      store.read = () => Promise.reject(new Error('password of the database is hunter2'))

      const error = await failureOf(tokensOf(store).current())

      expect(error).toMatchObject({ code: 'token-store', class: 'transient' })
      expect(shownBy(error)).not.toContain('hunter2')
    })

    const DEAD = json({ error: -216, message: 'Access token is invalid' })
    const account = (store: TokenStore): ReturnType<typeof createOfficialAccount> =>
      createOfficialAccount({ accessTokens: tokensOf(store), baseUrl: server.origin })
    const refreshes = (): number =>
      server.requests.filter(({ url }) => url.startsWith('/v4/')).length

    it('serve an account whose calls are all refused at once by one renewal', async () => {
      const store = memoryStore({ ...OLD, expiresAt: null })
      server.answerBy(({ url, headers }) => {
        if (url.startsWith('/v4/')) return pairAnswer(2)
        return headers['access_token'] === 'a2' ? json({ error: 0, data: { oaid: '77' } }) : DEAD
      })
      const oa = account(store)

      const answers = await Promise.all(Array.from({ length: 8 }, () => oa.getOa()))

      expect(answers.map(({ oaId }) => oaId)).toEqual(Array<string>(8).fill('77'))
      expect(refreshes()).toBe(1)
    })

    it('stop an account whose refresh token was used, and ask Zalo for it once', async () => {
      server.answerBy(({ url }) => (url.startsWith('/v4/') ? REUSED : DEAD))
      const oa = account(memoryStore({ ...OLD, expiresAt: null }))

      for (let call = 0; call < 3; call++)
        expect(await failureOf(oa.getOa())).toMatchObject({
          class: 'human',
          code: -14014,
          text: expect.stringContaining('Invalid refresh token.'),
        })
      expect(refreshes()).toBe(1)
    })

    it('tell a failed renewal from a failed call, which was not made', async () => {
      server.answerBy(({ url }) => (url.startsWith('/v4/') ? { status: 404, body: PAGE } : DEAD))
      const renewal = account(memoryStore({ ...OLD, expiresAt: new Date(NOW) }))
      const refused = createOfficialAccount({
        accessTokens: { current: () => Promise.resolve('a'), renew: () => Promise.resolve('b') },
        baseUrl: server.origin,
      })

      expect(await failureOf(renewal.sendMessage('5', { kind: 'text', text: 'x' }))).toMatchObject({
        class: 'transient',
        ofGrant: true,
        status: 404,
      })
      expect(await failureOf(refused.getOa())).toMatchObject({ code: -216, ofGrant: false })
    })

    it('asks for a human when there is no pair at all', async () => {
      const error = await failureOf(tokensOf(memoryStore(null)).current())

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

      const hasty = failureOf(tokens.renew('a1', { signal: AbortSignal.timeout(20) }))
      const patient = tokens.renew('a1')

      expect(await hasty).toMatchObject({ class: 'transient', code: 'aborted' })
      release()
      expect(await patient).toBe('a2')
    })

    it('is not waited for without end, as where another process holds the lock and stands still', async () => {
      jest.useFakeTimers()
      try {
        const stuck = failureOf(untilAborted(new Promise<never>(() => undefined), undefined))
        await jest.advanceTimersByTimeAsync(LONGEST_WAIT_MS)
        expect(await stuck).toMatchObject({ class: 'transient', code: 'timeout' })
        expect(await untilAborted(Promise.resolve('a3'), undefined)).toBe('a3')
        expect(jest.getTimerCount()).toBe(0)
      } finally {
        jest.useRealTimers()
      }
    })
  })
})

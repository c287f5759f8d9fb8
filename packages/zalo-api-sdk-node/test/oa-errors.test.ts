import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createOfficialAccount, oaErrorClass, staticToken, type ZaloError } from '../src/index.ts'
import { failureOf, shownBy } from './failure-of.ts'
import { type OaBench, startOaBench, TOKEN, USER } from './oa-bench.ts'
import { json } from './wire-server.ts'

const never = new Promise<void>(() => undefined)

describe('what goes wrong with an official account', () => {
  let bench: OaBench

  beforeEach(async () => {
    bench = await startOaBench()
  })

  afterEach(async () => {
    await bench.stop()
  })

  const send = (signal?: AbortSignal): Promise<unknown> =>
    bench.account.sendMessage(USER, { kind: 'text', text: 'a' }, { signal })
  const failedSend = (): Promise<ZaloError> => failureOf(send())

  it.each([
    [-32, 'transient'],
    [-200, 'transient'],
    [-214, 'transient'],
    [-211, 'reschedule'],
    [-218, 'reschedule'],
    [-234, 'reschedule'],
    [-204, 'human'],
    [-205, 'human'],
    [-209, 'human'],
    [-212, 'human'],
    [-219, 'human'],
    [-221, 'human'],
    [-223, 'human'],
    [-224, 'human'],
    [-235, 'human'],
    [-237, 'human'],
    [-242, 'human'],
    [-320, 'human'],
    [-321, 'human'],
    [-403, 'human'],
    [-99_999, 'human'],
    [-213, 'recipient'],
    [-217, 'recipient'],
    [-227, 'recipient'],
    [-230, 'recipient'],
    [-232, 'recipient'],
    [-244, 'recipient'],
    [-100, 'payload'],
    [-201, 'payload'],
    [-210, 'payload'],
    [-233, 'payload'],
    [-238, 'payload'],
    [-240, 'payload'],
    [-241, 'payload'],
    [-248, 'payload'],
    [-249, 'payload'],
    [-1340, 'payload'],
    [-1341, 'payload'],
  ] as const)('error %i inside HTTP 200 has the class %s', async (code, expected) => {
    bench.server.answer(json({ error: code, message: 'why', data: {} }))

    expect(await failedSend()).toMatchObject({ code, class: expected, text: 'why', status: 200 })
  })

  it.each([
    [-133, 'reschedule'],
    [-144, 'reschedule'],
    [-147, 'reschedule'],
    [-115, 'human'],
    [-131, 'human'],
    [-137, 'human'],
    [-108, 'recipient'],
    [-114, 'recipient'],
    [-118, 'recipient'],
    [-119, 'recipient'],
    [-249, 'payload'],
    [-216, 'refresh'],
  ] as const)('error %i of a template has the class %s', async (code, expected) => {
    bench.server.answer(json({ error: code, message: 'why' }))
    const sending = bench.account.sendTemplate(USER, { templateId: '1', data: {} })

    const error = await failureOf(sending)
    expect(error.class).toBe(expected)
    // Elsewhere these numbers say nothing that one could act on.
    expect(oaErrorClass(-108)).toBe('human')
    expect(oaErrorClass(-118)).toBe('human')
  })

  it.each([-124, -216, -220, 216, 401, -401])('error %i wants another token', (code) => {
    expect(oaErrorClass(code)).toBe('refresh')
  })

  it('reads the same error under a real status, its number as a text', async () => {
    bench.server.answer(json({ error: '-213', message: 'no' }, { status: 400 }))

    expect(await failedSend()).toMatchObject({ code: -213, class: 'recipient', status: 400 })
  })

  it('says how long the minute of -32 still takes', async () => {
    bench.server.answer(json({ error: -32, message: 'limit' }))

    expect((await failedSend()).retryAfterMs).toBe(20_000)
  })

  it('says how long a gateway asks to wait', async () => {
    bench.server.answer({ status: 429, headers: { 'retry-after': '7' }, body: 'slow down' })

    expect(await failedSend()).toMatchObject({
      code: 'http-429',
      class: 'transient',
      retryAfterMs: 7_000,
    })
  })

  it('leaves open how long to wait where a gateway asks for no time at all', async () => {
    bench.server.answer({ status: 503, headers: { 'retry-after': '0' }, body: 'slow down' })

    expect(await failedSend()).toMatchObject({ class: 'transient', retryAfterMs: null })
  })

  it.each([
    { title: 'a gateway answers', answer: { status: 502, body: '<html>Bad</html>' } },
    { title: 'a server has failed', answer: { status: 500, body: '<html>Error</html>' } },
    { title: 'a page comes with 200', answer: { body: '<html>Welcome</html>' } },
    { title: 'a 200 has no words', answer: { body: '' } },
    { title: 'a 200 has JSON that says nothing', answer: { body: '[]' } },
    { title: 'JSON is cut off', answer: { body: '{"error":0,"data":{"message_id":"m' } },
    { title: 'the connection breaks', answer: { drop: true } },
  ] as const)('does not know what became of a message when $title', async ({ answer }) => {
    bench.server.answer(answer)

    expect(await failedSend()).toMatchObject({ class: 'unknown-outcome' })
    expect(await failureOf(bench.account.getOa())).toMatchObject({ class: 'transient' })
  })

  it('knows that nothing was sent when nobody listens', async () => {
    await bench.stop()

    expect(await failedSend()).toMatchObject({ class: 'transient', code: 'network' })
    bench = await startOaBench()
  })

  it.each([
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])(
    'knows that nothing was sent to a server whose certificate is not believed: %s',
    async (code) => {
      const cause = Object.assign(new Error('certificate'), { code })
      const account = createOfficialAccount({
        accessTokens: staticToken(TOKEN),
        fetch: () => Promise.reject(new TypeError('fetch failed', { cause })),
      })

      const error = await failureOf(account.sendMessage(USER, { kind: 'text', text: 'a' }))

      expect(error).toMatchObject({ class: 'transient', code: 'network', text: code })
    },
  )

  it.each([
    { status: 503, body: '<html>Busy</html>' },
    { status: 302, body: '', headers: { location: 'https://zalo.example/maintenance' } },
    { status: 403, body: '<html>Forbidden</html>' },
    { status: 404, body: '<html>Not Found</html>' },
  ])('knows that nothing was sent when a gateway turns it away with $status', async (answer) => {
    bench.server.answer(answer)

    expect(await failedSend()).toMatchObject({
      class: 'transient',
      code: `http-${answer.status}`,
    })
  })

  it.each([
    { what: 'a connection that was not made', roots: [{ code: 'ETIMEDOUT', syscall: 'connect' }] },
    { what: 'a name that was not found', roots: [{ code: 'EAI_FAIL', syscall: 'getaddrinfo' }] },
    {
      what: 'a connection cut in its handshake',
      roots: [
        {
          code: 'ECONNRESET',
          message:
            'Client network socket disconnected before secure TLS connection was established',
        },
      ],
    },
    { what: 'no common TLS', roots: [{ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }] },
    {
      what: 'several addresses of which none was reached',
      roots: [
        { code: 'ETIMEDOUT', syscall: 'connect' },
        { code: 'ECONNREFUSED', syscall: 'connect' },
      ],
    },
  ])('knows that nothing was sent: $what', async ({ roots }) => {
    expect(await failedBy(roots)).toMatchObject({
      class: 'transient',
      neverLeft: true,
      text: roots[0]?.code,
    })
  })

  it.each([
    { what: 'a connection cut later', roots: [{ code: 'ECONNRESET', syscall: 'read' }] },
    { what: 'silence on a connection', roots: [{ code: 'ETIMEDOUT', syscall: 'read' }] },
    {
      what: 'one of two addresses cut later',
      roots: [{ code: 'ECONNREFUSED' }, { code: 'EPIPE' }],
    },
  ])('does not know what became of a message after $what', async ({ roots }) => {
    expect(await failedBy(roots)).toMatchObject({ class: 'unknown-outcome', neverLeft: false })
  })

  /** A send that fails as the runtime fails: each address with a root of its own. */
  function failedBy(
    roots: readonly { readonly code: string; readonly message?: string }[],
  ): Promise<ZaloError> {
    const errors = roots.map((root) => Object.assign(new Error('x'), root))
    const several = Object.assign(new AggregateError(errors), { code: roots[0]?.code })
    const cause = errors.length > 1 ? several : errors[0]
    const account = createOfficialAccount({
      accessTokens: staticToken(TOKEN),
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause })),
    })
    return failureOf(account.sendMessage(USER, { kind: 'text', text: 'a' }))
  }

  it('calls an unknown path a payload error', async () => {
    bench.server.answer({ status: 404, body: 'You are accessing an empty or invalid API' })

    expect(await failedSend()).toMatchObject({ class: 'payload', code: 'http-404' })
  })

  it('stops with its signal, before the call and during it', async () => {
    bench.server.answer({ after: never })
    const stop = new AbortController()

    const pending = failureOf(send(stop.signal))
    await bench.server.asked()
    stop.abort()

    expect(await pending).toMatchObject({ class: 'unknown-outcome', code: 'aborted' })
    expect(await failureOf(send(stop.signal))).toMatchObject({
      class: 'transient',
      code: 'aborted',
    })
    expect(bench.server.requests).toHaveLength(1)
  })

  it.each([
    { title: 'that never begins', answer: { after: never } },
    { title: 'that never ends', answer: { drip: { piece: ' ', everyMs: 20 } } },
  ])('gives up an answer $title', async ({ answer }) => {
    await bench.stop()
    bench = await startOaBench(200)
    bench.server.answer(answer)

    expect(await failedSend()).toMatchObject({ class: 'unknown-outcome', code: 'timeout' })
  })

  it('does not read more than any answer needs', async () => {
    bench.server.answer({ drip: { piece: 'x'.repeat(1_000_000), everyMs: 1 } })

    expect(await failedSend()).toMatchObject({ class: 'unknown-outcome', code: 'too-long' })
  })

  it('renews a refused token once and repeats the call', async () => {
    const renewed: string[] = []
    const fresh = createOfficialAccount({
      baseUrl: bench.server.origin,
      accessTokens: {
        current: () => Promise.resolve('old'),
        renew: (refused) => {
          renewed.push(refused)
          return Promise.resolve('new')
        },
      },
    })
    bench.server.answer(
      json({ error: -216, message: 'Access token is invalid' }),
      json({ error: 0 }),
    )

    await fresh.sendMessage(USER, { kind: 'text', text: 'a' })

    expect(renewed).toEqual(['old'])
    expect(bench.server.requests.map(({ headers }) => headers['access_token'])).toEqual([
      'old',
      'new',
    ])

    bench.server.answer(json({ error: -216, message: 'again' }))
    expect(await failureOf(fresh.getOa())).toMatchObject({ class: 'refresh', code: -216 })
    expect(bench.server.requests).toHaveLength(4)
  })

  it.each([
    ['as it is', (token: string) => token],
    ['as a URL writes it', (token: string) => encodeURIComponent(token)],
    ['where the text is cut', (token: string) => `${'x'.repeat(290)} ${token}`],
  ])('never shows its token that a page echoes %s', async (_how, echo) => {
    const token = 'To/Ken+OA=secret'
    const account = createOfficialAccount({
      accessTokens: staticToken(token),
      baseUrl: bench.server.origin,
    })
    bench.server.answer({ status: 403, body: `<p>refused: ${echo(token)}</p>` })

    const error = await failureOf(account.getOa())

    expect(shownBy(error)).not.toMatch(/Ken.{1,3}OA/)
    expect(error.cause).toBeUndefined()
    expect(error.text.length).toBeLessThanOrEqual(300)
  })

  it.each([
    'access_token: OTHERS-token',
    '{"access_token":"OTHERS-token","refresh_token":"OTHERS-too',
    '{\\"access_token\\": \\"OTHERS-token\\"}',
    '&quot;access_token&quot;:&quot;OTHERS-token&quot;',
    'GET /x?access_token=OTHERS-token&a=1',
    'secret_key=OTHERS-secret',
    '/bot123456:OTHERS-secret/getMe',
  ])('shows no secret of anybody in %s', async (body) => {
    bench.server.answer({ status: 500, body })

    expect(shownBy(await failedSend())).not.toContain('OTHERS')
  })

  it('shows neither its address nor the error below', async () => {
    await bench.stop()
    const error = await failedSend()
    bench = await startOaBench()

    expect(shownBy(error)).not.toMatch(/127\.0\.0\.1|openapi|ToKen/)
    expect(TOKEN).toContain('ToKen')
  })
})

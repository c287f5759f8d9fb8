import { afterEach, describe, expect, it } from '@jest/globals'
import type { Channel, SendOutcome } from '../../../../src/channels/channel.ts'
import { identifyZaloBot } from '../../../../src/channels/zalo-bot/identify-zalo-bot.ts'
import {
  createZaloBotChannel,
  type ZaloBotConfig,
} from '../../../../src/channels/zalo-bot/zalo-bot-channel.ts'
import type { Sleep } from '../../../../src/channels/sleep.ts'
import { type ChannelInstanceId, newId } from '../../../../src/domain/id.ts'
import { plainMessage } from '../../../../src/messages/message.ts'
import { createRecordingLog } from '../../../support/recording-log.ts'
import {
  answerJson,
  type ScriptedServer,
  startScriptedServer,
} from '../../../support/scripted-server.ts'

const TOKEN = '700:bot-secret'
const QUIET = { ok: false, description: 'Request timeout', error_code: 408 }
const WEBHOOK_SET = {
  ok: false,
  description: 'You cannot use this API while a webhook is set. Please remove the webhook first',
  error_code: 400,
}
const EXCEEDED = { ok: false, description: 'Quota exceeded', error_code: 429 }
const update = (id: string): object => ({
  event_name: 'message.text.received',
  message: {
    from: { id: 'u1', display_name: 'Hoa' },
    chat: { id: 'u1', chat_type: 'PRIVATE' },
    text: 'chào',
    message_id: id,
    date: 1,
  },
})
const found = (id: string): object => ({ ok: true, result: update(id), error_code: 0 })

/** A server that is busy with every text of which this is part, and takes the others. */
function failsAt(text: string): (method: string, index: number, body: string) => unknown {
  return (_method, _index, body) =>
    body.includes(text)
      ? { ok: false, description: 'Service Unavailable', error_code: 503 }
      : { ok: true, result: { message_id: 'm' }, error_code: 0 }
}

/** A clock that goes on so far each time somebody looks. */
function passing(ms: number): () => number {
  let at = 0
  return () => (at += ms)
}

describe('a bot of Zalo’s Bot Platform', () => {
  let server: ScriptedServer
  let channel: Channel
  const log = createRecordingLog()
  const to = { chatId: 'u1', type: 'private' } as const

  afterEach(async () => {
    await channel.close()
    await server.stop()
  })

  const start = async (
    answer: (method: string, index: number, body: string) => unknown,
    config: Partial<ZaloBotConfig> = {},
  ): Promise<void> => {
    server = await startScriptedServer((request, response, index) => {
      const method = request.path.split('/').at(-1) ?? ''
      answerJson(response, 200, answer(method, index, request.body))
    })
    channel = await createZaloBotChannel({
      instanceId: newId<ChannelInstanceId>(),
      token: TOKEN,
      apiRoot: server.origin,
      webhook: null,
      names: new Set(['Bot Nhịp Cầu']),
      log,
      ...config,
    })
  }
  const send = async (text = 'a'): Promise<SendOutcome> => {
    const [part] = channel.render(plainMessage(text), 'private')
    if (part === undefined) throw new Error('nothing rendered')
    return await channel.send(to, part, { signal: AbortSignal.timeout(10_000) })
  }
  /** Polls until `rounds` waits have passed; gives the ids stored and the waits. */
  const poll = async (
    answer: (method: string, index: number) => unknown,
    rounds: number,
    store: (id: string) => void = () => undefined,
  ): Promise<{ stored: string[]; waits: number[] }> => {
    const stop = new AbortController()
    const waits: number[] = []
    const sleep: Sleep = (ms) => {
      waits.push(ms)
      if (waits.length >= rounds) stop.abort()
      return Promise.resolve()
    }
    const leftWebhook = 'https://nhipcau.example.vn/webhooks/zalo-bot'
    await start(answer, { sleep, now: () => 0, leftWebhook })
    const stored: string[] = []
    await channel.receive((one) => {
      const id = channel.keyOf(one)?.dedupKey.split(':')[1] ?? ''
      store(id)
      stored.push(id)
      return Promise.resolve()
    }, stop.signal)
    return { stored, waits }
  }

  it('stores each update before it asks for the next', async () => {
    const { stored, waits } = await poll((_method, n) => (n < 3 ? found(`m${n}`) : QUIET), 4)

    expect(stored).toEqual(['m0', 'm1', 'm2'])
    expect(waits).toEqual([1_000, 1_000, 1_000, 1_000])
  })

  it('does not store again what is played back over and over, nor ask in a rush', async () => {
    const { stored, waits } = await poll(() => found('m1'), 5)

    expect(stored).toEqual(['m1'])
    expect(waits.every((ms) => ms >= 1_000)).toBe(true)
  })

  it('waits with an update in hand until the store takes it', async () => {
    let failures = 2

    const { stored } = await poll(
      (_method, n) => (n === 0 ? found('m1') : QUIET),
      4,
      () => {
        if (failures-- > 0) throw new Error('database down')
      },
    )

    expect(stored).toEqual(['m1'])
    expect(server.requests.length).toBeLessThanOrEqual(3)
  })

  it('keeps an update of no kind that it knows, and says in the log that there was one', async () => {
    const strange = { event_name: 'bot.joined.group', group: { id: 'zgr-1', name: 'Bí mật' } }
    const { stored } = await poll(() => ({ ok: true, result: strange, error_code: 0 }), 3)

    expect(stored).toHaveLength(1)
    const update = { ok: true, result: strange }
    expect(channel.keyOf(update)?.dedupKey).toMatch(/^unknown:/u)
    expect(channel.keyOf(update)).toEqual(channel.keyOf(structuredClone(update)))
    expect(channel.parse(update, new Date())).toEqual([])
    expect(log.text().match(/bot\.joined\.group/gu)).toHaveLength(1)
    expect(log.text()).not.toContain('Bí mật')
  })

  it('names a webhook of somebody else, removes nothing and looks again', async () => {
    const url = 'https://other.example.vn/hook/s3cret'
    const { waits } = await poll(
      (method) => (method === 'getWebhookInfo' ? { ok: true, result: { url } } : WEBHOOK_SET),
      2,
    )

    expect(waits).toEqual([60_000, 60_000])
    expect(server.requests.some(({ path }) => path.endsWith('deleteWebhook'))).toBe(false)
    expect(await channel.health()).toEqual({
      ok: false,
      detail: expect.stringContaining('other.example.vn'),
    })
    expect(log.text()).not.toContain('s3cret')
  })

  it('sets its webhook, again and again until Zalo agrees', async () => {
    const webhook = { url: 'https://nhipcau.example.vn/webhooks/zalo-bot', secret: '12345678' }
    const stop = new AbortController()
    await start(
      (method, n) => {
        if (method === 'getMe') stop.abort()
        return n < 2
          ? { ok: false, description: 'busy', error_code: 500 }
          : { ok: true, result: { url: webhook.url, verification: { ok: true } } }
      },
      { webhook, sleep: () => Promise.resolve() },
    )

    await channel.receive(() => Promise.resolve(), stop.signal)

    const set = server.requests.filter(({ path }) => path.endsWith('/setWebhook'))
    expect(set).toHaveLength(3)
    expect(JSON.parse(set[2]?.body ?? '')).toEqual({
      url: webhook.url,
      secret_token: webhook.secret,
    })
  })

  it('sets its webhook again when somebody has removed it, and leaves one that leads elsewhere', async () => {
    const webhook = { url: 'https://nhipcau.example.vn/webhooks/zalo-bot', secret: '12345678' }
    const stands = [{ url: webhook.url }, { url: 'https://other.example.vn/hook' }, { url: '' }]
    const stop = new AbortController()
    const asked: string[] = []
    await start(
      (method) => {
        if (method === 'getMe') return { ok: true, result: { id: '9', account_name: 'bot.abc' } }
        asked.push(method)
        if (method === 'setWebhook') return { ok: true, result: { url: webhook.url } }
        const looks = asked.filter((one) => one === 'getWebhookInfo').length
        if (looks > stands.length) stop.abort()
        return { ok: true, result: stands[looks - 1] ?? { url: webhook.url } }
      },
      { webhook, sleep: () => Promise.resolve(), now: passing(300_000) },
    )

    await channel.receive(() => Promise.resolve(), stop.signal)

    const look = 'getWebhookInfo'
    expect(asked).toEqual(['setWebhook', look, look, look, 'setWebhook', look])
  })

  it('says in its health why Zalo does not take the address of its webhook', async () => {
    const webhook = { url: 'https://192.168.1.5/webhooks/zalo-bot', secret: '12345678' }
    const stop = new AbortController()
    const description = 'Bad request: The url must be a public https address'
    await start(
      (method) =>
        method === 'setWebhook'
          ? { ok: false, description, error_code: 400 }
          : { ok: false, description: 'Not Found', error_code: 404 },
      { webhook, sleep: () => Promise.resolve(stop.abort()) },
    )

    await channel.receive(() => Promise.resolve(), stop.signal)

    const { ok, detail } = await channel.health()
    expect(ok).toBe(false)
    expect(detail).toContain(description)
    expect(detail).toContain('PUBLIC_URL')
  })

  it('has Zalo check its webhook again until it can be called', async () => {
    const webhook = { url: 'https://nhipcau.example.vn/webhooks/zalo-bot', secret: '12345678' }
    const stop = new AbortController()
    const asked: string[] = []
    const health: boolean[] = []
    await start(
      (method) => {
        if (method === 'getMe') return { ok: true, result: { id: '9', account_name: 'bot.abc' } }
        asked.push(method)
        const sets = asked.filter((one) => one === 'setWebhook').length
        const verification = { ok: sets > 2, hint: 'The url cannot be reached' }
        return {
          ok: true,
          result: { url: webhook.url, ...(method === 'setWebhook' && { verification }) },
        }
      },
      {
        webhook,
        sleep: async () => {
          health.push((await channel.health()).ok)
          if (health.length === 5) stop.abort()
        },
        now: passing(300_000),
      },
    )

    await channel.receive(() => Promise.resolve(), stop.signal)

    expect(asked.filter((one) => one === 'setWebhook')).toHaveLength(3)
    expect(health).toEqual([false, false, true, true, true])
    expect(channel.verifyWebhook({ headers: {}, body: new Uint8Array() })).toEqual({
      kind: 'probe',
    })
  })

  describe('asked about its webhook in a process that has not set it', () => {
    const webhook = { url: 'https://nhipcau.example.vn/webhooks/zalo-bot', secret: '12345678' }
    const hears = async (set: object): Promise<readonly [boolean, boolean | null | undefined]> => {
      const profile = { id: '9', account_name: 'bot.abc', can_join_groups: true }
      await start(
        (method) =>
          method === 'getWebhookInfo' ? set : { ok: true, result: profile, error_code: 0 },
        { webhook, sleep: () => Promise.resolve() },
      )
      const { ok } = await channel.health()
      const facts = await channel.standing(AbortSignal.timeout(10_000))
      const fact = facts?.find(({ kind }) => kind === 'hears')
      return [ok, fact?.kind === 'hears' ? fact.ok : undefined]
    }

    it.each([
      { what: 'is ours', set: { url: webhook.url }, expected: [true, null] },
      {
        what: 'is ours and works',
        set: { url: webhook.url, verification: { ok: true } },
        expected: [true, true],
      },
      {
        what: 'is ours and cannot be called',
        set: { url: webhook.url, verification: { ok: false } },
        expected: [false, false],
      },
      {
        what: 'leads elsewhere',
        set: { url: 'https://other.example.vn/hook' },
        expected: [false, false],
      },
    ])('says what Zalo says: it $what', async ({ set, expected }) => {
      expect(await hears({ ok: true, result: set, error_code: 0 })).toEqual(expected)
    })

    it('says what Zalo says: there is none', async () => {
      const none = { ok: false, description: 'Not Found', error_code: 404 }
      expect(await hears(none)).toEqual([false, false])
    })
  })

  it.each([
    { canJoin: false, facts: [{ kind: 'no-groups' }] },
    { canJoin: true, facts: [] },
  ])('tells that no group takes it: $canJoin', async ({ canJoin, facts }) => {
    const profile = { id: '9', account_name: 'bot.abc', can_join_groups: canJoin }
    await start(() => ({ ok: true, result: profile, error_code: 0 }))

    const said = await channel.standing(AbortSignal.timeout(10_000))
    expect(said?.filter(({ kind }) => kind === 'no-groups')).toEqual(facts)
  })

  it('takes refusals that last an hour for the quota of the month', async () => {
    let now = 0
    await start(() => EXCEEDED, { now: () => now })

    for (; now < 3_600_000; now += 60_000)
      expect(await send()).toMatchObject({ kind: 'retry-after', afterMs: 60_000, scope: 'lane' })

    expect(await send()).toMatchObject({ kind: 'retry-after', afterMs: 3_600_000, scope: 'lane' })
    expect((await channel.health()).detail).toContain('hết hạn mức tin nhắn của tháng')
    now += 3_600_000
    expect(await send()).toMatchObject({ kind: 'retry-after', afterMs: 3_600_000, why: 'quota' })
  })

  it('does not take two refusals with nothing between them for the quota of the month', async () => {
    let now = 0
    const profile = { id: '9', account_name: 'bot.abc' }
    await start(
      (method) =>
        method === 'sendMessage' ? EXCEEDED : { ok: true, result: profile, error_code: 0 },
      { now: () => now },
    )
    await send()
    now = 2 * 3_600_000

    expect((await channel.health()).detail).not.toContain('hạn mức')
    expect(await send()).toMatchObject({ afterMs: 60_000, why: 'too-many' })
  })

  it('waits with all it has to send as long as a server in trouble says', async () => {
    const answer = { ok: false, description: 'Service Unavailable', error_code: 503 }
    server = await startScriptedServer((_request, response) => {
      response.setHeader('retry-after', '600')
      answerJson(response, 503, answer)
    })
    channel = await createZaloBotChannel({
      instanceId: newId<ChannelInstanceId>(),
      token: TOKEN,
      apiRoot: server.origin,
      webhook: null,
      names: new Set(['Bot']),
      log,
    })

    for (const outcome of [await send(), await send()])
      expect(outcome).toMatchObject({ kind: 'retry-after', scope: 'lane', afterMs: 600_000 })
  })

  it('counts an internal error apart from a server in trouble', async () => {
    await start((_method, index) => ({
      ok: false,
      description: 'x',
      error_code: index < 3 ? 503 : 403,
    }))

    const outcomes = []
    for (let times = 0; times < 6; times++) outcomes.push((await send()).kind)
    expect(outcomes).toEqual([...Array(5).fill('retry-after'), 'rejected'])
  })

  it('gives up a text that the server fails at again and again while others go', async () => {
    await start(failsAt('Ghét'))

    const outcomes: SendOutcome[] = []
    while (outcomes.at(-1)?.kind !== 'rejected' && outcomes.length < 100) {
      await send('Thường')
      outcomes.push(await send('Ghét'))
    }

    const waits = outcomes.filter((outcome) => outcome.kind === 'retry-after')
    // The first may be of the whole server, later ones are of this text.
    expect(waits.map(({ scope }) => scope)).toEqual(['lane', ...Array(59).fill('chat')])
    expect(waits.slice(0, 4).map(({ afterMs }) => afterMs)).toEqual([5_000, 10_000, 20_000, 40_000])
    expect(Math.max(...waits.map(({ afterMs }) => afterMs))).toBe(60_000)
    expect(outcomes.at(-1)).toMatchObject({ kind: 'rejected', why: 'platform-trouble' })
  })

  it('gives up nothing while the server fails at everything, however long', async () => {
    await start(failsAt(''))

    for (let round = 0; round < 70; round++)
      for (const text of ['Một', 'Hai'])
        expect(await send(text)).toMatchObject({ kind: 'retry-after', scope: 'lane' })
  })

  it('asks who it is until the platform answers', async () => {
    await start((_method, n) =>
      n < 2
        ? { ok: false, description: 'busy', error_code: 500 }
        : { ok: true, result: { id: '9', account_name: 'bot.abc', display_name: 'Bot A' } },
    )
    const waits: number[] = []
    const sleep: Sleep = (ms) => {
      waits.push(ms)
      return Promise.resolve()
    }

    const identity = await identifyZaloBot(
      { token: TOKEN, apiRoot: server.origin, log, sleep },
      AbortSignal.timeout(10_000),
    )

    expect(identity).toEqual({ externalId: '9', name: 'Bot A' })
    expect(waits).toEqual([1_000, 2_000])
  })

  it('names the files it cannot send', async () => {
    await start(() => QUIET)
    const files = [{ fileId: newId<never>(), name: 'a.pdf', mime: 'application/pdf', size: 1 }]

    const parts = channel.render({ ...plainMessage('Tin'), files }, 'group')

    expect(parts).toHaveLength(1)
    expect(parts[0]?.preview).toContain('📎 a.pdf')
  })
})

import { afterEach, describe, expect, it } from '@jest/globals'
import type { ServerResponse } from 'node:http'
import { createTelegramChannel } from '../../src/channels/telegram/telegram-channel.ts'
import { TelegramClient } from '../../src/channels/telegram/telegram-client.ts'
import { awaitIdentity } from '../../src/channels/telegram/telegram-identity.ts'
import type { Channel, CommandMenu, StoreUpdate } from '../../src/channels/channel.ts'
import { type ChannelInstanceId, newId } from '../../src/domain/id.ts'
import { createRecordingLog, type RecordingLog } from '../support/recording-log.ts'
import { waitUntil } from '../support/wait-until.ts'
import { answerJson, type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts'

const TOKEN = '5000:very-secret-token'
const ME = { id: 5000, is_bot: true, first_name: 'Nhịp Cầu', username: 'nhipcau_bot' }
const WEBHOOK = { url: 'https://nhuxuan.example/webhooks/telegram', secret: 'Bi_mat' }

type Script = (call: { method: string; payload: Record<string, unknown> }, round: number) => unknown

interface Bench {
  readonly channel: Channel
  readonly server: ScriptedServer
  readonly log: RecordingLog
  /** Waits that were asked for, in milliseconds; they take no time. */
  readonly waits: number[]
  readonly stop: AbortController
  readonly receive: (store?: StoreUpdate) => Promise<void>
}

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()))
})

/** A server that answers each method by the test's script: a result, or an error as the Bot API words it. */
async function bench(script: Script, webhook: typeof WEBHOOK | null = null): Promise<Bench> {
  const rounds = new Map<string, number>()
  const stop = new AbortController()
  const waits: number[] = []
  const log = createRecordingLog()
  const server = await startScriptedServer((request, response) => {
    const method = request.path.split('/').at(-1) ?? ''
    const round = rounds.get(method) ?? 0
    rounds.set(method, round + 1)
    const payload = JSON.parse(request.body) as Record<string, unknown>
    reply(response, script({ method, payload }, round))
  })
  const channel = await createTelegramChannel({
    instanceId: newId<ChannelInstanceId>(),
    token: TOKEN,
    apiRoot: server.origin,
    webhook,
    log,
    identity: { externalId: '5000', username: 'nhipcau_bot' },
    sleep: (ms) => {
      waits.push(ms)
      return Promise.resolve()
    },
    pollHoldSeconds: 0,
  })
  opened.push({
    close: async () => {
      stop.abort()
      await channel.close()
      await server.stop()
    },
  })
  const receive = (store: StoreUpdate = () => Promise.resolve()): Promise<void> =>
    channel.receive(store, stop.signal)
  return { channel, server, log, waits, stop, receive }
}

function reply(response: ServerResponse, answer: unknown): void {
  if (isError(answer)) answerJson(response, answer.error_code, { ok: false, ...answer })
  else answerJson(response, 200, { ok: true, result: answer })
}

function isError(answer: unknown): answer is { error_code: number; description: string } {
  return typeof answer === 'object' && answer !== null && 'error_code' in answer
}

const update = (update_id: number): { update_id: number } => ({ update_id })
const methods = ({ requests }: ScriptedServer): string[] =>
  requests.map(({ path }) => path.split('/').at(-1) ?? '')
const offsets = ({ requests }: ScriptedServer): unknown[] =>
  requests
    .filter(({ path }) => path.endsWith('/getUpdates'))
    .map(({ body }) => (JSON.parse(body) as { offset?: number }).offset)

describe('polling Telegram', () => {
  it('stores every update in order before it confirms any', async () => {
    const stored: unknown[] = []
    const { server, stop, receive } = await bench((_call, round) => {
      if (round === 0) return [update(11), update(12)]
      stop.abort()
      return []
    })

    await receive((one) => Promise.resolve(void stored.push(one)))

    expect(stored).toEqual([update(11), update(12)])
    expect(offsets(server)).toEqual([undefined, 13])
  })

  it('asks for the kinds of updates it reads, by name', async () => {
    const { server, stop, receive } = await bench(() => {
      stop.abort()
      return []
    })

    await receive()

    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
      allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
    })
  })

  it('keeps an update that cannot be stored until it is stored', async () => {
    const tries: unknown[] = []
    const { server, stop, receive, waits } = await bench((_call, round) => {
      if (round === 0) return [update(11), update(12)]
      stop.abort()
      return []
    })

    await receive((one) => {
      tries.push((one as { update_id: number }).update_id)
      return tries.length < 3 ? Promise.reject(new Error('database is down')) : Promise.resolve()
    })

    expect(tries).toEqual([11, 11, 11, 12])
    expect(waits.slice(0, 2)).toEqual([500, 1000])
    expect(offsets(server)).toEqual([undefined, 13])
  })

  it('confirms nothing when it stops before everything is stored', async () => {
    const { server, stop, receive } = await bench(() => [update(11), update(12)])

    await receive(() => {
      stop.abort()
      return Promise.resolve()
    })

    expect(offsets(server)).toEqual([undefined])
  })

  it('waits and goes on while another process fetches the same updates', async () => {
    const description =
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'
    const { stop, receive, waits, log, channel } = await bench((_call, round) => {
      if (round < 2) return { error_code: 409, description }
      stop.abort()
      return []
    })

    await receive()

    expect(waits.slice(0, 2)).toEqual([5000, 5000])
    expect(log.text()).toContain('another process fetches')
    expect((await channel.health()).ok).toBe(false)
  })

  it('takes away a webhook that is left over, keeping what waits', async () => {
    const description = "Conflict: can't use getUpdates method while webhook is active"
    const { server, stop, receive } = await bench(({ method, payload }, round) => {
      if (method === 'deleteWebhook') return payload['drop_pending_updates'] === false
      if (round === 0) return { error_code: 409, description }
      stop.abort()
      return []
    })

    await receive()

    expect(methods(server)).toEqual(['getUpdates', 'deleteWebhook', 'getUpdates'])
  })

  it('waits longer and longer while Telegram is broken, and as long as Telegram asks', async () => {
    const answers = [
      { error_code: 502, description: 'Bad Gateway' },
      { error_code: 502, description: 'Bad Gateway' },
      { error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 42 } },
      { error_code: 401, description: 'Unauthorized' },
      { not: 'a list' },
    ]
    const { stop, receive, waits } = await bench((_call, round) => {
      if (round === answers.length) stop.abort()
      return answers[round] ?? []
    })

    await receive()

    expect(waits.slice(0, 5)).toEqual([1000, 2000, 42_000, 300_000, 16_000])
  })

  it('does not spin when empty answers come at once', async () => {
    const { stop, receive, waits } = await bench((_call, round) => {
      if (round === 3) stop.abort()
      return []
    })

    await receive()

    expect(waits.length).toBeGreaterThanOrEqual(3)
    expect(Math.min(...waits)).toBeGreaterThan(0)
  })
})

describe('a Telegram webhook', () => {
  it('is set with its secret, asking for nothing to be dropped, again until Telegram agrees', async () => {
    const { server, stop, receive, waits } = await bench(({ method }, round) => {
      if (method === 'getWebhookInfo') stop.abort()
      return round === 0
        ? { error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 1 } }
        : true
    }, WEBHOOK)

    await receive()

    expect(waits).toEqual([1000, 300_000])
    expect(JSON.parse(server.requests[1]?.body ?? '')).toEqual({
      url: WEBHOOK.url,
      secret_token: WEBHOOK.secret,
      allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
      max_connections: 40,
      drop_pending_updates: false,
    })
  })

  it('says in its health why Telegram does not take its address, until it does', async () => {
    const why = 'bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443'
    let isTaken = false
    const one = await bench(({ method }) => {
      if (method !== 'setWebhook') return { url: '', pending_update_count: 0 }
      return isTaken || { error_code: 400, description: `Bad Request: ${why}` }
    }, WEBHOOK)
    const receiving = one.receive()
    const tells = async (): Promise<boolean> => (await one.channel.health()).detail.includes(why)

    await waitUntil('the refusal is told', tells)
    expect(await one.channel.health()).toEqual({
      ok: false,
      detail: expect.stringContaining('PUBLIC_URL'),
    })
    isTaken = true
    await waitUntil('it is told no more', async () => !(await tells()))

    one.stop.abort()
    await receiving
  })

  it('is set again when somebody has removed it, and let be when it leads elsewhere', async () => {
    const stands = [
      { url: WEBHOOK.url },
      { error_code: 502, description: 'Bad Gateway' },
      { url: 'https://elsewhere.example.vn/hook' },
      { url: '' },
      { url: WEBHOOK.url },
    ]
    const { server, stop, receive, log } = await bench(({ method }, round) => {
      if (method === 'setWebhook') return true
      if (round === stands.length - 1) stop.abort()
      return { pending_update_count: 0, ...stands[round] }
    }, WEBHOOK)

    await receive()

    const asked = (count: number): string[] => Array<string>(count).fill('getWebhookInfo')
    expect(methods(server)).toEqual(['setWebhook', ...asked(4), 'setWebhook', ...asked(1)])
    expect(log.text()).toContain('somebody has removed')
  })

  it.each([
    { title: 'well', info: { url: WEBHOOK.url, pending_update_count: 2 }, ok: true },
    { title: 'ill: removed', info: { url: '', pending_update_count: 0 }, ok: false },
    {
      title: 'ill: elsewhere',
      info: { url: 'https://elsewhere.example.vn/hook', pending_update_count: 0 },
      ok: false,
    },
    {
      title: 'ill: failing now',
      info: { url: WEBHOOK.url, pending_update_count: 2, last_error_date: Date.now() / 1000 - 60 },
      ok: false,
    },
    {
      title: 'well: failed long ago',
      info: { url: WEBHOOK.url, pending_update_count: 0, last_error_date: 1_700_000_000 },
      ok: true,
    },
    { title: 'ill: flooded', info: { url: WEBHOOK.url, pending_update_count: 5000 }, ok: false },
    { title: 'ill: silent', info: { error_code: 500, description: 'restart' }, ok: false },
  ])('is $title', async ({ info, ok }) => {
    const rounded =
      'last_error_date' in info
        ? { ...info, last_error_date: Math.round(info.last_error_date ?? 0) }
        : info
    const { channel } = await bench(() => rounded, WEBHOOK)

    const health = await channel.health()

    expect(health.ok).toBe(ok)
    expect(health.detail).toMatch(/^Telegram: .+\.$/u)
  })
})

describe('health that many ask for', () => {
  const asked = ({ server }: Bench): number =>
    server.requests.filter(({ path }) => path.endsWith('/getWebhookInfo')).length
  const askMany = ({ channel }: Bench) =>
    Promise.all(Array.from({ length: 10 }, () => channel.health()))

  it('is asked of Telegram once', async () => {
    const info = { url: WEBHOOK.url, pending_update_count: 0 }
    const one = await bench(() => info, WEBHOOK)

    const told = [...(await askMany(one)), await one.channel.health()]

    expect(told.map(({ ok }) => ok)).toEqual(Array.from({ length: 11 }, () => true))
    expect(asked(one)).toBe(1)
  })

  it('is asked anew once the webhook is set', async () => {
    let url = ''
    const one = await bench(({ method }) => {
      if (method !== 'setWebhook') return { url, pending_update_count: 0 }
      url = WEBHOOK.url
      return true
    }, WEBHOOK)
    expect((await one.channel.health()).ok).toBe(false)

    const receiving = one.receive()
    await waitUntil('the webhook is set', async () => (await one.channel.health()).ok)

    one.stop.abort()
    await receiving
  })
})

describe('who the bot is', () => {
  it('is asked until Telegram answers', async () => {
    const waits: number[] = []
    const server = await startScriptedServer((request, response, index) => {
      if (index === 0) request.socket.destroy()
      else if (index === 1) response.writeHead(502).end('<html>')
      else answerJson(response, 200, { ok: true, result: ME })
    })

    const client = new TelegramClient({ token: TOKEN, apiRoot: server.origin })

    const identity = await awaitIdentity(client, {
      log: createRecordingLog(),
      signal: new AbortController().signal,
      sleep: (ms) => Promise.resolve(void waits.push(ms)),
    })

    await client.disconnect()
    await server.stop()
    expect(identity).toEqual({ externalId: '5000', username: 'nhipcau_bot' })
    expect(waits).toEqual([1000, 2000])
  })

  it('does not hold up the start: a channel is there while Telegram is down', async () => {
    const server = await startScriptedServer(() => undefined)
    await server.stop()
    const log = createRecordingLog()

    const channel = await createTelegramChannel({
      instanceId: newId<ChannelInstanceId>(),
      token: TOKEN,
      apiRoot: server.origin,
      webhook: null,
      log,
    })

    expect(channel.startLink('u_yencat')).toBeNull()
    expect(channel.parse({ update_id: 1, message: ownMessage() }, new Date())).toEqual([])
    expect(await channel.health()).toMatchObject({ ok: false })
    await channel.close()
    expect(log.text()).not.toContain('very-secret')
  })
})

describe('a link that opens a private chat', () => {
  it('carries letters, digits, _ and -, and nothing else', async () => {
    const { channel } = await bench(() => true)

    expect(channel.startLink('u_Yen-Cat1')).toBe('https://t.me/nhipcau_bot?start=u_Yen-Cat1')
    expect(() => channel.startLink('a b')).toThrow(RangeError)
    expect(() => channel.startLink('a'.repeat(65))).toThrow(RangeError)
  })
})

const OFFICERS_MENU: CommandMenu = {
  scope: { kind: 'chat', chatId: '1001' },
  commands: [{ name: 'soan', description: 'Soạn tin' }],
}
const GROUPS_MENU: CommandMenu = { scope: { kind: 'all-groups' }, commands: [] }

describe('the menus', () => {
  it('are published by scope, in Vietnamese and by default; one refusal does not stop the rest', async () => {
    const { channel, server } = await bench((_call, round) =>
      round === 0 ? { error_code: 400, description: 'Bad Request: chat not found' } : true,
    )

    await channel.publishCommands?.([OFFICERS_MENU, GROUPS_MENU], new AbortController().signal)

    const sent = server.requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>)
    expect(methods(server)).toEqual([
      'setMyCommands',
      'setMyCommands',
      'deleteMyCommands',
      'deleteMyCommands',
    ])
    expect(sent[1]).toEqual({
      commands: [{ command: 'soan', description: 'Soạn tin' }],
      scope: { type: 'chat', chat_id: '1001' },
      language_code: 'vi',
    })
    expect(sent[2]).toEqual({ scope: { type: 'all_group_chats' } })
  })

  it('are put up after the time that the server asks for, and when it is back', async () => {
    const answers = [
      { error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 300 } },
      { error_code: 502, description: 'Bad Gateway' },
      true,
    ]
    const { channel, server, waits } = await bench((_call, round) => answers[round] ?? true)

    await channel.publishCommands?.([OFFICERS_MENU], new AbortController().signal)

    const languages = server.requests.map(
      ({ body }) => (JSON.parse(body) as { language_code?: string }).language_code,
    )
    expect(languages).toEqual([undefined, undefined, undefined, 'vi'])
    expect(waits.slice(0, 2)).toEqual([300_000, 2_000])
  })
})

function ownMessage(): object {
  return {
    message_id: 1,
    date: 1,
    chat: { id: 1001, type: 'private' },
    from: ME,
    text: 'Tin của chính bot',
  }
}

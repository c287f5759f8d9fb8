import { afterEach, describe, expect, it } from '@jest/globals'
import { countUtf16 } from '../../src/channels/split-text.ts'
import { channelContract, type ChannelBench } from '../support/channel-contract.ts'
import { emulatorControl } from '../support/emulator-control.ts'
import { startHearing } from '../support/hearing.ts'
import { sleepShortly } from '../support/sleep-shortly.ts'
import { startScriptedServer } from '../support/scripted-server.ts'
import { waitUntil } from '../support/wait-until.ts'
import {
  BOT_GROUP,
  BOT_HOA,
  BOT_NAME,
  BOT_WEBHOOK,
  startZaloBotBench,
} from '../support/zalo-bot-bench.ts'

const HOA = { id: BOT_HOA, display_name: 'Lê Thị Hoa', is_bot: false }
const CHAT = { id: BOT_HOA, chat_type: 'PRIVATE' }

channelContract({
  name: 'Zalo Bot',
  start: startZaloBotBench,
  hearing: {
    start: () => startZaloBotBench({ webhook: null, sleep: sleepShortly }),
    tellsReplies: false,
    tellsAdded: false,
  },
  paced: { chat: startZaloBotBench, bot: startZaloBotBench },
  inGroups: { mention: `@${BOT_NAME}`, hearsAddressedOnly: true },
  count: countUtf16,
  faults: {
    throttled: { kind: 'code', code: 429, description: 'Quota exceeded' },
    blocked: { kind: 'code', code: 400, description: 'Bad request: The chat_id is invalid' },
    rejected: { kind: 'code', code: 400, description: 'Bad request: The text is too long' },
    unauthorised: { kind: 'code', code: 401, description: 'Unauthorized' },
  },
  updates: {
    text: () => ({
      event_name: 'message.text.received',
      message: {
        from: HOA,
        chat: CHAT,
        text: 'nhan T12',
        message_id: 'm71',
        date: 1_764_000_000_000,
      },
    }),
    own: () => ({
      event_name: 'message.text.received',
      message: {
        from: { id: '700700', display_name: 'Bot Nhịp Cầu', is_bot: true },
        chat: CHAT,
        text: 'nhan T12',
        message_id: 'm72',
        date: 1_764_000_000_000,
      },
    }),
    press: null,
    file: (caption) => ({
      event_name: 'message.image.received',
      message: {
        from: HOA,
        chat: CHAT,
        caption,
        photo_url: 'https://p.zdn.vn/1',
        message_id: 'm74',
        date: 1_764_000_000_000,
      },
    }),
    gone: null,
    added: null,
  },
  webhook: (body, genuine) => ({
    headers: { 'x-bot-api-secret-token': genuine ? BOT_WEBHOOK.secret : 'another_secret' },
    body: new TextEncoder().encode(body),
  }),
})

describe('Zalo Bot beyond the contract', () => {
  let bench: ChannelBench

  afterEach(async () => {
    await bench.stop()
  })

  const say = (chatId: string, text: string): Promise<unknown> =>
    emulatorControl(bench.emulator.origin).say({ as: 'hoa', chatId: `zalo-bot:${chatId}`, text })

  it('polls: a private text, then what mentions it in a group, without the mention', async () => {
    bench = await startZaloBotBench({ webhook: null })
    await say(BOT_HOA, 'xin chào')
    await say(BOT_GROUP, 'không gọi bot')
    await say(BOT_GROUP, `@${BOT_NAME} nhan T12`)

    const { events, stop } = startHearing(bench.channel)
    await waitUntil('both are heard', () => events.length >= 2, 10_000, 10)
    await stop()

    expect(events).toMatchObject([
      {
        chat: { externalId: BOT_HOA, type: 'private' },
        from: { externalId: BOT_HOA, name: 'Lê Thị Hoa' },
        event: { kind: 'text', text: 'xin chào' },
      },
      {
        chat: { externalId: BOT_GROUP, type: 'group' },
        event: { kind: 'text', text: 'nhan T12' },
      },
    ])
  })

  it('understands a mention by its shown name also where Zalo does not tell it that', async () => {
    bench = await startZaloBotBench({
      webhook: null,
      names: null,
      manners: { zaloBot: { hidesName: true } },
    })
    await say(BOT_GROUP, `@${BOT_NAME} đã nhận T12`)
    await say(BOT_GROUP, `đã nhận T13 @${BOT_NAME}`)

    const { events, stop } = startHearing(bench.channel)
    await waitUntil('both are heard', () => events.length >= 2, 10_000, 10)
    await stop()

    expect(events).toMatchObject([
      { event: { text: 'đã nhận T12' } },
      { event: { text: 'đã nhận T13' } },
    ])
  })

  it('is called by webhook with the secret that was agreed', async () => {
    const server = await startScriptedServer((_request, response) => response.end('{}'))
    const webhook = { ...BOT_WEBHOOK, url: `${server.origin}/webhooks/zalo-bot` }
    bench = await startZaloBotBench({ webhook })

    const { stop } = startHearing(bench.channel)
    await waitUntil('the webhook is set', async () => (await bench.channel.health()).ok)
    await say(BOT_HOA, 'nhan T12')
    const request = await waitUntil('it is called', () => server.requests[0], 10_000, 10)
    const secret = request.headers['x-bot-api-secret-token']
    const headers = { 'x-bot-api-secret-token': typeof secret === 'string' ? secret : undefined }
    const body = Buffer.from(request.body, 'utf8')
    const verdict = bench.channel.verifyWebhook({ headers, body })
    await server.stop()

    expect(
      verdict.kind === 'update' && bench.channel.parse(verdict.update, new Date()),
    ).toMatchObject([{ event: { kind: 'text', text: 'nhan T12' } }])
    expect(await bench.channel.health()).toEqual({
      ok: true,
      detail: `Zalo Bot: ${BOT_NAME} đang hoạt động.`,
    })
    await stop()
  })
})

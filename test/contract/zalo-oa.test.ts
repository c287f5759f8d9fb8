import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from '@jest/globals'
import type { Inbound, SendOutcome } from '../../src/channels/channel.ts'
import { countUtf16 } from '../../src/channels/split-text.ts'
import { plainMessage } from '../../src/messages/message.ts'
import { channelContract } from '../support/channel-contract.ts'
import { emulatorControl } from '../support/emulator-control.ts'
import { nextEvent, startHearing } from '../support/hearing.ts'
import { sleepShortly } from '../support/sleep-shortly.ts'
import { type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts'
import { waitUntil } from '../support/wait-until.ts'
import {
  HOA,
  OA_APP_ID,
  OA_GROUP,
  OA_ID,
  OA_WEBHOOK_SECRET,
  startZaloOaBench,
  type ZaloOaBench,
} from '../support/zalo-oa-bench.ts'

const TIMESTAMP = String(Date.now())

const inPrivate = (event: string): object => ({
  app_id: OA_APP_ID,
  oa_id: OA_ID,
  event_name: event,
  timestamp: TIMESTAMP,
  sender: { id: HOA },
  recipient: { id: OA_ID },
})

channelContract({
  name: 'Zalo OA',
  start: startZaloOaBench,
  hearing: {
    start: () => startZaloOaBench({ publicUrl: null, sleep: sleepShortly }),
    tellsReplies: false,
    tellsAdded: true,
  },
  paced: {
    chat: startZaloOaBench,
    bot: () => startZaloOaBench({ limits: { zaloOa: { callsPerMinute: 35 } } }),
  },
  inGroups: { mention: null, hearsAddressedOnly: false },
  count: countUtf16,
  faults: {
    throttled: { kind: 'code', code: -32, description: 'Your OA reached limit call api' },
    blocked: { kind: 'code', code: -217, description: 'User blocks messages from this OA' },
    rejected: { kind: 'code', code: -210, description: 'text is over its limit' },
    // -216 would be renewed: a revoked grant is what no renewal heals.
    unauthorised: { kind: 'code', code: -219, description: 'App removed or disabled' },
  },
  updates: {
    text: () => ({
      app_id: OA_APP_ID,
      oa_id: OA_ID,
      event_name: 'user_send_group_text',
      timestamp: TIMESTAMP,
      sender: { id: HOA },
      recipient: { id: OA_GROUP },
      message: { msg_id: 'm71', text: 'nhan T12' },
    }),
    own: () => ({
      app_id: OA_APP_ID,
      oa_id: OA_ID,
      event_name: 'oa_send_group_text',
      timestamp: TIMESTAMP,
      sender: { id: OA_ID },
      recipient: { id: OA_GROUP },
      message: { msg_id: 'm72', text: 'nhan T12' },
    }),
    press: (action) => ({
      ...inPrivate('user_send_text'),
      message: { msg_id: 'm73', text: action },
    }),
    file: (caption) => ({
      ...inPrivate('user_send_file'),
      message: {
        msg_id: 'm74',
        text: caption,
        attachments: [
          { type: 'file', payload: { url: 'https://f.zdn.vn/1', name: 'don.pdf', size: '9' } },
        ],
      },
    }),
    gone: () => ({
      app_id: OA_APP_ID,
      oa_id: OA_ID,
      event_name: 'unfollow',
      timestamp: TIMESTAMP,
      follower: { id: HOA },
    }),
    added: () => ({
      app_id: OA_APP_ID,
      oa_id: OA_ID,
      event_name: 'create_group',
      timestamp: TIMESTAMP,
      group_id: OA_GROUP,
      group_name: 'Chi hội Yên Cát',
      user_ids: [HOA],
    }),
  },
  webhook: (body, genuine) => {
    const secret = genuine ? OA_WEBHOOK_SECRET : 'oa-app-secret-value'
    const mac = createHash('sha256')
      .update(OA_APP_ID + body + TIMESTAMP + secret)
      .digest('hex')
    return {
      headers: { 'x-zevent-signature': `mac=${mac}` },
      body: new TextEncoder().encode(body),
    }
  },
})

describe('Zalo OA beyond the contract', () => {
  let bench: ZaloOaBench
  let web: ScriptedServer | null = null

  afterEach(async () => {
    await bench.stop()
    await web?.stop()
    web = null
  })

  const say = (chatId: string, text: string): Promise<unknown> =>
    emulatorControl(bench.emulator.origin).say({ as: 'hoa', chatId: `zalo-oa:${chatId}`, text })
  const send = async (to = bench.privateChat): Promise<SendOutcome | undefined> => {
    const message = {
      ...plainMessage('Họp thôn'),
      buttons: [[{ label: 'Đã nhận', action: '~ack.!abc..sig' }]],
    }
    const [part] = bench.channel.render(message, to.type)
    return part && (await bench.channel.send(to, part, { signal: AbortSignal.timeout(10_000) }))
  }
  const control = async (path: string, body: unknown): Promise<void> => {
    await fetch(`${bench.emulator.origin}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }
  /** A webhook that keeps what the channel believes. */
  const listen = async (): Promise<Inbound[]> => {
    bench = await startZaloOaBench()
    const events: Inbound[] = []
    web = await startScriptedServer((request, response) => {
      const body = Buffer.from(request.body, 'utf8')
      const signature = request.headers['x-zevent-signature']
      const headers = {
        'x-zevent-signature': typeof signature === 'string' ? signature : undefined,
      }
      const verdict = bench.channel.verifyWebhook({ headers, body })
      if (verdict.kind === 'update') events.push(...bench.channel.parse(verdict.update, new Date()))
      response.writeHead(verdict.kind === 'wrong-secret' ? 401 : 200).end()
    })
    await control('webhook', { platform: 'zalo-oa', url: `${web.origin}/webhooks/zalo-oa` })
    return events
  }

  it('believes what Zalo signs: the probe of the console, a text, its own echo, a press', async () => {
    const events = await listen()

    const outcome = await send()
    const [sent] = (
      await emulatorControl(bench.emulator.origin).messages(`zalo-oa:${HOA}`, 'hoa')
    ).slice(-1)
    await control('presses', { as: 'hoa', messageKey: sent?.key, button: { row: 0, column: 0 } })
    await say(OA_GROUP, 'nhan T12')

    expect((await nextEvent(events, 'press')).event).toMatchObject({ action: '~ack.!abc..sig' })
    expect(await nextEvent(events, 'text')).toMatchObject({
      chat: { externalId: OA_GROUP, type: 'group' },
      from: { externalId: HOA },
      event: { text: 'nhan T12' },
    })
    const echo = await nextEvent(events, 'echo')
    expect(outcome).toEqual({
      kind: 'sent',
      messageIds: [echo.event.kind === 'echo' ? echo.event.messageId : ''],
    })
  })

  it('hears without a webhook, from the history, also presses and files', async () => {
    bench = await startZaloOaBench({ publicUrl: null })
    await send()
    const people = emulatorControl(bench.emulator.origin)
    const [sent] = (await people.messages(`zalo-oa:${HOA}`, 'hoa')).slice(-1)
    await control('presses', { as: 'hoa', messageKey: sent?.key, button: { row: 0, column: 0 } })
    const file = {
      name: 'Kết luận.docx',
      mime: 'x/y',
      base64: Buffer.from('PK').toString('base64'),
    }
    await people.say({ as: 'hoa', chatId: `zalo-oa:${HOA}`, file })
    await say(OA_GROUP, 'ok')

    const { events, stop } = startHearing(bench.channel)
    const document = await nextEvent(events, 'file')
    await nextEvent(events, 'text')
    await nextEvent(events, 'standing')
    await stop()

    expect((await nextEvent(events, 'press')).event).toMatchObject({ action: '~ack.!abc..sig' })
    expect((await nextEvent(events, 'echo')).event).toMatchObject({ text: 'Họp thôn' })
    expect(await nextEvent(events, 'text')).toMatchObject({
      chat: { externalId: OA_GROUP },
      from: { name: 'Lê Thị Hoa' },
    })
    expect(await nextEvent(events, 'standing')).toMatchObject({
      chat: { externalId: OA_GROUP, title: 'Chi hội Yên Cát' },
    })
    const got = document.event.kind === 'file' ? document.event.file : null
    expect(got?.name).toBe('Kết luận.docx')
    expect(got && (await bench.channel.download(got, 10))).toEqual({
      kind: 'bytes',
      bytes: Buffer.from('PK'),
    })
    expect(got && (await bench.channel.download(got, 1))).toEqual({ kind: 'too-large' })
  })

  it('reads a group once where the list gives several messages of it', async () => {
    bench = await startZaloOaBench({ publicUrl: null })
    const people = emulatorControl(bench.emulator.origin)
    await people.settings({ manners: { zaloOa: { manyOfGroup: true } } })
    for (const words of ['một', 'hai', 'ba']) await say(OA_GROUP, words)

    const { events, stop } = startHearing(bench.channel)
    const called = async (method: string): Promise<number> =>
      (await people.calls('zalo-oa')).filter((call) => call.method === method).length
    await waitUntil('all is heard', async () => events.length >= 4)
    await sleep(300)
    await stop()

    expect(events.filter(({ event }) => event.kind === 'text')).toHaveLength(3)
    expect(await called('group/conversation')).toBe(1)
  })

  it('knows what a message in the history replies to, if Zalo tells it', async () => {
    bench = await startZaloOaBench({ publicUrl: null })
    const people = emulatorControl(bench.emulator.origin)
    await people.settings({ manners: { zaloOa: { quotesInHistory: true } } })
    await send()
    const [sent] = (await people.messages(`zalo-oa:${HOA}`, 'hoa')).slice(-1)
    await people.say({ as: 'hoa', chatId: `zalo-oa:${HOA}`, text: '1', replyTo: sent?.key })

    const { events, stop } = startHearing(bench.channel)
    const text = await nextEvent(events, 'text')
    const echo = await nextEvent(events, 'echo')
    await stop()

    expect(text.event).toMatchObject({
      text: '1',
      replyTo: echo.event.kind === 'echo' && echo.event.messageId,
    })
  })

  it('outlives its access token and keeps the new pair', async () => {
    bench = await startZaloOaBench()
    bench.emulator.advance(26 * 3_600_000)

    expect(await send(bench.group)).toMatchObject({ kind: 'sent' })
    expect(bench.tokens.pair?.refreshToken).not.toBe('oa-first-refresh-token')
  })

  it('finds the names that events do not carry', async () => {
    bench = await startZaloOaBench()
    const inGroup = { externalId: OA_GROUP, type: 'group' } as const
    const inPrivate = { externalId: HOA, type: 'private' } as const

    expect(await bench.channel.lookUpName?.(HOA, inGroup)).toBe('Lê Thị Hoa')
    expect(await bench.channel.lookUpName?.(HOA, inPrivate)).toBe('Lê Thị Hoa')
    expect(await bench.channel.lookUpName?.('1', inGroup)).toBeNull()
    expect(await bench.channel.lookUpName?.('1', inPrivate)).toBeNull()
  })

  it('takes its pace from the package, and tells how it stands', async () => {
    bench = await startZaloOaBench({ limits: { zaloOa: { callsPerMinute: 600 } } })

    expect(await bench.channel.health()).toEqual({
      ok: true,
      detail: expect.stringMatching(
        /^Zalo OA: UBND xã Như Xuân \(gói Growth, hạn đến \d\d\/\d\d\/\d{4}\) đang hoạt động\.$/u,
      ),
    })
    expect(bench.channel.capabilities.pace.perSecond).toBeCloseTo(9)
  })
})

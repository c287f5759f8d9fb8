import { afterEach, describe, expect, it } from '@jest/globals'
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openReceiver, type Receiver } from './emulator-receiver.ts'
import { openStage, type Stage } from './emulator-stage.ts'

const OPEN: { close: () => Promise<void> }[] = []

async function open(reply?: Parameters<typeof openReceiver>[0]): Promise<[Stage, Receiver]> {
  const stage = await openStage()
  const receiver = await openReceiver(reply)
  OPEN.push(stage, receiver)
  return [stage, receiver]
}

afterEach(async () => {
  for (const one of OPEN.splice(0)) await one.close()
})

function say(stage: Stage, text: string, chatId = 'telegram:1001', as = 'lan') {
  return stage.control('messages', { as, chatId, text })
}

/** Until the emulator has noted the answer of the webhook. */
async function pendingUpdates(stage: Stage): Promise<number> {
  const { body } = await stage.telegram('getWebhookInfo')
  return (body['result'] as { pending_update_count: number }).pending_update_count
}

async function untilNonePending(stage: Stage): Promise<void> {
  while ((await pendingUpdates(stage)) > 0) await new Promise((resolve) => setImmediate(resolve))
}

describe("Telegram's webhook", () => {
  it('brings updates with the secret, also those from before, and one chat in order', async () => {
    const [stage, receiver] = await open()
    await say(stage, 'một')
    await stage.telegram('setWebhook', { url: receiver.url, secret_token: 'bi-mat' })
    for (const text of ['hai', 'ba']) await say(stage, text)
    await receiver.until(3)

    const texts = receiver.received.map(({ body }) => (body['message'] as { text: string }).text)
    expect(texts).toEqual(['một', 'hai', 'ba'])
    expect(receiver.mostOpen()).toBe(1)
    for (const { headers } of receiver.received)
      expect(headers['x-telegram-bot-api-secret-token']).toBe('bi-mat')
    const polled = await stage.telegram('getUpdates')
    expect(polled.body).toMatchObject({ error_code: 409 })
  })

  it('tries again after an error, waiting as long as the bot asks', async () => {
    const [stage, receiver] = await open((count) =>
      count === 1 ? { status: 503, headers: { 'retry-after': '600' } } : { status: 200 },
    )
    await stage.telegram('setWebhook', { url: receiver.url })
    await say(stage, 'một')
    await receiver.until(1)
    while (!(await stage.telegram('getWebhookInfo')).text.includes('Wrong response')) continue
    expect(receiver.received).toHaveLength(1)

    stage.advance(600_000)
    await receiver.until(2)

    expect(receiver.received[1]?.body).toEqual(receiver.received[0]?.body)
    await untilNonePending(stage)
  })

  it('lets another chat pass while one is stuck', async () => {
    const [stage, receiver] = await open((count) => ({ status: count <= 2 ? 500 : 200 }))
    await stage.control('messages', { as: 'minh', chatId: 'telegram:1002', text: '/start' })
    await stage.telegram('setWebhook', { url: receiver.url })
    await receiver.until(2)
    await say(stage, 'tin khác')
    await receiver.until(3)

    expect(receiver.received[2]?.body).toMatchObject({ message: { text: 'tin khác' } })
    expect(await pendingUpdates(stage)).toBeGreaterThan(0)
    stage.advance(2000)
    await receiver.until(4)
    await untilNonePending(stage)
  })

  it('forgets a press after 150 seconds', async () => {
    const [stage, receiver] = await open()
    const sent = await stage.telegram('sendMessage', {
      chat_id: 1001,
      text: 'Tin T1',
      reply_markup: { inline_keyboard: [[{ text: 'Đã nhận', callback_data: 'a' }]] },
    })
    const id = (sent.body['result'] as { message_id: number }).message_id
    const pressed = stage.control('presses', {
      as: 'lan',
      messageKey: `telegram:1001:${id}`,
      button: { row: 0, column: 0 },
    })
    while ((await pendingUpdates(stage)) === 0) continue
    stage.advance(151_000)
    expect((await pressed).body).toEqual({})

    await stage.telegram('setWebhook', { url: receiver.url })
    await untilNonePending(stage)

    expect(receiver.received).toHaveLength(0)
  })

  it('refuses addresses off this machine', async () => {
    const [stage] = await open()

    const answer = await stage.telegram('setWebhook', { url: 'https://example.com/hook' })
    const port = await stage.telegram('setWebhook', { url: 'https://example.com:8444/hook' })

    expect([answer.status, port.status]).toEqual([400, 400])
    expect(port.body).toMatchObject({ description: expect.stringContaining('only on ports 80') })
  })
})

describe("the OA's webhook", () => {
  async function openOa(reply?: Parameters<typeof openReceiver>[0]): Promise<[Stage, Receiver]> {
    const [stage, receiver] = await open(reply)
    await stage.control('webhook', { platform: 'zalo-oa', url: receiver.url })
    receiver.received.splice(0)
    return [stage, receiver]
  }

  it('is called with what is no event when its address is saved', async () => {
    const [stage, receiver] = await open()

    await stage.control('webhook', { platform: 'zalo-oa', url: receiver.url })

    expect(receiver.received).toMatchObject([{ raw: '{}' }])
  })

  it('signs the raw bytes with the plain hash, however the JSON is written', async () => {
    const [stage, receiver] = await openOa()
    for (const text of ['Xin chào Đảng uỷ', 'nhận T12'])
      await say(stage, text, 'zalo-oa:6800000000000001001')
    await receiver.until(2)

    const written = receiver.received.map(({ raw }) => raw.includes('\n'))
    expect(new Set(written)).toEqual(new Set([false, true]))
    for (const { raw, body, headers } of receiver.received) {
      const signed = `1200000000000000001${raw}${String(body['timestamp'])}oa-webhook-secret`
      const mac = createHash('sha256').update(signed).digest('hex')
      expect(headers['x-zevent-signature']).toBe(`mac=${mac}`)
    }
    expect(receiver.received[0]?.body).toMatchObject({
      event_name: 'user_send_text',
      sender: { id: '6800000000000001001' },
      recipient: { id: '4318657068771012646' },
      message: { text: 'Xin chào Đảng uỷ' },
    })
  })

  it('repeats on its schedule with the same bytes, then switches itself off', async () => {
    const [stage, receiver] = await openOa(() => ({ status: 500 }))
    await say(stage, 'một', 'zalo-oa:6800000000000001001')
    for (const [tries, minutes] of [0, 0.5, 5, 15, 30, 60].entries()) {
      await receiver.until(tries)
      // The emulator may still be reading the answer, so its clock is pushed until it tries again.
      while (receiver.received.length <= tries) {
        stage.advance(minutes * 60_000)
        await sleep(5)
      }
    }
    await sleep(20)
    await say(stage, 'hai', 'zalo-oa:6800000000000001001')
    stage.advance(7_200_000)

    const { received } = receiver
    expect(new Set(received.map(({ raw }) => raw)).size).toBe(1)
    expect(received.map(({ headers }) => headers['num_retry'])).toEqual([
      undefined,
      '1',
      '2',
      '3',
      '4',
      '5',
    ])
  })

  it('tells of groups, of what the OA itself wrote, and of who has seen it', async () => {
    const [stage, receiver] = await openOa()
    const token = { access_token: 'first-access' }
    await say(stage, 'xin chào', 'zalo-oa:6800000000000001001')
    const to = { user_id: '6800000000000001001' }
    const message = { text: 'Chào chị' }
    await stage.post('/openapi/v3.0/oa/message/cs', { recipient: to, message }, token)
    await stage.seen('lan', 'zalo-oa:6800000000000001001')
    const chatId = 'zalo-oa:f414c8f76fa586fbdfb4'
    await say(stage, 'đã nhận', chatId, 'minh')
    await stage.control('membership', { as: 'hoa', chatId, action: 'join' })
    await receiver.until(6)

    const names = receiver.received.map(({ body }) => String(body['event_name']))
    expect(names.toSorted()).toEqual([
      'oa_send_text',
      'user_join_group',
      'user_received_message',
      'user_seen_message',
      'user_send_group_text',
      'user_send_text',
    ])
  })

  it('can be made to arrive twice, badly signed or made up', async () => {
    const [stage, receiver] = await openOa()
    const fault = { platform: 'zalo-oa', method: 'webhook', times: 1 }
    await stage.control('faults', { ...fault, kind: 'duplicate' })
    await say(stage, 'một', 'zalo-oa:6800000000000001001')
    await receiver.until(2)
    await stage.control('faults', { ...fault, kind: 'no-signature' })
    await stage.control('updates', { platform: 'zalo-oa', update: { event_name: 'user_withdraw' } })
    await receiver.until(3)

    expect(receiver.received[1]?.raw).toBe(receiver.received[0]?.raw)
    expect(receiver.received[2]?.headers['x-zevent-signature']).toBeUndefined()
  })
})

describe("the Zalo Bot's webhook", () => {
  it('gets flat bodies with its secret and blocks polling', async () => {
    const [stage, receiver] = await open()
    await stage.zaloBot('setWebhook', { url: receiver.url, secret_token: 'mot-bi-mat' })
    await say(stage, 'chào', 'zalo-bot:zb1003', 'hoa')
    await receiver.until(1)

    expect(receiver.received[0]?.headers['x-bot-api-secret-token']).toBe('mot-bi-mat')
    expect(receiver.received[0]?.body).toMatchObject({
      event_name: 'message.text.received',
      message: { text: 'chào', chat: { id: 'zb1003', chat_type: 'PRIVATE' } },
    })
    const polled = await stage.zaloBot('getUpdates', { timeout: '0' })
    expect(polled.body).toMatchObject({ ok: false, error_code: 400 })
  })
})

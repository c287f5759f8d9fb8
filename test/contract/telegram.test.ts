import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Inbound, RenderedPart } from '../../src/channels/channel.ts'
import { type Message, plainMessage } from '../../src/messages/message.ts'
import { channelContract, type GroupBench } from '../support/channel-contract.ts'
import { type EmulatorControl, emulatorControl } from '../support/emulator-control.ts'
import { type Hearing, nextEvent, startHearing } from '../support/hearing.ts'
import { startScriptedServer } from '../support/scripted-server.ts'
import { waitUntil } from '../support/wait-until.ts'
import { startTelegramBench, TELEGRAM_WEBHOOK } from '../support/telegram-bench.ts'
import { telegramContract } from '../support/telegram-contract.ts'

channelContract(telegramContract)

it('receives over a webhook what a person types, with the secret that was agreed', async () => {
  const server = await startScriptedServer((_request, response) => response.end('{}'))
  const webhook = { url: `${server.origin}/webhooks/telegram`, secret: TELEGRAM_WEBHOOK.secret }
  const bench = await startTelegramBench({ webhook })
  const control = emulatorControl(bench.emulator.origin)

  const { stop } = startHearing(bench.channel)
  await waitUntil('the webhook is set', async () => (await bench.channel.health()).ok)
  await control.say({ as: 'lan', chatId: 'telegram:1001', text: 'nhan T12' })
  const request = await waitUntil('it is called', () => server.requests[0], 10_000, 10)

  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  )
  const verdict = bench.channel.verifyWebhook({ headers, body: Buffer.from(request.body, 'utf8') })
  expect(
    verdict.kind === 'update' && bench.channel.parse(verdict.update, new Date()),
  ).toMatchObject([{ event: { kind: 'text', text: 'nhan T12' } }])
  expect(await bench.channel.health()).toMatchObject({ ok: true })
  await stop()
  await bench.stop()
  await server.stop()
})

describe('Telegram beyond the contract', () => {
  let bench: GroupBench
  let control: EmulatorControl
  let hearing: Hearing

  beforeEach(async () => {
    bench = await startTelegramBench({ webhook: null })
    control = emulatorControl(bench.emulator.origin)
    hearing = startHearing(bench.channel)
  })

  afterEach(async () => {
    await hearing.stop()
    await bench.stop()
  })

  const signal = AbortSignal.timeout(60_000)
  const onePart = (message: Message): RenderedPart => {
    const [part] = bench.channel.render(message, 'private')
    if (part === undefined) throw new Error('nothing rendered')
    return part
  }
  const sendOne = async (message: Message, to = bench.privateChat): Promise<string> => {
    const outcome = await bench.channel.send(to, onePart(message), { signal })
    return outcome.kind === 'sent' ? (outcome.messageIds[0] ?? '') : outcome.kind
  }
  const next = (kind: Inbound['event']['kind']) => nextEvent(hearing.events, kind)
  const question = (label: string): Message => ({
    ...plainMessage('Đồng chí đã nhận tin chưa?'),
    buttons: [[{ label, action: 'ack:1' }]],
  })

  it('hears what a person types', async () => {
    await control.say({ as: 'lan', chatId: 'telegram:1001', text: 'nhan T12' })

    expect(await next('text')).toMatchObject({
      chat: { externalId: '1001', type: 'private' },
      from: { externalId: '1001' },
      event: { text: 'nhan T12' },
    })
  })

  it('knows which of its messages a group’s member answers', async () => {
    const messageId = await sendOne(plainMessage('Tin T12'), bench.group)
    const shown = await control.messages('telegram:-1001', 'lan')

    await control.say({
      as: 'lan',
      chatId: 'telegram:-1001',
      text: 'đã nhận',
      replyTo: shown.at(-1)?.key,
    })

    expect((await next('text')).event).toMatchObject({ text: 'đã nhận', replyTo: messageId })
  })

  it('answers a press with a toast', async () => {
    const messageId = await sendOne(question('Đã nhận'))
    const [shown] = await control.messages('telegram:1001', 'lan')

    const pressed = control.press({
      as: 'lan',
      messageKey: shown?.key,
      button: { row: 0, column: 0 },
    })
    const { event } = await next('press')
    const answer = () =>
      bench.channel.answerPress(
        event.kind === 'press' ? event.pressId : '',
        'Đã ghi nhận. '.repeat(30),
        false,
      )

    expect(await answer()).toBe(true)
    // Telegram has forgotten it by now, as it has one of minutes ago.
    expect(await answer()).toBe(false)
    expect(event).toMatchObject({ action: 'ack:1', messageId })
    expect((await pressed).toast?.text).toMatch(/^Đã ghi nhận\..+…$/u)
  })

  it('changes a message in place; the same change again is no failure', async () => {
    const messageId = await sendOne(question('Đã nhận'))
    const changed = onePart(question('Đã nhận (1)'))

    const first = await bench.channel.edit(bench.privateChat, messageId, changed, { signal })
    const again = await bench.channel.edit(bench.privateChat, messageId, changed, { signal })

    expect([first, again].map(({ kind }) => kind)).toEqual(['sent', 'sent'])
    const shown = await control.messages('telegram:1001', 'lan')
    expect(shown.map(({ buttons }) => buttons?.[0]?.[0]?.text)).toEqual(['Đã nhận (1)'])
  })

  it('gives up the change of a message that is not there', async () => {
    const part = onePart(plainMessage('x'))

    expect(await bench.channel.edit(bench.privateChat, '999999', part, { signal })).toMatchObject({
      kind: 'rejected',
      why: 'message-gone',
    })
    expect(await bench.channel.edit(bench.privateChat, 'x', part, { signal })).toMatchObject({
      kind: 'rejected',
      why: 'message-gone',
    })
  })

  it('fetches a document that somebody sent, and none above the limit', async () => {
    const base64 = Buffer.from('Nội dung thông báo').toString('base64')
    await control.say({
      as: 'lan',
      chatId: 'telegram:1001',
      text: 'gửi kèm',
      file: { name: 'Thông báo.txt', mime: 'text/plain', base64 },
    })
    const { event } = await next('file')
    const file = event.kind === 'file' ? event.file : null

    expect(event).toMatchObject({ caption: 'gửi kèm', file: { name: 'Thông báo.txt', size: 22 } })
    const whole = file && (await bench.channel.download(file, 22))
    expect(whole?.kind === 'bytes' && Buffer.from(whole.bytes).toString('utf8')).toBe(
      'Nội dung thông báo',
    )
    expect(file && (await bench.channel.download(file, 21))).toEqual({ kind: 'too-large' })
    expect(file && (await bench.channel.download({ ...file, size: null }, 21))).toEqual({
      kind: 'too-large',
    })
  })

  it('uploads a document once and sends it by its token afterwards, with its buttons', async () => {
    const bytes = new TextEncoder().encode('%PDF-1.4')
    const reads: number[] = []
    let token = ''
    const file = {
      name: 'Thông báo 12.pdf',
      mime: 'application/pdf',
      read: () => {
        reads.push(1)
        return Promise.resolve(bytes)
      },
      keep: (given: string) => {
        token = given
        return Promise.resolve()
      },
    }
    const part: RenderedPart = { ...onePart(question('Đã nhận')), kind: 'file', body: {} }

    const first = await bench.channel.send(bench.privateChat, part, {
      signal,
      file: { ...file, token: null },
    })
    const second = await bench.channel.send(bench.privateChat, part, {
      signal,
      file: { ...file, token },
    })
    const stale = await bench.channel.send(bench.privateChat, part, {
      signal,
      file: { ...file, token: 'BQACAgUAAx0CStale' },
    })

    expect([first, second].map(({ kind }) => kind)).toEqual(['sent', 'sent'])
    expect(stale).toMatchObject({ kind: 'rejected', why: 'file-stale' })
    expect(reads).toHaveLength(1)
    const shown = await control.messages('telegram:1001', 'lan')
    expect(shown.map((message) => message.file?.name)).toEqual(Array(2).fill('Thông báo 12.pdf'))
  })

  it('learns that it was put out of a group and that a person blocked it', async () => {
    await control.membership({ as: 'minh', chatId: 'telegram:-1001', action: 'kick-bot' })
    expect(await next('standing')).toMatchObject({
      chat: { externalId: '-1001', type: 'group' },
      event: { standing: 'left' },
    })

    hearing.events.splice(0)
    await control.membership({ as: 'lan', chatId: 'telegram:1001', action: 'block' })
    expect(await next('standing')).toMatchObject({
      chat: { externalId: '1001' },
      event: { standing: 'blocked' },
    })

    const part = onePart(plainMessage('Một'))
    expect(await bench.channel.send(bench.privateChat, part, { signal })).toMatchObject({
      kind: 'unreachable',
      chatState: 'blocked',
    })
    expect(await bench.channel.send(bench.group, part, { signal })).toMatchObject({
      kind: 'unreachable',
      chatState: 'left',
    })
  })

  it('follows a group to its new id, told by the update and by the refusal alike', async () => {
    await control.membership({ as: 'minh', chatId: 'telegram:-1001', action: 'upgrade' })
    const moved = await next('migrated')

    const refused = await bench.channel.send(bench.group, onePart(plainMessage('Một')), { signal })

    expect(moved.chat.externalId).toBe('-1001')
    const target = moved.event.kind === 'migrated' ? moved.event.toChatId : ''
    expect(refused).toMatchObject({ kind: 'migrated', toChatId: target })
    expect(await sendOne(plainMessage('Hai'), { chatId: target, type: 'group' })).toMatch(/^\d+$/u)
  })

  it('cannot write to somebody who never opened a chat with it', async () => {
    const part = onePart(plainMessage('Một'))

    expect(
      await bench.channel.send({ chatId: '1002', type: 'private' }, part, { signal }),
    ).toMatchObject({ kind: 'unreachable', chatState: 'never-started' })
  })

  it('is well while it polls, and says so in Vietnamese', async () => {
    expect(await bench.channel.health()).toEqual({
      ok: true,
      detail: 'Telegram: @nhipcau_bot đang hoạt động, nhận tin bằng hỏi định kỳ.',
    })
  })
})

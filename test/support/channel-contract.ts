import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import type {
  Channel,
  Destination,
  FileSource,
  Inbound,
  InboundFile,
  RenderedPart,
  SendOutcome,
  StoreUpdate,
  WebhookRequest,
} from '../../src/channels/channel.ts'
import { newId, type FileId } from '../../src/domain/id.ts'
import { type Message, plainMessage } from '../../src/messages/message.ts'
import { type EmulatorControl, emulatorControl, type Fault } from './emulator-control.ts'
import { waitUntil } from './wait-until.ts'

/** A channel that talks to an emulated platform, with chats that the bot may write to. */
export interface ChannelBench {
  readonly channel: Channel
  readonly emulator: { readonly origin: string }
  /** Somebody who has opened a chat with the bot, as the emulator names the person. */
  readonly personId: string
  readonly privateChat: Destination
  /** Null: the platform has no groups. */
  readonly group: Destination | null
  /** How updates come where the platform only calls: a server that checks and stores. Absent: the channel fetches them. */
  readonly hear?: Channel['receive']
  /** Moves the time forward, of the platform and of the channel that reads its pace from it. */
  readonly advance: (ms: number) => void
  /** Everything the channel logged, as text. */
  readonly logged: () => string
  /** Tokens and secrets that must not be seen anywhere. */
  readonly secrets: readonly string[]
  stop(): Promise<void>
}

/** A bench on a platform that has groups. */
export interface GroupBench extends ChannelBench {
  readonly group: Destination
}

type ScriptedFault = Omit<Fault, 'platform' | 'times'>

export interface ChannelContract {
  readonly name: string
  start(): Promise<ChannelBench>
  /** The same as it hears people: without a webhook where it can do without. */
  readonly hearing: {
    start(): Promise<ChannelBench>
    /** Whether the platform says there what a message replies to. */
    readonly tellsReplies: boolean
    /** Whether the platform says there, or lets be seen, that the bot has been added to a group. */
    readonly tellsAdded: boolean
  }
  /** Where the platform is exact about what it takes at once. */
  readonly paced: {
    /** From one chat: its own numbers. */
    readonly chat: () => Promise<ChannelBench>
    /** From the whole bot or OA, of which one chat may take all: at most 35 calls in its second or minute. */
    readonly bot: () => Promise<ChannelBench>
  }
  /** Null: the platform has no groups. */
  readonly inGroups: {
    /** How people name the bot; null: they cannot. */
    readonly mention: string | null
    /** Whether nothing else reaches it than what names it or replies to it. */
    readonly hearsAddressedOnly: boolean
  } | null
  /** The longest text of one part, counted as the platform counts. */
  readonly count: (text: string) => number
  /** How this platform words what can go wrong with a text to the private chat. */
  readonly faults: {
    readonly throttled: ScriptedFault
    readonly blocked: ScriptedFault
    readonly rejected: ScriptedFault
    readonly unauthorised: ScriptedFault
  }
  /** Raw updates as the platform delivers them. */
  readonly updates: {
    /** Somebody writes `nhan T12`; the same arguments give the same update. */
    text(bench: ChannelBench): unknown
    /** What the platform tells about a message of the bot itself; null: it never does. */
    own(bench: ChannelBench): unknown
    /** The same person presses a button of this action; null: there are no buttons. */
    press: ((action: string) => unknown) | null
    /** The same person sends a file or a picture with these words. */
    file: (caption: string) => unknown
    /** The same person blocks the bot, or leaves it; null: the platform does not tell. */
    gone: (() => unknown) | null
    /** The bot is added to a group; null: the platform does not tell. */
    added: (() => unknown) | null
  }
  /** The request that carries a body with a right or with a wrong secret or signature; null: the platform only polls. */
  readonly webhook: ((body: string, genuine: boolean, bench: ChannelBench) => WebhookRequest) | null
}

const PARAGRAPH =
  'Giao Uỷ ban Mặt trận Tổ quốc xã chủ trì, phối hợp với các tổ chức chính trị – xã hội tuyên truyền, ' +
  'vận động nhân dân giữ gìn vệ sinh đường làng, ngõ xóm; báo cáo kết quả trước ngày 25 hằng tháng.'
const LONG_TEXT = Array.from({ length: 60 }, (_, index) => `${index + 1}. ${PARAGRAPH}`)
const ACTION = '~ack.!abc..sig'
const HOSTILE = '<b>đậm</b> & [x](tg://user?id=1) *_`~ @everyone 👨‍👩‍👧‍👦 ế\u0000\u202E'

/** What every channel promises, whatever the platform. Called once in each adapter's test. */
export function channelContract(contract: ChannelContract): void {
  const { inGroups } = contract
  describe(`the channel contract on ${contract.name}`, () => {
    let bench: ChannelBench
    let control: EmulatorControl

    beforeEach(async () => {
      bench = await contract.start()
      control = emulatorControl(bench.emulator.origin)
    })

    afterEach(async () => {
      await bench.stop()
    })

    const send = (
      message: Message,
      to: Destination = bench.privateChat,
      signal: AbortSignal = AbortSignal.timeout(20_000),
    ): Promise<SendOutcome[]> => sendAll(bench.channel, message, to, signal)
    const shown = (to: Destination): Promise<{ text: string }[]> =>
      control
        .messages(`${bench.channel.platform}:${to.chatId}`, bench.personId)
        .then((messages) => messages.filter((message) => message.from.bot === true))
    const fail = (fault: ScriptedFault): Promise<void> =>
      control.fault({ ...fault, platform: bench.channel.platform, times: 1 })

    describe('sending', () => {
      it('delivers a text to a private chat, with the platform’s ids', async () => {
        const [outcome] = await send(plainMessage('Mời họp thôn lúc 19 giờ 30 ngày 25/12.'))

        expect(outcome).toMatchObject({ kind: 'sent' })
        expect(outcome?.kind === 'sent' && outcome.messageIds).toEqual([expect.any(String)])
        expect((await shown(bench.privateChat)).at(-1)?.text).toContain(
          'Mời họp thôn lúc 19 giờ 30',
        )
      })

      it('splits a long Vietnamese text into parts within the limit that arrive in order', async () => {
        const message = plainMessage(...LONG_TEXT)
        const parts = bench.channel.render(message, 'private')

        const outcomes = await send(message)

        expect(parts.length).toBeGreaterThan(1)
        expect(parts.map((part) => part.preview).filter((text) => tooLong(text))).toEqual([])
        expect(outcomes.map((outcome) => outcome.kind)).toEqual(parts.map(() => 'sent'))
        expect(new Set(outcomes.flatMap(idsOf)).size).toBe(parts.length)
        const arrived = (await shown(bench.privateChat)).slice(-parts.length)
        expect(arrived.map((sent) => sent.text.split('\n')[0])).toEqual(
          parts.map((_, index) => `(${index + 1}/${parts.length})`),
        )
        const words = arrived.map((sent) => sent.text.slice(sent.text.indexOf('\n') + 1)).join('\n')
        expect(words.match(/^\d+\. Giao/gmu)).toHaveLength(LONG_TEXT.length)
      })

      it('offers choices as buttons or as numbers, under the last part only', async () => {
        const message: Message = {
          ...plainMessage(...LONG_TEXT),
          buttons: [
            [
              { label: 'Đã nhận', action: 'ack:1' },
              { label: 'Đã quán triệt', action: 'ack:2' },
            ],
          ],
        }

        await send(message)

        const count = bench.channel.render(message, 'private').length
        const arrived = await control.messages(
          `${bench.channel.platform}:${bench.privateChat.chatId}`,
          bench.personId,
        )
        const offers = arrived
          .filter((sent) => sent.from.bot === true)
          .slice(-count)
          .map((sent) => [...(sent.buttons ?? []).flat().map((button) => button.text), sent.text])
          .map((words) => words.join('\n').includes('Đã quán triệt'))
        expect(offers).toEqual([...Array.from({ length: count - 1 }, () => false), true])
      })

      it('shows hostile text as plain words', async () => {
        await send(plainMessage(HOSTILE))

        const text = (await shown(bench.privateChat)).at(-1)?.text ?? ''
        expect(text).toContain('<b>đậm</b> & [x](tg://user?id=1)')
        expect(text).toContain('👨‍👩‍👧‍👦')
        expect(text).toContain('ế'.normalize('NFC'))
        expect(text).not.toContain('\u0000')
      })

      it('takes 4096 characters of anything', async () => {
        const outcomes = await send(plainMessage('<b>&🌾ệ'.repeat(586).slice(0, 4096)))

        expect(new Set(outcomes.map((outcome) => outcome.kind))).toEqual(new Set(['sent']))
      })

      it('sends a document, or says beforehand that it takes none', async () => {
        const file = pdf()
        const { files } = bench.channel.capabilities

        const outcomes = await sendAll(
          bench.channel,
          { ...plainMessage('Kèm văn bản.'), files: [file.entry] },
          bench.privateChat,
          AbortSignal.timeout(20_000),
          file.source,
        )

        const parts = bench.channel.render(
          { ...plainMessage('Kèm văn bản.'), files: [file.entry] },
          'private',
        )
        expect(parts.some((part) => part.kind === 'file')).toBe(files !== null)
        expect(outcomes.map((outcome) => outcome.kind)).toEqual(parts.map(() => 'sent'))
      })

      it('changes a message in place where it can, and says so where it cannot', async () => {
        const { channel, privateChat } = bench
        const [outcome] = await send(plainMessage('Họp lúc 8 giờ'))
        const id = outcome?.kind === 'sent' ? (outcome.messageIds[0] ?? '') : ''
        const [part] = channel.render(plainMessage('Họp lúc 9 giờ'), 'private')
        const signal = AbortSignal.timeout(20_000)

        const edited = await channel.edit(privateChat, id, part!, { signal })

        const texts = (await shown(privateChat)).map(({ text }) => text)
        expect(edited.kind).toBe(channel.capabilities.edit ? 'sent' : 'rejected')
        expect(texts).toEqual([
          expect.stringContaining(channel.capabilities.edit ? '9 giờ' : '8 giờ'),
        ])
      })

      it('shows every kind of block, a link and a file that has one', () => {
        const url = 'https://xa.example/tep/abc'
        const linked = { ...pdf().entry, link: { url, until: '1/1' } }
        const message: Message = {
          blocks: [
            { kind: 'title', text: 'Tiêu đề' },
            { kind: 'text', text: 'Đoạn văn' },
            { kind: 'field', name: 'Thời gian', value: '8 giờ' },
            { kind: 'list', items: ['Mục một', 'Mục hai'] },
            { kind: 'quote', text: 'Trích dẫn' },
            { kind: 'note', text: 'Ghi chú' },
          ],
          buttons: [[{ label: 'Mở', url: 'https://xa.example/mo' }]],
          files: [linked],
        }

        for (const type of ['private', 'group'] as const) {
          const parts = JSON.stringify(bench.channel.render(message, type))
          const words = ['Tiêu đề', 'Đoạn văn', 'Thời gian', '8 giờ', 'Mục một', 'Mục hai']
          const rest = ['Trích dẫn', 'Ghi chú', 'https://xa.example/mo', linked.name]
          expect([...words, ...rest].filter((word) => !parts.includes(word))).toEqual([])
        }
      })

      it('renders the same message the same way, as data that survives JSON', () => {
        const message = plainMessage(...LONG_TEXT)

        const parts = bench.channel.render(message, 'group')

        expect(bench.channel.render(message, 'group')).toEqual(parts)
        expect(JSON.parse(JSON.stringify(parts))).toEqual(parts)
      })

      if (inGroups === null) return

      it('delivers a text to a group', async () => {
        await send(plainMessage('Mời họp thôn lúc 19 giờ 30 ngày 25/12.'), groupOf(bench))

        expect((await shown(groupOf(bench))).at(-1)?.text).toContain('Mời họp thôn lúc 19 giờ 30')
      })

      it('tells in a group how the bot is reached there, and in private how it is anywhere', () => {
        const hint = { text: 'nhắn một từ', whereAddressed: 'trả lời tin này' }
        const blocks: Message['blocks'] = [
          { kind: 'text', ...hint },
          { kind: 'note', ...hint },
        ]

        const both = (['private', 'group'] as const).map((type) =>
          JSON.stringify(bench.channel.render({ blocks }, type)),
        )

        const isTold = (words: string): boolean[] => both.map((parts) => parts.includes(words))
        const { hearsAddressedOnly } = inGroups
        expect(isTold(hint.text)).toEqual([true, !hearsAddressedOnly])
        expect(isTold(hint.whereAddressed)).toEqual([false, hearsAddressedOnly])
      })
    })

    describe('a call that goes wrong', () => {
      it('is tried again later when the platform says it is too much', async () => {
        await fail(contract.faults.throttled)

        const [outcome] = await send(plainMessage('Một'))

        expect(outcome).toMatchObject({
          kind: 'retry-after',
          afterMs: expect.any(Number),
          why: 'too-many',
          scope: bench.channel.capabilities.tooMany,
        })
        expect(outcome?.kind === 'retry-after' && outcome.afterMs).toBeGreaterThan(0)
        expect(await shown(bench.privateChat)).toEqual([])
      })

      it('does not leave any more once it may not', async () => {
        const [part] = bench.channel.render(plainMessage('Một'), 'private')

        const { kind } = await bench.channel.send(bench.privateChat, part!, {
          signal: AbortSignal.timeout(5_000),
          mayLeave: () => false,
        })

        expect(kind).toBe('retry-after')
        expect(await shown(bench.privateChat)).toEqual([])
      })

      it.each([
        { title: 'blocked', fault: 'blocked', kind: 'unreachable' },
        { title: 'refused content', fault: 'rejected', kind: 'rejected' },
        { title: 'a revoked token', fault: 'unauthorised', kind: 'auth' },
      ] as const)('is told apart: $title', async ({ fault, kind }) => {
        await fail(contract.faults[fault])

        const [outcome] = await send(plainMessage('Một'))

        expect(outcome?.kind).toBe(kind)
      })

      it('is unknown when no answer comes in time', async () => {
        await fail({ kind: 'hang' })

        const [outcome] = await send(
          plainMessage('Một'),
          bench.privateChat,
          AbortSignal.timeout(300),
        )

        expect(outcome?.kind).toBe('unknown')
      })

      it('is unknown when the connection breaks after the platform has acted', async () => {
        await fail({ kind: 'drop-after' })

        const [outcome] = await send(plainMessage('Một'))

        expect(outcome?.kind).toBe('unknown')
        expect(await shown(bench.privateChat)).toHaveLength(1)
      })

      it('is unknown when a gateway answers with a page', async () => {
        await fail({ kind: 'html', status: 502 })

        const [outcome] = await send(plainMessage('Một'))

        expect(outcome?.kind).toBe('unknown')
      })
    })

    describe('receiving', () => {
      const { webhook } = contract
      if (webhook === null) {
        it('takes no request, as there is no webhook', () => {
          const body = new TextEncoder().encode(JSON.stringify(contract.updates.text(bench)))

          expect(bench.channel.mayBeWebhook({})).toBe(false)
          expect(bench.channel.verifyWebhook({ headers: {}, body })).toEqual({
            kind: 'wrong-secret',
          })
        })
      } else {
        it('takes a request with the right secret and refuses any other', () => {
          const body = JSON.stringify(contract.updates.text(bench))
          const { channel } = bench

          expect(channel.verifyWebhook(webhook(body, true, bench))).toEqual({
            kind: 'update',
            update: JSON.parse(body) as unknown,
          })
          expect(channel.verifyWebhook(webhook(body, false, bench)).kind).toBe('wrong-secret')
          expect(
            channel.verifyWebhook({ headers: {}, body: new TextEncoder().encode(body) }).kind,
          ).toBe('wrong-secret')
        })

        it('tells by the headers that a large body of a stranger is not worth reading', () => {
          const { channel } = bench
          const size = { 'content-length': '1000000' }

          const { headers } = webhook('{}', true, bench)
          expect(channel.mayBeWebhook({ ...headers, ...size })).toBe(true)
          expect(channel.mayBeWebhook(size)).toBe(false)
          expect(channel.mayBeWebhook({ 'transfer-encoding': 'chunked' })).toBe(false)
        })

        it('refuses a body that is not JSON', () => {
          expect(bench.channel.verifyWebhook(webhook('{"update_id":', true, bench)).kind).toBe(
            'not-json',
          )
        })
      }

      it('goes on receiving until the channel is closed, and ends then', async () => {
        const { channel } = bench
        const receiving = channel.receive(() => Promise.resolve(), new AbortController().signal)
        await channel.health()
        const meanwhile = [receiving.then(() => 'ended'), sleep(50, 'goes on')]
        expect(await Promise.race(meanwhile)).toBe('goes on')

        const ended = Promise.all([channel.close(), receiving])

        await expect(inTime(ended)).resolves.toBeDefined()
      })

      it('gives the same update the same key, and each one its own', () => {
        const first = bench.channel.keyOf(contract.updates.text(bench))

        expect(first).toMatchObject({
          dedupKey: expect.any(String),
          orderKey: expect.any(String),
        })
        expect(bench.channel.keyOf(contract.updates.text(bench))).toEqual(first)
        const { updates } = contract
        const others = [
          updates.press?.(ACTION),
          updates.file('x'),
          updates.gone?.(),
          updates.added?.(),
        ]
        const all = [updates.text(bench), updates.own(bench), ...others]
        const keys = all.flatMap((update) => bench.channel.keyOf(update)?.dedupKey ?? [])
        expect(new Set(keys).size).toBe(keys.length)
        expect(keys.length).toBeGreaterThan(1)
      })

      it('reads a text, who wrote it and where', () => {
        const read = bench.channel.parse(contract.updates.text(bench), new Date())

        expect(read).toMatchObject([
          {
            chat: { externalId: expect.any(String) },
            from: { externalId: expect.any(String), name: expect.any(String) },
            at: expect.any(Date),
            event: { kind: 'text', text: 'nhan T12', messageId: expect.any(String) },
          },
        ])
        expect(read[0]?.from?.externalId).not.toBe(read[0]?.from?.name)
        expect(read.filter(isAddressed)).toEqual([])
      })

      it('reads a press, a file with its words, who has gone, and where it was added', () => {
        const { updates } = contract
        const { channel } = bench
        const events = [
          ...(updates.press ? [updates.press(ACTION)] : []),
          updates.file('Đơn của tôi'),
          ...(updates.gone ? [updates.gone()] : []),
        ].flatMap((update) => channel.parse(update, new Date()))
        const added = updates.added ? channel.parse(updates.added(), new Date()) : []

        const press = { kind: 'press', pressId: expect.any(String), action: ACTION }
        const text = expect.any(String)
        const file = { ref: text, name: text, mime: text }
        const standing = expect.stringMatching(/^(?:blocked|left)$/u)
        expect(events.map(({ event }) => event)).toMatchObject([
          ...(channel.capabilities.buttons === 'nowhere' ? [] : [press]),
          { kind: 'file', file, caption: 'Đơn của tôi' },
          ...(updates.gone ? [{ kind: 'standing', standing }] : []),
        ])
        expect(new Set(events.map(({ from }) => from?.externalId)).size).toBe(1)
        expect(added).toMatchObject(
          updates.added ? [{ chat: { type: 'group' }, event: { standing: 'member' } }] : [],
        )
      })

      it('answers a press that the platform no longer knows without a failure', async () => {
        const isShown = await bench.channel.answerPress('nowhere', 'Đã ghi nhận.', false)

        expect(isShown).toBe(!bench.channel.capabilities.toast)
      })

      it('takes its own messages for nobody’s words', () => {
        const events = bench.channel.parse(contract.updates.own(bench), new Date())

        expect(events.filter(({ event }) => event.kind !== 'echo')).toEqual([])
      })

      it.each([null, 'x', 12, [], {}, { update_id: 'x' }, { message: { chat: null } }])(
        'makes nothing of %j',
        (junk) => {
          expect(bench.channel.parse(junk, new Date())).toEqual([])
        },
      )
    })

    describe('hearing', () => {
      beforeEach(async () => {
        await bench.stop()
        bench = await contract.hearing.start()
        control = emulatorControl(bench.emulator.origin)
      })

      const say = (to: Destination, words: object): Promise<unknown> =>
        control.say({ as: bench.personId, chatId: placeOf(to), ...words })

      it('hears what people say, in order, and once more what could not be stored', async () => {
        const { privateChat } = bench
        const before = Date.now()
        const sayings: Saying[] = [
          { to: privateChat, text: 'một' },
          { to: privateChat, text: 'hai' },
          ...(inGroups ? await answersInGroup(inGroups) : []),
        ]

        for (const { to, text, spoken = text, key } of sayings)
          await say(to, { text: spoken, replyTo: key })
        const isWord = ({ event }: Inbound): boolean => event.kind === 'text'
        const isAdded = ({ chat, event }: Inbound): boolean =>
          chat.externalId === bench.group?.chatId &&
          event.kind === 'standing' &&
          event.standing === 'member'
        const { tellsAdded } = contract.hearing
        const all = await hear(
          bench,
          (heard) =>
            heard.filter(isWord).length >= sayings.length && (!tellsAdded || heard.some(isAdded)),
        )

        const heard = all.filter(isWord)
        const from = { externalId: privateChat.chatId, name: expect.any(String) }
        expect(heard).toMatchObject(
          sayings.map(({ to, text, replyTo }) => ({
            chat: { externalId: to.chatId, type: to.type },
            from,
            event: { text, ...(replyTo !== undefined && { replyTo }) },
          })),
        )
        expect(heard.map(isAddressed)).toEqual(sayings.map((said) => said.isAddressed === true))
        expect(heard.filter(({ at }) => Math.abs(at.getTime() - before) > 60_000)).toEqual([])
        const everything = bench.logged()
        expect(bench.secrets.filter((secret) => everything.includes(secret))).toEqual([])
      })

      it('fetches of what people send the file that is meant, and no more than it may take', async () => {
        const { channel } = bench
        const sent = [Buffer.from('ảnh thứ nhất'), Buffer.from('ảnh thứ hai, dài hơn')]

        const [first, second] = await hearFiles(sent)

        const whole = [
          await channel.download(first!, sent[0]!.length),
          await channel.download(second!, 10_000),
        ]
        expect(whole.map((one) => one.kind === 'bytes' && Buffer.from(one.bytes))).toEqual(sent)
        for (const size of [second!.size, null])
          expect(await channel.download({ ...second!, size }, sent[1]!.length - 1)).toEqual({
            kind: 'too-large',
          })
        await control.fault({ platform: channel.platform, method: 'file', kind: 'endless' })
        expect(await inTime(channel.download(first!, 100_000))).toEqual({ kind: 'too-large' })
      })

      it('ends with all that it has begun when the channel is closed', async () => {
        const { channel, privateChat } = bench
        const [file] = await hearFiles([Buffer.from('ảnh')])
        let stored = 0
        const store = (): Promise<void> => Promise.resolve(void stored++)
        await control.fault({ platform: channel.platform, method: 'file', kind: 'hang' })
        const fetched = channel.download(file!, 1_000)
        const receiving = receive(bench, store, new AbortController().signal)
        await say(privateChat, { text: 'có ai không' })
        await waitUntil('it hears', () => stored > 0, 10_000, 20)

        await inTime(Promise.all([channel.close(), receiving, fetched]))

        expect((await fetched).kind).toBe('failed')
        const asked = async (): Promise<number> => (await control.calls(channel.platform)).length
        // The platform may just be reading what was in flight.
        await sleep(100)
        const before = [stored, await asked()]
        await say(privateChat, { text: 'còn ai không' })
        await sleep(200)
        expect([stored, await asked()]).toEqual(before)
      })

      async function hearFiles(contents: readonly Buffer[]): Promise<InboundFile[]> {
        for (const [index, bytes] of contents.entries()) {
          const file = { name: `${index}.png`, mime: 'image/png', base64: bytes.toString('base64') }
          await say(bench.privateChat, { file })
        }
        const filesOf = (heard: readonly Inbound[]): InboundFile[] =>
          heard.flatMap(({ event }) => (event.kind === 'file' ? [event.file] : []))
        return filesOf(await hear(bench, (heard) => filesOf(heard).length >= contents.length))
      }

      /** The bot asks, is put out and comes back; somebody answers it twice, the second time by its name. */
      async function answersInGroup({
        mention,
        hearsAddressedOnly,
      }: NonNullable<ChannelContract['inGroups']>): Promise<Saying[]> {
        const { personId } = bench
        const to = groupOf(bench)
        const [asked] = await send(plainMessage('Đồng chí nào dự?'), to)
        const key = (await control.messages(placeOf(to), personId)).at(-1)?.key
        for (const action of ['kick-bot', 'add-bot'])
          await control.membership({ as: personId, chatId: placeOf(to), action })
        const replyTo = contract.hearing.tellsReplies ? idsOf(asked)[0] : undefined
        const spoken = mention === null ? 'bốn' : `${mention} bốn`
        return [
          { to, text: 'ba', key, replyTo, isAddressed: hearsAddressedOnly },
          { to, text: 'bốn', spoken, key, replyTo, isAddressed: mention !== null },
        ]
      }
    })

    describe('the declared pace', () => {
      const refused = async (
        start: () => Promise<ChannelBench>,
        run: (bench: ChannelBench) => Promise<SendOutcome[]>,
      ): Promise<SendOutcome[]> => {
        await bench.stop()
        bench = await start()
        return (await run(bench)).filter(({ kind }) => kind !== 'sent')
      }

      it('is one that a chat takes', async () => {
        const { chat } = contract.paced

        expect(await refused(chat, (at) => sendAtPace(at, at.privateChat, 12))).toEqual([])
      })

      it('is one that the bot may keep up over its chats', async () => {
        const run = (at: ChannelBench): Promise<SendOutcome[]> =>
          sendAtPace(at, { ...at.privateChat, isAnyChat: true }, 40)

        expect(await refused(contract.paced.bot, run)).toEqual([])
      })

      if (inGroups === null) return

      it('is one that a group takes', async () => {
        const { chat } = contract.paced

        expect(await refused(chat, (at) => sendAtPace(at, groupOf(at), 24))).toEqual([])
      })
    })

    it('never shows a token or a secret, whatever happens', async () => {
      const told: unknown[] = []
      await fail({ kind: 'html', status: 404 })
      told.push(await send(plainMessage('Một')))
      await fail(contract.faults.unauthorised)
      told.push(await send(plainMessage('Hai')))
      await fail({ kind: 'drop-before' })
      told.push(await send(plainMessage('Ba')))
      told.push(
        await bench.channel.download({ ref: 'nowhere', name: 'x', mime: 'x/y', size: null }, 10),
      )
      await fail({ kind: 'http', status: 500 })
      told.push(await bench.channel.health())
      await fail({ kind: 'http', status: 500 })
      told.push(await bench.channel.standing(AbortSignal.timeout(10_000)))

      const everything = JSON.stringify(told) + bench.logged()
      expect(bench.secrets.filter((secret) => everything.includes(secret))).toEqual([])
    })

    function placeOf(to: Destination): string {
      return `${bench.channel.platform}:${to.chatId}`
    }

    function tooLong(text: string): boolean {
      return contract.count(text) > bench.channel.capabilities.maxText
    }
  })
}

/** What somebody says in a chat, and what is to be heard of it. */
interface Saying {
  readonly to: Destination
  readonly text: string
  /** As it is typed; absent: just so. */
  readonly spoken?: string
  /** The message that it answers, as the emulator names it, and as the platform does if it tells. */
  readonly key?: string | undefined
  readonly replyTo?: string | undefined
  readonly isAddressed?: boolean
}

function groupOf({ group }: ChannelBench): Destination {
  if (group === null) throw new Error('a platform with groups has one on its bench')
  return group
}

/** By the server that the platform calls, where it only calls. */
function receive(
  { channel, hear: hearCalls }: ChannelBench,
  store: StoreUpdate,
  signal: AbortSignal,
): Promise<void> {
  return hearCalls ? hearCalls(store, signal) : channel.receive(store, signal)
}

/** What people say and do on a channel, each once, until it is all; the first cannot be stored at first. */
async function hear(
  bench: ChannelBench,
  isAll: (heard: readonly Inbound[]) => boolean,
): Promise<Inbound[]> {
  const { channel } = bench
  const keys = new Set<string>()
  const heard: Inbound[] = []
  const stop = new AbortController()
  let refused = 1
  const store = (update: unknown): Promise<void> => {
    if (refused-- > 0) return Promise.reject(new Error('the database is away'))
    const key = channel.keyOf(update)?.dedupKey ?? ''
    const events = keys.has(key) ? [] : channel.parse(update, new Date())
    keys.add(key)
    heard.push(...events.filter(({ event }) => event.kind !== 'echo'))
    return Promise.resolve()
  }
  // As the service does where receiving ends before its time.
  const receiving = (async () => {
    for (; !stop.signal.aborted; await sleep(20))
      await receive(bench, store, stop.signal).catch(() => undefined)
  })()
  try {
    await waitUntil('all is heard', () => isAll(heard), 10_000, 20)
  } finally {
    stop.abort()
    await receiving
  }
  return heard
}

/** Sends so many texts, each as early as the declared pace lets it go by the platform's time. */
async function sendAtPace(
  { channel, advance }: ChannelBench,
  to: Destination & { readonly isAnyChat?: true },
  count: number,
): Promise<SendOutcome[]> {
  const outcomes: SendOutcome[] = []
  const left: number[] = []
  // What a chat has taken counts from its answer.
  const ended: number[] = []
  let ahead = 0
  const now = (): number => Date.now() + ahead
  for (let index = 0; index < count; index++) {
    const { perSecond, groupPerMinute, ...gaps } = channel.capabilities.pace
    const gap = to.type === 'group' ? gaps.groupGapMs : gaps.privateGapMs
    const perMinute = to.type === 'group' && groupPerMinute !== null ? groupPerMinute : Infinity
    const due = Math.max(
      (left.at(-1) ?? 0) + 1_000 / perSecond,
      to.isAnyChat ? 0 : (ended.at(-1) ?? 0) + gap,
      (ended[index - perMinute] ?? 0) + 60_000,
    )
    const wait = Math.max(0, due - now())
    advance(wait)
    ahead += wait
    left.push(now())
    outcomes.push(
      ...(await sendAll(channel, plainMessage(`Tin ${index}`), to, AbortSignal.timeout(20_000))),
    )
    ended.push(now())
  }
  return outcomes
}

/** What ends at once, and rejects where it does not. */
async function inTime<T>(running: Promise<T>): Promise<T> {
  const late = new AbortController()
  const tooLate = sleep(3_000, undefined, late).then(() => {
    throw new Error('it goes on and on')
  })
  try {
    return await Promise.race([running, tooLate])
  } finally {
    late.abort()
    await tooLate.catch(() => undefined)
  }
}

function isAddressed({ event }: Inbound): boolean {
  return 'isAddressed' in event && event.isAddressed === true
}

function idsOf(outcome: SendOutcome | undefined): readonly string[] {
  return outcome?.kind === 'sent' ? outcome.messageIds : []
}

async function sendAll(
  channel: Channel,
  message: Message,
  to: Destination,
  signal: AbortSignal,
  file?: FileSource,
): Promise<SendOutcome[]> {
  const outcomes: SendOutcome[] = []
  for (const part of channel.render(message, to.type)) {
    outcomes.push(await sendOne(channel, part, to, signal, file))
  }
  return outcomes
}

function sendOne(
  channel: Channel,
  part: RenderedPart,
  to: Destination,
  signal: AbortSignal,
  file: FileSource | undefined,
): Promise<SendOutcome> {
  return channel.send(to, part, {
    signal,
    ...(part.kind === 'file' && file !== undefined ? { file } : {}),
  })
}

function pdf(): { entry: NonNullable<Message['files']>[number]; source: FileSource } {
  const bytes = new TextEncoder().encode('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')
  const about = { name: 'Thông báo 12-TB-ĐU.pdf', mime: 'application/pdf' }
  return {
    entry: { fileId: newId<FileId>(), ...about, size: bytes.length },
    source: {
      ...about,
      token: null,
      read: () => Promise.resolve(bytes),
      keep: () => Promise.resolve(),
    },
  }
}

import { afterEach, describe, expect, it } from '@jest/globals'
import type {
  Destination,
  FileSource,
  RenderedPart,
  SendOutcome,
} from '../../../../src/channels/channel.ts'
import { plainMessage } from '../../../../src/messages/message.ts'
import type { ScriptedRequest } from '../../../support/scripted-server.ts'
import { type ScriptedZaloOa, startScriptedZaloOa } from '../../../support/scripted-zalo-oa.ts'

const HOA: Destination = { chatId: '2512523625412515999', type: 'private' }
const GROUP: Destination = { chatId: 'f414c8f76fa586fbdfb4', type: 'group' }
const SENT = { error: 0, data: { message_id: 'm1' } }
const UPLOADED = { error: 0, data: { token: 'up1' } }
const CHOICES = {
  ...plainMessage('Họp'),
  buttons: [[{ label: 'Đã nhận', action: '~ack.1' }]],
}
const PDF: RenderedPart = { kind: 'file', preview: 'a.pdf', body: { kind: 'file' }, fileId: 'f1' }

describe('sending on a Zalo account', () => {
  let bench: ScriptedZaloOa

  afterEach(async () => {
    await bench.stop()
  })

  const start = async (
    answer: Parameters<typeof startScriptedZaloOa>[0],
    now: () => number = Date.now,
  ): Promise<void> => {
    bench = await startScriptedZaloOa(answer, { now })
  }
  const signal = AbortSignal.timeout(20_000)
  const part = (chat: 'private' | 'group' = 'private'): RenderedPart => {
    const [first] = bench.channel.render(CHOICES, chat)
    if (first === undefined) throw new Error('nothing rendered')
    return first
  }
  const messages = (): unknown[] =>
    bench.server.requests
      .filter(({ path }) => path.includes('message'))
      .map(({ body }) => (JSON.parse(body) as { message: unknown }).message)
  const file = (
    token: string | null = null,
  ): FileSource & { reads: number; readonly kept: string[] } => {
    const source = {
      kept: [] as string[],
      keep: (given: string) => {
        source.kept.push(given)
        return Promise.resolve()
      },
      name: 'a.pdf',
      mime: 'application/pdf',
      token,
      reads: 0,
      read: () => {
        source.reads += 1
        return Promise.resolve(new TextEncoder().encode('%PDF-1.4'))
      },
    }
    return source
  }
  const sendFile = (to: Destination, source: FileSource): Promise<SendOutcome> =>
    bench.channel.send(to, PDF, { signal, file: source })

  it('offers numbers instead when the account refuses both shapes of buttons', async () => {
    await start((_request, index) =>
      index < 2 ? { error: -201, message: 'attachment is invalid' } : SENT,
    )

    const outcome = await bench.channel.send(HOA, part(), { signal })

    expect(outcome).toEqual({ kind: 'sent', messageIds: ['m1'] })
    expect(messages()).toMatchObject([
      { text: 'Họp', attachment: { payload: { buttons: [{}] } } },
      { attachment: { payload: { template_type: 'button', text: 'Họp' } } },
      { text: expect.stringContaining('1. Đã nhận') },
    ])
  })

  it('asks an account that takes no buttons whether it takes some once an hour only', async () => {
    let aheadMs = 0
    const refuses = ({ body }: ScriptedRequest): boolean => body.includes('attachment')
    await start(
      (request) => (refuses(request) ? { error: -201, message: 'attachment is invalid' } : SENT),
      () => Date.now() + aheadMs,
    )
    const costOf = async (): Promise<number> => {
      const before = messages().length
      expect(await bench.channel.send(HOA, part(), { signal })).toMatchObject({ kind: 'sent' })
      return messages().length - before
    }

    const costs = [await costOf(), await costOf()]
    aheadMs = 3_600_000
    costs.push(await costOf(), await costOf())
    // It had been ahead, and is set right.
    aheadMs = -3_600_000
    costs.push(await costOf())

    expect(costs).toEqual([3, 1, 3, 1, 3])
    expect(messages().at(-1)).toMatchObject({ text: expect.stringContaining('1. Đã nhận') })
  })

  it('offers buttons again at once where it was the words that were refused', async () => {
    await start((_request, index) =>
      index < 3 ? { error: -201, message: 'text is invalid' } : SENT,
    )

    expect((await bench.channel.send(HOA, part(), { signal })).kind).toBe('rejected')
    expect((await bench.channel.send(HOA, part(), { signal })).kind).toBe('sent')

    expect(messages().at(-1)).toMatchObject({ attachment: {} })
  })

  it('does not try another shape when nobody knows what became of the first', async () => {
    await start(() => ({ error: -230, message: 'no interaction' }))

    expect(await bench.channel.send(HOA, part(), { signal })).toMatchObject({
      kind: 'unreachable',
      chatState: 'waiting-for-contact',
    })
    expect(bench.server.requests).toHaveLength(1)
  })

  it('has the token of an upload kept, and sends the file by it afterwards', async () => {
    await start(({ path }) => (path.includes('upload') ? UPLOADED : SENT))
    const [first, second] = [file(), file('up1')]

    const outcomes = [await sendFile(GROUP, first), await sendFile(HOA, second)]

    expect(outcomes).toEqual(Array(2).fill({ kind: 'sent', messageIds: ['m1'] }))
    expect([first.kept, second.kept]).toEqual([['up1'], []])
    expect([first.reads, second.reads]).toEqual([1, 0])
    expect(messages()).toEqual(
      Array(2).fill({ attachment: { type: 'file', payload: { token: 'up1' } } }),
    )
  })

  it('has the token kept although the message is refused', async () => {
    await start(({ path }) =>
      path.includes('upload') ? UPLOADED : { error: -217, message: 'blocked' },
    )
    const source = file()

    expect(await sendFile(HOA, source)).toMatchObject({ kind: 'unreachable' })
    expect(source.kept).toEqual(['up1'])
  })

  it('says that a token has lapsed', async () => {
    await start(() => ({ error: -100, message: 'attachment expired' }))

    expect(await sendFile(GROUP, file('old'))).toMatchObject({
      kind: 'rejected',
      why: 'file-stale',
    })
  })

  it('has sent nothing when the upload breaks', async () => {
    await start(({ path }) => (path.includes('upload') ? { error: -32, message: 'limit' } : SENT))

    expect(await sendFile(GROUP, file())).toMatchObject({ kind: 'retry-after', scope: 'lane' })
    expect(messages()).toEqual([])
  })

  it.each([
    [-212, 'uploads-not-granted'],
    [-223, 'uploads-not-granted'],
    [-235, 'package-too-low'],
    [-201, 'file-refused'],
    [-210, 'file-too-large'],
  ])('goes on with words when an upload is answered %i: %s', async (error, why) => {
    await start(({ path }) => (path.includes('upload') ? { error, message: 'no' } : SENT))

    expect(await sendFile(HOA, file())).toEqual({ kind: 'rejected', why, reason: `${error} no` })
    expect(await bench.channel.send(HOA, part(), { signal })).toMatchObject({ kind: 'sent' })
  })

  it('has sent nothing when the file cannot be read or is larger than it said', async () => {
    await start(() => SENT)
    const broken = { ...file(), read: () => Promise.reject(new Error('/secret/path')) }
    const large = { ...file(), read: () => Promise.resolve(new Uint8Array(6 * 1024 * 1024)) }

    expect(await sendFile(GROUP, broken)).toEqual({
      kind: 'retry-after',
      afterMs: 1_000,
      scope: 'chat',
      why: 'file-missing',
      reason: 'the file cannot be read',
    })
    expect(await sendFile(GROUP, large)).toMatchObject({ kind: 'rejected', why: 'file-too-large' })
    expect(bench.server.requests).toEqual([])
  })

  it('gives a message up after the second failure without detail', async () => {
    await start(() => ({ error: -200, message: 'Send message failed' }))

    expect((await bench.channel.send(GROUP, part('group'), { signal })).kind).toBe('retry-after')
    expect((await bench.channel.send(GROUP, part('group'), { signal })).kind).toBe('rejected')
  })

  it('renews a refused token, stores the pair and sends once', async () => {
    await start(({ path, headers }) => {
      if (path.startsWith('/oauth'))
        return { access_token: 'a2', refresh_token: 'r2', expires_in: '90000' }
      return headers['access_token'] === 'a2' ? SENT : { error: -216, message: 'invalid' }
    })

    const outcomes = await Promise.all(
      [1, 2, 3].map(() => bench.channel.send(GROUP, part('group'), { signal })),
    )

    expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent'])
    expect(bench.tokens.pair).toMatchObject({ accessToken: 'a2', refreshToken: 'r2' })
    expect(bench.server.requests.filter(({ path }) => path.startsWith('/oauth'))).toHaveLength(1)
  })

  it('stops the lane when the refresh token is used up', async () => {
    await start(({ path }) =>
      path.startsWith('/oauth')
        ? { error: -14_014, error_name: 'Invalid refresh token.' }
        : { error: -216, message: 'invalid' },
    )

    expect((await bench.channel.send(GROUP, part('group'), { signal })).kind).toBe('auth')
    expect((await bench.channel.health()).detail).toContain('quản trị viên OA cần cấp quyền lại')
  })

  it('spreads what others have left of a minute over the rest of it, and begins each anew', async () => {
    const seconds = (count: number): number => Date.UTC(2026, 10, 24, 1, 0, count)
    const paces: number[] = []
    const readPace = (): void => void paces.push(bench.channel.capabilities.pace.perSecond)
    let [at, remain] = [seconds(20), 0]
    await start(
      (_request, _index, response) => {
        response.setHeader('X-RateLimit-Limit', 200)
        response.setHeader('X-RateLimit-Remain', remain)
        return SENT
      },
      () => at,
    )

    readPace()
    for (const left of [200, 20, 0]) {
      remain = left
      await bench.channel.send(GROUP, part('group'), { signal })
      readPace()
    }
    at = seconds(60)
    readPace()

    // Before any answer that of the smallest package; a tenth goes on at least, so that the headers are read again.
    expect(paces).toEqual([1.5, 3, 0.5, 0.3, 3])
  })
})

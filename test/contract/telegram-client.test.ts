import { afterEach, describe, expect, it } from '@jest/globals'
import type { ServerResponse } from 'node:http'
import dns from 'node:dns'
import {
  createServer,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout,
  type AddressInfo,
  type Socket,
} from 'node:net'
import { inspect } from 'node:util'
import { createZaloBot } from 'zalo-api-sdk-node'
import { TelegramClient } from '../../src/channels/telegram/telegram-client.ts'
import type { SendOutcome } from '../../src/channels/channel.ts'
import type { TelegramCallError } from '../../src/channels/telegram/telegram-error.ts'
import { sendRendered } from '../../src/channels/telegram/telegram-send.ts'
import { allowSlowLines } from '../../src/compose/allow-slow-lines.ts'
import { startLateServer } from '../support/late-server.ts'
import {
  answerJson,
  type ScriptedRequest,
  type ScriptedServer,
  startScriptedServer,
} from '../support/scripted-server.ts'
import { waitUntil } from '../support/wait-until.ts'

const TOKEN = '5000:very-secret-token'
const opened: { close(): Promise<void> }[] = []

async function talk(
  answer: (request: ScriptedRequest, response: ServerResponse, index: number) => void,
  prefix = '',
): Promise<{ client: TelegramClient; server: ScriptedServer }> {
  const server = await startScriptedServer(answer)
  const client = new TelegramClient({
    token: TOKEN,
    apiRoot: server.origin + prefix,
    timeoutMs: 400,
  })
  opened.push({ close: () => client.disconnect().then(() => server.stop()) })
  return { client, server }
}

const failureOf = (call: Promise<unknown>): Promise<TelegramCallError> =>
  call.then(
    () => {
      throw new Error('the call did not fail')
    },
    (error: unknown) => error as TelegramCallError,
  )

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()))
})

describe('a call of the Bot API', () => {
  it('goes as JSON below the path of the root, without what is not set', async () => {
    const { client, server } = await talk(
      (_request, response) => answerJson(response, 200, { ok: true, result: { message_id: 3 } }),
      '/telegram/',
    )

    const result = await client.sendMessage('77', 'Chào', { disable_notification: true })

    expect(result).toEqual({ message_id: 3 })
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: `/telegram/bot${TOKEN}/sendMessage`,
      headers: { 'content-type': 'application/json' },
    })
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      chat_id: '77',
      text: 'Chào',
      disable_notification: true,
    })
  })

  it('keeps its connection for the next ones', async () => {
    const { client, server } = await talk((_request, response) =>
      answerJson(response, 200, { ok: true, result: true }),
    )

    for (let round = 0; round < 8; round++) await client.call('getMe', {})

    // The pool may open a second one before the first counts as free again.
    const connections = new Set(server.requests.map(({ socket }) => socket)).size
    expect(connections).toBeLessThanOrEqual(2)
  })

  it('uploads a file with objects as JSON text and a Vietnamese name', async () => {
    const { client, server } = await talk((_request, response) =>
      answerJson(response, 200, { ok: true, result: true }),
    )

    await client.upload(
      'sendDocument',
      { chat_id: '77', reply_parameters: { message_id: 5 } },
      {
        field: 'document',
        name: 'Thông báo "12".pdf',
        mime: 'application/pdf',
        bytes: Buffer.from('%PDF'),
      },
    )

    const body = server.requests[0]?.body ?? ''
    expect(server.requests[0]?.headers).toMatchObject({
      'content-type': expect.stringMatching(/^multipart\/form-data; boundary=/u),
      'content-length': String(Buffer.byteLength(body)),
    })
    expect(body).toContain('{"message_id":5}')
    expect(body).toContain('filename="Thông báo %2212%22.pdf"')
    expect(body).toContain('%PDF')
  })

  it('uploads a file whose sender names it and its type in several lines as one file', async () => {
    const { client, server } = await talk((_request, response) =>
      answerJson(response, 200, { ok: true, result: true }),
    )

    const mime = 'text/plain\r\nX-Other: 1'
    const file = { field: 'document', name: 'a\r\nb.txt', mime, bytes: Buffer.from('x') }
    await client.upload('sendDocument', { chat_id: '77' }, file)

    const body = server.requests[0]?.body ?? ''
    expect(body).toContain('filename="a%0D%0Ab.txt"\r\nContent-Type: application/octet-stream\r\n')
    expect(body).not.toContain('X-Other')
  })

  it('fails with what the server says', async () => {
    const { client } = await talk((_request, response) =>
      answerJson(response, 429, {
        ok: false,
        error_code: 429,
        description: 'Too Many Requests: retry after 7',
        parameters: { retry_after: 7 },
      }),
    )

    expect(await failureOf(client.call('sendMessage', {}))).toMatchObject({
      failure: 'refused',
      error_code: 429,
      description: 'Too Many Requests: retry after 7',
      parameters: { retry_after: 7 },
    })
  })

  it('sees the words of a 5xx', async () => {
    const { client } = await talk((_request, response) =>
      answerJson(response, 500, {
        ok: false,
        error_code: 500,
        description: 'Internal Server Error: restart',
      }),
    )

    expect(await failureOf(client.call('sendMessage', {}))).toMatchObject({
      description: 'Internal Server Error: restart',
    })
  })

  it.each([
    { title: 'a page', status: 502, body: '<html>Bad Gateway</html>' },
    { title: 'half an answer', status: 200, body: '{"ok":true,"resu' },
    { title: 'another answer', status: 200, body: '{"hello":1}' },
    { title: 'nothing', status: 200, body: '' },
  ])('tells $title from an answer', async ({ status, body }) => {
    const { client } = await talk((_request, response) => response.writeHead(status).end(body))

    expect(await failureOf(client.call('sendMessage', {}))).toMatchObject({
      failure: 'not-api',
      error_code: status,
    })
  })

  it('has no answer when the connection breaks after the request', async () => {
    const { client } = await talk((request) => request.socket.destroy())

    expect((await failureOf(client.call('sendMessage', {}))).failure).toBe('no-answer')
  })

  it('has no answer when time runs out', async () => {
    const { client } = await talk(() => undefined)

    const error = await failureOf(client.call('sendMessage', {}, { timeoutMs: 50 }))

    expect(error).toMatchObject({ failure: 'no-answer', description: 'no answer in time' })
  })

  it('has no answer when the caller gives up', async () => {
    const giveUp = new AbortController()
    const { client } = await talk(() => giveUp.abort())

    const error = await failureOf(client.call('sendMessage', {}, { signal: giveUp.signal }))

    expect(error.failure).toBe('no-answer')
  })

  it('was not sent when the caller had given up before', async () => {
    const { client, server } = await talk((_request, response) => response.end())

    const error = await failureOf(client.call('sendMessage', {}, { signal: AbortSignal.abort() }))

    expect(error.failure).toBe('not-sent')
    expect(server.requests).toEqual([])
  })

  it('was not sent when it never got a connection in time', async () => {
    const { server } = await talk(() => undefined)
    const client = new TelegramClient({ token: TOKEN, apiRoot: server.origin, connections: 1 })

    const first = failureOf(client.call('getUpdates', {}, { timeoutMs: 300 }))
    const waiting = await failureOf(client.call('sendMessage', {}, { timeoutMs: 50 }))

    expect(waiting.failure).toBe('not-sent')
    expect((await first).failure).toBe('no-answer')
    await client.disconnect()
    expect(server.requests.map(({ path }) => path.split('/').at(-1))).toEqual(['getUpdates'])
  })

  it('was not sent when it may not leave any more by the time it gets its connection', async () => {
    const held: ServerResponse[] = []
    const { server } = await talk((_request, response) => void held.push(response))
    const client = new TelegramClient({ token: TOKEN, apiRoot: server.origin, connections: 1 })
    let isOurs = true
    const mayLeave = (): boolean => isOurs

    const first = client.call('getUpdates', {}, { mayLeave })
    const upload = { field: 'document', name: 'a.pdf', mime: 'a/pdf', bytes: Buffer.from('%PDF') }
    const waiting = [
      failureOf(client.call('sendMessage', {}, { mayLeave })),
      failureOf(client.upload('sendDocument', {}, upload, { mayLeave })),
    ]
    await waitUntil('the first call is there', () => held.length === 1)
    isOurs = false
    answerJson(held[0]!, 200, { ok: true, result: [] })

    expect(await first).toEqual([])
    expect((await Promise.all(waiting)).map(({ failure }) => failure)).toEqual([
      'not-sent',
      'not-sent',
    ])
    await client.disconnect()
    expect(server.requests.map(({ path }) => path.split('/').at(-1))).toEqual(['getUpdates'])
  })

  it('was not sent when nobody listens', async () => {
    const { client, server } = await talk(() => undefined)
    await server.stop()

    expect(await failureOf(client.call('sendMessage', {}))).toMatchObject({
      failure: 'not-sent',
      description: 'ECONNREFUSED',
    })
  })

  it('reaches a host that answers late and has another address that does not answer at all, as Zalo’s calls do', async () => {
    const { port, wake, stop } = await startLateServer()
    const { lookup } = dns
    const before = getDefaultAutoSelectFamilyAttemptTimeout()
    const order = dns.getDefaultResultOrder()
    const addresses = [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]
    let looked = 0
    dns.lookup = ((_host: string, _options: object, done: (error: null, all: object[]) => void) => {
      done(null, addresses)
      // Both first packets are lost by then, and there is room long before the second ones.
      if (++looked === 2) setTimeout(wake, 100)
    }) as unknown as typeof lookup
    const root = `http://bot.example.test:${port}`
    const client = new TelegramClient({ token: TOKEN, apiRoot: root })

    try {
      allowSlowLines()
      expect(dns.getDefaultResultOrder()).toBe('ipv4first')
      const calls = [
        client.call('getMe', {}),
        createZaloBot({ token: '1:a', baseUrl: root }).getMe(),
      ]
      const said = await Promise.allSettled(calls)

      expect(said.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    } finally {
      dns.lookup = lookup
      setDefaultAutoSelectFamilyAttemptTimeout(before)
      dns.setDefaultResultOrder(order)
      await client.disconnect()
      await stop()
    }
  })

  it('follows no redirect: the token would go wherever it points', async () => {
    const elsewhere = await startScriptedServer((_request, response) =>
      answerJson(response, 200, { ok: true, result: true }),
    )
    const { client } = await talk((request, response) =>
      response.writeHead(302, { location: `${elsewhere.origin}${request.path}` }).end(),
    )

    const error = await failureOf(client.call('sendMessage', {}))
    await elsewhere.stop()

    expect(error).toMatchObject({ failure: 'not-api', error_code: 302 })
    expect(inspect(error)).not.toContain('very-secret')
    expect(elsewhere.requests).toEqual([])
  })

  it.each([
    { title: 'a name that nobody knows', apiRoot: 'http://nhipcau.invalid' },
    { title: 'a server without TLS', apiRoot: 'https' },
  ])('was not sent to $title, and does not tell its token', async ({ apiRoot }) => {
    const server = await startScriptedServer((_request, response) => response.end())
    const root = apiRoot === 'https' ? server.origin.replace('http:', 'https:') : apiRoot
    const client = new TelegramClient({ token: TOKEN, apiRoot: root })

    const error = await failureOf(client.call('sendMessage', {}))
    await client.disconnect()
    await server.stop()

    expect(error.failure).toBe('not-sent')
    expect([error.stack, JSON.stringify(error), inspect(error)].join()).not.toContain('very-secret')
  })

  it('lets telegraf’s own helpers go the same way', async () => {
    const { client, server } = await talk((request, response) =>
      response.writeHead(500).end(`<html>${request.path}</html>`),
    )

    const error = await failureOf(client.editMessageReplyMarkup('77', 5, undefined, undefined))

    expect(error).toMatchObject({ name: 'TelegramCallError', failure: 'not-api', error_code: 500 })
    expect(inspect(error)).not.toContain('very-secret')
    expect(server.requests).toHaveLength(1)
  })

  it('never tells its token, whatever fails', async () => {
    const { client, server } = await talk((request, response, index) => {
      if (index === 0) response.writeHead(404).end(`no such path: ${request.path}`)
      else if (index === 1) response.writeHead(200).end(`{"path":"${request.path}`)
      else request.socket.destroy()
    })

    const errors = [
      await failureOf(client.call('sendMessage', {})),
      await failureOf(client.call('sendMessage', {})),
      await failureOf(client.call('sendMessage', {})),
    ]
    await server.stop()
    errors.push(await failureOf(client.call('sendMessage', {})))

    const told = errors.map((error) =>
      [error.stack, JSON.stringify(error), inspect(error)].join(' '),
    )
    expect(told.filter((text) => text.includes('very-secret'))).toEqual([])
  })
})

describe('an upload that breaks off', () => {
  /** More than the buffers of a connection hold. */
  const LARGE = 24 * 1024 * 1024
  /** A server that meets the first bytes of a request so. */
  const meet = async (first: (socket: Socket) => void): Promise<TelegramClient> => {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined))
      socket.once('data', () => first(socket))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const client = new TelegramClient({ token: TOKEN, apiRoot: `http://127.0.0.1:${port}` })
    const close = async (): Promise<void> => {
      for (const socket of sockets) socket.destroy()
      await client.disconnect()
      server.close()
    }
    opened.push({ close })
    return client
  }
  const sendFile = (
    client: TelegramClient,
    size: number,
    signal = AbortSignal.timeout(20_000),
  ): Promise<SendOutcome> => {
    const part = { kind: 'file', preview: 'a.pdf', body: {}, fileId: 'f' } as const
    const file = {
      name: 'a.pdf',
      mime: 'application/pdf',
      token: null,
      read: () => Promise.resolve(new Uint8Array(size)),
      keep: () => Promise.resolve(),
    }
    return sendRendered(client, { chatId: '-77', type: 'group' }, part, { signal, file })
  }
  const upload = { field: 'document', name: 'a.pdf', mime: 'application/pdf' }

  it('half-way has brought no message: the file rests, and is tried again', async () => {
    const client = await meet((socket) => socket.destroy())

    expect(await sendFile(client, LARGE)).toMatchObject({
      kind: 'retry-after',
      afterMs: 300_000,
      scope: 'chat',
      why: 'upload-failed',
    })
  })

  it('half-way is no message either when its time is over', async () => {
    const client = await meet((socket) => socket.pause())

    const file = { ...upload, bytes: new Uint8Array(LARGE) }
    const error = await failureOf(client.upload('sendDocument', {}, file, { timeoutMs: 300 }))

    expect(error).toMatchObject({ failure: 'cut-short', description: 'no answer in time' })
  })

  it.each([
    [403, 'retry-after'],
    [504, 'retry-after'],
    [413, 'rejected'],
  ])('half-way with a page of status %i brings no message: %s', async (status, kind) => {
    const client = await meet((socket) => {
      const page = '<html>no</html>'
      socket.end(
        `HTTP/1.1 ${status} No\r\nContent-Length: ${page.length}\r\nConnection: close\r\n\r\n${page}`,
      )
    })

    expect(await sendFile(client, LARGE)).toMatchObject({
      kind,
      why: kind === 'rejected' ? 'file-too-large' : 'upload-failed',
    })
  })

  it('half-way because we stop goes again, and says nothing of the file', async () => {
    const stop = new AbortController()
    const client = await meet((socket) => {
      socket.pause()
      stop.abort()
    })

    expect(await sendFile(client, LARGE, stop.signal)).toMatchObject({
      kind: 'retry-after',
      afterMs: 1_000,
      why: 'interrupted',
    })
  })

  it('after its last byte may have brought the message', async () => {
    const client = await meet((socket) => socket.destroy())

    expect(await sendFile(client, 1_000)).toMatchObject({ kind: 'unknown' })
  })
})

describe('a file of the Bot API', () => {
  it('is read up to the limit and no further', async () => {
    const { client } = await talk((_request, response) => {
      response.writeHead(200)
      response.write(Buffer.alloc(600))
      response.end(Buffer.alloc(600))
    })

    expect(await client.fetchFile('documents/a.pdf', 1200)).toMatchObject({ kind: 'answered' })
    expect(await client.fetchFile('documents/a.pdf', 1199)).toEqual({ kind: 'too-large' })
  })
})

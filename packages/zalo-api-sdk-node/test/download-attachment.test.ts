import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { downloadAttachment, type Fetch } from '../src/index.ts'
import { startWireServer, type WireServer } from './wire-server.ts'

describe('downloading an attachment', () => {
  let server: WireServer
  /** Hosts that the download would have asked. */
  let hosts: string[]

  beforeEach(async () => {
    server = await startWireServer()
    server.answer({ body: '%PDF' })
    hosts = []
  })

  afterEach(async () => {
    await server.stop()
  })

  /** Reaches the scripted server whatever the host is called. */
  const anyHost: Fetch = (url, init) => {
    const { host, pathname } = new URL(url instanceof Request ? url.url : url)
    hosts.push(host)
    return fetch(server.origin + pathname, init)
  }
  const download = (
    url: string,
    { maxBytes = 100, timeoutMs = 20_000 } = {},
  ): ReturnType<typeof downloadAttachment> =>
    downloadAttachment(url, { maxBytes, fetch: anyHost, timeoutMs })
  const FILE = 'https://f21-zpc.zdn.vn/1/a.pdf'

  it('gives the bytes', async () => {
    expect(await download(FILE)).toEqual({ kind: 'bytes', bytes: Buffer.from('%PDF') })
  })

  it.each([
    'http://f.zdn.vn/a',
    'https://f.zdn.vn:8443/a',
    'https://zdn.vn.example.com/a',
    'https://evilzdn.vn/a',
    'https://127.0.0.1/a',
    'https://user@169.254.169.254/a',
    'file:///etc/passwd',
    'a.pdf',
    '',
  ])('asks nobody for %j', async (url) => {
    expect(await download(url)).toEqual({
      kind: 'failed',
      reason: 'the address is not one of Zalo',
    })
    expect(hosts).toEqual([])
  })

  it('follows Zalo to Zalo, and to nobody else', async () => {
    server.answer(
      { status: 302, headers: { location: 'https://b.zadn.vn/x' } },
      { status: 302, headers: { location: 'https://169.254.169.254/secret' } },
      { body: 'secret' },
    )

    expect(await download(FILE)).toMatchObject({ kind: 'failed' })
    expect(hosts).toEqual(['f21-zpc.zdn.vn', 'b.zadn.vn'])
  })

  it('does not go round in circles', async () => {
    server.answer({ status: 302, headers: { location: FILE } })

    expect(await download(FILE)).toMatchObject({ kind: 'failed' })
    expect(hosts).toHaveLength(4)
  })

  it.each([
    { title: 'says that it is', answer: { body: 'x'.repeat(101) } },
    { title: 'does not', answer: { drip: { piece: 'x'.repeat(60), everyMs: 5 } } },
  ])('takes no more than it may from a server that $title', async ({ answer }) => {
    server.answer(answer)

    expect(await download(FILE)).toEqual({ kind: 'too-large' })
  })

  it('gives up on refusals, breaks and silence, in words without the address', async () => {
    server.answer({ status: 410, body: 'gone' })
    expect(await download(FILE)).toEqual({ kind: 'failed', reason: 'HTTP 410' })
    server.answer({ drop: true })
    expect(await download(FILE)).toEqual({ kind: 'failed', reason: 'the connection failed' })
    server.answer({ drip: { piece: '', everyMs: 50 } })
    expect(await download(FILE, { timeoutMs: 300 })).toEqual({
      kind: 'failed',
      reason: 'no answer in time',
    })
  })

  it('lets go of the page that comes with a refusal', async () => {
    let cancelled = 0
    const body = (): ReadableStream => new ReadableStream({ cancel: () => void (cancelled += 1) })
    const refused: Fetch = () => Promise.resolve(new Response(body(), { status: 410 }))

    expect(await downloadAttachment(FILE, { maxBytes: 100, fetch: refused })).toEqual({
      kind: 'failed',
      reason: 'HTTP 410',
    })
    expect(cancelled).toBe(1)
  })

  it('asks one other origin that it is told of', async () => {
    const url = `${server.origin}/files/1`

    expect(await downloadAttachment(url, { maxBytes: 100, extraOrigin: server.origin })).toEqual({
      kind: 'bytes',
      bytes: Buffer.from('%PDF'),
    })
  })
})

import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import Fastify, { type FastifyInstance } from 'fastify'
import { createFileLinker, linkFiles } from '../../../src/usecases/link-files.ts'
import { openFileLink } from '../../../src/domain/file-link.ts'
import type { FileId } from '../../../src/domain/id.ts'
import { fileRoutes } from '../../../src/http/files.ts'
import { plainMessage, type Message } from '../../../src/messages/message.ts'
import { keepFile, readStoredFile } from '../../../src/storage/files.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const TIME_ZONE = 'Asia/Ho_Chi_Minh'
const MADE = new Date('2026-11-28T02:00:00Z')
const DAY_MS = 86_400_000

describe('the link to a file of a notice', () => {
  let database: TestDatabase
  let app: FastifyInstance
  let now: Date
  let message: Message

  beforeEach(async () => {
    database = await createTestDatabase()
    now = MADE
    app = Fastify()
    await app.register(
      fileRoutes({
        openLink: (token) => openFileLink(database.store.keys, token, now),
        readFile: (id) => readStoredFile(database.store, id),
        now: () => now.getTime(),
      }),
    )
    const file = await keepFile(database.store, {
      name: 'Thông báo số 12 (bản “ký”).xlsx',
      mime: 'text/html',
      bytes: Buffer.from('<script>alert(1)</script>'),
    })
    message = { ...plainMessage('Kèm'), files: [file] }
  })

  afterEach(async () => {
    await app.close()
    await database.close()
  })

  const rules = () => ({
    keys: database.store.keys,
    publicUrl: 'https://nhuxuan.example',
    timeZone: TIME_ZONE,
  })
  const linkOf = (purpose: 'broadcast' | 'answer') => {
    const { files = [] } = linkFiles(message, rules(), { purpose, now: MADE })
    return files[0]?.link ?? { url: '', until: '' }
  }
  const open = (url: string) => app.inject(new URL(url).pathname)

  it('gives the file to be saved, under its name, never shown', async () => {
    const { url, until } = linkOf('broadcast')
    expect(url).toMatch(/^https:\/\/nhuxuan\.example\/tep\/[\w.-]+$/)
    expect(until).toBe('28/12/2026')

    const answer = await open(url)

    expect(answer.statusCode).toBe(200)
    expect(answer.body).toBe('<script>alert(1)</script>')
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="Thong bao so 12 ban ky.xlsx"; filename*=UTF-8''${encodeURIComponent(
        'Thông báo số 12 ',
      )}%28${encodeURIComponent('bản “ký”')}%29.xlsx`,
    )
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'content-security-policy': "default-src 'none'; sandbox",
      'referrer-policy': 'no-referrer',
    })
  })

  it('is over after thirty days, and after one for what an officer has asked for', async () => {
    const [notice, report] = [linkOf('broadcast').url, linkOf('answer').url]

    now = new Date(MADE.getTime() + DAY_MS)
    expect((await open(report)).statusCode).toBe(200)
    now = new Date(MADE.getTime() + 2 * DAY_MS)
    const gone = await open(report)
    expect([gone.statusCode, (await open(notice)).statusCode]).toEqual([404, 200])
    now = new Date(MADE.getTime() + 31 * DAY_MS)
    expect((await open(notice)).statusCode).toBe(404)
    expect(gone.headers['content-type']).toContain('text/plain')
    expect(gone.body).toContain('đã hết hạn')
  })

  it('cannot be guessed, and leads nowhere else', async () => {
    const { pathname } = new URL(linkOf('broadcast').url)
    const wrong = [
      '/tep/',
      '/tep/x',
      `${pathname}x`,
      `${pathname}/..`,
      '/tep/..%2f..%2fetc%2fpasswd',
      `/tep/${'A'.repeat(90)}`,
    ]

    const statuses = []
    for (const path of wrong) statuses.push((await app.inject(path)).statusCode)

    expect(statuses).toEqual(wrong.map(() => 404))
  })

  it('is bounded: so many a minute, then people are asked to come again', async () => {
    const { pathname } = new URL(linkOf('broadcast').url)
    for (let index = 0; index < 400; index++) await app.inject(`${pathname}x`)
    for (let index = 0; index < 300; index++)
      expect((await app.inject(pathname)).statusCode).toBe(200)

    const late = await app.inject(pathname)
    expect([late.statusCode, late.headers['retry-after']]).toEqual([503, '5'])
    now = new Date(MADE.getTime() + 60_000)
    expect((await app.inject(pathname)).statusCode).toBe(200)
  })

  it('is the same object for the same message on one day, so that copies are rendered once', () => {
    const link = createFileLinker(rules(), { now: () => now })

    expect(link(message, 'broadcast')).toBe(link(message, 'broadcast'))
    expect(link(plainMessage('x'), 'broadcast').files).toBeUndefined()
    const before = link(message, 'broadcast')
    now = new Date(MADE.getTime() + DAY_MS)
    expect(link(message, 'broadcast')).not.toBe(before)
  })

  it('is not there where phones cannot reach the service', () => {
    const linked = linkFiles(
      message,
      { ...rules(), publicUrl: undefined },
      { purpose: 'card', now },
    )

    expect(linked).toBe(message)
  })
})

describe('readers of files who are slow', () => {
  let app: FastifyInstance
  let now = 0
  const sockets: Socket[] = []

  afterEach(async () => {
    for (const socket of sockets) socket.destroy()
    await app.close()
  })

  /** Asks for the file and reads no more than the first bytes of the answer, the rest when told. */
  async function ask(name: string): Promise<{ status: number; rest: () => Promise<number> }> {
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.write(`GET /tep/${name} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
    const [first] = (await once(socket, 'data')) as [Buffer]
    socket.pause()
    const rest = async (): Promise<number> => {
      socket.resume()
      await once(socket, 'close')
      return socket.bytesRead
    }
    return { status: Number(first.toString('latin1', 9, 12)), rest }
  }

  it('share a file, and keep nobody out for longer than half a minute', async () => {
    app = Fastify()
    const large = Buffer.alloc(16 * 1024 * 1024)
    await app.register(
      fileRoutes({
        openLink: (token) => token as FileId,
        readFile: async (name) => ({ name, mime: 'text/plain', bytes: large }),
        now: () => now,
      }),
    )
    await app.listen({ port: 0, host: '127.0.0.1' })
    const slow = []
    for (const name of ['a', 'a', 'a', 'b', 'c', 'd']) slow.push(await ask(name))
    expect(slow.map(({ status }) => status)).toEqual(slow.map(() => 200))

    expect((await ask('e')).status).toBe(503)
    // Who is turned away has fetched nothing of what a minute may bring.
    for (let index = 0; index < 300; index++) await app.inject('/tep/e')
    now += 30_000
    expect((await ask('e')).status).toBe(200)
    expect((await ask('f')).status).toBe(200)
    const wholeOf = async (reading: { rest: () => Promise<number> }[]): Promise<boolean[]> => {
      const sizes = []
      for (const { rest } of reading) sizes.push(await rest())
      return sizes.map((size) => size > large.length)
    }
    expect(await wholeOf(slow)).toEqual([false, false, false, false, true, true])

    const later = [await ask('g'), await ask('h')]
    now += 29_000
    later.push(await ask('e'))
    now += 1_000
    // Not for the file that somebody has just begun to read.
    for (const name of ['i', 'j', 'k']) expect((await ask(name)).status).toBe(200)
    expect((await ask('l')).status).toBe(503)
    expect(await wholeOf(later)).toEqual([false, false, true])

    // But for one that is begun again and again only for two minutes.
    const readAgain = async (): Promise<number[]> => {
      const answers = []
      for (const name of ['i', 'j', 'k', 'l']) answers.push((await ask(name)).status)
      now += 24_000
      return answers
    }
    for (let times = 0; times < 4; times++) expect(await readAgain()).toEqual([200, 200, 200, 200])
    expect((await ask('m')).status).toBe(503)
    await readAgain()
    expect((await ask('m')).status).toBe(200)
  })

  it('of one file who come by hundreds leave the other files to others', async () => {
    app = Fastify()
    await app.register(
      fileRoutes({
        openLink: (token) => token as FileId,
        readFile: async (name) => ({ name, mime: 'text/plain', bytes: Buffer.from(name) }),
        now: () => now,
      }),
    )
    for (let index = 0; index < 300; index++) await app.inject('/tep/a')
    expect((await app.inject('/tep/a')).statusCode).toBe(503)
    expect((await app.inject('/tep/b')).statusCode).toBe(200)
  })
})

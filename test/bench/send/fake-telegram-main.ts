import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { FakeJournal } from './fake-journal.ts'
import type { FakeSettings } from './fake-statistics.ts'

/**
 * A small fast Telegram for measurements, a process of its own: `/bot<token>/<method>`, an evenly drawn
 * latency, the published limits where asked for, and exact books per bot. Knows nothing of any sender.
 * `POST /control/reset` begins anew, `GET /control/count/<token>` and `GET /control/statistics/<token>` tell.
 */
let settings: FakeSettings = { limits: false, latencyMs: null, seed: 1, labels: [] }
let random = seededRandom(1)
let journals = new Map<string, FakeJournal>()
let lastMessageId = 0

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const at = performance.now()
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => {
    body += chunk
  })
  request.on('end', () => answer(request, response, body, at))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address)
    process.stdout.write(`http://127.0.0.1:${address.port}\n`)
})
process.once('SIGTERM', () => process.exit(0))

function answer(
  { url = '' }: IncomingMessage,
  response: ServerResponse,
  body: string,
  at: number,
): void {
  const [, place = '', second = '', token = ''] = url.split('/')
  if (place === 'control') return control(second, token, body, response)
  const call = second.toLowerCase()
  if (call === 'sendmessage' || call === 'senddocument' || call === 'editmessagetext')
    return message(call !== 'editmessagetext', place.slice(3), body, response, at)
  if (call === 'getme')
    return reply(
      response,
      200,
      '{"ok":true,"result":{"id":4242,"is_bot":true,"first_name":"Bench","username":"bench_bot"}}',
    )
  reply(response, 200, '{"ok":true,"result":true}')
}

function control(what: string, token: string, body: string, response: ServerResponse): void {
  if (what === 'reset') {
    settings = JSON.parse(body) as FakeSettings
    random = seededRandom(settings.seed)
    journals = new Map()
    return reply(response, 200, '{}')
  }
  const journal = journalOf(token)
  reply(
    response,
    200,
    what === 'count' ? String(journal.copies) : JSON.stringify(journal.statistics()),
  )
}

function message(
  isSend: boolean,
  token: string,
  body: string,
  response: ServerResponse,
  at: number,
): void {
  const { chat_id, text = '' } = JSON.parse(body) as { chat_id: number | string; text?: string }
  const chatId = Number(chat_id)
  const wait = journalOf(token).enter({ chatId, text, isSend }, at)
  if (wait > 0) {
    const seconds = Math.ceil(wait / 1_000)
    response.setHeader('retry-after', seconds)
    return later(() =>
      reply(
        response,
        429,
        `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after ${seconds}","parameters":{"retry_after":${seconds}}}`,
      ),
    )
  }
  const type = chatId < 0 ? 'supergroup' : 'private'
  const result = `{"message_id":${++lastMessageId},"date":1790000000,"chat":{"id":${chatId},"type":"${type}"},"text":${JSON.stringify(text)}}`
  later(() => reply(response, 200, `{"ok":true,"result":${result}}`))
}

function journalOf(token: string): FakeJournal {
  const known = journals.get(token)
  if (known) return known
  const journal = new FakeJournal(settings)
  journals.set(token, journal)
  return journal
}

function later(done: () => void): void {
  if (settings.latencyMs === null) return done()
  const [least, most] = settings.latencyMs
  setTimeout(done, least + (most - least) * random())
}

function reply(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

/** Mulberry32: small, even, the same for the same seed. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

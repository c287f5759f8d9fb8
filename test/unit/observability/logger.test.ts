import { describe, expect, it } from '@jest/globals'
import { createLogger } from '../../../src/observability/logger.ts'

const BOT_TOKEN = '7123456789:AAHk-f_9sdQwErTyUiOpAsDfGhJkLzXcVbN'
const ZALO_TOKEN = `Xk3q${'aB3_dE6-'.repeat(20)}`
const KEY = Buffer.alloc(32, 200).toString('base64')
const PASSWORD = 'mật khẩu "rất" bí/mật'
const SECRETS = [BOT_TOKEN, ZALO_TOKEN, KEY, PASSWORD]

function logTo(readable = false, secrets: readonly string[] = []) {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const { log, redactor } = createLogger({ level: 'trace', secrets, readable, destination })
  return { log, redactor, text: () => lines.join('') }
}

/** The ways in which a value reaches a log. */
const WAYS: readonly (readonly [
  string,
  (log: ReturnType<typeof logTo>['log'], s: string) => void,
])[] = [
  ['in the message', (log, s) => log.info(`calling ${s} now`)],
  ['in a format argument', (log, s) => log.info('calling %s now', s)],
  ['in a field', (log, s) => log.info({ url: s }, 'call')],
  ['deep in a field', (log, s) => log.info({ a: [{ b: { c: `x ${s}` } }] }, 'call')],
  ['in the name of a field', (log, s) => log.info({ [s]: 1 }, 'call')],
  ['in a child logger', (log, s) => log.child({ lane: s }).warn('slow')],
  ['in an error', (log, s) => log.error(new Error(`request to ${s} failed`))],
  ['in an error field', (log, s) => log.error({ err: new Error(s) }, 'failed')],
  ['in a field named error', (log, s) => log.error({ error: new Error(s) }, 'failed')],
  [
    'in the cause of an error',
    (log, s) => log.error({ err: new Error('outer', { cause: new Error(s) }) }, 'failed'),
  ],
  [
    'in a property of an error',
    (log, s) =>
      log.error({ err: Object.assign(new Error('x'), { request: { path: s } }) }, 'failed'),
  ],
  ['in an aggregate error', (log, s) => log.error(new AggregateError([new Error(s)], 'many'))],
  ['in a Map turned to JSON', (log, s) => log.info({ map: Object.fromEntries([['k', s]]) }, 'x')],
]

describe('a secret that the logger was told', () => {
  it.each(WAYS)('is hidden %s', (_, write) => {
    for (const secret of SECRETS) {
      const { log, text } = logTo(false, [secret])

      write(log, secret)

      expect(text()).toContain('[hidden]')
      expect(text()).not.toContain(secret)
      expect(text()).not.toContain(JSON.stringify(secret).slice(1, -1))
    }
  })

  it('is hidden percent-encoded, in base64, in hex and as bytes', () => {
    const { log, text } = logTo(false, [PASSWORD])
    const bytes = Buffer.from(PASSWORD)
    const forms = [
      encodeURIComponent(PASSWORD),
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
    ]

    log.info({ forms }, 'call')
    log.info({ buffer: bytes, array: new Uint8Array(bytes), list: [...bytes] }, 'call')

    for (const form of forms) expect(text()).not.toContain(form)
    expect(text()).toContain('"buffer":"[bytes]","array":"[bytes]","list":"[bytes]"')
  })

  it('is hidden in the readable form too', () => {
    for (const [, write] of WAYS) {
      const { log, text } = logTo(true, [PASSWORD])

      write(log, PASSWORD)

      expect(text()).not.toContain(PASSWORD)
    }
  })

  it('may be learned later, as when a token is refreshed', () => {
    const { log, redactor, text } = logTo()

    redactor.add('fresh-token')
    log.info('using fresh-token')

    expect(text()).not.toContain('fresh-token')
  })
})

describe('a secret that nobody told', () => {
  it.each([
    ['a Telegram URL', `https://api.telegram.org/bot${BOT_TOKEN}/sendMessage`, BOT_TOKEN],
    ['a file URL', `http://127.0.0.1:9/file/bot${BOT_TOKEN}/photos/1.jpg`, BOT_TOKEN],
    ['a short test token', '/bot123456:TEST/getMe', '123456:TEST'],
    ['an encoded URL', `/bot${BOT_TOKEN.replace(':', '%3A')}/getMe`, BOT_TOKEN.slice(12)],
    ['a bare bot token', `token ${BOT_TOKEN} refused`, BOT_TOKEN.slice(12)],
    ['a Zalo token', `got ${ZALO_TOKEN}`, ZALO_TOKEN],
    ['a query string', '/x?access_token=abc123&y=1', 'abc123'],
    ['a form', 'grant_type=refresh_token&refresh_token=r3fr&app_id=1', 'r3fr'],
    ['a JSON body as text', '{"secret_key":"s3cr3t","a":1}', 's3cr3t'],
    ['a header', 'Authorization: Bearer abc.def', 'abc.def'],
    ['a signature', 'mac=0123456789abcdef', '0123456789abcdef'],
    ['a database URL', 'connect postgres://nc:hunter2@db/nc', 'hunter2'],
    ['a redis URL', 'rediss://:hunter2@cache:6379', 'hunter2'],
    ['a phone number', 'gọi 0912345678 nhé', '0912345678'],
    ['a spaced phone number', 'gọi 091 234 5678', '234 5678'],
    ['an international phone number', '+84 912.345.678', '912.345'],
    ['a phone number for Zalo', '"phone": 84912345678', '84912345678'],
  ])('is hidden in %s', (_, written, secret) => {
    for (const [, write] of WAYS) {
      const { log, text } = logTo()

      write(log, written)

      expect(text()).not.toContain(secret)
    }
  })

  it.each([
    'token',
    'accessToken',
    'refresh_token',
    'appSecret',
    'secret_key',
    'password',
    'authorization',
    'set-cookie',
    'encryptionKey',
    'phone',
    'phoneNumber',
    'X-Telegram-Bot-Api-Secret-Token',
    'X-ZEvent-Signature',
  ])('is hidden in a field named %s', (key) => {
    const { log, text } = logTo()

    log.info({ nested: { [key]: 'abc' }, [key]: { inner: 'abc' } }, 'x')
    log.info({ [key]: 912_345_678 }, 'x')

    expect(text()).not.toMatch(/abc|912345678/)
  })

  it('is hidden when it stands where a long text is cut', () => {
    for (const at of [12_000, 12_280, 16_000, 16_370, 16_384]) {
      const { log, text } = logTo()

      log.info(`${'x '.repeat(at / 2)}/bot${BOT_TOKEN}/getMe${' y'.repeat(20_000)}`)

      expect(text()).not.toContain(BOT_TOKEN.slice(0, 20))
    }
  })

  it('is hidden when a phone number is a number', () => {
    const { log, text } = logTo()

    log.info({ to: 84_912_345_678 }, 'x')

    expect(text()).toContain('"to":"[phone]"')
  })
})

describe('what an operator needs', () => {
  it('stays: ids, counts, times, hosts and hashes', () => {
    const { log, text } = logTo()
    const fields = {
      id: '0199a7e2-5a3c-7c11-8f00-0123456789ab',
      chat: '-1001234567890',
      zaloUser: '2468013579246801357',
      count: 1_000_000,
      at: '2026-08-20T08:15:00.000Z',
      ms: 1_763_900_000_000,
      address: '127.0.0.1:8080',
      hash: 'a'.repeat(32) + '0123456789abcdef'.repeat(2),
      code: 'T12',
      hasToken: true,
    }

    log.info(fields, 'delivery finished')

    expect(JSON.parse(text())).toEqual({
      level: 'info',
      time: expect.any(String),
      msg: 'delivery finished',
      ...fields,
    })
  })

  it('is one line of JSON each, whatever is logged', () => {
    const { log, text } = logTo()
    const loop: Record<string, unknown> = {}
    loop['self'] = loop

    log.info('xin chào\ncác bác')
    log.info({ loop, big: 10n, when: new Date(0), nothing: undefined }, 'odd')
    log.info({ long: 'x'.repeat(1_000_000) }, 'long')

    const lines = text().trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['xin chào\ncác bác', 'odd', 'long'])
    expect(text().length).toBeLessThan(40_000)
  })

  it('is readable at a terminal, and words from outside cannot steer it', () => {
    const { log, text } = logTo(true)

    log.info({ deliveryId: 'd1', name: 'hai từ' }, 'gửi \u001b[2J xong')
    log.error({ err: new Error('hỏng') }, 'failed')

    const [first, second, third] = text().split('\n')
    expect(first).toMatch(/^\d\d:\d\d:\d\d INFO {2}gửi {2}\[2J xong deliveryId=d1 name="hai từ"$/)
    expect(second).toMatch(/^\d\d:\d\d:\d\d ERROR failed$/)
    expect(third).toBe('    Error: hỏng')
  })

  it('is quiet below its level', () => {
    const lines: string[] = []
    const destination = { write: (line: string) => void lines.push(line) }
    const { log } = createLogger({ level: 'silent', destination })

    log.fatal('nothing')

    expect(lines).toEqual([])
  })

  it('takes no time worth mentioning on hostile text', () => {
    const { log, text } = logTo()
    const started = process.cpuUsage()

    for (const piece of ['a', '0', 'bot1', '0 ', 'aA1', '84', 'access_token', '://', 'a:']) {
      log.info(piece.repeat(Math.ceil(100_000 / piece.length)))
    }

    expect(text()).toContain('"level"')
    // Of this process, whatever else the machine does.
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(3_000)
  })
})

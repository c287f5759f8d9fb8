import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createZaloBot } from 'zalo-api-sdk-node'
import { type Config, loadConfig } from '../../../config/config.ts'
import { listSecrets } from '../../../config/list-secrets.ts'
import { apiRoots, configuredPlatforms } from '../../../src/compose/configured-platforms.ts'
import { PLATFORMS } from '../../../src/domain/platform.ts'
import { variableNames, variables } from '../../../config/variables.ts'

const TOKEN = '123456:AAbbCC-dd_ee'
const KEY = Buffer.alloc(32, 7).toString('base64')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nhipcau-config-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function accepted(env: Record<string, string>): Config {
  const result = loadConfig(env, folder)
  if (result.kind === 'invalid') throw new Error(result.problems.join('\n'))
  return result.config
}

function refused(env: Record<string, string>): readonly string[] {
  const result = loadConfig(env, folder)
  return result.kind === 'invalid' ? result.problems : []
}

it('takes a Zalo Bot token of which the client makes a bot, whatever characters it has', () => {
  const { zaloBot } = accepted({ ZALO_BOT_TOKEN: '42:Aa0_~.+=-' })

  expect(() => createZaloBot({ token: zaloBot?.token ?? '' })).not.toThrow()
})

it('makes of the credentials of all platforms a configuration of each', () => {
  const config = accepted({
    TELEGRAM_BOT_TOKEN: TOKEN,
    ZALO_OA_APP_ID: '1200',
    ZALO_OA_APP_SECRET: 'x',
    ZALO_BOT_TOKEN: '42:Aa0',
  })

  expect(configuredPlatforms(config)).toEqual(PLATFORMS)
  expect(config.residentChannels).toEqual(PLATFORMS)
  expect(apiRoots(config)).toHaveLength(PLATFORMS.length)
})

describe('the start without any variable', () => {
  it('opens the demo on this machine only, with its own data folder', () => {
    const config = accepted({})

    expect(config).toEqual({
      mode: 'demo',
      dataDir: join(folder, 'data', 'demo'),
      http: { host: '127.0.0.1', port: 8080 },
      queuePrefix: 'nhipcau-demo',
      timeZone: 'Asia/Ho_Chi_Minh',
      logLevel: 'info',
      role: 'all',
      owners: [],
      residentChannels: ['telegram', 'zalo-oa', 'zalo-bot'],
      warnings: [],
    })
  })

  it('takes an empty or blank variable for an unset one', () => {
    expect(accepted({ PORT: '', DATABASE_URL: '  ', TELEGRAM_BOT_TOKEN: '' })).toEqual(accepted({}))
  })
})

describe('a full real installation', () => {
  it('arrives as one typed value', () => {
    const config = accepted({
      DATABASE_URL: 'postgres://nc:p%40ss@db:5432/nc',
      REDIS_URL: 'redis://cache:6379',
      DATA_DIR: '/srv/nhipcau',
      HOST: '0.0.0.0',
      PORT: '80',
      PUBLIC_URL: 'https://xa.example.vn/bot/',
      ENCRYPTION_KEY: KEY,
      OWNERS: 'telegram:1001, zalo-oa:2468013579,telegram:1001',
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_API_ROOT: 'http://127.0.0.1:9000/telegram/',
      TELEGRAM_WEBHOOK_SECRET: 'web-hook_1',
      ZALO_BOT_TOKEN: '42:zalo',
      ZALO_OA_APP_ID: '3456',
      ZALO_OA_APP_SECRET: 'app-secret',
      ZALO_OA_WEBHOOK_SECRET: 'oa-secret',
      ZALO_OA_ACCESS_TOKEN: 'access',
      ZALO_OA_REFRESH_TOKEN: 'refresh',
      METRICS_TOKEN: 'metrics-token',
    })

    expect(config).toMatchObject({
      mode: 'real',
      dataDir: '/srv/nhipcau',
      http: { host: '0.0.0.0', port: 80, publicUrl: 'https://xa.example.vn/bot' },
      databaseUrl: 'postgres://nc:p%40ss@db:5432/nc',
      redisUrl: 'redis://cache:6379',
      queuePrefix: 'nhipcau',
      owners: [
        { platform: 'telegram', externalId: '1001' },
        { platform: 'zalo-oa', externalId: '2468013579' },
      ],
      telegram: {
        token: TOKEN,
        apiRoot: 'http://127.0.0.1:9000/telegram',
        webhookSecret: 'web-hook_1',
      },
      zaloBot: { token: '42:zalo', apiRoot: 'https://bot-api.zaloplatforms.com' },
      zaloOa: {
        appId: '3456',
        appSecret: 'app-secret',
        webhookSecret: 'oa-secret',
        accessToken: 'access',
        refreshToken: 'refresh',
        apiRoot: 'https://openapi.zalo.me',
        oauthRoot: 'https://oauth.zaloapp.com',
      },
      metricsToken: 'metrics-token',
      warnings: [],
    })
    expect(config.encryptionKey).toEqual(new Uint8Array(32).fill(7))
    expect(config.residentChannels).toEqual(['telegram', 'zalo-oa', 'zalo-bot'])
  })
})

it('refuses a .env that was saved as UTF-16, which would start the demo', () => {
  for (const mark of ['\uFEFF', '']) {
    const text = `${mark}TELEGRAM_BOT_TOKEN=${TOKEN}\n`
    writeFileSync(join(folder, '.env'), Buffer.from(text, 'utf16le'))
    expect(refused({})).toEqual([expect.stringMatching(/^\.env: .*UTF-16.* UTF-8 \/ .*UTF-8/)])
  }
})

it.each(['~/du-lieu', '~', '$HOME/du-lieu'])(
  'refuses the data folder %s, which only a shell would write out',
  (folderName) => {
    writeFileSync(join(folder, '.env'), `DATA_DIR=${folderName}\n`)
    expect(refused({})).toEqual([expect.stringMatching(/^DATA_DIR: .*viết đủ.* \/ .*written out/)])
  },
)

it('refuses a data folder in /proc, which would hang the start', () => {
  for (const folder of ['/proc/nope', '/./proc/nope', '/data/../proc/1'])
    expect(refused({ DATA_DIR: folder })).toEqual([expect.stringMatching(/^DATA_DIR: /)])
  expect(accepted({ DATA_DIR: '/srv/proc' }).dataDir).toBe('/srv/proc/demo')
})

describe('a public address without https', () => {
  const PUBLIC_URL = 'http://x.vn'

  it.each([
    { title: 'Telegram', env: { TELEGRAM_BOT_TOKEN: TOKEN } },
    { title: 'Zalo Bot', env: { ZALO_BOT_TOKEN: '42:zalo' } },
    { title: 'Zalo OA', env: { ZALO_OA_APP_ID: '3', ZALO_OA_APP_SECRET: 's' } },
  ])('is refused where $title would refuse the webhook', ({ env }) => {
    expect(refused({ ...env, PUBLIC_URL } as Record<string, string>)).toEqual([
      expect.stringMatching(/^PUBLIC_URL: cần https:\/\/.* \/ /),
    ])
  })

  it.each([
    { title: 'on this machine', env: { TELEGRAM_BOT_TOKEN: TOKEN, PUBLIC_URL: 'http://[::1]:80' } },
    {
      title: 'for a Telegram server of one’s own',
      env: { TELEGRAM_BOT_TOKEN: TOKEN, PUBLIC_URL, TELEGRAM_API_ROOT: 'http://bot-api.lan:8081' },
    },
    { title: 'in the demo', env: { PUBLIC_URL } },
  ])('is taken $title', ({ env }) => {
    expect(refused(env as Record<string, string>)).toEqual([])
  })
})

describe('a public address with a port', () => {
  const env = { TELEGRAM_BOT_TOKEN: TOKEN }

  it.each(['', ':443', ':80', ':88', ':8443'])('is taken where Telegram calls it: “%s”', (port) => {
    expect(refused({ ...env, PUBLIC_URL: `https://xa.example.vn${port}` })).toEqual([])
  })

  it('is refused where Telegram does not call it, and only for Telegram itself', () => {
    const PUBLIC_URL = 'https://xa.example.vn:8444'

    expect(refused({ ...env, PUBLIC_URL })).toEqual([
      expect.stringMatching(/^PUBLIC_URL: Telegram .*8443.* \/ /),
    ])
    expect(refused({ ZALO_BOT_TOKEN: '42:zalo', PUBLIC_URL })).toEqual([])
    expect(accepted({ ...env, PUBLIC_URL, ZALO_BOT_TOKEN: '42:zalo' })).toMatchObject({
      telegram: { polls: true },
      http: { publicUrl: PUBLIC_URL },
      warnings: [expect.stringMatching(/^PUBLIC_URL: Telegram .*8443.*hỏi định kỳ/)],
    })
    expect(refused({ ...env, PUBLIC_URL, TELEGRAM_API_ROOT: 'http://bot-api.lan:8081' })).toEqual(
      [],
    )
  })
})

describe('demo or real', () => {
  it.each([
    { title: 'a Telegram token', env: { TELEGRAM_BOT_TOKEN: TOKEN } },
    { title: 'a Zalo Bot token', env: { ZALO_BOT_TOKEN: '42:zalo' } },
    { title: 'a Zalo OA', env: { ZALO_OA_APP_ID: '3', ZALO_OA_APP_SECRET: 's' } },
    { title: 'a database server', env: { DATABASE_URL: 'postgresql://db/nc' } },
    {
      title: 'a token whose root is a test server',
      env: { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: 'http://127.0.0.1:1' },
    },
  ])('is real with $title', ({ env }) => {
    const config = accepted(env as Record<string, string>)

    expect(config.mode).toBe('real')
    expect(config.dataDir).toBe(join(folder, 'data'))
  })

  it('is the demo with SANDBOX=1, whose data and database are its own', () => {
    const config = accepted({
      SANDBOX: '1',
      TELEGRAM_BOT_TOKEN: TOKEN,
      DATABASE_URL: 'postgres://db/nc',
    })

    expect(config.mode).toBe('demo')
    expect(config.dataDir).toBe(join(folder, 'data', 'demo'))
    expect(config).not.toHaveProperty('databaseUrl')
    expect(config).not.toHaveProperty('telegram')
    expect(config.warnings).toEqual([expect.stringMatching(/^SANDBOX: /)])
  })

  it('has a public address only in a demo that may be opened from elsewhere', () => {
    const PUBLIC_URL = 'http://127.0.0.1:8081'

    expect(accepted({ PUBLIC_URL }).http).not.toHaveProperty('publicUrl')
    expect(accepted({ PUBLIC_URL, SANDBOX_ALLOW_REMOTE: '1' }).http.publicUrl).toBe(PUBLIC_URL)
  })

  it.each(['0.0.0.0', '::', '192.168.1.9', 'xa.example.vn', '127.0.0.1.example.vn'])(
    'refuses the demo on %s, which others can reach',
    (HOST) => {
      expect(refused({ HOST })).toEqual([expect.stringMatching(/^HOST: .*SANDBOX_ALLOW_REMOTE=1/)])
      expect(accepted({ HOST, SANDBOX_ALLOW_REMOTE: '1' }).http.host).toBe(HOST)
      expect(accepted({ HOST, TELEGRAM_BOT_TOKEN: TOKEN }).mode).toBe('real')
    },
  )

  it.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost', 'LOCALHOST'])(
    'lets the demo listen on %s',
    (HOST) => {
      expect(accepted({ HOST }).mode).toBe('demo')
    },
  )
})

describe('a wrong value', () => {
  it.each([
    ['DATABASE_URL', 'mysql://db/nc'],
    ['DATABASE_URL', 'db'],
    ['DATABASE_URL', 'postgres://nc:100%@db/nc'],
    ['REDIS_URL', 'http://cache'],
    ['HOST', '127.0.0.1:80'],
    ['HOST', 'máy chủ'],
    ['PORT', '80a'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '8e3'],
    ['PUBLIC_URL', 'xa.example.vn'],
    ['PUBLIC_URL', 'https://a:b@xa.example.vn'],
    ['PUBLIC_URL', 'https://xa.example.vn/?x=1'],
    ['TIME_ZONE', 'Ha_Noi'],
    ['TIME_ZONE', '+07:00'],
    ['LOG_LEVEL', 'loud'],
    ['ROLE', 'both'],
    ['ENCRYPTION_KEY', 'short'],
    ['ENCRYPTION_KEY', Buffer.alloc(31).toString('base64')],
    ['ENCRYPTION_KEY', Buffer.alloc(33).toString('base64')],
    ['OWNERS', '1001'],
    ['OWNERS', 'whatsapp:1001'],
    ['OWNERS', 'telegram:'],
    ['RESIDENT_CHANNELS', 'zalo'],
    ['RESIDENT_CHANNELS', ','],
    ['TELEGRAM_BOT_TOKEN', 'bot-token'],
    ['TELEGRAM_BOT_TOKEN', '12:a/../b'],
    ['TELEGRAM_API_ROOT', 'ftp://x'],
    ['TELEGRAM_API_ROOT', 'http://x/#y'],
    ['TELEGRAM_WEBHOOK_SECRET', 'có dấu'],
    ['ZALO_BOT_TOKEN', '42:a?b'],
    ['ZALO_BOT_WEBHOOK_SECRET', 'short'],
    ['ZALO_OA_APP_ID', 'a b'],
    ['ZALO_OA_APP_SECRET', 'a\tb'],
    ['METRICS_TOKEN', 'x'],
    ['SANDBOX', 'yes'],
    ['SANDBOX_ALLOW_REMOTE', '2'],
  ])('of %s (%j) gets one sentence in Vietnamese and English', (name, value) => {
    const problems = refused({ [name]: value })

    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: .+ / .+$`))])
  })

  it('is not the only one named: every wrong variable gets its sentence', () => {
    const problems = refused({ PORT: 'x', ROLE: 'y', TIME_ZONE: 'z' })

    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['PORT', 'TIME_ZONE', 'ROLE'])
  })

  it('is never repeated when it may be a secret', () => {
    const secret = 'đây-là-bí-mật'

    for (const name of variableNames.filter((one) => variables[one].secret)) {
      expect(refused({ [name]: secret }).join('\n')).not.toContain(secret)
    }
  })

  it('of great length is refused like any other', () => {
    for (const name of variableNames) {
      expect(refused({ [name]: 'x:'.repeat(500_000) })).toHaveLength(1)
    }
  })
})

describe('Zalo OA', () => {
  it.each([
    { given: 'ZALO_OA_APP_ID', missing: ['ZALO_OA_APP_SECRET'] },
    { given: 'ZALO_OA_APP_SECRET', missing: ['ZALO_OA_APP_ID'] },
    { given: 'ZALO_OA_ACCESS_TOKEN', missing: ['ZALO_OA_APP_ID', 'ZALO_OA_APP_SECRET'] },
  ])('names what is missing beside $given', ({ given, missing }) => {
    expect(refused({ [given]: '123' }).map((problem) => problem.split(':')[0])).toEqual(missing)
  })

  it('warns when the secret of the application was pasted as the OA secret', () => {
    const config = accepted({
      ZALO_OA_APP_ID: '1',
      ZALO_OA_APP_SECRET: 'same',
      ZALO_OA_WEBHOOK_SECRET: 'same',
    })

    expect(config.warnings).toEqual([
      expect.stringMatching(/^ZALO_OA_WEBHOOK_SECRET: trùng với ZALO_OA_APP_SECRET.* \/ equals/),
    ])
  })

  it('warns when webhooks cannot be checked or the token cannot be refreshed', () => {
    const { warnings } = accepted({
      ZALO_OA_APP_ID: '1',
      ZALO_OA_APP_SECRET: 'a',
      ZALO_OA_ACCESS_TOKEN: 'b',
      PUBLIC_URL: 'https://xa.example.vn',
    })

    expect(warnings.map((warning) => warning.split(':')[0])).toEqual([
      'ZALO_OA_WEBHOOK_SECRET',
      'ZALO_OA_REFRESH_TOKEN',
    ])
  })
})

describe('half a first pair of tokens', () => {
  it.each([
    ['ZALO_OA_ACCESS_TOKEN', 'ZALO_OA_REFRESH_TOKEN'],
    ['ZALO_OA_REFRESH_TOKEN', 'ZALO_OA_ACCESS_TOKEN'],
  ])('warns that %s is not used without the other', (given, missing) => {
    const app = { ZALO_OA_APP_ID: '1', ZALO_OA_APP_SECRET: 'a' }

    const [warning, ...more] = accepted({ ...app, [given]: 'b' }).warnings

    expect(warning).toMatch(new RegExp(`^${missing}\\S* .*chưa đặt nên ${given} không được dùng`))
    expect(more).toEqual([])
  })
})

describe('a real start that reaches nobody', () => {
  const DATABASE_URL = 'postgres://db/nhipcau'

  it('warns where no platform has a token', () => {
    expect(accepted({ DATABASE_URL }).warnings).toEqual([
      expect.stringMatching(/^TELEGRAM_BOT_TOKEN: chưa có token nào .* \/ there is no token/),
    ])
  })

  it('warns of owners on a platform without one', () => {
    const OWNERS = 'telegram:1,zalo-oa:2,zalo-oa:3'
    expect(accepted({ TELEGRAM_BOT_TOKEN: TOKEN, OWNERS }).warnings).toEqual([
      'OWNERS: chưa có token cho zalo-oa / there is no token for zalo-oa',
    ])
  })

  it('takes for an owner an account whose id is written in base64', () => {
    const owner = { platform: 'telegram', externalId: '/1a+B2.c_3-==' }
    const OWNERS = `telegram:${owner.externalId}`
    expect(accepted({ TELEGRAM_BOT_TOKEN: TOKEN, OWNERS }).owners).toEqual([owner])
  })
})

describe('channels for residents', () => {
  it('are those that have a token unless they are named', () => {
    const env = { TELEGRAM_BOT_TOKEN: TOKEN, ZALO_BOT_TOKEN: '4:z' }

    expect(accepted(env).residentChannels).toEqual(['telegram', 'zalo-bot'])
    expect(accepted({ ...env, RESIDENT_CHANNELS: 'zalo-bot' }).residentChannels).toEqual([
      'zalo-bot',
    ])
  })

  it('warn when one is named that has no token', () => {
    const config = accepted({ TELEGRAM_BOT_TOKEN: TOKEN, RESIDENT_CHANNELS: 'zalo-oa' })

    expect(config.warnings).toEqual([expect.stringMatching(/^RESIDENT_CHANNELS: .*zalo-oa/)])
  })
})

describe('.env in the working directory', () => {
  it('is read, and the environment wins over it', () => {
    writeFileSync(join(folder, '.env'), 'PORT=9001\nLOG_LEVEL=debug # loud\nOWNERS="telegram:5"\n')

    const config = accepted({ PORT: '9002' })

    expect(config.http.port).toBe(9002)
    expect(config.logLevel).toBe('debug')
    expect(config.owners).toEqual([{ platform: 'telegram', externalId: '5' }])
  })

  it('can be switched off for one variable by an empty one', () => {
    writeFileSync(join(folder, '.env'), `TELEGRAM_BOT_TOKEN=${TOKEN}\n`)

    expect(accepted({}).mode).toBe('real')
    expect(accepted({ TELEGRAM_BOT_TOKEN: '' }).mode).toBe('demo')
  })

  it('that cannot be read stops the start', () => {
    mkdirSync(join(folder, '.env'))

    expect(refused({})).toEqual([expect.stringMatching(/^\.env: không đọc được tệp/)])
  })

  it('with a misspelt name gets a warning', () => {
    writeFileSync(join(folder, '.env'), 'TELEGRAM_TOKEN=x\n')

    expect(accepted({}).warnings).toEqual([expect.stringContaining('TELEGRAM_TOKEN')])
  })
})

describe('a secret in a file', () => {
  it('is read from the path in <NAME>_FILE, without the line end', () => {
    writeFileSync(join(folder, 'token'), `${TOKEN}\r\n`)

    expect(accepted({ TELEGRAM_BOT_TOKEN_FILE: 'token' }).telegram?.token).toBe(TOKEN)
    expect(accepted({ TELEGRAM_BOT_TOKEN_FILE: join(folder, 'token') }).mode).toBe('real')
  })

  it('is refused when the variable itself is set too', () => {
    writeFileSync(join(folder, 'token'), TOKEN)

    expect(
      refused({ TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_BOT_TOKEN_FILE: join(folder, 'token') }),
    ).toEqual([expect.stringMatching(/^TELEGRAM_BOT_TOKEN_FILE: chỉ đặt một trong/)])
  })

  it.each([
    { title: 'does not exist', make: () => undefined },
    { title: 'is a folder', make: (path: string) => mkdirSync(path) },
    { title: 'is empty', make: (path: string) => writeFileSync(path, '\n') },
    { title: 'is huge', make: (path: string) => writeFileSync(path, 'x'.repeat(300_000)) },
  ])('is refused when the file $title', ({ make }) => {
    const path = join(folder, 'secret')
    make(path)

    expect(refused({ METRICS_TOKEN_FILE: path })).toEqual([
      expect.stringMatching(/^METRICS_TOKEN_FILE: .+ \/ .+$/),
    ])
  })

  it('is checked like any other value', () => {
    writeFileSync(join(folder, 'key'), 'not a key')

    const problems = refused({ ENCRYPTION_KEY_FILE: 'key' })

    expect(problems).toEqual([expect.stringMatching(/^ENCRYPTION_KEY: /)])
  })

  it('is not looked for when the variable is no secret', () => {
    expect(accepted({ PORT_FILE: '/nowhere' }).http.port).toBe(8080)
  })
})

describe('the list of secrets', () => {
  it('has the value of every secret variable, and the passwords inside URLs', () => {
    const env: Record<string, string> = {
      DATABASE_URL: 'postgres://nc:p%40ss@db/nc',
      REDIS_URL: 'redis://:hunter2@cache',
      ENCRYPTION_KEY: KEY,
      METRICS_TOKEN: 'metrics-token',
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_WEBHOOK_SECRET: 'hook-1',
      ZALO_OA_APP_SECRET: 'app-secret',
      ZALO_OA_WEBHOOK_SECRET: 'oa-secret',
      ZALO_OA_ACCESS_TOKEN: 'access',
      ZALO_OA_REFRESH_TOKEN: 'refresh',
      ZALO_BOT_TOKEN: '42:zalo',
      ZALO_BOT_WEBHOOK_SECRET: 'hook-hook-2',
    }
    const { REDIS_URL: _hostMayBeShown, ...hidden } = env

    const secrets = listSecrets(accepted({ ...env, ZALO_OA_APP_ID: '1' }))

    expect(Object.keys(env)).toEqual(
      expect.arrayContaining(variableNames.filter((name) => variables[name].secret)),
    )
    expect(secrets).toEqual(expect.arrayContaining([...Object.values(hidden), 'p@ss', 'hunter2']))
    expect(listSecrets(accepted({}))).toEqual([])
  })
})

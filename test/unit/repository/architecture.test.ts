import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
const RULES = '.dependency-cruiser.cjs'
const COPIED = [RULES, 'tsconfig.json', 'package.json']

/** A wrong import, the file it stands in, and the rule that must catch it. */
const PLANTED: readonly (readonly [rule: string, file: string, imported: string])[] = [
  ['config-is-a-leaf', 'config/config.ts', '../src/domain/notice.ts'],
  ['job-catalogue-knows-ids-only', 'jobs/catalogue.ts', '../src/storage/store.ts'],
  ['domain', 'src/domain/rule.ts', '../storage/store.ts'],
  ['rules-need-no-packages', 'src/domain/rule.ts', 'pg'],
  ['rules-need-no-packages', 'src/domain/reader.ts', 'node:fs'],
  ['rules-need-no-packages', 'src/domain/wait.ts', 'node:timers/promises'],
  ['rules-need-no-packages', 'src/conversations/talk.ts', 'node:http'],
  ['usecases-need-no-packages', 'src/usecases/send.ts', 'undici'],
  ['i18n', 'src/i18n/vi.ts', '../messages/message.ts'],
  ['messages', 'src/messages/card.ts', '../usecases/use.ts'],
  ['documents', 'src/documents/read.ts', '../storage/store.ts'],
  ['storage', 'src/storage/rows.ts', '../usecases/use.ts'],
  ['exports', 'src/exports/to-xlsx.ts', '../storage/store.ts'],
  ['observability', 'src/observability/metrics.ts', '../domain/notice.ts'],
  ['channels', 'src/channels/registry.ts', '../storage/store.ts'],
  ['one-adapter-does-not-import-another', 'src/channels/zalo-oa/a.ts', '../telegram/b.ts'],
  ['one-adapter-does-not-import-another', 'src/channels/zalo/shared.ts', '../zalo-oa/client.ts'],
  ['what-zalo-adapters-share-is-theirs', 'src/channels/telegram/c.ts', '../zalo/common.ts'],
  ['adapters-are-reached-through-the-contract', 'src/http/hooks.ts', '../channels/telegram/b.ts'],
  ['usecases', 'src/usecases/use.ts', '../http/server.ts'],
  [
    'receiving-knows-only-what-a-turn-leaves',
    'src/usecases/use.ts',
    '../conversations/turn-effects.ts',
  ],
  ['conversations', 'src/conversations/talk.ts', '../http/server.ts'],
  ['http', 'src/http/server.ts', '../sandbox/page-routes.ts'],
  ['jobs', 'jobs/workers.ts', '../src/http/server.ts'],
  ['deps-is-types-only', 'src/deps.ts', './usecases/use.ts'],
  [
    'emulators-know-no-product-code',
    'src/sandbox/emulators/telegram-emulator.ts',
    '../../domain/notice.ts',
  ],
  ['emulators-know-no-product-code', 'src/sandbox/emulator-server.ts', './page-routes.ts'],
  [
    'packages-know-no-product-code',
    'packages/zalo-api-sdk-node/src/oa.ts',
    '../../../src/domain/notice.ts',
  ],
  ['packages-have-no-dependencies', 'packages/zalo-api-sdk-node/src/oa.ts', 'undici'],
  ['telegraf-stays-in-its-adapter', 'src/channels/zalo-bot/c.ts', 'telegraf'],
  ['zalo-package-stays-in-its-adapters', 'src/channels/telegram/b.ts', 'zalo-api-sdk-node'],
  ['bullmq-stays-in-jobs', 'src/usecases/enqueue.ts', 'bullmq'],
  ['bullmq-stays-in-jobs', 'src/storage/cache.ts', 'ioredis'],
  ['kysely-stays-in-storage', 'jobs/sql.ts', 'kysely'],
  ['kysely-stays-in-storage', 'src/http/sql.ts', 'pg'],
  ['fastify-stays-in-http-and-sandbox', 'src/cli/web.ts', 'fastify'],
  ['pino-stays-in-observability', 'src/storage/log.ts', 'pino'],
  ['dotenv-stays-in-config', 'src/cli/env.ts', 'dotenv'],
  ['no-test-code-in-product', 'src/cli/fake.ts', '../../test/support/builders.ts'],
  ['no-dev-packages-in-product', 'src/cli/fake.ts', 'fast-check'],
  ['no-unresolved', 'src/cli/lost.ts', './nowhere.ts'],
  ['no-cycles', 'src/domain/ring.ts', './ring.ts'],
]

/** Right imports of the same kinds, which no rule may refuse. */
const ALLOWED: readonly (readonly [file: string, imported: string])[] = [
  ['src/domain/dates.ts', 'luxon'],
  ['src/domain/ids.ts', 'uuid'],
  ['src/domain/hash.ts', 'node:crypto'],
  ['src/usecases/wait.ts', 'node:timers/promises'],
  ['src/storage/sql.ts', 'kysely'],
  ['src/channels/telegram/client.ts', 'telegraf'],
  ['src/channels/zalo-oa/client.ts', 'zalo-api-sdk-node'],
  ['src/channels/zalo-oa/render.ts', '../zalo/common.ts'],
  ['jobs/queues.ts', 'bullmq'],
  ['src/http/app.ts', 'fastify'],
  ['src/app.ts', './channels/telegram/client.ts'],
  ['src/sandbox/sandbox.ts', './emulators/clean-emulator.ts'],
  ['src/sandbox/emulators/clean-emulator.ts', 'fastify'],
]

const TARGETS = [
  'src/domain/notice.ts',
  'src/storage/store.ts',
  'src/messages/message.ts',
  'src/channels/zalo/common.ts',
  'src/conversations/turn-effects.ts',
  'src/sandbox/page-routes.ts',
  'test/support/builders.ts',
  'packages/zalo-api-sdk-node/src/index.ts',
]

describe('the rules of who may import whom', () => {
  let copy: string
  let caught: { rule: string; from: string }[]

  beforeAll(async () => {
    copy = mkdtempSync(join(tmpdir(), 'nhipcau-architecture-'))
    for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name))
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
    for (const path of TARGETS) write(path, [])
    const files = new Map<string, string[]>()
    for (const [file, imported] of [...PLANTED.map(([, ...rest]) => rest), ...ALLOWED]) {
      files.set(file, [...(files.get(file) ?? []), imported])
    }
    for (const [file, imports] of files) write(file, imports)
    caught = await cruise(copy)
  }, 60_000)
  afterAll(() => rmSync(copy, { recursive: true, force: true }))

  it('are those for which a wrong import is planted', () => {
    const { forbidden } = createRequire(import.meta.url)(join(ROOT, RULES)) as {
      forbidden: readonly { readonly name: string }[]
    }
    expect(new Set(PLANTED.map(([rule]) => rule))).toEqual(
      new Set(forbidden.map(({ name }) => name)),
    )
  })

  it.each(PLANTED)('%s catches a wrong import in %s (%s)', (rule, file) => {
    expect(caught).toContainEqual({ rule, from: file })
  })

  it.each(ALLOWED)('%s may import %s', (file) => {
    expect(caught.filter(({ from }) => from === file)).toEqual([])
  })

  function write(path: string, imports: readonly string[]): void {
    mkdirSync(join(copy, dirname(path)), { recursive: true })
    const lines = imports.map((name, index) => `import * as x${index} from '${name}'\n`)
    const uses = `export const used = [${imports.map((_, index) => `x${index}`).join(', ')}]\n`
    writeFileSync(join(copy, path), lines.join('') + uses)
  }
})

function cruise(folder: string): Promise<{ rule: string; from: string }[]> {
  const bin = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const args = [bin, '--config', RULES, '--output-type', 'json']
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 }
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...args, 'src', 'jobs', 'config', 'packages'],
      options,
      (_, stdout) => {
        const { summary } = JSON.parse(stdout) as Cruise
        resolve(summary.violations.map(({ rule, from }) => ({ rule: rule.name, from })))
      },
    )
  })
}

interface Cruise {
  readonly summary: {
    readonly violations: readonly { readonly rule: { readonly name: string }; from: string }[]
  }
}

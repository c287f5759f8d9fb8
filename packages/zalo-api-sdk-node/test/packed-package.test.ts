import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PACKING_MS, type PackedPackage, packPackage } from './packed-package.ts'
import { tellOfTheReadme } from './readme-stories.ts'

const NODENEXT = ['--module', 'nodenext', '--outDir', 'out']
const BUNDLER = ['--module', 'esnext', '--moduleResolution', 'bundler', '--outDir', 'out']

/** Uses the types in ways that compile only when they are really there. */
const USES_TYPES = `
const bot = createZaloBot({ token: '1:s' })
const name: Promise<string> = bot.getMe().then((profile) => profile.name)
// @ts-expect-error: an unknown kind of message
const wrong: OaMessage = { kind: 'telegram', text: 'a' }
// @ts-expect-error: the token is needed
createZaloBot({})
const event = parseOaEvent({})
// @ts-expect-error: only messages have a text
event?.text
if (event?.kind === 'message') event.text.normalize()
const code = (error: unknown) => (error instanceof ZaloError ? error.code : null)
void [name, wrong, code]
`
const NAMES = 'createZaloBot, parseOaEvent, ZaloError, type OaMessage'

describe('the packed package in an empty project', () => {
  let packed: PackedPackage

  beforeAll(async () => {
    packed = await packPackage()
  }, PACKING_MS)

  afterAll(() => {
    packed.remove()
  })

  it('has what it needs and nothing else', () => {
    const stray = packed.files.filter(
      (path) =>
        !/^(dist\/(esm|cjs)\/|README\.md$|CHANGELOG\.md$|LICENSE$|package\.json$)/.test(path),
    )

    expect(stray).toEqual([])
    expect(packed.files).toEqual(expect.arrayContaining(['README.md', 'CHANGELOG.md', 'LICENSE']))
    expect(packed.files.filter((path) => /(?<!\.d)\.ts$/.test(path))).toEqual([])
    const twins = (kind: string): string[] =>
      packed.files.filter((path) => path.startsWith(`dist/${kind}/`)).map((path) => path.slice(9))
    expect(twins('esm')).toEqual(twins('cjs'))
    expect(twins('esm').length).toBeGreaterThan(50)
  })

  it('depends on nothing', () => {
    const installed = join(packed.project, 'node_modules/zalo-api-sdk-node/package.json')
    const manifest = JSON.parse(readFileSync(installed, 'utf8')) as Record<string, unknown>

    expect(manifest).toMatchObject({ name: 'zalo-api-sdk-node', version: '0.1.0', license: 'MIT' })
    for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies'])
      expect(manifest[kind]).toBeUndefined()
  })

  it('is loaded by import and by require, with the same names', async () => {
    packed.write(
      'names.mjs',
      `import * as all from 'zalo-api-sdk-node'; console.log(JSON.stringify(Object.keys(all).sort()))`,
    )
    packed.write(
      'names.cjs',
      `console.log(JSON.stringify(Object.keys(require('zalo-api-sdk-node')).sort()))`,
    )

    const [imported, required] = await Promise.all([
      packed.node(['names.mjs']),
      packed.node(['names.cjs']),
    ])

    expect(imported).toMatchObject({ code: 0, stderr: '' })
    expect(required).toEqual(imported)
    expect(JSON.parse(imported.stdout)).toEqual(
      expect.arrayContaining(['ZaloError', 'createOfficialAccount', 'createZaloBot']),
    )
  })

  it('knows its errors across both ways of loading it', async () => {
    packed.write(
      'both.mjs',
      `import { createRequire } from 'node:module'
       import * as one from 'zalo-api-sdk-node'
       const two = createRequire(import.meta.url)('zalo-api-sdk-node')
       const error = await two.createZaloBot({ token: '1:s', baseUrl: 'http://127.0.0.1:1' })
         .getMe().catch((reason) => reason)
       console.log(one.ZaloError === two.ZaloError, error instanceof one.ZaloError, error.code)
       console.log(new Error('x') instanceof one.ZaloError, null instanceof one.ZaloError)
       class Own extends one.ZaloError {}
       const own = new Own({ code: 1, class: 'human', text: 'x' })
       console.log(own instanceof Own, own instanceof one.ZaloError, error instanceof Own)`,
    )

    const told = 'false true network\nfalse false\ntrue true false\n'
    expect((await packed.node(['both.mjs'])).stdout).toBe(told)
  })

  it.each([
    { title: 'Node with its types', options: [...NODENEXT, '--types', 'node'] },
    {
      title: 'Node with the library DOM',
      options: [...NODENEXT, '--types', '', '--lib', 'ES2023,DOM'],
    },
    { title: 'a bundler', options: [...BUNDLER, '--types', 'node'] },
  ])('has types for $title', async ({ options }) => {
    packed.write('uses.mts', `import { ${NAMES} } from 'zalo-api-sdk-node'\n${USES_TYPES}`)
    packed.write('uses.cts', `import { ${NAMES} } from 'zalo-api-sdk-node'\n${USES_TYPES}`)

    expect(await packed.compile(['uses.mts', 'uses.cts'], options)).toMatchObject({
      code: 0,
      stdout: '',
    })
  })

  it('runs as what TypeScript makes of both', async () => {
    const text = `import { ZaloError } from 'zalo-api-sdk-node'\nconsole.log(typeof ZaloError)`
    packed.write('run.mts', text)
    packed.write('run.cts', text)

    expect(
      await packed.compile(['run.mts', 'run.cts'], [...NODENEXT, '--types', 'node']),
    ).toMatchObject({ code: 0, stdout: '' })
    for (const file of ['out/run.mjs', 'out/run.cjs'])
      expect((await packed.node([file])).stdout).toBe('function\n')
  })

  describe('as the examples of its README use it', () => {
    tellOfTheReadme(() => packed)
  })
})

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import {
  buildProgram,
  buildSdk,
  startChild,
  type RunningChild,
} from '../../support/child-process.ts'
import { waitUntil } from '../../support/wait-until.ts'

const GUIDE = resolve('docs/en/zalo-emulator.md')
const folder = mkdtempSync(join(tmpdir(), 'nhipcau-guide-'))
let sandbox: RunningChild

beforeAll(async () => {
  await Promise.all([buildProgram(), buildSdk()])
  const args = ['sandbox', '--zalo', '--data', join(folder, 'zalo')]
  sandbox = startChild('cli.js', { args, cwd: folder })
  await waitUntil('it has said how to join it', () =>
    /ZALO_BOT_API_ROOT=\S+\n/.test(sandbox.output()),
  )
}, 60_000)
afterAll(async () => {
  await sandbox.kill9()
  await rm(folder, { recursive: true, force: true })
})

it('the lines of the guide to the Zalo emulator do what they say', async () => {
  const [first = '', ...rest] = sandbox.output().trim().split('\n')
  const variables = Object.fromEntries(
    rest.flatMap((line) => {
      const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? []
      return name === undefined ? [] : [[name, value]]
    }),
  ) as Record<string, string>
  const [, code = ''] = /^```js\n([\s\S]*?)^```$/m.exec(readFileSync(GUIDE, 'utf8')) ?? []

  const { out, err } = await runLines(code, variables)

  expect(JSON.parse(first)).toEqual({
    origin: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  })
  expect(err).toBe('')
  expect(out).toMatch(/^Đảng ủy xã Như Xuân: .*oa_send_group_text.*user_send_group_text/)
  expect(sandbox.output()).not.toMatch(/\n\s+at /)
})

/** From here, where the package can be found. */
function runLines(
  code: string,
  variables: Readonly<Record<string, string>>,
): Promise<{ out: string; err: string }> {
  const { PATH = '' } = process.env
  return new Promise((done) => {
    const args = ['--input-type=module', '--eval', code]
    const options = { env: { PATH, ...variables }, timeout: 20_000 }
    execFile(process.execPath, args, options, (_error, out, err) => done({ out, err }))
  })
}

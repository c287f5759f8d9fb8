import { describe, expect, it } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')

/** The exit code of a command of package.json. */
async function codeOf(...args: readonly string[]): Promise<unknown> {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as unknown[]
  return code
}

describe('a command that runs something else', () => {
  it('ends with the exit code of that: `npm run faults` and `npm run bench` without such a name', async () => {
    expect(await codeOf('bin/faults.mjs', '--only', 'nothing')).toBe(2)
    expect(await codeOf('bin/bench.mjs', 'nothing')).toBe(2)
  })
})

import { describe, expect, it } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from '../../../src/i18n/vi.ts'

const SRC = join(import.meta.dirname, '../../../src')

/** But for the words themselves. */
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.startsWith('i18n'))
  .map((name) => readFileSync(join(SRC, name), 'utf8'))

/** The actions that the sources write into the log by their names; those made of two words are not found so. */
function loggedActions(): string[] {
  return sources
    .flatMap((text) => [...text.matchAll(/appendAudit\([^;]*?\baction: ([^\n]*)/gu)])
    .flatMap(([, words = '']) => [...words.matchAll(/(?<!=== )'([a-z-]+)'/gu)])
    .map(([, action = '']) => action)
}

/** Written once; the log is only ever added to. */
const IN_OLDER_ROWS = ['receive-question']

describe('the log of what officers did', () => {
  it('has words for every action that is written into it', () => {
    const actions = loggedActions()

    expect(actions.length).toBeGreaterThan(20)
    expect([...actions, ...IN_OLDER_ROWS].filter((one) => !(one in vi.log.actions))).toEqual([])
  })

  it('has words for nothing that no source can write, but for what older rows hold', () => {
    const all = [...sources, ...IN_OLDER_ROWS.map((action) => `'${action}'`)].join('\n')
    // Made of two words where they are written: `${verb}-broadcast`, `import-${kind}`.
    const names = Object.keys(vi.log.actions).filter(
      (action) => !/^import-|-broadcast$/u.test(action),
    )

    expect(names.length).toBeGreaterThan(20)
    expect(names.filter((action) => !all.includes(`'${action}'`))).toEqual([])
  })
})

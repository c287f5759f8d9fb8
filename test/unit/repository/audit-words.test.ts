import { describe, expect, it } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from '../../../src/i18n/vi.ts'

const SRC = join(import.meta.dirname, '../../../src')

/** The actions that the sources write into the log by their names; those made of two words are not found so. */
function loggedActions(): string[] {
  const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(SRC, name), 'utf8'))
  return sources
    .flatMap((text) => [...text.matchAll(/appendAudit\([^;]*?\baction: ([^\n]*)/gu)])
    .flatMap(([, words = '']) => [...words.matchAll(/(?<!=== )'([a-z-]+)'/gu)])
    .map(([, action = '']) => action)
}

describe('the log of what officers did', () => {
  it('has words for every action that is written into it', () => {
    const actions = loggedActions()

    expect(actions.length).toBeGreaterThan(20)
    expect(actions.filter((action) => !(action in vi.log.actions))).toEqual([])
  })
})

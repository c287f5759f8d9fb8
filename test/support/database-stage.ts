import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from './database.ts'

/**
 * A database for all stories of a block of them, or one for each, by jest's hooks. What is given is filled before they
 * begin, so a story, or a hook below this line, may use it, and nothing earlier.
 */
export function setTestDatabase(
  per: 'each' | 'all',
  options?: Parameters<typeof createTestDatabase>[0],
): TestDatabase {
  const stage = { store: {} } as TestDatabase
  const [before, after] = per === 'each' ? [beforeEach, afterEach] : [beforeAll, afterAll]
  before(async () => {
    const { store, ...others } = await createTestDatabase(options)
    Object.assign(stage, others)
    Object.assign(stage.store, store)
  })
  after(() => stage.close())
  return stage
}

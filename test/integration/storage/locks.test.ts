import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { newId } from '../../../src/domain/id.ts'
import { isLockFree, whileHoldingLock } from '../../../src/storage/settings.ts'
import type { Store } from '../../../src/storage/store.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

describe('a lock that a process holds while it works', () => {
  let database: TestDatabase
  let store: Store
  let name: string
  let stopping: AbortController

  beforeAll(async () => {
    database = await createTestDatabase()
    store = database.store
  })
  afterAll(() => database.close())
  beforeEach(() => {
    name = `test ${newId<string>()}`
    stopping = new AbortController()
  })

  /** Works until it is told to end; `begun` resolves when it has the lock. */
  function work() {
    let begin: (held: AbortSignal) => void
    const begun = new Promise<AbortSignal>((resolve) => (begin = resolve))
    const ended = whileHoldingLock(store, name, stopping.signal, async (held) => {
      begin(held)
      await new Promise<void>((resolve) => held.addEventListener('abort', () => resolve()))
    })
    return { begun, ended }
  }

  async function cutConnection(): Promise<void> {
    const { rows } = await sql<{ cut: boolean }>`
      select pg_terminate_backend(pid) as cut from pg_locks
      where locktype = 'advisory' and granted
        and (classid::bigint << 32 | objid::bigint) = hashtextextended(${name}, 0)`.execute(
      store.db,
    )
    expect(rows).toEqual([{ cut: true }])
  }

  it('ends the work when its connection is lost, so that nobody works beside who has it next', async () => {
    const first = work()
    const held = await first.begun
    const failure = first.ended.catch((error: unknown) => error)
    await cutConnection()
    const next = work()
    await next.begun

    expect(await failure).toBeInstanceOf(Error)
    expect(held.aborted).toBe(true)
    expect(await isLockFree(store, name)).toBe(false)

    stopping.abort()
    await next.ended
    expect(await isLockFree(store, name)).toBe(true)
  })

  it('lets the work be while its connection lives', async () => {
    const { begun, ended } = work()
    const held = await begun
    await delay(2_500)
    expect(held.aborted).toBe(false)

    stopping.abort()
    await ended
  })
})

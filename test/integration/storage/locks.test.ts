import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { newId } from '../../../src/domain/id.ts'
import { connectDatabase } from '../../../src/storage/database.ts'
import {
  isLockFree,
  whileHoldingLock,
  withAdvisoryLock,
} from '../../../src/storage/advisory-locks.ts'
import { openDatabaseLine } from '../../support/database-line.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import { quietLog } from '../../support/quiet-log.ts'
import { waitUntil } from '../../support/wait-until.ts'

describe('a lock that a process holds while it works', () => {
  const database = setTestDatabase('all')
  const { store } = database
  let name: string
  let stopping: AbortController

  beforeEach(() => {
    name = `test ${newId<string>()}`
    stopping = new AbortController()
  })

  /** Works until it is told to end; `begun` resolves when it has the lock. */
  function work(on = store) {
    let begin: (held: AbortSignal) => void
    const begun = new Promise<AbortSignal>((resolve) => (begin = resolve))
    const ended = whileHoldingLock(on, name, stopping.signal, async (held) => {
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

  it('is let go in seconds on a connection that carries nothing any more, which nobody gets again', async () => {
    const line = await openDatabaseLine(database.pg)
    const far = connectDatabase(line.pg, { log: quietLog, poolSize: 2 })
    const on = { ...store, db: far.db }
    try {
      const long = work(on)
      const held = await long.begun
      const failure = long.ended.catch((error: unknown) => error)
      const short = withAdvisoryLock(on, `${name} too`, async () => {
        expect(line.silence('advisory_lock(')).toBe(2)
        return 'done'
      })
      const all = Promise.all([short, failure])
      let answers: unknown[] = []
      void all.then((came) => (answers = came))
      await waitUntil('both are let go', () => answers.length > 0, 40_000)

      expect(answers).toEqual(['done', expect.any(Error)])
      expect(held.aborted).toBe(true)
      const select = () => sql<{ one: number }>`select 1 as one`.execute(far.db)
      const [{ rows }] = await Promise.all([select(), select()])
      expect(rows).toEqual([{ one: 1 }])
    } finally {
      await line.stop()
      await far.close()
    }
  })

  it('says once that somebody else has it, whose end is waited for', async () => {
    const first = work()
    await first.begun
    const ending = new AbortController()
    let told = 0
    const second = whileHoldingLock(
      store,
      name,
      ending.signal,
      async () => {},
      () => told++,
    )
    await waitUntil('it is told', () => told === 1)
    // It has asked again meanwhile.
    await delay(2_500)
    stopping.abort()
    await Promise.all([first.ended, second])
    expect(told).toBe(1)
  })

  it('is waited for no longer once the process is to end, also in the moment in which it was asked for', async () => {
    const first = work()
    await first.begun
    const ending = new AbortController()
    const askedAt = performance.now()
    await whileHoldingLock(
      store,
      name,
      ending.signal,
      async () => {},
      () => ending.abort(),
    )
    const tookMs = performance.now() - askedAt
    stopping.abort()
    await first.ended

    expect(tookMs).toBeLessThan(1_500)
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

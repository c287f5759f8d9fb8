import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { holdUnfinished } from '../../../src/storage/backup/hold-unfinished.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { type InboxStage, openInboxStage } from '../../support/inbox-stage.ts'

describe('when somebody wrote', () => {
  let database: TestDatabase
  let stage: InboxStage

  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    await database.store.db.deleteFrom('inbox').execute()
    stage = await openInboxStage(database.store)
  })

  const lengths = async (): Promise<number[]> =>
    (await stage.rows()).map(({ order_key }) => order_key.length)

  it('is not to be seen of a chat once all that it said is answered', async () => {
    await stage.receive({ id: '1' }, { id: '2' })
    expect(await lengths()).toEqual([32, 32])

    await stage.drain()

    expect(stage.taken).toEqual(['1', '2'])
    expect(await lengths()).toEqual([0, 0])
  })

  it('is not to be seen of what was given up, nor of what a restore has dropped', async () => {
    stage.poison.add('poison')
    await stage.receive({ id: 'poison' })
    for (let tries = 0; tries < 5; tries++) {
      await stage.drain()
      stage.later(1)
    }
    await stage.receive({ id: '2' })

    await inTransaction(database.store, (tx) => holdUnfinished(tx, new Date()))

    expect((await stage.rows()).map(({ state, error }) => [state, error])).toEqual([
      ['failed', 'TypeError'],
      ['processed', 'restored'],
    ])
    expect(await lengths()).toEqual([0, 0])
  })
})

import { beforeAll, describe, expect, it } from '@jest/globals'
import { createChannelRegistry } from '../../../src/channels/registry.ts'
import { readBacklog } from '../../../src/storage/channel-state.ts'
import { readOperatingFigures } from '../../../src/storage/operating-figures.ts'
import { sweep } from '../../../src/usecases/sending/sweep.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import { type InboxStage, openInboxStage } from '../../support/inbox-stage.ts'

describe('what people wrote to a bot that is not configured any more', () => {
  const database = setTestDatabase('all')
  let stage: InboxStage
  beforeAll(async () => {
    stage = await openInboxStage(database.store)
    await stage.receive({ id: '1' })
    stage.later(0.01)
  })

  it('wakes nobody, because nobody could take it in', async () => {
    await sweep({ ...stage.deps, channels: createChannelRegistry([]) })
    expect(stage.jobs).toEqual([])

    await stage.sweep()
    expect(stage.jobs).toEqual([{ name: 'process-inbox', data: {} }])
  })

  it('is counted apart, and no alarm for the bots that are', async () => {
    const { store } = database
    const ours = [stage.channel.instanceId]

    expect((await readOperatingFigures(store, [])).inbox).toMatchObject({
      waiting: 0,
      left: 1,
      oldestSeconds: 0,
    })
    expect((await readOperatingFigures(store, ours)).inbox).toMatchObject({ waiting: 1, left: 0 })
    expect((await readBacklog(store, [])).oldestUpdate).toBeNull()
    expect((await readBacklog(store, ours)).oldestUpdate).toBeInstanceOf(Date)
  })
})

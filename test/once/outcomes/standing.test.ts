import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readStandings } from '../../../src/storage/channel-standing.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { openJoinedService, type JoinedService } from '../../support/joined-service.ts'

describe('the running service', () => {
  let joined: JoinedService

  beforeAll(async () => {
    joined = await openJoinedService()
  })
  afterAll(() => joined.stop())

  it('asks every platform soon after its start what it has left, and keeps it', async () => {
    const { store, channels } = joined.service.deps
    await waitUntil(
      'every channel has said how it stands',
      async () => (await readStandings(store)).size === 3,
    )
    const kept = await readStandings(store)
    const oa = channels.all().find(({ platform }) => platform === 'zalo-oa')
    const facts = oa && kept.get(oa.instanceId)?.facts.map(({ kind }) => kind)
    expect(facts).toEqual(expect.arrayContaining(['expires', 'quota', 'token', 'hears']))
  })
})

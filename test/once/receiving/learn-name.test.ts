import { describe, expect, it } from '@jest/globals'
import type { Inbound } from '../../../src/channels/channel.ts'
import { learnName } from '../../../src/usecases/learn-name.ts'
import { setBroadcastStage } from '../../support/broadcast-stage.ts'

const stage = setBroadcastStage()

describe('a display name that the platform is asked for', () => {
  const inbound: Inbound = {
    chat: { externalId: '77', type: 'private' },
    from: { externalId: '77', name: '' },
    at: new Date('2026-12-01T08:00:00+07:00'),
    event: { kind: 'text', text: 'xin chào', messageId: '1' },
  }
  const nameFor = async (lookedUp: string): Promise<string | undefined> => {
    const channel = { ...stage.engine.channel, lookUpName: async () => lookedUp }
    return (await learnName(stage.store, channel, inbound)).from?.name
  }

  it.each([
    ['Lê Thị Hoa', 'Lê Thị Hoa'],
    ['Lê\nThị   Hoa', 'Lê Thị Hoa'],
    ['\u3164', ''],
    ['\u200b\u2800', ''],
  ])('is written as one of an event is: %j', async (lookedUp, written) => {
    expect(await nameFor(lookedUp)).toBe(written)
  })

  it('is no longer than a card can hold', async () => {
    expect((await nameFor('Hoa '.repeat(500)))?.length).toBeLessThanOrEqual(200)
  })
})

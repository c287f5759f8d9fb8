import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import type { BroadcastId, ChatId, DeliveryId } from '../../../src/domain/id.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { findDueLanes } from '../../../src/storage/sending/due-deliveries.ts'
import { retryUnknowns } from '../../../src/storage/sending/plan-again.ts'
import { planMessage } from '../../../src/storage/sending/plan-message.ts'
import { sweep } from '../../../src/usecases/sending/sweep.ts'
import { setBroadcastStage } from '../../support/broadcast-stage.ts'
import { givenChat } from '../../support/rows.ts'

const HOUR = 3_600_000
const YEAR = 365 * 24 * HOUR

describe('a machine whose clock is set', () => {
  const stage = setBroadcastStage()

  const chat = (name: string, type: 'private' | 'group' = 'private'): Promise<ChatId> =>
    givenChat(stage.store, stage.engine.instanceId, name, type)
  const plan = (chatId: ChatId, text: string): Promise<DeliveryId> =>
    planMessage(stage.store, {
      chatId,
      message: plainMessage(text),
      purpose: 'answer',
      priority: PRIORITY.answer,
    })
  const texts = (): string[] => stage.engine.platform.seen().map(({ text }) => text)
  const isDue = async (): Promise<boolean> => {
    const { clock, settings } = stage.engine.deps
    const lanes = await findDueLanes(stage.store, clock.now(), settings.timeZone)
    return lanes.includes(stage.engine.instanceId)
  }

  /** A lane that waits for hours ends here. */
  const run = (ms = 2_000): Promise<void> => stage.engine.run(AbortSignal.timeout(ms))

  /** Two dual-booted systems read the machine's clock in two zones; it is set as soon as the network is there. */
  const whileHoursAhead = async (work: () => Promise<void>): Promise<void> => {
    stage.engine.aheadMs = 7 * HOUR
    await work()
    stage.engine.aheadMs = 0
  }

  it.each(['offline', 'too-many'] as const)(
    'sends at once what the whole bot was to wait with by a clock that was ahead: %s',
    async (why) => {
      stage.engine.platform.script('lan', { kind: 'wait', afterMs: 5_000, scope: 'lane', why })
      await whileHoursAhead(async () => {
        await plan(await chat('lan'), 'một')
        await run()
      })
      expect(texts()).toEqual([])

      expect(await isDue()).toBe(true)
      await plan(await chat('minh'), 'hai')
      await run()

      expect(texts().sort()).toEqual(['hai', 'một'])
    },
  )

  it('sends at once all that waits with its chat by a clock that was ahead', async () => {
    const lan = await chat('lan')
    stage.engine.platform.script('lan', { kind: 'wait', afterMs: 60_000 })
    await whileHoursAhead(async () => {
      await plan(lan, 'một')
      await plan(lan, 'hai')
      await run()
      await plan(lan, 'ba')
      await run()
    })
    expect(stage.engine.platform.calls).toHaveLength(1)

    expect(await isDue()).toBe(true)
    await run()

    expect(texts()).toEqual(['một', 'hai', 'ba'])
  })

  it('waits when it is told so again, and its lane does not turn round meanwhile', async () => {
    const lan = await chat('lan')
    const wait = { kind: 'wait', afterMs: 60_000 } as const
    stage.engine.platform.script('lan', wait, wait)
    await whileHoursAhead(async () => {
      await plan(lan, 'một')
      await plan(lan, 'hai')
      await run()
    })

    await run()
    await run()

    expect(stage.engine.platform.calls).toHaveLength(2)
    expect(await isDue()).toBe(false)
    await stage.engine.later(61_000)
    expect(texts()).toEqual(['một', 'hai'])
  })

  it('does not wait until a wait of last week comes again, when it starts years behind', async () => {
    stage.engine.platform.script('lan', { kind: 'wait', afterMs: 5_000, scope: 'lane' })
    await plan(await chat('lan'), 'một')
    await run()
    stage.engine.aheadMs = -9 * YEAR
    await plan(await chat('minh'), 'hai')

    await run()

    expect(texts().sort()).toEqual(['hai', 'một'])
  })

  it('gives a directive in doubt its second try', async () => {
    const releaseAt = new Date(Date.now() + 7 * HOUR)
    const id = await stage.toGroups(['g'], { kind: 'directive', releaseAt })
    stage.engine.platform.script('g', { kind: 'cut' })
    await whileHoursAhead(async () => {
      await stage.expand(id)
      await run()
    })
    expect(await stage.engine.states(id)).toEqual({ unknown: 1 })

    await retryUnknowns(stage.store, stage.engine.deps.clock.now())
    await run()

    expect(await stage.engine.states(id)).toEqual({ sent: 1 })
  })

  it('sends at once what was to go at once, and at its hour what was planned', async () => {
    const inSevenHours = new Date(Date.now() + 7 * HOUR)
    const [now, later] = [
      await stage.toGroups(['g'], { releaseAt: inSevenHours }),
      await stage.toGroups(['h'], { releaseAt: inSevenHours, state: 'scheduled' }),
    ]
    // Pressed thirty seconds before.
    await sql`update broadcast set created_at = release_at - interval '30 s'
      where id in (${now}, ${later})`.execute(stage.store.db)

    await sweep(stage.engine.deps)
    for (const { name, data } of stage.engine.jobs)
      if (name === 'expand-broadcast' && 'broadcastId' in data)
        await stage.expand(data.broadcastId as BroadcastId)
    await run()

    expect(await stage.engine.states(now)).toEqual({ sent: 1 })
    await stage.expand(later)
    expect(await stage.engine.states(later)).toEqual({})
  })

  it('back keeps the limit of a group by calls that lie ahead, but no longer than a minute', async () => {
    const { pace } = stage.engine.channel.capabilities
    stage.engine = await stage.start({ pace: { ...pace, groupPerMinute: 20 } })
    const group = await chat('nhóm', 'group')
    await plan(group, 'một')
    await run()
    await sql`
      insert into attempt (delivery_id, ordinal, kind, channel_instance_id, chat_id, fence,
        started_at, finished_at, outcome)
      select a.delivery_id, 0, 'text', a.channel_instance_id, a.chat_id, a.fence,
        now() + interval '5 hours', now() + interval '5 hours', 'sent'
      from attempt a, generate_series(1, 20)
      where a.channel_instance_id = ${stage.engine.instanceId}`.execute(stage.store.db)
    await plan(group, 'hai')
    const arrivesIn = async (ms: number): Promise<boolean> => {
      await run(ms)
      return texts().includes('hai')
    }

    expect(await arrivesIn(500)).toBe(false)
    stage.engine.aheadMs += 50_000
    expect(await arrivesIn(500)).toBe(false)
    stage.engine.aheadMs += 11_000
    expect(await arrivesIn(5_000)).toBe(true)
  })
})

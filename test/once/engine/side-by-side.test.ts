import { describe, expect, it } from '@jest/globals'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { planMessage } from '../../../src/storage/sending/plan-message.ts'
import { keepFile } from '../../../src/storage/files.ts'
import { expandBroadcast } from '../../../src/usecases/sending/expand-broadcast.ts'
import type { TestEngine } from '../../support/engine.ts'
import { givenBroadcast, givenChat, givenServedUnits } from '../../support/rows.ts'
import { setBroadcastStage } from '../../support/broadcast-stage.ts'
import { waitUntil } from '../../support/wait-until.ts'

const stage = setBroadcastStage()

describe('a broadcast beside others', () => {
  const givenRun = async (perSecond: number) => {
    const pace = { ...stage.engine.channel.capabilities.pace, perSecond }
    return stage.start({ pace })
  }
  const groupsOf = (runner: TestEngine, prefix: string, count: number) =>
    givenServedUnits(
      stage.store,
      runner.instanceId,
      Array.from({ length: count }, (_, index) => `${prefix}${index}`),
    )

  it.each([20, 100])(
    'shares the lane fairly with another of the same rank (%i/s)',
    async (pace) => {
      const runner = await givenRun(pace)
      for (const prefix of ['x', 'y'])
        await expandBroadcast(
          runner.deps,
          await givenBroadcast(stage.store, { units: await groupsOf(runner, prefix, 20) }),
        )

      await runner.run()

      const half = arrivedAt(runner).slice(0, 20)
      const ofX = half.filter((chat) => chat.startsWith('x')).length
      expect(ofX).toBeGreaterThanOrEqual(8)
      expect(ofX).toBeLessThanOrEqual(12)
    },
  )

  it('has its turns at once beside one of which much is in hand already', async () => {
    const runner = await givenRun(20)
    const [early, late] = await Promise.all(
      (['x', 'y'] as const).map((prefix) => groupsOf(runner, prefix, 30)),
    )
    await expandBroadcast(runner.deps, await givenBroadcast(stage.store, { units: early ?? [] }))
    const run = runner.run()
    await runner.platform.until(({ calls }) => calls.length >= 4)
    await expandBroadcast(runner.deps, await givenBroadcast(stage.store, { units: late ?? [] }))
    const before = runner.platform.calls.length
    await run

    const first = arrivedAt(runner).findIndex((chat) => chat.startsWith('y'))
    const next = arrivedAt(runner).slice(first, first + 10)
    const ofLate = next.filter((chat) => chat.startsWith('y')).length
    expect(ofLate).toBeGreaterThanOrEqual(4)
    expect(first - before).toBeLessThan(16)
  })

  it('has its turns among more than the lane has in hand at once, also the smallest', async () => {
    const runner = await givenRun(20)
    const names = Array.from({ length: 24 }, (_, index) => `${String.fromCharCode(97 + index)}`)
    for (const name of names)
      await expandBroadcast(
        runner.deps,
        await givenBroadcast(stage.store, {
          units: await groupsOf(runner, name, name === 'x' ? 1 : 5),
        }),
      )

    await runner.run()

    // The hand may have been filled once before the others were looked at.
    const early = arrivedAt(runner).slice(0, 2 * names.length)
    expect(new Set(early.map((chat) => chat[0]))).toEqual(new Set(names))
  })

  it('brings its words, and another broadcast, to all while its document is still being carried up', async () => {
    const runner = await givenRun(20)
    const file = await keepFile(stage.store, {
      name: 'lớn.pdf',
      mime: 'application/pdf',
      bytes: Buffer.from('pdf'),
    })
    const withFile = await givenBroadcast(stage.store, { units: await groupsOf(runner, 'n', 60) })
    const messages = runner.deps
    runner.deps = {
      ...messages,
      messageFor: async (id) => (id === withFile ? heavy : messages.messageFor(id)),
    }
    const heavy = { ...plainMessage('kèm'), files: [file] }
    runner.platform.script('upload', { kind: 'ok', afterMs: 6_000 })
    await expandBroadcast(runner.deps, withFile)
    const running = runner.run()
    await runner.platform.until(({ calls }) => calls.some(({ upload }) => upload === 3))

    const other = await givenBroadcast(stage.store, { units: await groupsOf(runner, 'm', 5) })
    await expandBroadcast(runner.deps, other)
    await runner.platform.until(({ calls }) => calls.length >= 60 + 5 + 1)

    const begun = runner.platform.calls.find(({ upload }) => upload === 3)?.at ?? 0
    const meanwhile = runner.platform.calls.filter(({ at }) => at < begun + 6_000)
    expect(meanwhile.filter(({ text }) => text === 'kèm')).toHaveLength(60)
    expect(meanwhile.filter(({ chat }) => chat.startsWith('m'))).toHaveLength(5)
    await running
    expect(runner.platform.seen()).toHaveLength(60 * 2 + 5)
  })

  it('waits quietly while the document that both carry is carried up for one of them', async () => {
    const runner = await givenRun(200)
    const file = await keepFile(stage.store, {
      name: 'lớn.pdf',
      mime: 'application/pdf',
      bytes: Buffer.from('pdf'),
    })
    const heavy = { ...plainMessage('kèm'), files: [file] }
    let asked = 0
    const { clock } = runner.deps
    const counting = { now: () => (asked++, clock.now()) }
    runner.deps = { ...runner.deps, messageFor: async () => heavy, clock: counting }
    runner.platform.script('upload', { kind: 'ok', afterMs: 3_000 })
    for (const prefix of ['n', 'm']) {
      const units = await groupsOf(runner, prefix, 40)
      await expandBroadcast(runner.deps, await givenBroadcast(stage.store, { units }))
    }
    const running = runner.run()
    await runner.platform.until(({ calls }) => calls.length >= 2 * 40 + 1)
    const before = asked

    await runner.platform.until(({ calls }) => calls.length > 2 * 40 + 1)

    expect(asked - before).toBeLessThan(200)
    await running
    expect(runner.platform.seen()).toHaveLength(2 * 40 * 2)
  })

  it('leaves a chat its answers while its copy waits for the document to be carried up', async () => {
    const runner = await givenRun(20)
    const file = await keepFile(stage.store, {
      name: 'lớn.pdf',
      mime: 'application/pdf',
      bytes: Buffer.from('pdf'),
    })
    const heavy = { ...plainMessage('kèm'), files: [file] }
    runner.deps = { ...runner.deps, messageFor: async () => heavy }
    const units = await groupsOf(runner, 'n', 3)
    runner.platform.script('upload', { kind: 'ok', afterMs: 3_000 })
    const id = await givenBroadcast(stage.store, { units })
    await expandBroadcast(runner.deps, id)
    const running = runner.run()
    await runner.platform.until(({ calls }) => calls.some((call) => call.upload === 3))

    const upload = runner.platform.calls.find((call) => call.upload === 3)
    const waiting = ['n0', 'n1', 'n2'].find((name) => name !== upload?.chat) ?? ''
    await planMessage(stage.store, {
      chatId: await givenChat(stage.store, runner.instanceId, waiting, 'group'),
      message: plainMessage('trả lời'),
      purpose: 'answer',
      priority: PRIORITY.answer,
    })
    await runner.platform.until(({ calls }) => calls.some(({ text }) => text === 'trả lời'))

    const answer = runner.platform.calls.find(({ text }) => text === 'trả lời')
    expect((answer?.at ?? Infinity) - (upload?.at ?? 0)).toBeLessThan(2_000)
    await running
    expect(await runner.states(id)).toEqual({ sent: 3 })
    expect(runner.platform.seen()).toHaveLength(3 * 2 + 1)
  })

  it('lets an urgent one and an answer overtake it at once', async () => {
    const runner = await givenRun(20)
    const normal = await givenBroadcast(stage.store, { units: await groupsOf(runner, 'n', 60) })
    await expandBroadcast(runner.deps, normal)
    const stopping = new AbortController()
    const run = runner.run(stopping.signal)
    await runner.platform.until(({ calls }) => calls.length >= 5)

    const urgent = await givenBroadcast(stage.store, {
      units: await groupsOf(runner, 'u', 2),
      urgent: true,
    })
    await expandBroadcast(runner.deps, urgent)
    await planMessage(stage.store, {
      chatId: await givenChat(stage.store, runner.instanceId, 'lan'),
      message: plainMessage('trả lời'),
      purpose: 'answer',
      priority: PRIORITY.answer,
    })
    const before = runner.platform.calls.length
    await runner.platform.until(({ calls }) =>
      ['lan', 'u0', 'u1'].every((name) => calls.some((call) => call.chat === name)),
    )
    const place = arrivedAt(runner).findLastIndex((chat) => ['lan', 'u0', 'u1'].includes(chat))

    expect(place - before).toBeLessThan(20)
    stopping.abort()
    await run
  })

  it('comes to its last copy also where more wait for quota than are sent until they are due again', async () => {
    const runner = await givenRun(20)
    const units = await groupsOf(runner, 'n', 90)
    const spent = { kind: 'wait', afterMs: 1_000, why: 'quota' } as const
    for (let index = 0; index < units.length; index++)
      runner.platform.script(`n${index}`, ...Array.from({ length: 30 }, () => spent))
    await expandBroadcast(runner.deps, await givenBroadcast(stage.store, { units }))
    const stopping = new AbortController()
    const run = runner.run(stopping.signal)

    const asked = () => new Set(runner.platform.calls.map(({ chat }) => chat))
    await waitUntil(
      'all were asked, or many twice',
      () => asked().size === units.length || runner.platform.calls.length >= 250,
    )
    stopping.abort()
    await run

    expect(asked().size).toBe(units.length)
  })

  const arrivedAt = (runner: TestEngine): string[] =>
    runner.platform.seen().map((call) => call.chat)
})

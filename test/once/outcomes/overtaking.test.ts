import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import type { UnitId } from '../../../src/domain/id.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { planEdit, planMessage } from '../../../src/storage/sending/plan-message.ts'
import { expandBroadcast } from '../../../src/usecases/sending/expand-broadcast.ts'
import type { TestEngine } from '../../support/engine.ts'
import { givenBroadcast, givenChat, givenServedUnits } from '../../support/rows.ts'
import { setBroadcastStage } from '../../support/broadcast-stage.ts'

const stage = setBroadcastStage()
/** Calls a second: slow enough for a second's worth in hand to be told apart. */
const PER_SECOND = 40

describe('what a lane has in hand for a chat and does not get to', () => {
  const givenRun = (pace: Partial<TestEngine['channel']['capabilities']['pace']> = {}) =>
    stage.start({
      pace: { ...stage.engine.channel.capabilities.pace, perSecond: PER_SECOND, ...pace },
    })
  const groupsOf = (runner: TestEngine, prefix: string, count: number) =>
    givenServedUnits(
      stage.store,
      runner.instanceId,
      Array.from({ length: count }, (_, index) => `${prefix}${index}`),
    )
  const send = async (runner: TestEngine, units: readonly UnitId[], urgent = false) =>
    expandBroadcast(runner.deps, await givenBroadcast(stage.store, { units, urgent }))
  const answer = async (runner: TestEngine, name: string, type: 'group' | 'private' = 'group') =>
    planMessage(stage.store, {
      chatId: await givenChat(stage.store, runner.instanceId, name, type),
      message: plainMessage('trả lời'),
      purpose: 'answer',
      priority: PRIORITY.answer,
    })
  const texts = (runner: TestEngine, chat: string): string[] =>
    runner.platform.seen(chat).map(({ text }) => text)
  const lastOf = (runner: TestEngine, prefix: string): number =>
    runner.platform.calls.findLastIndex(({ chat }) => chat.startsWith(prefix))
  const placesOf = (runner: TestEngine, text: string): number[] =>
    runner.platform.calls.flatMap((call, place) => (call.text === text ? [place] : []))

  it('holds up no answer there while an urgent broadcast goes before it', async () => {
    const runner = await givenRun()
    const [many, urgent] = [await groupsOf(runner, 'n', 60), await groupsOf(runner, 'u', 80)]
    await send(runner, many)
    const running = runner.run()
    await runner.platform.until(({ calls }) => calls.length >= 5)
    await send(runner, urgent, true)
    await runner.platform.until(({ calls }) => calls.some(({ chat }) => chat.startsWith('u')))

    const waiting = many
      .map((_, index) => `n${index}`)
      .filter((name) => texts(runner, name).length === 0)
    await Promise.all(waiting.map((name) => answer(runner, name)))
    await running

    const answered = placesOf(runner, 'trả lời')
    expect(answered).toHaveLength(waiting.length)
    expect(Math.max(...answered)).toBeLessThan(lastOf(runner, 'u'))
    expect(waiting.map((name) => texts(runner, name))).toEqual(
      waiting.map(() => ['trả lời', 'Mời họp']),
    )
  })

  it('holds up no answer that changes a message there', async () => {
    const runner = await givenRun()
    const many = await groupsOf(runner, 'n', 60)
    const cards = await Promise.all(many.map((_, index) => answer(runner, `n${index}`)))
    await runner.run()
    const before = runner.platform.calls.length
    await send(runner, many)
    const running = runner.run()
    await runner.platform.until(({ calls }) => calls.length >= before + 5)

    const waiting = cards.filter((_, index) => texts(runner, `n${index}`).length === 1)
    for (const deliveryId of waiting)
      await planEdit(stage.store, {
        deliveryId,
        message: plainMessage('trang 2'),
        purpose: 'answer',
        priority: PRIORITY.answer,
      })
    await running

    const turned = placesOf(runner, 'trang 2')
    expect(turned).toHaveLength(waiting.length)
    expect(Math.max(...turned)).toBeLessThan(Math.max(...placesOf(runner, 'Mời họp')))
  })

  it('holds up no urgent copy for the same chat', async () => {
    const runner = await givenRun()
    const units = await groupsOf(runner, 'n', 60)
    const urgent = await givenBroadcast(stage.store, { units, urgent: true })
    const [normalWords, urgentWords] = [plainMessage('Mời họp'), plainMessage('khẩn')]
    runner.deps = {
      ...runner.deps,
      messageFor: async (id) => (id === urgent ? urgentWords : normalWords),
    }
    await send(runner, units)
    const running = runner.run()
    await runner.platform.until(({ calls }) => calls.length >= 5)
    await expandBroadcast(runner.deps, urgent)
    await runner.platform.until(({ calls }) => calls.some(({ text }) => text === 'khẩn'))
    const before = placesOf(runner, 'Mời họp').length
    await running

    const last = Math.max(...placesOf(runner, 'khẩn'))
    // But for the calls that were being made when it came.
    expect(placesOf(runner, 'Mời họp').filter((place) => place < last).length).toBeLessThan(
      before + 10,
    )
    expect(runner.platform.seen()).toHaveLength(120)
  })

  it('holds up no answer there while an edit waits for its gap', async () => {
    const runner = await givenRun({ editGapMs: { private: 15_000, group: 15_000 } })
    const chatId = await givenChat(stage.store, runner.instanceId, 'office')
    const card = await planMessage(stage.store, {
      chatId,
      message: plainMessage('0'),
      purpose: 'card',
      priority: PRIORITY.answer,
    })
    await runner.run()
    const edit = (text: string) =>
      planEdit(stage.store, {
        deliveryId: card,
        message: plainMessage(text),
        purpose: 'progress',
        priority: PRIORITY.edit,
      })
    await edit('1')
    await runner.run()
    await edit('2')
    const stopping = new AbortController()
    const running = runner.run(stopping.signal)
    // Long enough for the edit to be taken in hand.
    await runner.platform.until(({ calls }) => calls.length >= 2)
    await sleep(600)

    await answer(runner, 'office', 'private')
    try {
      await runner.platform.until(({ calls }) => calls.some(({ text }) => text === 'trả lời'))
    } finally {
      stopping.abort()
      await running
    }

    expect(runner.platform.calls.map(({ text }) => text)).toEqual(['0', '1', 'trả lời'])
  })

  it('keeps its chat to itself while it is half out, but not for as long as others go before it', async () => {
    const runner = await givenRun({ groupGapMs: 500 })
    runner.copy = ['một', 'hai']
    // Before it runs, because on a busy machine it takes as long as the first copies.
    const [many, urgent] = [await groupsOf(runner, 'n', 60), await groupsOf(runner, 'u', 100)]
    await send(runner, many)
    const running = runner.run()
    await runner.platform.until(({ calls }) => calls.length >= 24)
    await send(runner, urgent, true)
    await runner.platform.until(
      ({ calls }) => calls.filter(({ chat }) => chat.startsWith('u')).length > 5,
    )
    const half = many
      .map((_, index) => `n${index}`)
      .filter((name) => texts(runner, name).length === 1)
    await Promise.all(half.map((name) => answer(runner, name)))
    await running

    expect(half.length).toBeGreaterThan(0)
    expect(half.map((name) => texts(runner, name))).toEqual(
      half.map(() => ['một', 'trả lời', 'hai']),
    )
    expect(Math.max(...placesOf(runner, 'trả lời'))).toBeLessThan(lastOf(runner, 'u'))
  })
})

import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { planEdit } from '../../../src/storage/sending/plan-message.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { NO_PACE } from '../../support/plain-channel.ts'
import { givenChat } from '../../support/rows.ts'
import { setMessageStage } from '../../support/message-stage.ts'

const stage = setMessageStage()
const { chat, comesBack, edit, plan, start } = stage

describe('an edit', () => {
  it('changes the message in place, with the newest content only', async () => {
    const lan = await chat('lan')
    const card = await plan(lan, plainMessage('một'))
    await stage.engine.run()
    await edit(card, 'hai')
    await edit(card, 'ba')

    await stage.engine.run()

    expect(stage.engine.platform.calls.slice(1)).toMatchObject([{ text: 'ba', edit: 'm1' }])
  })

  it('replaces a content that has not gone out', async () => {
    const card = await plan(await chat('lan'), plainMessage('một'))
    await edit(card, 'hai')

    await stage.engine.run()

    expect(stage.engine.platform.calls.map(({ text }) => text)).toEqual(['hai'])
  })

  it('replaces a content that waits as often as it takes, as progress does whose bot is stopped for days', async () => {
    const card = await plan(await chat('lan'), plainMessage('một'))
    await sql`update delivery set edition = 32767 where id = ${card}`.execute(stage.store.db)
    await edit(card, 'hai')

    await stage.engine.run()

    expect(stage.engine.platform.calls.map(({ text }) => text)).toEqual(['hai'])
  })

  it('sends a part too many as a message, once', async () => {
    const card = await plan(await chat('lan'), plainMessage('một'))
    await stage.engine.run()
    for (const more of ['x', 'y']) {
      await inTransaction(stage.store, (tx) =>
        planEdit(tx, {
          deliveryId: card,
          message: plainMessage('một', `hai ${more}`),
          purpose: 'card',
          priority: PRIORITY.answer,
        }),
      )
      await stage.engine.run()
    }

    expect(stage.engine.platform.calls.slice(1).map(({ text, edit: of }) => [text, of])).toEqual([
      ['một', 'm1'],
      ['hai x', undefined],
      ['một', 'm1'],
      ['hai y', 'm3'],
    ])
  })

  it('is whole with the newest content, also where half of the one before was made', async () => {
    const card = await plan(await chat('lan'), plainMessage('một', 'hai'))
    await stage.engine.run()
    const change = async (...words: string[]): Promise<void> => {
      await inTransaction(stage.store, (tx) =>
        planEdit(tx, {
          deliveryId: card,
          message: plainMessage(...words),
          purpose: 'card',
          priority: PRIORITY.answer,
        }),
      )
      await stage.engine.later(60_000)
    }
    const stopsHalfWay = (): void =>
      stage.engine.platform.script('lan', { kind: 'ok' }, { kind: 'wait', afterMs: 50_000 })
    const seen = () => stage.engine.platform.calls.map(({ text, edit: of }) => [text, of])

    stopsHalfWay()
    await change('một rưỡi', 'hai rưỡi')
    await change('ba', 'bốn')
    expect(seen().slice(-2)).toEqual([
      ['bốn', 'm2'],
      ['ba', 'm1'],
    ])

    stopsHalfWay()
    await change('năm', 'sáu')
    await change('đã duyệt')
    expect(seen().at(-1)).toEqual(['đã duyệt', 'm2'])
  })

  it('gives each part its turn, also where newer content comes before all are changed', async () => {
    const card = await plan(await chat('lan'), plainMessage('một', 'hai'))
    await stage.engine.run()

    for (const percent of [10, 20, 30, 40]) {
      stage.engine.platform.script('lan', { kind: 'ok' }, { kind: 'wait', afterMs: 50_000 })
      await inTransaction(stage.store, (tx) =>
        planEdit(tx, {
          deliveryId: card,
          message: plainMessage(`${percent} %`, `còn ${100 - percent} %`),
          purpose: 'progress',
          priority: PRIORITY.edit,
        }),
      )
      await stage.engine.later(60_000)
    }

    const made = stage.engine.platform.calls.filter((call) => call.edit && call.answer === 'ok')
    expect(made.map(({ text, edit: of }) => [text, of])).toEqual([
      ['10 %', 'm1'],
      ['còn 80 %', 'm2'],
      ['30 %', 'm1'],
      ['còn 60 %', 'm2'],
    ])
  })

  it('that answers somebody, or is the rest of one, waits for no gap of progress', async () => {
    const gap = { private: 60_000, group: 60_000 }
    const spaced = await start({ pace: { ...NO_PACE, editGapMs: gap } })
    const card = await plan(
      await givenChat(stage.store, spaced.instanceId, 'lan'),
      plainMessage('một', 'hai'),
    )
    await spaced.run()
    for (const [purpose, words] of [
      ['progress', ['0 %', 'hai']],
      ['answer', ['trang 1', 'ba']],
      ['answer', ['trang 2', 'bốn']],
    ] as const) {
      await inTransaction(stage.store, (tx) =>
        planEdit(tx, {
          deliveryId: card,
          message: plainMessage(...words),
          purpose,
          priority: PRIORITY.answer,
        }),
      )
      await spaced.run()
    }

    expect(spaced.platform.calls.slice(2).map(({ text }) => text)).toEqual([
      '0 %',
      'hai',
      'trang 1',
      'ba',
      'trang 2',
      'bốn',
    ])
  })

  it('that answers somebody still does with the newer words of a progress', async () => {
    const gap = { private: 60_000, group: 60_000 }
    const spaced = await start({ pace: { ...NO_PACE, editGapMs: gap } })
    const card = await plan(
      await givenChat(stage.store, spaced.instanceId, 'lan'),
      plainMessage('một'),
    )
    await spaced.run()
    await edit(card, '0 %', 'progress')
    await spaced.run()
    await edit(card, 'tạm dừng')
    await edit(card, 'tạm dừng, 10 %', 'progress')

    await spaced.run(AbortSignal.timeout(5_000))

    expect(spaced.platform.calls.slice(1).map(({ text }) => text)).toEqual([
      '0 %',
      'tạm dừng, 10 %',
    ])
  })

  it.each([
    { when: 'before it began', parts: ['hai'], changes: ['ba'] },
    { when: 'half-way', parts: ['hai', 'hai rưỡi'], changes: ['hai', 'hai rưỡi', 'ba'] },
  ])(
    'that answers somebody is not lost where the platform cannot edit and progress comes $when',
    async ({ parts, changes }) => {
      const plain = await start({ edit: false })
      const card = await plan(
        await givenChat(stage.store, plain.instanceId, 'lan'),
        plainMessage('một'),
      )
      await plain.run()
      await inTransaction(stage.store, (tx) =>
        planEdit(tx, {
          deliveryId: card,
          message: plainMessage(...parts),
          purpose: 'answer',
          priority: PRIORITY.answer,
        }),
      )
      if (parts.length > 1) {
        plain.platform.script('lan', { kind: 'ok' }, { kind: 'wait', afterMs: 50_000 })
        await plain.run()
      }
      await edit(card, 'ba', 'progress')

      await plain.later(60_000)

      expect(plain.platform.calls.slice(1).map(({ text }) => text)).toEqual(changes)
    },
  )

  it('that answers somebody is not lost where progress comes while its call is out', async () => {
    const { platform } = stage.engine
    const card = await plan(await chat('lan'), plainMessage('một'))
    await stage.engine.run()
    platform.latencyMs = 300
    platform.script('lan', { kind: 'refused', why: 'message-gone' })
    await inTransaction(stage.store, (tx) =>
      planEdit(tx, {
        deliveryId: card,
        message: plainMessage('hai'),
        purpose: 'answer',
        priority: PRIORITY.answer,
      }),
    )
    const running = stage.engine.run()
    await platform.until(({ calls }) => calls.length > 1)
    await edit(card, 'ba', 'progress')
    await running
    await stage.engine.run()

    expect(platform.calls.slice(1).map(({ text, edit: of }) => [text, of])).toEqual([
      ['hai', 'm1'],
      ['ba', undefined],
    ])
  })

  it('is made again when its answer was lost', async () => {
    const card = await plan(await chat('lan'), plainMessage('một'))
    await stage.engine.run()
    stage.engine.platform.script('lan', { kind: 'cut' })
    await edit(card, 'hai')

    await stage.engine.run()
    await stage.engine.later(3_000)

    expect(stage.engine.platform.calls.slice(1).map(({ text }) => text)).toEqual(['hai', 'hai'])
  })

  it('goes at once with a newer content, and not when the one whose answer was lost would have gone', async () => {
    const card = await plan(await chat('lan'), plainMessage('một'))
    await stage.engine.run()
    stage.engine.platform.script('lan', { kind: 'cut' })
    await edit(card, 'hai')
    await stage.engine.run()

    await edit(card, 'ba')
    await stage.engine.run()

    expect(stage.engine.platform.calls.slice(1).map(({ text }) => text)).toEqual(['hai', 'ba'])
  })

  it.each(['too-many', 'quota'] as const)(
    'waits as long as the platform has told it (%s), also with a newer content',
    async (why) => {
      const card = await plan(await chat('lan'), plainMessage('một'))
      await stage.engine.run()
      stage.engine.platform.script('lan', { kind: 'wait', afterMs: 60_000, why })
      await edit(card, 'hai')
      await stage.engine.run()

      await edit(card, 'ba')
      await stage.engine.run()
      expect(stage.engine.platform.calls.slice(1).map(({ text }) => text)).toEqual(['hai'])
      await stage.engine.later(61_000)

      expect(stage.engine.platform.calls.slice(1).map(({ text }) => text)).toEqual(['hai', 'ba'])
    },
  )

  it('takes the buttons off a long message with a short one: its last part is changed', async () => {
    const card = await plan(await chat('lan'), plainMessage('đầu', 'giữa', 'cuối'))
    await stage.engine.run()
    await edit(card, 'đã duyệt', 'progress')
    await stage.engine.run()
    await edit(card, 'đã gửi', 'progress')

    await stage.engine.run()

    expect(stage.engine.platform.calls.slice(3).map(({ text, edit: of }) => [text, of])).toEqual([
      ['đã duyệt', 'm3'],
      ['đã gửi', 'm3'],
    ])
  })

  it.each([
    { of: 'one that waits for its person', isOut: false, goesOut: [['ba', undefined]] },
    {
      of: 'one that is out',
      isOut: true,
      goesOut: [
        ['một', undefined],
        ['ba', 'm1'],
      ],
    },
  ])('waits for its person, once, with the newest words: of $of', async ({ isOut, goesOut }) => {
    const lan = await chat('lan')
    const leaves = () =>
      stage.engine.platform.script('lan', { kind: 'blocked', state: 'waiting-for-contact' })
    if (!isOut) leaves()
    const card = await plan(lan, plainMessage('một'))
    await stage.engine.run()
    if (isOut) leaves()
    for (const text of ['hai', 'hai rưỡi', 'ba']) {
      await edit(card, text)
      await stage.engine.run()
    }

    await comesBack(lan)
    await stage.engine.run()

    const taken = stage.engine.platform.calls.filter(({ answer }) => answer === 'ok')
    expect(taken.map(({ text, edit: of }) => [text, of])).toEqual(goesOut)
  })

  it.each([
    { when: 'when it is refused', isOtherBefore: false, changes: [] },
    { when: 'where another does', isOtherBefore: true, changes: ['nội dung mới'] },
  ])(
    'that shows progress does not wait for its person: $when',
    async ({ isOtherBefore, changes }) => {
      const lan = await chat('lan')
      const same = await plan(lan, plainMessage('một'))
      const other = await plan(lan, plainMessage('hai'))
      await stage.engine.run()
      stage.engine.platform.script('lan', { kind: 'blocked', state: 'waiting-for-contact' })
      if (isOtherBefore) await edit(other, 'nội dung mới')
      await stage.engine.run()
      await edit(same, '10 %', 'progress')
      await stage.engine.run()

      const { rows } = await sql`
        select state, message_enc is null as is_erased from delivery
        where edits_id = ${same}`.execute(stage.store.db)
      expect(rows).toEqual([{ state: 'cancelled', is_erased: true }])
      await comesBack(lan)
      await stage.engine.run()
      const made = stage.engine.platform.calls.filter((call) => call.edit && call.answer === 'ok')
      expect(made.map(({ text }) => text)).toEqual(changes)
    },
  )

  it('waits for its person as before with the newer words of a progress', async () => {
    const lan = await chat('lan')
    const card = await plan(lan, plainMessage('một'))
    await stage.engine.run()
    stage.engine.platform.script('lan', { kind: 'blocked', state: 'waiting-for-contact' })
    await edit(card, 'nội dung mới')
    await stage.engine.run()

    await edit(card, 'đã duyệt', 'progress')
    await stage.engine.run()
    await comesBack(lan)
    await stage.engine.run()

    const made = stage.engine.platform.calls.filter((call) => call.edit && call.answer === 'ok')
    expect(made.map(({ text }) => text)).toEqual(['đã duyệt'])
  })

  it('that shows progress is left out rather than cut when it is longer than its message', async () => {
    const chatId = await chat('lan')
    const card = await plan(chatId, plainMessage('một'))
    await stage.engine.run()
    await planEdit(stage.store, {
      deliveryId: card,
      message: plainMessage('một', 'hai'),
      purpose: 'progress',
      priority: PRIORITY.edit,
    })

    await stage.engine.run()

    expect(stage.engine.platform.calls.map(({ text }) => text)).toEqual(['một'])
  })

  it('that has waited for two seconds goes among many reminders, not after them', async () => {
    const slow = await start({ pace: { ...NO_PACE, perSecond: 10 } })
    const office = await givenChat(stage.store, slow.instanceId, 'office')
    const card = await plan(office, plainMessage('0 %'))
    await slow.run()
    await edit(card, '10 %', 'progress')
    await sql`update delivery set created_at = created_at - interval '3 seconds'
      where edits_id = ${card}`.execute(stage.store.db)
    for (let index = 0; index < 80; index++)
      await plan(await givenChat(stage.store, slow.instanceId, `c${index}`), plainMessage('Nhắc'), {
        purpose: 'reminder',
        priority: PRIORITY.normal,
      })
    const stopping = new AbortController()

    const running = slow.run(stopping.signal)
    await slow.platform.until(({ calls }) => calls.length > 5)
    stopping.abort()
    await running

    expect(slow.platform.calls.slice(1, 6).map(({ text }) => text)).toContain('10 %')
  })

  it('goes as a message where the platform cannot edit, unless it only shows progress', async () => {
    const plain = await start({ edit: false })
    const lan = await givenChat(stage.store, plain.instanceId, 'lan')
    const card = await plan(lan, plainMessage('một'))
    await plain.run()
    await edit(card, '10 %', 'progress')
    await plain.run()
    await edit(card, 'xong')

    await plain.run()

    expect(plain.platform.calls.map(({ text, edit: of }) => [text, of])).toEqual([
      ['một', undefined],
      ['xong', undefined],
    ])
  })
})

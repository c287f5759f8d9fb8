import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { Capabilities } from '../../../src/channels/channel.ts'
import type { BroadcastId, ChatId } from '../../../src/domain/id.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { addPost } from '../../../src/storage/people.ts'
import { retryFailed } from '../../../src/storage/sending/plan-again.ts'
import { inTransaction, type Store } from '../../../src/storage/store.ts'
import { broadcastTexts } from '../../../src/usecases/broadcast-texts.ts'
import { noteChatState } from '../../../src/usecases/chat-health.ts'
import { eraseAccountOf } from '../../../src/usecases/erase-account.ts'
import { expandBroadcast } from '../../../src/usecases/sending/expand-broadcast.ts'
import type { ProgressDeps } from '../../../src/usecases/sending/sending-deps.ts'
import { updateProgress } from '../../../src/usecases/sending/update-progress.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import type { PlainAnswer } from '../../support/plain-platform.ts'
import { renderWhole } from '../../support/plain-channel.ts'
import { startTestEngine, type TestEngine } from '../../support/engine.ts'
import {
  givenBroadcast,
  givenChat,
  givenGroup,
  givenPerson,
  givenUnit,
} from '../../support/rows.ts'

describe('the end of a broadcast', () => {
  const { store } = setTestDatabase('all')
  let engine: TestEngine

  beforeEach(() => start())
  afterEach(() => engine.stop())

  const start = async (capabilities?: Partial<Capabilities>): Promise<void> => {
    engine = await startTestEngine(store, capabilities, renderWhole)
  }
  const deps = () => ({
    ...engine.deps,
    ...broadcastTexts(engine.deps),
  })
  const sent = async (
    options: Parameters<typeof givenBroadcast>[1] = {},
  ): Promise<{ id: BroadcastId; officer: ChatId }> => {
    const unit = await givenUnit(store, 'a')
    await givenGroup(store, engine.instanceId, 'a', unit)
    const officer = await givenChat(store, engine.instanceId, 'minh')
    const id = await givenBroadcast(store, { units: [unit], progressChatId: officer, ...options })
    await expandBroadcast(engine.deps, id)
    await updateProgress(deps(), id)
    await engine.run()
    return { id, officer }
  }
  /** What the officer's chat shows, oldest first, each message with its newest words. */
  const shown = (to = 'minh'): string[] => {
    const messages = new Map<string, string>()
    for (const { chat, edit, messageId, text } of engine.platform.calls)
      if (chat === to) messages.set(edit ?? messageId, text)
    return [...messages.values()]
  }
  const lines = (to?: string): (string | undefined)[] =>
    shown(to).map((text) => text.split('\n')[0])

  it('comes as a new message, once, and the progress message keeps its last bar', async () => {
    const { id } = await sent()
    expect(lines()).toEqual([expect.stringContaining('Đang gửi')])

    await Promise.all([updateProgress(deps(), id), updateProgress(deps(), id)])
    await updateProgress(deps(), id)
    await engine.run()

    const [bar, card, ...more] = shown()
    expect(more).toEqual([])
    expect(bar).toContain('1/1 nơi nhận (100%)')
    expect(bar).not.toContain('[Báo cáo]')
    expect(card).toContain('Đã gửi xong')
    expect(card).toContain('[Báo cáo]')
  })

  it('is the message that is changed afterwards', async () => {
    const { id } = await sent()
    await updateProgress(deps(), id)
    await engine.run()
    const calls = engine.platform.calls.length

    await updateProgress(deps(), id)
    await engine.run()

    const [change, ...more] = engine.platform.calls.slice(calls)
    expect(more).toEqual([])
    expect(change?.edit).toBe(
      engine.platform.calls.find(({ chat, text }) => chat === 'minh' && /\[Báo cáo\]/.test(text))
        ?.messageId,
    )
  })

  describe('whose counting takes long', () => {
    /** Each look at the clock finds it five seconds later. */
    const slow = () => {
      const now = (): Date => {
        engine.aheadMs += 5_000
        return new Date(Date.now() + engine.aheadMs)
      }
      return { ...deps(), clock: { now } }
    }
    /** What is counted becomes another. */
    const changes = (id: BroadcastId, state: 'sent' | 'unknown' | 'rejected') =>
      store.db
        .updateTable('delivery')
        .set({ state, reason: 'refused' })
        .where('broadcast_id', '=', id)
        .execute()
    const jobsFor = (id: BroadcastId) =>
      engine.jobs.filter(
        ({ name, data }) => name === 'update-progress' && Object.values(data).includes(id),
      )

    /** Whoever counts them fails. */
    const withoutCopies = async (act: () => Promise<void>): Promise<void> => {
      await sql`alter table delivery rename to delivery_away`.execute(store.db)
      try {
        await act()
      } finally {
        await sql`alter table delivery_away rename to delivery`.execute(store.db)
      }
    }

    it('rests before the next, which shows what came meanwhile', async () => {
      const { id } = await sent()
      await updateProgress(deps(), id)
      await changes(id, 'unknown')
      await updateProgress(slow(), id)
      await engine.run()
      expect(lines().at(-1)).toContain('chưa rõ')

      await changes(id, 'rejected')
      // It may be sent again meanwhile, so it is looked at every ten seconds; counted it is not.
      for (let seconds = 0; seconds < 60; seconds += 10) {
        engine.jobs.length = 0
        await withoutCopies(() => updateProgress(deps(), id))
        expect(jobsFor(id)).toMatchObject([{ delayMs: 10_000 }])
        engine.aheadMs += 10_000
      }
      engine.aheadMs += 60_000
      await updateProgress(deps(), id)
      await engine.run()
      expect(lines().at(-1)).not.toContain('chưa rõ')
    })

    it('is not counted to find that it has ended', async () => {
      const { id } = await sent()
      await updateProgress(deps(), id)
      await sql`update broadcast set progress_chat_id = null where id = ${id}`.execute(store.db)

      await expect(withoutCopies(() => updateProgress(deps(), id))).resolves.toBeUndefined()
    })
  })

  it('comes again after what failed was tried again, whose progress the first card shows', async () => {
    await engine.stop()
    await start()
    engine.platform.script('a', { kind: 'refused', why: 'refused' })
    const { id } = await sent()
    await updateProgress(deps(), id)
    await engine.run()
    expect(lines()).toHaveLength(2)

    await inTransaction(store, (tx) => retryFailed(tx, id, engine.deps.clock.now()))
    await updateProgress(deps(), id)
    await engine.run()
    expect(lines()[1]).toContain('Đang gửi')
    await updateProgress(deps(), id)
    await engine.run()

    expect(lines().map((line) => line?.replace(/T\d+/u, 'T'))).toEqual([
      '⚠️ Đã gửi xong T, còn 1 nơi chưa nhận đủ',
      '✅ Đã gửi xong T',
      '✅ Đã gửi xong T',
    ])
    expect(shown().map((text) => text.includes('[Báo cáo]'))).toEqual([false, false, true])
  })

  /** Sent to a unit whose members have to write first, and ended. */
  async function sentToWaiting(
    ...names: string[]
  ): Promise<{ id: BroadcastId; members: ChatId[] }> {
    const unit = await givenUnit(store, 'a')
    const members: ChatId[] = []
    for (const name of names) {
      const account = await givenChat(store, engine.instanceId, name)
      await givenPerson(store, { name, units: [unit], account })
      members.push(account)
      engine.platform.script(name, { kind: 'blocked', state: 'waiting-for-contact' })
    }
    const officer = await givenChat(store, engine.instanceId, 'minh')
    const id = await givenBroadcast(store, { units: [unit], progressChatId: officer })
    await expandBroadcast(engine.deps, id)
    await engine.run()
    await updateProgress(deps(), id)
    await engine.run()
    expect(lines().at(-1)).toContain(`còn ${names.length} nơi chưa nhận đủ`)
    return { id, members }
  }

  async function writes(chatId: ChatId, id: BroadcastId): Promise<void> {
    const now = engine.deps.clock.now()
    await inTransaction(store, (tx) =>
      noteChatState(tx, { chatId, state: 'active', reason: null, now }),
    )
    for (let time = 0; time < 2; time++) {
      await updateProgress(deps(), id)
      await engine.run()
    }
  }

  it('is changed in place, and does not come again, when those who had to write first have written', async () => {
    const { id, members } = await sentToWaiting('lan', 'hoa')
    for (const chatId of members) await writes(chatId, id)

    expect(await engine.states(id)).toEqual({ sent: 2 })
    expect(lines()).toHaveLength(2)
    expect(lines()[1]).toMatch(/^✅ Đã gửi xong/u)
    expect(shown()[1]).toContain('[Báo cáo]')
  })

  it('comes to those who may send in the place of a sender who may not, and is kept up to date for the first', async () => {
    const unit = await givenUnit(store, 'a')
    const group = await givenGroup(store, engine.instanceId, 'a', unit)
    for (const name of ['hung', 'ba']) {
      const account = await givenChat(store, engine.instanceId, name)
      const personId = await givenPerson(store, { name, account })
      await addPost(store, { personId, unitId: unit, role: 'publisher', from: '2026-01-01' })
    }
    const id = await givenBroadcast(store, { units: [unit] })
    await expandBroadcast(engine.deps, id)
    engine.platform.script('a', { kind: 'blocked', state: 'left' })
    await engine.run()
    await updateProgress(deps(), id)
    await engine.run()
    const failed = [expect.stringContaining('còn 1 nơi chưa nhận đủ')]
    expect([lines('hung'), lines('ba')]).toEqual([failed, failed])
    expect(shown('hung')[0]).toContain('[Thử lại (1)]')

    await writes(group, id)

    const both = [...lines('hung'), ...lines('ba')]
    expect(both).toHaveLength(2)
    expect(both).toContainEqual(expect.stringContaining('còn 1 nơi chưa nhận đủ'))
    expect(both).toContainEqual(expect.stringMatching(/^✅ Đã gửi xong/u))
  })

  it('comes anew when what had waited goes and fails, whoever is to see that', async () => {
    const { id, members } = await sentToWaiting('lan')
    engine.platform.script('lan', { kind: 'refused', why: 'refused' })
    for (const chatId of members) await writes(chatId, id)

    expect(await engine.states(id)).toEqual({ rejected: 1 })
    expect(lines()).toHaveLength(3)
    expect(shown()[2]).toContain('[Thử lại')
  })

  it('is not put off by somebody who counted before it', async () => {
    const { id } = await sent()
    const state = (to: 'planned' | 'sent') =>
      store.db.updateTable('delivery').set({ state: to }).where('broadcast_id', '=', id).execute()
    await state('planned')

    // Between its counting and its writing another process sends the last copy and ends the broadcast.
    const slow: ProgressDeps = {
      ...deps(),
      progressMessage: async (...counted) => {
        const message = await deps().progressMessage(...counted)
        await state('sent')
        await updateProgress(deps(), id)
        return message
      },
    }
    await updateProgress(slow, id)
    await engine.run()

    expect(lines()).toHaveLength(2)
    for (const line of lines()) expect(line).toContain('Đã gửi xong')
  })

  it('offers to try again only what that would send', async () => {
    engine.platform.script('a', { kind: 'blocked', state: 'left' })
    const { id } = await sent()
    await updateProgress(deps(), id)
    await engine.run()
    expect(shown()[1]).toContain('[Thử lại (1)]')
    expect(shown()[1]).toContain(vi.send.retryHint)

    await sql`update chat set state = 'gone', state_reason = 'bot-gone' where id in (
      select chat_id from delivery where broadcast_id = ${id})`.execute(store.db)
    await updateProgress(deps(), id)
    await engine.run()

    expect(shown()[1]).toContain('còn 1 nơi chưa nhận đủ')
    expect(shown()[1]).not.toContain('[Thử lại')
    expect(shown()[1]).not.toContain(vi.send.retryHint)
  })

  it('does not go on naming somebody who had themselves erased', async () => {
    const unit = await givenUnit(store, 'a')
    const lan = await givenChat(store, engine.instanceId, 'lan')
    await givenPerson(store, { name: 'Trần Thị Lan', units: [unit], account: lan })
    const officer = await givenChat(store, engine.instanceId, 'minh')
    engine.platform.script('lan', { kind: 'blocked', state: 'waiting-for-contact' })
    const id = await givenBroadcast(store, { units: [unit], progressChatId: officer })
    await expandBroadcast(engine.deps, id)
    await updateProgress(deps(), id)
    await engine.run()
    await updateProgress(deps(), id)
    await engine.run()
    expect(shown()[1]).toContain(`Trần Thị Lan: ${vi.reason['waiting-for-contact']}`)

    const { instanceId } = engine
    const now = engine.deps.clock.now()
    const shownIn = await inTransaction(store, (tx) =>
      eraseAccountOf(tx, {
        instanceId,
        externalId: 'lan',
        at: now,
        now,
        timeZone: 'Asia/Ho_Chi_Minh',
      }),
    )
    expect(shownIn).toEqual([id])
    await updateProgress(deps(), id)
    await engine.run()

    expect(shown()).toHaveLength(2)
    expect(shown()[1]).toContain('⚠️ Đã gửi xong')
    expect(shown()[1]).not.toMatch(/Lan|Thử lại|chưa nhận/u)
    expect(await engine.states(id)).toEqual({ cancelled: 1 })
  })

  describe('whose card is lost', () => {
    const OUTAGE = { kind: 'cut' } as const
    /** As often as the platform is asked for the card and for the last bar above it. */
    const CALLS = 4 + 9
    const anHourLater = async (): Promise<void> => {
      for (let times = 0; times < 12; times++) await engine.later(300_000)
    }
    /** Another look, as somebody acknowledges. */
    const look = async (id: BroadcastId): Promise<void> => {
      await updateProgress(deps(), id)
      await engine.run()
      engine.aheadMs += 20_000
    }
    const fails = (id: BroadcastId) =>
      store.db
        .updateTable('delivery')
        .set({ state: 'rejected', reason: 'refused' })
        .where('broadcast_id', '=', id)
        .execute()
    const hasButtons = (text: string): boolean => text.includes('[Báo cáo]')

    it.each<{ how: string; answers: readonly PlainAnswer[] }>([
      { how: 'in minutes without an answer', answers: Array(CALLS).fill(OUTAGE) },
      { how: 'refused', answers: [{ kind: 'refused', why: 'refused' }] },
      { how: 'its officer had blocked the bot', answers: [{ kind: 'blocked', state: 'blocked' }] },
    ])('comes after all with what happens next, once: $how', async ({ answers }) => {
      const { id, officer } = await sent()
      engine.platform.script('minh', ...answers)
      await look(id)
      await anHourLater()
      const now = engine.deps.clock.now()
      await inTransaction(store, (tx) =>
        noteChatState(tx, { chatId: officer, state: 'active', reason: null, now }),
      )
      const calls = engine.platform.calls.length

      await fails(id)
      await Promise.all([updateProgress(deps(), id), updateProgress(deps(), id)])
      await engine.run()
      const came = engine.platform.calls.slice(calls)
      expect(came).toHaveLength(1)
      expect(came[0]).toMatchObject({ chat: 'minh', answer: 'ok' })
      expect(came[0]?.edit).toBeUndefined()
      expect(came[0]?.text).toContain('[Thử lại (1)]')

      // From now on this one is kept up to date.
      await store.db
        .updateTable('delivery')
        .set({ state: 'sent', reason: null })
        .where('broadcast_id', '=', id)
        .execute()
      // Past the rest after a counting that took long.
      engine.aheadMs += 301_000
      await look(id)
      expect(engine.platform.calls.at(-1)).toMatchObject({ edit: came[0]?.messageId })
    })

    it('stays away when it was deleted in its chat, and comes once where nothing can be edited', async () => {
      const { id } = await sent()
      await look(id)
      engine.platform.script('minh', { kind: 'refused', why: 'message-gone' })
      await fails(id)
      await look(id)
      await anHourLater()
      await look(id)

      // Nobody is called at night by what others do because they have put it away.
      expect(shown().filter(hasButtons)).toHaveLength(1)

      await engine.stop()
      await start({ edit: false })
      const other = await sent()
      for (let times = 0; times < 3; times++) {
        await look(other.id)
        await anHourLater()
        if (times === 0) await fails(other.id)
      }
      expect(shown().filter(hasButtons)).toHaveLength(1)
    })

    it('is not sent each time to a platform that refuses it each time', async () => {
      const { id } = await sent()
      engine.platform.script(
        'minh',
        ...Array<PlainAnswer>(20).fill({ kind: 'refused', why: 'refused' }),
      )
      await look(id)
      const calls = engine.platform.calls.length
      for (const state of ['unknown', 'rejected', 'unknown', 'rejected'] as const) {
        await store.db
          .updateTable('delivery')
          .set({ state, reason: 'refused' })
          .where('broadcast_id', '=', id)
          .execute()
        await look(id)
      }

      expect(engine.platform.calls.slice(calls)).toEqual([])
    })
  })

  it('is a message of its own also where the progress message was lost and came anew', async () => {
    const unit = await givenUnit(store, 'a')
    await givenGroup(store, engine.instanceId, 'a', unit)
    const officer = await givenChat(store, engine.instanceId, 'minh')
    engine.platform.script('minh', { kind: 'cut' }, { kind: 'cut' })
    engine.platform.script('a', { kind: 'wait', afterMs: 1_200_000 })
    const id = await givenBroadcast(store, { units: [unit], progressChatId: officer })
    await expandBroadcast(engine.deps, id)
    await engine.run()
    await engine.later(6_000)
    await engine.later(400_000)
    await updateProgress(deps(), id)
    await engine.run()
    const anew = engine.platform.calls.findLast(({ chat }) => chat === 'minh')
    expect(anew).toMatchObject({ answer: 'ok' })
    expect(anew?.edit).toBeUndefined()
    expect(anew?.text).toContain('[Tạm dừng]')

    await engine.later(1_200_000)
    await updateProgress(deps(), id)
    await engine.run()

    expect(lines().slice(-2)).toEqual([
      expect.stringContaining('Đã gửi xong'),
      expect.stringContaining('Đã gửi xong'),
    ])
    expect(
      shown()
        .slice(-2)
        .map((text) => text.includes('[Báo cáo]')),
    ).toEqual([false, true])
  })

  describe('of an invitation that a group has missed for more than a day', () => {
    const DAY = 24 * 60 * 60_000
    /** It has ended, and its card is out; gives the group. */
    const missed = async (state: string): Promise<{ id: BroadcastId; group: ChatId }> => {
      engine.platform.script('a', { kind: 'blocked', state })
      const { id } = await sent({ kind: 'invitation' })
      await updateProgress(deps(), id)
      await engine.run()
      engine.aheadMs += 1.5 * DAY
      const { chat_id: group } = await store.db
        .selectFrom('delivery')
        .select('chat_id')
        .where('broadcast_id', '=', id)
        .executeTakeFirstOrThrow()
      return { id, group }
    }
    const isBack = (tx: Store, chatId: ChatId) =>
      noteChatState(tx, { chatId, state: 'active', reason: null, now: engine.deps.clock.now() })
    /** The jobs that follow are done. */
    const back = async (chatId: ChatId): Promise<void> => {
      engine.aheadMs += 300_000
      for (const { name, data } of await inTransaction(store, (tx) => isBack(tx, chatId)))
        if (name === 'update-progress' && 'broadcastId' in data)
          await updateProgress(deps(), data.broadcastId as BroadcastId)
      await engine.run()
    }

    it.each([
      { state: 'left', before: vi.reason.left },
      { state: 'waiting-for-contact', before: vi.reason['waiting-for-contact'] },
    ])('shows at once, and once, that it is too late: $state', async ({ state, before }) => {
      const { group } = await missed(state)
      expect(shown()[1]).toContain(before)
      const calls = engine.platform.calls.length

      await back(group)
      await back(group)

      expect(engine.platform.calls).toHaveLength(calls + 1)
      expect(shown()).toHaveLength(2)
      expect(shown()[1]).toContain(vi.reason['too-late'])
      expect(shown()[1]).not.toContain(before)
      expect(shown()[1]).toContain('[Thử lại (1)]')
    })

    it('no longer says that it still goes once its notice was withdrawn', async () => {
      const { id, group } = await missed('waiting-for-contact')
      await sql`update notice set state = 'withdrawn'
        where id = (select notice_id from broadcast where id = ${id})`.execute(store.db)

      await back(group)

      expect(await engine.states(id)).toEqual({ cancelled: 1 })
      expect(shown()[1]).not.toContain(vi.reason['waiting-for-contact'])
    })
  })

  it('needs no editing: without it only the card comes', async () => {
    await engine.stop()
    await start({ edit: false })
    const { id } = await sent()

    await updateProgress(deps(), id)
    await engine.run()

    expect(lines()).toEqual([
      expect.stringContaining('Đang gửi'),
      expect.stringContaining('Đã gửi xong'),
    ])
  })
})

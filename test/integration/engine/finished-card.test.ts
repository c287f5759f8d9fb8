import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Capabilities } from '../../../src/channels/channel.ts'
import type { BroadcastId, ChatId } from '../../../src/domain/id.ts'
import { retryFailed } from '../../../src/storage/broadcasts-ledger.ts'
import { inTransaction, type Store } from '../../../src/storage/store.ts'
import { broadcastTexts } from '../../../src/usecases/broadcast-texts.ts'
import { expandBroadcast } from '../../../src/usecases/sending/expand-broadcast.ts'
import type { ProgressDeps } from '../../../src/usecases/sending/sending-deps.ts'
import { updateProgress } from '../../../src/usecases/sending/update-progress.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { renderWhole } from '../../support/plain-channel.ts'
import { startTestEngine, type TestEngine } from '../../support/engine.ts'
import { givenBroadcast, givenChat, givenGroup, givenUnit } from '../../support/rows.ts'

describe('the end of a broadcast', () => {
  let database: TestDatabase
  let store: Store
  let engine: TestEngine

  beforeAll(async () => {
    database = await createTestDatabase()
    store = database.store
  })
  afterAll(() => database.close())
  beforeEach(() => start())
  afterEach(() => engine.stop())

  const start = async (capabilities?: Partial<Capabilities>): Promise<void> => {
    engine = await startTestEngine(store, capabilities, renderWhole)
  }
  const deps = () => ({
    ...engine.deps,
    ...broadcastTexts(engine.deps),
  })
  const sent = async (): Promise<{ id: BroadcastId; officer: ChatId }> => {
    const unit = await givenUnit(store, 'a')
    await givenGroup(store, engine.instanceId, 'a', unit)
    const officer = await givenChat(store, engine.instanceId, 'minh')
    const id = await givenBroadcast(store, { units: [unit], progressChatId: officer })
    await expandBroadcast(engine.deps, id)
    await updateProgress(deps(), id)
    await engine.run()
    return { id, officer }
  }
  /** What the officer's chat shows, oldest first, each message with its newest words. */
  const shown = (): string[] => {
    const messages = new Map<string, string>()
    for (const { chat, edit, messageId, text } of engine.platform.calls)
      if (chat === 'minh') messages.set(edit ?? messageId, text)
    return [...messages.values()]
  }
  const lines = (): (string | undefined)[] => shown().map((text) => text.split('\n')[0])

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
      '⚠️ Đã gửi xong T',
      '✅ Đã gửi xong T',
      '✅ Đã gửi xong T',
    ])
    expect(shown().map((text) => text.includes('[Báo cáo]'))).toEqual([false, false, true])
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

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { Deps, Settings } from '../../../src/deps.ts'
import { newId, type BroadcastId } from '../../../src/domain/id.ts'
import { openMessage } from '../../../src/storage/sealed-message.ts'
import { broadcastTexts } from '../../../src/usecases/broadcast-texts.ts'
import { expandBroadcast } from '../../../src/usecases/sending/expand-broadcast.ts'
import { holdBroadcast } from '../../../src/usecases/sending/hold-broadcast.ts'
import { standingOf } from '../../../src/storage/sending/count-copies.ts'
import { wordsOf, type Heard } from '../../support/commune.ts'
import { quietLog } from '../../support/quiet-log.ts'
import {
  codeIn,
  idsOf,
  openOffice,
  pressesForged,
  sent,
  starting,
  type Office,
} from '../bad-input/office.ts'

const HOUR = 60 * 60_000
const settings: Settings = {
  timeZone: 'Asia/Ho_Chi_Minh',
  owners: [],
  residentChannels: [],
  undoMs: 30_000,
}

describe('a broadcast that waits for a word', () => {
  let office: Office

  beforeAll(async () => {
    office = await openOffice()
  })

  afterAll(() => office.commune.close())

  function engine() {
    const { store } = office.commune.database
    const clock = { now: () => office.commune.now }
    const log = quietLog as Deps['log']
    return {
      store,
      clock,
      settings,
      log,
      enqueue: async () => {},
      ...broadcastTexts({ store, clock, settings, log }),
    }
  }

  /** What the progress message of a broadcast says now. */
  async function progressOf(id: BroadcastId): Promise<string> {
    const deps = engine()
    const standing = await standingOf(deps.store, id, office.commune.now)
    return wordsOf((await deps.progressMessage(id, standing!))!)
  }

  /** What was said last in the author's chat. */
  async function lastSaid(): Promise<Heard> {
    const { store } = office.commune.database
    const row = await store.db
      .selectFrom('delivery')
      .select(['id', 'chat_id', 'message_enc'])
      .where('chat_id', '=', office.author.chatId)
      .where('purpose', '=', 'card')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    const message = openMessage(store.keys, row.message_enc!)
    return { delivery: row.id, chatId: row.chat_id, message, text: wordsOf(message) }
  }

  async function late(): Promise<{ id: BroadcastId; code: number; card: Heard }> {
    const code = codeIn(await starting(office))
    const id = (await idsOf(office, code)).broadcastId!
    office.commune.now = new Date(office.commune.now.getTime() + 3 * HOUR)
    await expandBroadcast(engine(), id)
    return { id, code, card: await lastSaid() }
  }

  it('because its hour is long past says when that was, and is sent by a press', async () => {
    const { code, card, id } = await late()
    expect(card.text).toContain(`T${code} đang chờ đồng chí quyết định`)
    expect(card.text).toMatch(/Giờ hẹn gửi \d\d:\d\d.* đã qua từ lâu/)

    await office.author.presses(card, 'Vẫn gửi')
    await expandBroadcast(engine(), id)

    expect(office.author.toast()).toBe(`Đang gửi tiếp T${code}.`)
    expect(await progressOf(id)).toContain(`Đang gửi T${code}`)
  })

  it('because its hour is long past is taken back by a press, and can be sent anew', async () => {
    const { code, card } = await late()
    const { noticeId } = await idsOf(office, code)

    await office.author.presses(card, 'Huỷ')

    expect(office.author.toast()).toBe(`Đã hoàn tác, T${code} chưa gửi cho ai.`)
    await pressesForged(office, office.author, { verb: 'n-now', id: noticeId })
    const { broadcastId } = await idsOf(office, code)
    expect(await progressOf(broadcastId!)).toContain(`Đang gửi T${code}`)
  })

  it('because too many copies fail says how many, and shows it in the progress', async () => {
    const code = await sent(office)
    const id = (await idsOf(office, code)).broadcastId!
    // Something is still to be sent.
    await office.commune.database.store.db
      .updateTable('delivery')
      .set({ state: 'planned', settled_at: null })
      .where('broadcast_id', '=', id)
      .execute()
    await holdBroadcast(engine(), id, { reason: 'failures', count: 25, of: 90 })
    await holdBroadcast(engine(), id, { reason: 'failures', count: 30, of: 95 })

    const card = await lastSaid()
    expect(card.text).toContain('25 trong 90 nơi gần nhất không gửi được')
    expect(await progressOf(id)).toContain('Tự tạm dừng: nhiều nơi không gửi được')
    const [question] = await office.author.presses(card, 'Dừng hẳn')
    const [stopped] = await office.author.presses(question!, 'Đúng, dừng hẳn')
    expect(stopped?.text).toContain('Đã dừng hẳn')
  })

  it('because a platform takes its document from nobody says that the words have arrived', async () => {
    const code = await sent(office)
    const id = (await idsOf(office, code)).broadcastId!
    const { db } = office.commune.database.store
    // Its one copy is still to be sent; that of another chat has failed.
    await sql`
      insert into delivery (id, channel_instance_id, chat_id, broadcast_id, purpose, priority,
        next_at, state, reason, called_at, settled_at)
      select ${newId()}::uuid, channel_instance_id, ${office.author.chatId}, broadcast_id, purpose,
        priority, next_at, 'rejected', 'file-refused: Bad Request', now(), now()
      from delivery where broadcast_id = ${id}`.execute(db)
    await sql`
      update delivery set state = 'planned', settled_at = null
      where broadcast_id = ${id} and state <> 'rejected'`.execute(db)

    await holdBroadcast(engine(), id, { reason: 'failures', count: 20, of: 20 })

    const card = await lastSaid()
    expect(card.text).toContain(
      '20 trong 20 nơi gần nhất không gửi được, hoặc gửi chưa đủ. Lý do nhiều nhất: phần chữ đã tới, nhưng nền tảng không nhận tệp. Xin xem lại trước khi gửi tiếp.',
    )
    const [question] = await office.author.presses(card, 'Dừng hẳn')
    await office.author.presses(question!, 'Đúng, dừng hẳn')
  })

  it('is steered by nobody who may not send it', async () => {
    const { card } = await late()

    for (const who of [office.stranger, office.member]) {
      await who.presses(card, 'Vẫn gửi')
      expect(who.toast()).toBe('Chức năng này dành cho cán bộ được phân công.')
    }
  })
})

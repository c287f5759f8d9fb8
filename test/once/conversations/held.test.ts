import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Deps, Settings } from '../../../src/deps.ts'
import type { BroadcastId } from '../../../src/domain/id.ts'
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

  async function late(ms = 3 * HOUR): Promise<{ id: BroadcastId; code: number; card: Heard }> {
    const code = codeIn(await starting(office))
    const id = (await idsOf(office, code)).broadcastId!
    office.commune.now = new Date(office.commune.now.getTime() + ms)
    await expandBroadcast(engine(), id)
    return { id, code, card: await lastSaid() }
  }

  it('because its hour is long past says when that was, and is sent by a press', async () => {
    const { code, card, id } = await late()
    expect(card.text).toContain(`T${code} đang chờ đồng chí quyết định`)
    expect(card.text).toMatch(/Giờ hẹn gửi \d\d:\d\d.* đã qua mà/)

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
    const held = {
      reason: 'failures',
      count: 25,
      of: 90,
      why: 'file-refused',
      isMore: false,
    } as const
    await holdBroadcast(engine(), id, held)
    await holdBroadcast(engine(), id, { ...held, count: 30 })

    const card = await lastSaid()
    expect(card.text).toContain(
      'Đã tự tạm dừng vì 25 trong 90 nơi gần nhất không gửi được, hoặc gửi chưa đủ. Lý do nhiều nhất: phần chữ đã tới, nhưng nền tảng không nhận tệp. Xin xem lại trước khi gửi tiếp.',
    )
    expect(await progressOf(id)).toContain('Tự tạm dừng: nhiều nơi không gửi được')

    await office.author.presses(card, 'Tiếp tục')
    await holdBroadcast(engine(), id, { ...held, count: 40 })
    expect(await progressOf(id)).toContain('Đang gửi')
    await holdBroadcast(engine(), id, { ...held, why: 'left', isMore: true })

    const another = await lastSaid()
    expect(another.text).toContain(
      'Đã tự tạm dừng vì thêm 25 trong 90 nơi gần nhất không gửi được, hoặc gửi chưa đủ, chưa kể những nơi có lý do đã hỏi trước. Lý do nhiều nhất: ',
    )
    const [question] = await office.author.presses(another, 'Dừng hẳn')
    const [stopped] = await office.author.presses(question!, 'Đúng, dừng hẳn')
    expect(stopped?.text).toContain('Đã dừng hẳn')
  })

  it('because the night has come since its hour says so, and is sent by one press, which is in the log', async () => {
    office.commune.now = new Date('2026-11-25T14:20:00Z')
    const { card, id, code } = await late(HOUR / 2)
    expect(card.text).toContain('Giờ hẹn gửi 21:20')
    expect(card.text).toContain('Đang trong giờ nghỉ (21:30–06:00)')

    const [answer] = await office.author.presses(card, 'Vẫn gửi')

    expect(answer?.text).toBe(`Đang gửi tiếp T${code}.`)
    await expandBroadcast(engine(), id)
    expect(await progressOf(id)).toContain(`Đang gửi T${code}`)
    const entries = await office.commune.database.store.db
      .selectFrom('audit_entry')
      .select('action')
      .where('subject_id', '=', id)
      .orderBy('seq', 'desc')
      .limit(1)
      .execute()
    expect(entries).toEqual([{ action: 'override-quiet-hours' }])
    office.commune.now = new Date('2026-11-26T02:00:00Z')
  })

  it('is steered by nobody who may not send it', async () => {
    const { card } = await late()

    for (const who of [office.stranger, office.member]) {
      await who.presses(card, 'Vẫn gửi')
      expect(who.toast()).toBe('Chức năng này dành cho cán bộ được phân công.')
    }
  })
})

import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createChannelRegistry } from '../../../src/channels/registry.ts'
import { checkContents } from '../../../src/cli/doctor/check-database.ts'
import type { Deps, Settings } from '../../../src/deps.ts'
import type { BroadcastId, ChatId, UnitId } from '../../../src/domain/id.ts'
import type { ChatState } from '../../../src/domain/platform.ts'
import type { Role } from '../../../src/domain/role.ts'
import { dutyChat } from '../../../src/storage/duty-chats.ts'
import { instanceOfChat } from '../../../src/storage/chats.ts'
import { endPost, findPostOf } from '../../../src/storage/officers.ts'
import { openMessage } from '../../../src/storage/sealed-message.ts'
import { broadcastTexts } from '../../../src/usecases/broadcast-texts.ts'
import { stopLaneOf } from '../../../src/storage/sending/lane-stops.ts'
import { expandBroadcast } from '../../../src/usecases/sending/expand-broadcast.ts'
import { askOthers, holdBroadcast } from '../../../src/usecases/sending/hold-broadcast.ts'
import { updateProgress } from '../../../src/usecases/sending/update-progress.ts'
import { standingOf } from '../../../src/storage/sending/count-copies.ts'
import { allOf, labelsOf, wordsOf, type Heard, type Phone } from '../../support/commune.ts'
import { quietLog } from '../../support/quiet-log.ts'
import {
  codeIn,
  idsOf,
  pressesForged,
  sent,
  setOffice,
  starting,
  type Office,
} from '../../support/office.ts'

const HOUR = 60 * 60_000
const settings: Settings = {
  timeZone: 'Asia/Ho_Chi_Minh',
  owners: [],
  residentChannels: [],
  undoMs: 30_000,
}

function engineOf({ commune }: Office) {
  const { store } = commune.database
  const clock = { now: () => commune.now }
  const log = quietLog as Deps['log']
  return {
    store,
    clock,
    settings,
    log,
    channels: createChannelRegistry([]),
    enqueue: async () => {},
    ...broadcastTexts({ store, clock, settings, log }),
  }
}

/** What a message says now. */
async function asItStands({ commune }: Office, said: Heard): Promise<Heard | undefined> {
  const heard = await commune.heardIn(said.chatId)
  return heard.find(({ delivery }) => delivery === said.delivery)
}

describe('a broadcast that waits for a word', () => {
  const office = setOffice('all')
  let morning: Date

  beforeAll(() => {
    morning = office.commune.now
  })

  beforeEach(() => {
    office.commune.now = morning
  })

  const engine = () => engineOf(office)

  /** What the progress message of a broadcast says now. */
  async function progressOf(id: BroadcastId): Promise<string> {
    const deps = engine()
    const standing = await standingOf(deps.store, id, office.commune.now)
    return wordsOf((await deps.progressMessage(id, standing!))!)
  }

  /** What was said last in somebody's chat, the author's unless it is given. */
  async function lastSaid({ chatId } = office.author): Promise<Heard> {
    const { store } = office.commune.database
    const row = await store.db
      .selectFrom('delivery')
      .select(['id', 'chat_id', 'message_enc'])
      .where('chat_id', '=', chatId)
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

  it('because its hour is long past was taken back: its card says so to others, and once it is sent anew that', async () => {
    const { code, card } = await late()
    const { noticeId } = await idsOf(office, code)
    await office.author.presses(card, 'Huỷ')
    expect(labelsOf(await asItStands(office, card))).toEqual([])

    await office.approver.presses(card, 'Vẫn gửi')
    expect(office.approver.toast()).toContain(`T${code} đã được hoàn tác hoặc huỷ, chưa gửi cho ai`)

    await pressesForged(office, office.author, { verb: 'n-now', id: noticeId })
    await office.approver.presses(card, 'Vẫn gửi')
    expect(office.approver.toast()).toContain(`T${code} đã có một đợt gửi`)
    const { broadcastId } = await idsOf(office, code)
    await office.commune.database.store.db
      .updateTable('broadcast')
      .set({ state: 'finished', finished_at: office.commune.now })
      .where('id', '=', broadcastId!)
      .execute()
    expect(await office.approver.presses(card, 'Huỷ')).toEqual([])
    expect(office.approver.toast()).toBe(`T${code} đã được gửi.`)
  })

  it('because its hour is long past is not offered to be sent by its card once its notice was dropped', async () => {
    const { code, card } = await late()
    const { noticeId } = await idsOf(office, code)
    await pressesForged(office, office.author, { verb: 'n-quit', id: noticeId })

    expect(await office.author.presses(card, 'Huỷ')).toEqual([])
    expect(office.author.toast()).toBe('Tin này đã huỷ, không gửi được.')
  })

  it.each([
    {
      how: 'by the button of a stop',
      stops: (id: BroadcastId) => pressesForged(office, office.author, { verb: 'b-stop', id }),
    },
    {
      how: 'by the answer to a question of before',
      stops: (id: BroadcastId) => pressesForged(office, office.author, { verb: 'b-end', id }),
    },
    {
      how: 'by words',
      stops: async (_id: BroadcastId, code: number) => {
        const [undone] = await office.author.says(`dừng hẳn T${code}`)
        return [undone!, ...(await office.author.presses(undone!, 'Quay lại'))]
      },
    },
  ])('because its hour is long past, and is stopped $how, can be sent anew', async ({ stops }) => {
    const { id, code } = await late()
    const deps = engine()
    const standing = await standingOf(deps.store, id, office.commune.now)
    const progress = (await deps.progressMessage(id, standing!))!
    expect(progress.buttons?.flat().map(({ label }) => label)).toEqual(['Tiếp tục', 'Hoàn tác'])

    const said = await stops(id, code)

    expect(allOf(said)).toContain(`Đã hoàn tác, T${code} chưa gửi cho ai.`)
    const ready = said.find((one) => labelsOf(one).includes('Gửi ngay'))
    expect(allOf(await office.author.presses(ready!, 'Gửi ngay'))).toContain('sẽ bắt đầu gửi')
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
    expect(card.text).toContain('Đang trong giờ nghỉ đêm (21:30–06:00)')

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

describe('a broadcast that waits for a word which its sender cannot give', () => {
  const office = setOffice('each')

  /** One whose hour has passed; `meanwhile` happens after it was started. */
  async function held(meanwhile: () => Promise<unknown>): Promise<number> {
    const code = codeIn(await starting(office))
    await meanwhile()
    const id = (await idsOf(office, code)).broadcastId!
    office.commune.now = new Date(office.commune.now.getTime() + 3 * HOUR)
    await expandBroadcast(engineOf(office), id)
    return code
  }
  const questionsIn = async (chatId: ChatId): Promise<Heard[]> =>
    (await office.commune.heardIn(chatId)).filter(({ text }) => text.includes('Giờ hẹn gửi'))
  const becomes = (state: ChatState, ...chats: readonly ChatId[]) =>
    office.commune.database.store.db
      .updateTable('chat')
      .set({ state })
      .where('id', 'in', chats)
      .execute()
  const stops = async (...phones: readonly Phone[]): Promise<void> => {
    const { store } = office.commune.database
    for (const { chatId } of phones)
      await stopLaneOf(store, await instanceOfChat(store, chatId), 'token-refused')
  }
  const endsPost = async ({ personId }: Phone, role: Role, unitId: UnitId): Promise<void> => {
    const { now, database } = office.commune
    const post = await findPostOf(database.store, { personId: personId!, unitId, role })
    await endPost(database.store, post!.postId, { now, today: '2026-11-24' })
  }

  it('is asked of those who may send it, when the sender holds no role any more', async () => {
    const publisher = await office.commune.person('Hà Văn Thắng', [[office.farmers, 'publisher']])
    const code = await held(() => endsPost(office.author, 'author', office.farmers))

    expect(await questionsIn(office.author.chatId)).toEqual([])
    expect(await questionsIn(office.owner.chatId)).toEqual([])
    const [asked] = await questionsIn(publisher.chatId)
    expect(asked?.text).toContain('Người gửi là Lê Văn Tuấn, hiện không quyết định được')
    const [also] = await questionsIn(office.approver.chatId)

    await office.approver.presses(also!, 'Vẫn gửi')
    expect(office.approver.toast()).toBe(`Đang gửi tiếp T${code}.`)
    for (const question of [asked!, also!]) {
      const now = await asItStands(office, question)
      expect(now?.text).toContain(`▶️ Phạm Hùng đã cho gửi tiếp T${code}`)
      expect(labelsOf(now)).toEqual([])
    }
  })

  it('asks nobody any more once somebody has decided, or nothing is left to decide about', async () => {
    const { store } = office.commune.database
    const question = () =>
      store.db
        .selectFrom('delivery')
        .select(['subject_kind', 'message_enc'])
        .where('chat_id', '=', office.author.chatId)
        .where('subject_kind', 'like', '%held-card')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow()
    const code = await held(async () => {})
    // Its sender has not written to the OA for long.
    await store.db
      .updateTable('delivery')
      .set({ state: 'waiting-for-contact', settled_at: office.commune.now })
      .where('subject_kind', '=', 'held-card')
      .execute()
    await office.approver.says(`gửi tiếp T${code}`)
    const { subject_kind: kind, message_enc: sealed } = await question()
    expect(kind).toBe('closed-held-card')
    expect(openMessage(store.keys, sealed!).buttons ?? []).toEqual([])

    const other = await held(async () => {})
    const [asked] = (await questionsIn(office.author.chatId)).slice(-1)
    expect(labelsOf(asked)).toContain('Vẫn gửi')
    const id = (await idsOf(office, other)).broadcastId!
    await store.db
      .updateTable('broadcast')
      .set({ audience_at: office.commune.now, started_at: office.commune.now })
      .where('id', '=', id)
      .execute()
    await updateProgress(engineOf(office), id)
    const now = await asItStands(office, asked!)
    expect(now?.text).toContain(`✅ Đợt gửi T${other} đã kết thúc`)
    expect(labelsOf(now)).toEqual([])
  })

  it('is asked of them when the sender has blocked the bot, and of the owners when they have too', async () => {
    await held(() => becomes('blocked', office.author.chatId))
    expect(await questionsIn(office.author.chatId)).toEqual([])
    expect(await questionsIn(office.approver.chatId)).toHaveLength(1)

    await becomes('active', office.author.chatId)
    await held(() => becomes('blocked', office.author.chatId, office.approver.chatId))
    expect(await questionsIn(office.approver.chatId)).toHaveLength(1)
    expect(await questionsIn(office.owner.chatId)).toHaveLength(1)
  })

  it('is asked of others once, when it turns out by the question that the sender takes nothing', async () => {
    const { author, approver, owner, commune } = office
    await held(async () => {})
    await becomes('waiting-for-contact', author.chatId, approver.chatId, owner.chatId)
    await commune.database.store.db
      .updateTable('delivery')
      .set({ state: 'waiting-for-contact', settled_at: commune.now })
      .where('subject_kind', '=', 'held-card')
      .execute()
    const asked = async (): Promise<Heard[]> => {
      await askOthers(engineOf(office))
      const heard = await Promise.all([approver, owner].map((one) => commune.heardIn(one.chatId)))
      return heard.flat().filter(({ text }) => text.includes('giờ hẹn đã qua'))
    }

    expect(await asked()).toEqual([])
    await becomes('active', approver.chatId)
    const [question] = await asked()

    expect(question?.text).toContain('Người gửi là Lê Văn Tuấn, hiện không quyết định được')
    expect(labelsOf(question)).toContain('Vẫn gửi')
    expect(question?.chatId).toBe(approver.chatId)
    expect(await asked()).toHaveLength(1)
  })

  it('is asked of others, each once, where the question itself is refused', async () => {
    const { author, approver, owner, commune } = office
    await held(async () => {})
    const refuse = ({ chatId }: Phone) =>
      commune.database.store.db
        .updateTable('delivery')
        .set({ state: 'rejected', settled_at: commune.now })
        .where('subject_kind', '=', 'held-card')
        .where('chat_id', '=', chatId)
        .execute()
    const asked = async (): Promise<number[]> => {
      for (let time = 0; time < 2; time++) await askOthers(engineOf(office))
      const heard = await Promise.all(
        [author, approver, owner].map((one) => commune.heardIn(one.chatId)),
      )
      return heard.map((all) => all.filter(({ text }) => text.includes('đang chờ')).length)
    }

    await refuse(author)
    expect(await asked()).toEqual([1, 1, 0])
    await refuse(approver)
    expect(await asked()).toEqual([1, 1, 1])
    await refuse(owner)
    expect(await asked()).toEqual([1, 1, 1])
  })

  it.each([
    { title: 'was never answered for', becomes: { state: 'unknown', settled_at: new Date() } },
    {
      title: 'has waited for its bot for a quarter of an hour',
      becomes: { state: 'planned', created_at: new Date(Date.now() - 16 * 60_000) },
    },
  ] as const)('is asked of others where the question itself $title', async ({ becomes: ends }) => {
    const { approver, commune } = office
    await held(async () => {})
    const asked = async (): Promise<Heard[]> => {
      for (let time = 0; time < 2; time++) await askOthers(engineOf(office))
      const heard = await commune.heardIn(approver.chatId)
      return heard.filter(({ text }) => text.includes('giờ hẹn đã qua'))
    }
    expect(await asked()).toEqual([])
    await commune.database.store.db
      .updateTable('delivery')
      .set(ends)
      .where('subject_kind', '=', 'held-card')
      .execute()

    expect(await asked()).toHaveLength(1)
  })

  it('is asked of the sender in another chat of theirs', async () => {
    const elsewhere = await office.commune.onZalo('Tuấn', office.author.personId!)
    await held(() => becomes('gone', office.author.chatId))

    const [asked] = await questionsIn(elsewhere.chatId)
    expect(asked?.text).not.toContain('Người gửi là')
    expect(await questionsIn(office.approver.chatId)).toEqual([])
  })

  it('is asked of the sender where a bot may send', async () => {
    const elsewhere = await office.commune.onZalo('Tuấn', office.author.personId!)
    await held(() => stops(office.author))

    expect(await questionsIn(elsewhere.chatId)).toHaveLength(1)
    expect(await questionsIn(office.author.chatId)).toEqual([])
  })

  it('is asked of those to whom a bot may send, when the sender’s is stopped', async () => {
    const { author, approver, commune } = office
    await held(async () => {
      await commune.onZalo('Người duyệt', approver.personId!)
      await stops(author)
    })

    expect(await questionsIn(author.chatId)).toEqual([])
    const elsewhere = await dutyChat(commune.database.store, approver.personId!)
    const [asked] = await questionsIn(elsewhere!)
    expect(asked?.text).toContain('Người gửi là')
  })

  it('waits for the sender’s bot when no other may send', async () => {
    await held(() => stops(office.author))

    expect(await questionsIn(office.author.chatId)).toHaveLength(1)
    expect(await questionsIn(office.approver.chatId)).toEqual([])
  })

  it('stands in /tinhtrang, at the doctor’s and in its report, until somebody decides', async () => {
    const code = await held(async () => {})
    const { store } = office.commune.database
    const line = `Đợt gửi tạm dừng, đang chờ quyết định: 1 (T${code})`

    const [state] = await office.owner.says('/tinhtrang')
    expect(state?.text).toContain(line)
    expect(await checkContents(store)).toContainEqual({
      name: 'held',
      ok: true,
      detail: `${line}.`,
    })

    const [report] = await office.author.says(`thống kê T${code}`)
    expect(report?.text).toMatch(/^⏸ Đang tạm dừng gửi T\d+\n.*\nTạm dừng: giờ hẹn đã qua\.$/u)
    expect(labelsOf(report)).toEqual(['Tiếp tục', 'Hoàn tác'])

    const [question] = await questionsIn(office.author.chatId)
    await office.author.presses(question!, 'Vẫn gửi')
    expect(allOf(await office.owner.says('/tinhtrang'))).not.toContain('đang chờ quyết định')
  })
})

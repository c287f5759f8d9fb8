import { describe, expect, it } from '@jest/globals'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import type { DeliveryId } from '../../../src/domain/id.ts'
import { dayOf } from '../../../src/domain/time/format.ts'
import type { Role } from '../../../src/domain/role.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { accountsOf } from '../../../src/storage/account-links.ts'
import { addPerson, addPost } from '../../../src/storage/people.ts'
import { finishBroadcast } from '../../../src/storage/sending/pause-and-stop.ts'
import { planEdit } from '../../../src/storage/sending/plan-message.ts'
import { lockProgress } from '../../../src/storage/sending/progress-message.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { importTable } from '../../../src/usecases/import/import-table.ts'
import { endDutiesOfNobody } from '../../../src/usecases/officers/end-duties.ts'
import { showEnded } from '../../../src/usecases/show-ended.ts'
import { allOf, type Phone } from '../../support/commune.ts'
import { waitForLockWaits } from '../../support/lock-wait.ts'
import {
  approved,
  codeIn,
  drafted,
  idsOf,
  pressesForged,
  sent,
  setOffice,
  starting,
  submitted,
} from '../../support/office.ts'

const ZONE = 'Asia/Ho_Chi_Minh'

describe('who is an officer no more', () => {
  const office = setOffice('each')

  /** Cards that still wait to go to somebody: the tests' bot never sends. */
  async function waiting({ chatId }: Phone): Promise<(string | null)[]> {
    const rows = await office.commune.database.store.db
      .selectFrom('delivery')
      .select('subject_kind')
      .where('chat_id', '=', chatId)
      .where('purpose', '=', 'card')
      .where('subject_kind', 'not like', 'closed-%')
      .where('state', 'in', ['planned', 'waiting-for-contact'])
      .execute()
    return rows.map(({ subject_kind: kind }) => kind)
  }
  /** What cards say that still wait to go to somebody, also those that ask for nothing. */
  async function words({ chatId }: Phone): Promise<(string | undefined)[]> {
    const rows = await office.commune.database.store.db
      .selectFrom('delivery')
      .select('id')
      .where('chat_id', '=', chatId)
      .where('purpose', '=', 'card')
      .where('subject_kind', 'is not', null)
      .where('state', 'in', ['planned', 'waiting-for-contact'])
      .execute()
    const ids = new Set(rows.map(({ id }) => id))
    const heard = await office.commune.heardIn(chatId)
    return heard.filter(({ delivery }) => ids.has(delivery)).map(({ text }) => text)
  }
  async function alsoHolds({ personId }: Phone, role: Role, unitId = office.root): Promise<void> {
    const from = dayOf(office.commune.now, ZONE)
    await addPost(office.commune.database.store, { personId: personId!, unitId, role, from })
  }
  /** Ends the sending; whether its card says so. */
  async function shown(code: number): Promise<boolean> {
    const { database, now } = office.commune
    const id = (await idsOf(office, code)).broadcastId!
    await inTransaction(database.store, (tx) => finishBroadcast(tx, id, now))
    return (await inTransaction(database.store, (tx) => showEnded(tx, id, now))) !== null
  }
  /** The office has a table of people taken in. */
  async function takesPeople(rows: readonly string[]): Promise<void> {
    const { database, now } = office.commune
    const settings = { timeZone: ZONE, owners: [], residentChannels: [], undoMs: 0 }
    const deps = { store: database.store, clock: { now: () => now }, settings }
    const columns = 'full_name,unit_code,role,platform,account_id,phone'
    const table = new TextEncoder().encode([columns, ...rows, ''].join('\n'))
    const { errors } = await importTable(deps, 'people', table, 'people.csv')
    expect(errors).toEqual([])
  }
  async function link(from: Phone, to: Phone): Promise<void> {
    const code = /liên kết (\d{6})/u.exec(allOf(await from.says('/lienket')))![1]!
    const [question] = await to.says(`lien ket ${code}`)
    await to.presses(question!, 'Đúng, là tôi')
  }
  async function undoLink(phone: Phone): Promise<void> {
    const [list] = await phone.says('/huylienket')
    await phone.presses(list!, 'Tách')
  }
  async function asks(): Promise<void> {
    const { resident } = office
    const [notice] = await resident.says('/hoi')
    await resident.presses(notice!, 'Đồng ý')
    const [confirm] = await resident.says('Đường bê tông thôn Yên Cát bao giờ làm tiếp?')
    await resident.presses(confirm!, 'Xác nhận')
  }

  it('gets nothing more to approve, which the others still get', async () => {
    const { owner, approver, stranger } = office
    await alsoHolds(stranger, 'approver')
    await submitted(office)
    expect(await waiting(approver)).toEqual(['approval-card'])

    await owner.says('/canbo bo duyet xa | Phạm Hùng')

    expect(await waiting(approver)).toEqual([])
    expect(await waiting(stranger)).toEqual(['approval-card'])
  })

  it('gets it where another post gives the same right, and not where that is for another unit', async () => {
    const { owner, approver, youth } = office
    await alsoHolds(approver, 'publisher')
    await alsoHolds(approver, 'approver', youth)
    await submitted(office)

    await owner.says('/canbo bo duyet xa | Phạm Hùng')
    expect(await waiting(approver)).toEqual(['approval-card'])
    await owner.says('/canbo bo phathanh xa | Phạm Hùng')
    expect(await waiting(approver)).toEqual([])
  })

  it('gets no word any more of who has sent or decided what they were asked about', async () => {
    const { owner, approver, author } = office
    await sent(office)
    // Nothing has gone out: what waits says by now who has approved it, and who has had it sent.
    expect(await words(approver)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('Phạm Hùng đã duyệt T1'),
        expect.stringContaining('Lê Văn Tuấn đã cho gửi T1'),
      ]),
    )

    await owner.says('/canbo bo duyet xa | Phạm Hùng')
    await owner.says('/canbo bo soan HND | Lê Văn Tuấn')

    expect([await words(approver), await words(author)]).toEqual([[], []])
  })

  const change = (deliveryId: DeliveryId) =>
    ({
      deliveryId,
      purpose: 'progress',
      message: plainMessage('Chưa tới: Lò Minh Đức'),
      priority: PRIORITY.edit,
    }) as const
  const changesOf = (deliveryId: DeliveryId) =>
    office.commune.database.store.db
      .selectFrom('delivery')
      .select(['state', 'message_enc'])
      .where('edits_id', '=', deliveryId)
      .execute()

  it('gets no change of the message that shows their sending, which had waited for the bot', async () => {
    const { owner, commune } = office
    const message = await starting(office)
    await commune.settle(message)
    await inTransaction(commune.database.store, (tx) => planEdit(tx, change(message.delivery)))
    expect(await changesOf(message.delivery)).toMatchObject([{ state: 'planned' }])

    await owner.says('/canbo bo soan HND | Lê Văn Tuấn')

    expect(await changesOf(message.delivery)).toEqual([{ state: 'cancelled', message_enc: null }])
  })

  it.each(['first', 'next'])(
    'gets no change of it either that is being planned at that moment: the %s',
    async (which) => {
      const { author, commune } = office
      const message = await starting(office)
      await commune.settle(message)
      const { store } = commune.database
      const edit = change(message.delivery)
      if (which === 'next') await inTransaction(store, (tx) => planEdit(tx, edit))
      const { broadcastId } = await idsOf(office, 1)

      const { ending } = await inTransaction(store, async (tx) => {
        await lockProgress(tx, broadcastId!, commune.now)
        const behind = inTransaction(store, async (own) =>
          endDutiesOfNobody(own, await accountsOf(own, author.personId!), commune.now),
        )
        await waitForLockWaits(office.commune.database.store)
        await planEdit(tx, edit)
        return { ending: behind }
      })
      await ending

      expect(await changesOf(message.delivery)).toEqual([{ state: 'cancelled', message_enc: null }])
    },
  )
  it('gets no message about their sending with their next word, nor a change of it, which had waited for that', async () => {
    const { owner, author, commune } = office
    const { delivery } = await starting(office)
    const { store } = commune.database
    await store.db
      .updateTable('delivery')
      .set({ state: 'waiting-for-contact', called_at: commune.now, settled_at: commune.now })
      .where('id', '=', delivery)
      .execute()
    await inTransaction(store, (tx) => planEdit(tx, change(delivery)))

    await owner.says('/canbo bo soan HND | Lê Văn Tuấn')
    await author.says('xin chào')

    const rows = await store.db
      .selectFrom('delivery')
      .select(['state', 'message_enc'])
      .where((eb) => eb.or([eb('id', '=', delivery), eb('edits_id', '=', delivery)]))
      .execute()
    expect(rows).not.toEqual([])
    for (const row of rows) expect(row).toEqual({ state: 'cancelled', message_enc: null })
  })

  it('gets no resident’s question with their next word, which had waited for that', async () => {
    const { owner, clerk, commune } = office
    await asks()
    expect(await waiting(clerk)).toEqual(['question'])
    const { db } = commune.database.store
    await db
      .updateTable('delivery')
      .set({ state: 'waiting-for-contact', settled_at: commune.now })
      .where('subject_kind', '=', 'question')
      .execute()

    await owner.says('/canbo bo tiepnhan xa | Nguyễn Thị Lan')
    await clerk.says('xin chào')

    expect(await waiting(clerk)).toEqual([])
    const card = await db
      .selectFrom('delivery')
      .select(['state', 'message_enc'])
      .where('subject_kind', '=', 'question')
      .executeTakeFirstOrThrow()
    expect(card).toEqual({ state: 'cancelled', message_enc: null })
  })

  it('gets no draft back of a unit that was closed', async () => {
    const { owner, author } = office
    await approved(office)
    expect(await waiting(author)).toContain('ready-card')

    await owner.presses((await owner.says('/caytochuc dong HND'))[0]!, 'Đóng đơn vị')

    expect(await waiting(author)).toEqual([])
  })

  it('leaves what a closed unit has sent to the office above it', async () => {
    const { owner, approver, author, stranger } = office
    const code = await sent(office)

    await owner.presses((await owner.says('/caytochuc dong HND'))[0]!, 'Đóng đơn vị')

    expect(allOf(await approver.says(`/thongke T${code}`))).toContain('người đã xác nhận')
    expect(allOf(await approver.says(`dừng hẳn T${code}`))).toContain(`Dừng hẳn T${code}?`)
    expect(allOf(await author.says(`/thongke T${code}`))).toContain('dành cho cán bộ')
    expect(allOf(await stranger.says(`/thongke T${code}`))).toContain('do người khác soạn')
    await alsoHolds(author, 'author', office.youth)
    const told = `không còn soạn tin cho đơn vị của tin T${code}`
    expect(allOf(await author.says(`/thongke T${code}`))).toContain(told)
  })

  it('reads a draft of theirs no more by the buttons of its card', async () => {
    const { owner, author } = office
    const card = await drafted(office)
    const { noticeId } = await idsOf(office, codeIn(card))
    await owner.says('/canbo bo soan HND | Lê Văn Tuấn')

    for (const verb of ['n-prev', 'n-warn', 'n-edit']) {
      await pressesForged(office, author, { verb, id: noticeId })
      expect(author.toast()).toContain('dành cho cán bộ')
    }
  })

  it('no longer follows what they had sent, with the names of who was not reached', async () => {
    const { owner, author, commune } = office
    expect(await shown(await sent(office))).toBe(true)
    const code = await sent(office, `Thông báo họp\n${'Mời các hộ dự họp thôn. '.repeat(6)}`)

    await owner.says('/canbo bo soan HND | Lê Văn Tuấn')

    expect(await shown(code)).toBe(false)
    const heard = await commune.heardIn(author.chatId)
    expect(heard.at(-1)?.text).not.toContain(vi.send.finishedTitle({ code: `T${code}` }))
  })

  it('gets nothing to approve, and follows nothing, by a role that a file of people has taken', async () => {
    const { approver } = office
    const code = await sent(office)
    await submitted(office, `Thông báo họp\n${'Mời các hộ dự họp thôn. '.repeat(6)}`)
    expect(await waiting(approver)).toContain('approval-card')

    await takesPeople(['Phạm Hùng,xa,member', 'Lê Văn Tuấn,HND,member'])

    expect(await waiting(approver)).not.toContain('approval-card')
    expect(await shown(code)).toBe(false)
  })

  it('gets nothing to approve, and follows nothing, in an account that a file of people says is another’s', async () => {
    const { approver, author } = office
    const rows = (hung: string, tuan: string) => [
      `Phạm Hùng,xa,approver,${hung},0912000001`,
      `Lê Văn Tuấn,HND,author,${tuan},0912000002`,
    ]
    const [atHung, atTuan] = [approver, author].map((one) => `telegram,${one.externalId}`)
    const ba = (account: string) => `Hà Văn Ba,HND,member,${account},0912000003`
    const tu = (account: string) => `Lò Thị Tư,HND,member,${account},0912000004`
    await takesPeople([...rows(atHung!, atTuan!), ba(','), tu(',')])
    const code = await sent(office)
    await submitted(office, `Thông báo họp\n${'Mời các hộ dự họp thôn. '.repeat(6)}`)
    expect(await waiting(approver)).toContain('approval-card')

    await takesPeople([...rows(',', ','), ba(atHung!), tu(atTuan!)])

    expect(await waiting(approver)).toEqual([])
    expect(await shown(code)).toBe(false)
  })

  it('gets nothing to approve in an app that is an approver’s no more', async () => {
    const { approver, commune } = office
    const zalo = await commune.onZalo('Ai đó')
    await link(zalo, approver)
    await zalo.says('xin chào')
    await submitted(office)
    expect(await waiting(zalo)).toEqual(['approval-card'])

    await undoLink(approver)

    expect(await waiting(zalo)).toEqual([])
  })

  it('gets nothing to approve by a role that came with another person’s app and went with it', async () => {
    const { approver, member, root, commune } = office
    const { store } = commune.database
    const personId = await addPerson(store, { name: 'Đỗ Văn Năm' })
    await addPost(store, { personId, unitId: root, role: 'approver', from: '2026-01-01' })
    const zalo = await commune.onZalo('Năm Zalo', personId)
    await link(zalo, member)
    await member.says('xin chào')
    await submitted(office)
    expect(await waiting(member)).toEqual(['approval-card'])

    await undoLink(member)

    expect([await waiting(member), await waiting(approver)]).toEqual([[], ['approval-card']])
  })

  it('no longer follows in an app that is theirs no more what was sent from there', async () => {
    const { author, commune } = office
    const zalo = await commune.onZalo('Ai đó')
    await link(zalo, author)
    const codes = [
      await sent(office),
      await sent(
        { ...office, author: zalo },
        `Thông báo họp\n${'Mời các hộ dự họp thôn. '.repeat(6)}`,
      ),
    ]

    await undoLink(author)

    expect(await Promise.all(codes.map(shown))).toEqual([true, false])
  })
})

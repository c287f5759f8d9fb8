import { describe, expect, it } from '@jest/globals'
import { addPost } from '../../../src/storage/people.ts'
import { findUnit } from '../../../src/storage/units.ts'
import { allOf, labelsOf, type Heard, type Phone } from '../../support/commune.ts'
import { approved, codeIn, drafted, idsOf, setOffice, submitted } from '../../support/office.ts'
import { findNotice } from '../../../src/storage/notices.ts'

const HOUR_MS = 3_600_000

/** What reaches a person while they are in the middle of something else. */
describe('things that cross', () => {
  const office = setOffice('each')

  async function noticeOf(card: Heard) {
    const { noticeId } = await idsOf(office, codeIn(card))
    return (await findNotice(office.commune.database.store, noticeId))!
  }

  /** Makes the approver an author too. */
  async function givePen(phone: Phone): Promise<void> {
    const post = { unitId: office.farmers, role: 'author', from: '2026-01-01' } as const
    await addPost(office.commune.database.store, { personId: phone.personId!, ...post })
  }

  /** A clerk's card of a new question. */
  async function questionCard(): Promise<Heard> {
    const { resident, clerk, commune } = office
    const [notice] = await resident.says('/hoi')
    await resident.presses(notice!, 'Đồng ý')
    const [confirm] = await resident.says('Bao giờ có nước sạch?')
    const said = await resident.presses(confirm!, 'Xác nhận')
    const card = said.find(({ chatId }) => chatId === clerk.chatId)!
    await commune.settle(card)
    return card
  }

  it('a card for approval leaves the answer to an open question alone', async () => {
    const { approver } = office
    await givePen(approver)
    const own = await drafted({ ...office, author: approver })
    const [fields] = await approver.presses(own, 'Sửa')
    await approver.presses(fields!, 'Số, ký hiệu')
    const card = await submitted(office)

    const [edited] = await approver.says('1')

    expect(edited?.text).toContain('Số, ký hiệu: 1')
    expect((await noticeOf(card)).state).toBe('pending')
  })

  /** The approver, an author too, has the list of units of a notice of their own before them. */
  async function withUnitList(): Promise<Heard> {
    const { approver } = office
    await givePen(approver)
    await approver.says(`Thông báo của anh Hùng\n${'Họp chi bộ tháng mười một. '.repeat(8)}`)
    const [tree] = await approver.says('chọn nơi nhận')
    return tree!
  }

  it('a card that has just come does not take the numbers from a list that somebody reads', async () => {
    const { approver, commune } = office
    const own = await withUnitList()
    const card = await submitted(office)
    await commune.settle(card)
    commune.now = new Date(commune.now.getTime() + 2_000)

    const [list] = await approver.says('1')

    expect(list?.text).toContain(`Nơi nhận của T${codeIn(own)}`)
    expect(labelsOf(list)[0]).toContain('☑')
    expect((await noticeOf(card)).state).toBe('pending')
    expect(card.message).toMatchObject({ inReply: true, code: `T${codeIn(card)}` })

    // What was chosen meanwhile has not taken its choices away: a reply to it means it.
    await approver.says('1', { replyTo: card })
    expect((await noticeOf(card)).state).toBe('approved')
  })

  it('a list that had to be sent anew keeps its numbers when it is changed there', async () => {
    const { approver, commune, root } = office
    const list = await withUnitList()
    await commune.settle(list)
    const [anew] = await approver.presses(list, 'Hội Nông dân')
    await commune.settle(anew!)
    await approver.presses(anew!, 'Hội Nông dân')

    await approver.says('1', { replyTo: anew! })

    expect((await noticeOf(list)).audience).toEqual([root])
  })

  it('a card beside a list is reached by its code, and shown anew by “duyệt”', async () => {
    const { approver } = office
    await withUnitList()
    const first = await submitted(office)
    const second = await submitted(office)

    await approver.says(`duyệt T${codeIn(second)}`)
    expect((await noticeOf(second)).state).toBe('approved')
    expect((await noticeOf(first)).state).toBe('pending')

    const [again] = await approver.says('duyệt')
    expect(again?.text).toContain(`Chờ duyệt T${codeIn(first)}`)
    expect(again?.message.inReply).toBeUndefined()
    await approver.says('1')
    expect((await noticeOf(first)).state).toBe('approved')
  })

  it('two cards that come one after the other: a number means the one that was there first', async () => {
    const { approver } = office
    const first = await submitted(office)
    const second = await submitted(office)

    await approver.says('1')

    expect((await noticeOf(first)).state).toBe('approved')
    expect((await noticeOf(second)).state).toBe('pending')
  })

  it('a number typed under the card of a group that was found approves nothing', async () => {
    const { owner, resident, commune, root } = office
    const post = { unitId: root, role: 'approver', from: '2026-01-01' } as const
    await addPost(commune.database.store, { personId: owner.personId!, ...post })
    const card = await submitted(office)
    commune.now = new Date(commune.now.getTime() + HOUR_MS)
    const group = await commune.group('Tổ dân cư số 2')
    await resident.does({ kind: 'standing', standing: 'member' }, { group })

    const said = await owner.says('1')

    expect((await noticeOf(card)).state).toBe('pending')
    expect(allOf(said)).toContain('“Tổ dân cư số 2”')
  })

  it('a card that comes when a list was left for long has the numbers', async () => {
    const { approver, commune } = office
    await withUnitList()
    commune.now = new Date(commune.now.getTime() + 6 * 60_000)
    const card = await submitted(office)

    await approver.says('1')

    expect((await noticeOf(card)).state).toBe('approved')
  })

  it('a card that can be cancelled is not cancelled by giving up something else', async () => {
    const { author, approver } = office
    const card = await submitted(office)
    const own = await drafted(office)
    const [fields] = await author.presses(own, 'Sửa')
    await author.presses(fields!, 'Tiêu đề')
    await approver.presses(card, 'Duyệt')

    const [cancelled] = await author.says('huỷ')

    expect(cancelled?.text).toContain('Đã dừng thao tác')
    expect((await noticeOf(card)).state).toBe('approved')
  })

  it.each(['1', 'duyệt', 'duyệt T1'])(
    '“%s”, typed last night for something else, decides nothing about the card that came this morning',
    async (words) => {
      const { approver, commune } = office
      const card = await submitted(office)

      commune.lagMs = 11 * HOUR_MS
      expect(allOf(await approver.says(words))).toBe(
        'Lựa chọn nhắn lúc 22:00 ngày 23/11/2026 có trước các mục ở tin nhắn trên nên bot chưa thực hiện. Nếu vẫn cần, xin chọn lại.',
      )
      expect((await noticeOf(card)).state).toBe('pending')

      commune.lagMs = 0
      await approver.says(words)
      expect((await noticeOf(card)).state).toBe('approved')
    },
  )

  it.each([
    ['twenty seconds', 20_000, 0],
    ['three hours', 3 * HOUR_MS, 3 * HOUR_MS],
    ['three hours', -3 * HOUR_MS, 0],
  ])(
    'a number typed now is taken where the machine’s clock is off by %s',
    async (_, lagMs, aheadMs) => {
      const { approver, commune } = office
      const card = await submitted(office)
      Object.assign(commune, { lagMs, aheadMs })

      await approver.says('1')

      expect((await noticeOf(card)).state).toBe('approved')
    },
  )

  it('numbers typed in a row for a list that was there are taken, although it is shown anew after the first', async () => {
    const { author, commune } = office
    const [tree] = await author.presses(await drafted(office), 'Chọn nơi nhận')
    const place = (unit: string) => labelsOf(tree).findIndex((label) => label.includes(unit)) + 1
    const [farmers, youth] = [place('Hội Nông dân'), place('Đoàn Thanh niên')]
    commune.now = new Date(commune.now.getTime() + 3 * HOUR_MS)
    commune.lagMs = 3 * HOUR_MS - 60_000

    await author.says(String(farmers))
    const [list] = await author.says(String(youth))
    expect(labelsOf(list).filter((label) => label.includes('☑'))).toMatchObject([
      expect.stringContaining('Đoàn Thanh niên'),
    ])

    commune.lagMs = 4 * HOUR_MS
    const [before] = await author.says(`${farmers} ${youth}`)
    expect(before?.text).toContain('có trước các mục ở tin nhắn trên')
  })

  it('a draft that is dropped by a word meant for something else is taken up again, with its words', async () => {
    const { author } = office
    const card = await drafted(office)
    const before = await noticeOf(card)

    const [dropped] = await author.says('huỷ')
    expect(dropped?.text).toBe(
      `Đã huỷ dự thảo T${before.code}. Nếu huỷ nhầm, chọn “Quay lại” để soạn tiếp.`,
    )
    expect(allOf(await author.says('huỷ'))).toBe('Không có thao tác nào đang làm dở.')
    expect((await noticeOf(card)).state).toBe('cancelled')

    const [again] = await author.says('quay lại')
    expect(labelsOf(again)).toContain('Trình duyệt')
    const { versionId, sourceText, audience } = before
    expect(await noticeOf(card)).toMatchObject({ state: 'draft', versionId, sourceText, audience })
    expect(labelsOf((await author.presses(dropped!, 'Quay lại'))[0])).toContain('Trình duyệt')

    await author.presses(again!, 'Trình duyệt')
    await author.presses(dropped!, 'Quay lại')
    expect((await noticeOf(card)).state).toBe('pending')
  })

  it('an approved notice that is dropped stays so', async () => {
    const { author } = office
    const card = await approved(office)

    const [dropped] = await author.presses(card, 'Huỷ')

    expect(labelsOf(dropped)).toEqual([])
    expect((await noticeOf(card)).state).toBe('cancelled')
  })

  it('a number in reply to one card never means another', async () => {
    const { approver, commune } = office
    const first = await submitted(office)
    const second = await submitted(office)
    await commune.settle(first)
    await commune.settle(second)

    await approver.says('1', { replyTo: second })
    expect((await noticeOf(first)).state).toBe('pending')
    expect((await noticeOf(second)).state).toBe('approved')

    const third = await submitted(office)
    await commune.settle(third)
    await approver.says('2', { replyTo: third })
    expect((await noticeOf(first)).state).toBe('pending')
    await approver.says('Thiếu số văn bản')
    expect((await noticeOf(third)).state).toBe('returned')
  })

  it('a reply to a question is its answer, whatever else is being written', async () => {
    const { clerk, resident } = office
    await givePen(clerk)
    const card = await questionCard()
    await drafted({ ...office, author: clerk })
    await clerk.says('/soan')

    const shown = await clerk.says('Quý I năm 2027.', { replyTo: card })
    const said = await clerk.presses(shown[0]!, 'Gửi')

    const answer = said.find(({ chatId }) => chatId === resident.chatId)
    expect(answer?.text).toContain('Quý I năm 2027.')
    expect(allOf([...shown, ...said])).not.toContain('Dự thảo')
  })

  it('a long answer typed with its code is an answer and no draft', async () => {
    const { clerk, resident } = office
    await givePen(clerk)
    await questionCard()

    const answered = 'Công trình sẽ khởi công. '.repeat(20)
    // With a colon too, also while a draft is open.
    expect(labelsOf((await clerk.says(`trả lời H1: ${answered}`))[0])).toContain('Gửi')
    await clerk.says('/soan')
    await clerk.says('Kết luận họp giao ban tháng 11: các thôn báo cáo trước ngày 25/12/2026.')
    const [shown] = await clerk.says(`trả lời H1: ${answered}`)
    const said = await clerk.presses(shown!, 'Gửi')

    const answer = said.find(({ chatId }) => chatId === resident.chatId)
    expect(answer?.text).toContain('Công trình sẽ khởi công.')
  })

  it('an answer goes in the language of the office, not in that of the officer', async () => {
    const { clerk, resident } = office
    const card = await questionCard()
    await clerk.says('/english')

    const [shown] = await clerk.says('Tháng sau.', { replyTo: card })
    const said = await clerk.presses(shown!, 'Send')

    const answer = said.find(({ chatId }) => chatId === resident.chatId)
    expect(answer?.text).toContain('Trả lời câu hỏi H1: Tháng sau.')
  })

  it('somebody who has just joined may ask for help instead of giving a name', async () => {
    const { author, commune, farmers } = office
    await addPost(commune.database.store, {
      personId: author.personId!,
      unitId: farmers,
      role: 'publisher',
      from: '2026-01-01',
    })
    const [invitation] = await author.says('/caytochuc moi HND')
    const token = /start\/(\S+)/u.exec(allOf([invitation!]))![1]!
    const newcomer = await commune.resident('Ba')
    await newcomer.says(`/start ${token}`)

    const [help] = await newcomer.says('trợ giúp')

    expect(help?.text).toContain('Hướng dẫn sử dụng')
  })

  it('an officer who joins a second unit keeps the name of the rolls', async () => {
    const { author, commune, farmers, approver } = office
    await addPost(commune.database.store, {
      personId: author.personId!,
      unitId: farmers,
      role: 'publisher',
      from: '2026-01-01',
    })
    const [invitation] = await author.says('/caytochuc moi HND')
    const token = /start\/(\S+)/u.exec(allOf([invitation!]))![1]!

    const [joined] = await approver.says(`/start ${token}`)
    expect(joined?.text).toContain('Phạm Hùng là thành viên của Hội Nông dân')
    const [other] = await approver.says('Bí thư Đảng uỷ')

    expect(other?.text).toContain('chưa hiểu')
  })

  it('a command typed where a reason is waited for is the command, however late', async () => {
    const { approver, commune } = office
    const card = await submitted(office)
    for (const hours of [0, 72]) {
      await approver.presses(card, 'Trả lại')
      commune.now = new Date(commune.now.getTime() + hours * HOUR_MS)

      const said = await approver.says('duyệt')

      expect(said[0]?.text).toBe('Đã dừng thao tác đang làm.')
      expect(allOf(said)).toContain(`Chờ duyệt T${codeIn(card)}`)
      expect((await noticeOf(card)).state).toBe('pending')
    }
  })

  it('a unit does not get a name that is a command, nor one that is typed days later', async () => {
    const { owner, commune, farmers } = office
    const name = async () => (await findUnit(commune.database.store, farmers))?.name
    const rename = async (): Promise<void> => {
      const [tree] = await owner.says('/caytochuc')
      const [unit] = await owner.presses(tree!, 'Hội Nông dân')
      await owner.presses(unit!, 'Đổi tên')
    }
    await rename()
    await owner.says('tình trạng')
    expect(await name()).toBe('Hội Nông dân')

    await rename()
    commune.now = new Date(commune.now.getTime() + 9 * 24 * HOUR_MS)
    const said = await owner.says('Cảm ơn các đồng chí')
    expect(allOf(said)).toBe(
      'Thao tác đang làm dở đã quá lâu nên được dừng lại. Xin làm lại từ đầu.',
    )
    expect(await name()).toBe('Hội Nông dân')

    await rename()
    await owner.says('Hội Nông dân Như Xuân')
    expect(await name()).toBe('Hội Nông dân Như Xuân')
  })

  it.each(['trả lời', '/traloi'])(
    'an answer by “%s” and its code reaches who asked, also from the middle of a draft, which goes on',
    async (words) => {
      const { clerk, resident, commune } = office
      await givePen(clerk)
      await questionCard()
      await clerk.says('soạn')
      const [draft] = await clerk.says('Thông báo họp dân. Nội dung ở dưới.')

      const said = await clerk.says(`${words} H1 Kính gửi ông, quý I năm 2027 sẽ làm.`)

      const shown = said.find((message) => labelsOf(message).includes('Gửi'))
      const sent = await clerk.presses(shown!, 'Gửi')
      const answer = sent.find(({ chatId }) => chatId === resident.chatId)
      expect(answer?.text).toContain('Kính gửi ông')
      expect(allOf(sent)).toContain(`Dự thảo T${codeIn(draft!)} vẫn đang nhận thêm nội dung`)

      await clerk.says('Phần hai của thông báo')
      const { sourceText } = await noticeOf(draft!)
      expect(sourceText).toContain('Phần hai của thông báo')
      expect(sourceText).not.toContain('Kính gửi ông')
      commune.now = new Date(commune.now.getTime() + 20 * HOUR_MS)
      const [joined] = await clerk.says('Trả lời các câu hỏi của dân')
      expect(joined?.text).toContain('Dự thảo T')
    },
  )

  it('a draft that was cancelled elsewhere takes no more text, and says so once', async () => {
    const { author, commune } = office
    const [draft] = await author.says('/soan')
    expect(draft?.text).toContain('dán văn bản')
    const [card] = await author.says('Thông báo họp thôn')
    await commune.database.store.db
      .updateTable('notice')
      .set({ state: 'cancelled' })
      .where('code', '=', codeIn(card!))
      .execute()

    const [refused] = await author.says('thêm một dòng')
    expect(refused?.text).toContain('không sửa được nữa')
    const [after] = await author.says('thêm dòng nữa')

    expect(after?.text).toContain('chưa hiểu')
  })

  it('a field is not changed by somebody who has lost the pen meanwhile', async () => {
    const { author, commune } = office
    const own = await drafted(office)
    const [fields] = await author.presses(own, 'Sửa')
    await author.presses(fields!, 'Tiêu đề')
    await commune.database.store.db
      .updateTable('post')
      .set({ valid_to: '2026-11-24' })
      .where('person_id', '=', author.personId!)
      .execute()

    const [refused] = await author.says('Tiêu đề mới')

    expect(refused?.text).toContain('dành cho cán bộ')
    expect((await noticeOf(own)).title).not.toBe('Tiêu đề mới')
  })

  it('a card for approval says so when the notice was submitted anew after it', async () => {
    const { author, approver } = office
    const old = await submitted(office)
    await approver.presses(old, 'Trả lại')
    const returned = await approver.says('Gửi thêm Đoàn Thanh niên')
    const back = returned.filter(({ chatId }) => chatId === author.chatId).at(-1)!
    const [tree] = await author.presses(back, 'Chọn nơi nhận')
    const [ticked] = await author.presses(tree!, 'Đoàn Thanh niên')
    const [card] = await author.presses(ticked!, 'Xong')
    const again = await author.presses(card!, 'Trình duyệt')
    const fresh = again.find(({ chatId }) => chatId === approver.chatId)!

    await approver.presses(old, 'Duyệt')
    expect(approver.toast()).toContain('thẻ cũ')
    expect((await noticeOf(old)).state).toBe('pending')

    await approver.presses(fresh, 'Duyệt')
    expect((await noticeOf(old)).state).toBe('approved')
  })

  it('a tick that comes after the submission changes nothing', async () => {
    const { author, approver } = office
    const own = await drafted(office)
    const [tree] = await author.presses(own, 'Chọn nơi nhận')
    await Promise.all([
      author.presses(own, 'Trình duyệt'),
      author.presses(tree!, 'Đoàn Thanh niên'),
    ])
    const [card] = await approver.says('/duyet')
    const notice = await noticeOf(own)
    const units = notice.audience.length

    expect(card?.text).toContain(`${units} đơn vị`)
  })

  it('an approved card can be pressed only once with an effect', async () => {
    const card = await approved(office)
    await Promise.all([
      office.author.presses(card, 'Gửi ngay'),
      office.approver.presses(card, 'Gửi ngay'),
      office.author.presses(card, 'Huỷ'),
    ])
    const { noticeId } = await idsOf(office, codeIn(card))
    const broadcasts = await office.commune.database.store.db
      .selectFrom('broadcast')
      .select('state')
      .where('notice_id', '=', noticeId)
      .execute()
    const alive = broadcasts.filter(({ state }) => state !== 'cancelled')

    expect(alive.length).toBeLessThanOrEqual(1)
    expect(alive.length === 1).toBe((await noticeOf(card)).state === 'approved')
  })
})

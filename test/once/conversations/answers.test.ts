import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { addPost, currentPosts } from '../../../src/storage/people.ts'
import { findNoticeByCode } from '../../../src/storage/notices.ts'
import { answersTo, findQuestionByCode } from '../../../src/storage/questions.ts'
import { inTransaction, type Store } from '../../../src/storage/store.ts'
import { answerQuestion } from '../../../src/usecases/answer-question.ts'
import { eraseAccountOf } from '../../../src/usecases/erase-account.ts'
import { allOf, labelsOf, type Heard, type Phone } from '../../support/commune.ts'
import { drafted, setOffice } from '../../support/office.ts'

const QUESTION = 'Bao giờ có nước sạch?'
const ANSWER = 'Quý I năm 2027 sẽ có.'
const TIME_ZONE = 'Asia/Ho_Chi_Minh'

describe("an officer's answer", () => {
  const office = setOffice('each')
  let clerk: Phone
  let second: Phone
  let resident: Phone
  let card: Heard

  beforeEach(async () => {
    const { commune, root } = office
    clerk = office.clerk
    resident = office.resident
    second = await commune.person('Vi Thị Thu', [[root, 'clerk']])
    card = await asked(resident, QUESTION)
  })

  /** The clerk's card of a new question. */
  async function asked(by: Phone, text: string): Promise<Heard> {
    const [first] = await by.says('/hoi')
    if (first!.message.buttons) await by.presses(first!, 'Đồng ý')
    const [confirm] = await by.says(text)
    const said = await by.presses(confirm!, 'Xác nhận')
    const shown = said.find(({ chatId }) => chatId === clerk.chatId)!
    await office.commune.settle(shown)
    return shown
  }

  function atResident(said: readonly Heard[]): string {
    return allOf(said.filter(({ chatId }) => chatId === resident.chatId))
  }

  it('is shown once and goes out when the officer says so', async () => {
    const [shown, ...others] = await clerk.says(ANSWER, { replyTo: card })
    expect(shown?.text).toContain(ANSWER)
    expect(labelsOf(shown)).toEqual(['Gửi', 'Sửa', 'Huỷ'])
    expect(others).toEqual([])

    const said = await clerk.presses(shown!, 'Gửi')
    expect(atResident(said)).toContain(`Trả lời câu hỏi H1: ${ANSWER}`)
    expect(allOf(said)).toContain('Đã gửi câu trả lời cho câu hỏi H1')

    await clerk.presses(shown!, 'Gửi')
    expect(clerk.toast()).toContain('không còn dùng được')
    expect(await kept()).toEqual([ANSWER])
  })

  it('goes on with no question of the officer to which the consent was withdrawn meanwhile', async () => {
    const [notice] = await clerk.says('/hoi')
    await clerk.presses(notice!, 'Đồng ý')
    const [confirm] = await clerk.says('Bao giờ sửa cầu?')
    const [shown] = await clerk.says(ANSWER, { replyTo: card })
    const [asks] = await clerk.presses(notice!, 'Không đồng ý')
    await clerk.presses(asks!, 'Rút lại đồng ý')

    expect(allOf(await clerk.presses(shown!, 'Gửi'))).toContain('Đã gửi câu trả lời cho câu hỏi H1')
    await clerk.presses(confirm!, 'Xác nhận')
    expect(await findQuestionByCode(office.commune.database.store, 2)).toBeUndefined()
    const open = office.commune.database.store.db.selectFrom('conversation').select('definition')
    expect(await open.where('chat_id', '=', clerk.chatId).execute()).toEqual([])
  })

  it('says that it waits for an asker who takes nothing', async () => {
    const [shown] = await clerk.says(ANSWER, { replyTo: card })
    expect(allOf(await clerk.presses(shown!, 'Gửi'))).toContain(
      'Nếu họ đang chặn bot, câu trả lời được giữ lại và gửi khi họ nhắn lại.',
    )
    await resident.does({ kind: 'standing', standing: 'blocked' })

    const [again] = await clerk.says('trả lời H1 Sang năm.')
    const said = await clerk.presses(again!, 'Gửi')

    expect(allOf(said)).toContain('Đã lưu câu trả lời H1. Người hỏi hiện không nhận được tin')
  })

  it('can be sent, changed and dropped by typed words and numbers', async () => {
    await clerk.says('chuyển chị Mai trả lời giúp em', { replyTo: card })
    const [asks] = await clerk.says('2')
    expect(asks?.text).toContain('Xin gõ lại câu trả lời')
    const [shown] = await clerk.says(ANSWER)
    expect(shown?.text).toContain(ANSWER)
    const [dropped] = await clerk.says('huỷ')
    expect(dropped?.text).toContain('Chưa gửi câu trả lời nào')
    expect(await kept()).toEqual([])

    await clerk.says(`tra loi H1 ${ANSWER}`)
    expect(allOf(await clerk.says('ok'))).toContain('Bot chưa thực hiện gì')
    expect(await kept()).toEqual([])
    expect(atResident(await clerk.says('gửi'))).toContain(ANSWER)
    expect(await kept()).toEqual([ANSWER])
  })

  it('is not sent in other words by a button under the earlier ones', async () => {
    const [first] = await clerk.says('Để em hỏi.', { replyTo: card })
    await clerk.presses(first!, 'Sửa')
    await clerk.says(ANSWER)

    expect(atResident(await clerk.presses(first!, 'Gửi'))).toBe('')
    expect(clerk.toast()).toContain('không còn dùng được')
    expect(await kept()).toEqual([])
  })

  it.each(['huỷ', 'trợ giúp', 'Hàng đợi', '/trogiup'])(
    'is not meant by a command in reply to the card: “%s”',
    async (words) => {
      const said = await clerk.says(words, { replyTo: card })

      expect(said.flatMap(labelsOf)).not.toContain('Gửi')
      expect(atResident(said)).toBe('')
      expect(await kept()).toEqual([])
    },
  )

  it('may begin with a greeting, typed once or anew', async () => {
    const words = 'Xin chào ông/bà, quý I năm 2027 sẽ có nước.'
    const [shown] = await clerk.says(words, { replyTo: card })
    expect(shown?.text).toContain(words)
    await clerk.presses(shown!, 'Sửa')

    await clerk.says(words)

    expect(atResident(await clerk.says('gửi'))).toContain(words)
  })

  it('leaves what was being written as it was', async () => {
    const { commune, farmers } = office
    const post = { unitId: farmers, role: 'author', from: '2026-01-01' } as const
    await addPost(commune.database.store, { personId: clerk.personId!, ...post })
    await clerk.says('/soan')
    await clerk.says('Thông báo họp dân.')
    const [shown] = await clerk.says(ANSWER, { replyTo: card })
    await clerk.presses(shown!, 'Gửi')

    const [draft] = await clerk.says('Nội dung ở dưới.')

    expect(draft?.text).not.toContain('chưa hiểu')
  })

  it.each(['huỷ', '/huy', 'quay lại'])(
    'left by “%s” gives back what was being written',
    async (word) => {
      const { commune, farmers } = office
      const post = { unitId: farmers, role: 'author', from: '2026-01-01' } as const
      await addPost(commune.database.store, { personId: clerk.personId!, ...post })
      await clerk.says('/soan')
      await clerk.says('Thông báo họp dân.')
      const [shown] = await clerk.says(ANSWER, { replyTo: card })
      await clerk.presses(shown!, 'Sửa')

      expect(allOf(await clerk.says(word))).toContain('Chưa gửi câu trả lời nào')
      await clerk.says('Bảy giờ tối thứ Sáu, tại nhà văn hoá thôn.')

      const draft = await findNoticeByCode(commune.database.store, 1)
      expect(draft?.sourceText).toBe(
        'Thông báo họp dân.\nBảy giờ tối thứ Sáu, tại nhà văn hoá thôn.',
      )
      expect(await kept()).toEqual([])
    },
  )

  describe('in place of the reason to give a notice back', () => {
    const stateOf = async () => (await findNoticeByCode(office.commune.database.store, 1))?.state

    beforeEach(async () => {
      const { commune, root, author } = office
      const post = { unitId: root, role: 'approver', from: '2026-01-01' } as const
      await addPost(commune.database.store, { personId: clerk.personId!, ...post })
      const said = await author.presses(await drafted(office), 'Trình duyệt')
      await clerk.presses(
        said.find(({ chatId }) => chatId === clerk.chatId)!,
        'Trả lại',
      )
      const [shown] = await clerk.says(ANSWER, { replyTo: card })
      await clerk.presses(shown!, 'Sửa')
    })

    it('says once it is left what is asked for again', async () => {
      expect(allOf(await clerk.says('huỷ'))).toContain('Bot vẫn chờ lý do trả lại T1')
      await clerk.says('Thiếu ngày họp')

      expect(await stateOf()).toBe('returned')
    })

    it.each([
      ['the question', /Người hỏi đã rút lại câu hỏi H1.*Bot vẫn chờ lý do trả lại T1/su],
      ['the role', /dành cho cán bộ.*Bot vẫn chờ lý do trả lại T1/su],
    ])('ends by itself once %s is gone', async (gone, sentence) => {
      const { store } = office.commune.database
      if (gone === 'the question') await inTransaction(store, (tx) => erase(tx))
      const roles = store.db.updateTable('post').set({ valid_to: '2026-11-24' })
      const asClerk = roles.where('person_id', '=', clerk.personId!).where('role', '=', 'clerk')
      if (gone === 'the role') await asClerk.execute()

      expect(allOf(await clerk.says(ANSWER))).toMatch(sentence)
      await clerk.says('Thiếu ngày họp')

      expect(await stateOf()).toBe('returned')
    })

    it('says when it is left how its question stands', async () => {
      const leave = async () => allOf(await clerk.says('huỷ'))
      const answer = async (by: Phone): Promise<Heard> =>
        (await by.says('trả lời H1 Sang năm.'))[0]!
      expect(await leave()).toContain('Câu hỏi vẫn trong hàng đợi')
      await second.presses(await answer(second), 'Gửi')
      await answer(clerk)
      expect(await leave()).toContain('Câu hỏi này đã được trả lời trước đó')
      await answer(clerk)
      await inTransaction(office.commune.database.store, (tx) => erase(tx))
      expect(await leave()).toContain('Người hỏi đã rút lại câu hỏi này')
    })

    it('left days later it asks for nothing again', async () => {
      office.commune.now = new Date(office.commune.now.getTime() + 3 * 86_400_000)
      expect(allOf(await clerk.says('huỷ'))).toContain('đã quá lâu')
      await clerk.says('Chị ơi mai họp mấy giờ?')

      expect(await stateOf()).toBe('pending')
    })
  })

  it('to what another has answered shows that answer first', async () => {
    const [first] = await clerk.says(ANSWER, { replyTo: card })
    await clerk.presses(first!, 'Gửi')

    const [shown] = await second.says('trả lời H1 Sang năm.')
    expect(shown?.text).toMatch(/Nguyễn Thị Lan đã trả lời lúc .*\nQuý I năm 2027 sẽ có\./u)
    expect(shown?.text).toContain('người hỏi nhận thêm câu trả lời này')
    expect(await kept()).toEqual([ANSWER])

    expect(atResident(await second.presses(shown!, 'Gửi'))).toContain('Sang năm.')
  })

  it('that another has overtaken is asked about again', async () => {
    const [late] = await second.says('trả lời H1 Sang năm.')
    const [first] = await clerk.says(ANSWER, { replyTo: card })
    await clerk.presses(first!, 'Gửi')

    const said = await second.presses(late!, 'Gửi')

    expect(atResident(said)).toBe('')
    expect(allOf(said)).toContain(ANSWER)
    expect(said.flatMap(labelsOf)).toEqual(['Gửi', 'Sửa', 'Huỷ'])
    expect(await kept()).toEqual([ANSWER])
  })

  it('to a question that was withdrawn is not kept, and says so', async () => {
    const { commune } = office
    const [shown] = await clerk.says(ANSWER, { replyTo: card })
    await inTransaction(commune.database.store, (tx) => erase(tx))

    const [late] = await clerk.presses(shown!, 'Gửi')
    expect(late?.text).toBe('Người hỏi đã rút lại câu hỏi H1; không còn gì phải trả lời.')
    for (const words of [`trả lời H1 ${ANSWER}`, 'H1', 'trả lời H1'])
      expect((await clerk.says(words))[0]?.text).toContain('đã rút lại câu hỏi H1')
    expect((await clerk.says(ANSWER, { replyTo: card }))[0]?.text).toContain('đã rút lại')
  })

  it.each([
    ['the answer', []],
    ['the erasure', { kind: 'withdrawn', code: 1 }],
  ])('is not left behind by an erasure at the same time, %s first', async (first, found) => {
    const { store } = office.commune.database
    const question = (await findQuestionByCode(store, 1))!
    const actor = {
      personId: clerk.personId,
      posts: await currentPosts(store, clerk.personId!),
    }
    const wish = { questionId: question.id, text: ANSWER, actor, seen: 0 }
    const write = (tx: Store) => answerQuestion(tx, { ...wish, now: office.commune.now })
    const [before, after] = first === 'the answer' ? [write, erase] : [erase, write]

    const [, late] = await inTransaction(store, async (tx) => {
      await before(tx)
      const other = inTransaction<unknown>(store, after)
      await sleep(200)
      return [null, other.then((result) => [result])] as const
    })
    const [result] = await late

    expect(result).toEqual(found)
    expect(await answersTo(store, question.id)).toEqual([])
  })

  it.each(['trả lời', 'tra loi', '/traloi'])('asks for a code after “%s” alone', async (words) => {
    const [said] = await clerk.says(words)
    expect(said?.text).toContain('trả lời H12')
    expect(said?.text).toContain('hàng đợi')
  })

  it('that is too long is asked for again', async () => {
    const [refused] = await clerk.says('Xin đợi. '.repeat(400), { replyTo: card })
    expect(refused?.text).toContain('Câu trả lời H1 dài 3.599 ký tự, quá 3.000')
    // What the app cut off comes at once, and is not the answer.
    const [rest] = await clerk.says('Phần còn lại của câu trả lời.')
    expect(rest?.text).toContain('gửi lại cả câu trong một tin nhắn')
    expect(labelsOf(rest)).toEqual([])
    office.commune.now = new Date(office.commune.now.getTime() + 60_000)
    const [shown] = await clerk.says(ANSWER)
    expect(labelsOf(shown)).toEqual(['Gửi', 'Sửa', 'Huỷ'])
    expect(atResident(await clerk.says('gửi'))).toContain(ANSWER)
    expect(allOf(await clerk.says(ANSWER))).not.toContain('gõ: trả lời H1')
  })

  it('that the app has cut is shown whole, and what is said later is no part of it', async () => {
    const { commune } = office
    const [first] = await clerk.says(`${'Đợt một. '.repeat(200)}`, { replyTo: card })
    // A code, a slip, and what was said before and comes late are no rest of it.
    for (const words of ['T12', 'à', '4'])
      expect(allOf(await clerk.says(words))).not.toContain('bot đã ghép lại')
    commune.now = new Date(commune.now.getTime() - 3_000)
    expect(allOf(await clerk.says('Nhờ anh xem giúp'))).not.toContain('bot đã ghép lại')
    commune.now = new Date(commune.now.getTime() + 5_000)
    const [whole] = await clerk.says('Đợt hai năm 2027.')
    expect(whole?.text).toMatch(/bot đã ghép lại[\s\S]*Đợt một\.\nĐợt hai năm 2027\.$/u)
    await clerk.presses(first!, 'Gửi')
    expect(clerk.toast()).toContain('không còn dùng được')
    commune.now = new Date(commune.now.getTime() + 10_000)
    expect(labelsOf((await clerk.says('Chờ tôi xem lại đã'))[0])).toEqual([])
    expect(atResident(await clerk.says('gửi'))).toMatch(/Đợt một\.\nĐợt hai năm 2027\.$/mu)
  })

  it('that is typed under its question is told how it is given', async () => {
    await clerk.says('trả lời H1')
    expect(allOf(await clerk.says(ANSWER))).toContain('gõ: trả lời H1 NỘI DUNG')
    expect(allOf(await office.author.says('Quý I ạ'))).not.toContain('gõ: trả lời H1')
  })

  it('with nothing to be seen in it is none', async () => {
    const said = await clerk.says('\u200b\u2060', { replyTo: card })

    expect(allOf(said)).toBe('Câu trả lời chưa có chữ nào.')
  })

  it('is chosen from a queue that can be paged through and read', async () => {
    const long = `${'Chi tiết của việc này như sau. '.repeat(6)}ĐIỀU QUAN TRỌNG Ở CUỐI`
    for (let count = 2; count <= 12; count += 1)
      await asked(
        await office.commune.resident(`Dân ${count}`),
        count === 5 ? long : `Câu ${count}?`,
      )

    const [list] = await clerk.says('/cauhoi')
    const codes = Array.from({ length: 10 }, (_, index) => `H${index + 1}`)
    expect(labelsOf(list)).toEqual([...codes, 'Xem tiếp (1/2)'])
    expect(list?.text).not.toContain('QUAN TRỌNG')

    const [shown] = await clerk.presses(list!, 'H5')
    expect(shown?.text).toContain('QUAN TRỌNG')
    await office.commune.settle(shown!)
    const [again] = await clerk.says('5')
    expect(again?.text).toContain('QUAN TRỌNG')

    const [next] = await clerk.presses(list!, 'Xem tiếp')
    expect(labelsOf(next)).toEqual(['H11', 'H12', 'Xem tiếp (2/2)'])

    const [proposed] = await clerk.says(ANSWER, { replyTo: shown! })
    await clerk.presses(proposed!, 'Gửi')
    const [done] = await clerk.says('H5')
    expect(done?.text).toContain(ANSWER)
  })

  it('begins with the code alone, for those who may see the question', async () => {
    for (const words of ['H1', 'trả lời H1', 'h 1'])
      expect((await clerk.says(words))[0]?.text).toContain(QUESTION)
    expect((await office.member.says('H1'))[0]?.text).toContain('Không có câu hỏi H1')
    expect((await resident.says('H1'))[0]?.text).toContain('Đang xử lý')
    expect((await clerk.says('H9'))[0]?.text).toContain('Không có câu hỏi H9')
  })

  async function kept(): Promise<string[]> {
    const { store } = office.commune.database
    const question = await findQuestionByCode(store, 1)
    return (await answersTo(store, question!.id)).map(({ text }) => text)
  }

  function erase(tx: Store) {
    const { channel, now } = office.commune
    const { externalId } = resident
    const { instanceId } = channel
    return eraseAccountOf(tx, { instanceId, externalId, at: now, now, timeZone: TIME_ZONE })
  }
})

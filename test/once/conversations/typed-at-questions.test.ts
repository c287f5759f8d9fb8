import { describe, expect, it } from '@jest/globals'
import { findNoticeByCode } from '../../../src/storage/notices.ts'
import { findQuestionByCode } from '../../../src/storage/questions.ts'
import { findUnit } from '../../../src/storage/units.ts'
import { allOf, labelsOf, type Heard } from '../../support/commune.ts'
import { codeIn, drafted, setOffice, submitted } from '../../support/office.ts'

/** What is typed where the bot waits for words, and is the word of a button that stands above. */
describe('at a question that waits for words', () => {
  const office = setOffice('each')

  const noticeOf = async (card: Heard) =>
    (await findNoticeByCode(office.commune.database.store, codeIn(card)))!

  /** The draft whose field is asked for. */
  async function askedFor(field: string): Promise<Heard> {
    const card = await drafted(office)
    const [fields] = await office.author.presses(card, 'Sửa')
    await office.author.presses(fields!, field)
    return card
  }

  it.each([
    ['Nội dung', 'quay lại'],
    ['Tiêu đề', 'Quay lai'],
    ['Tiêu đề', 'QUAY LẠI'],
    ['Cơ quan ban hành', 'huy'],
    ['Nội dung', 'huỷ'],
  ])('a draft keeps its “%s” after “%s”, and its card comes back', async (field, word) => {
    const { author } = office
    const before = await noticeOf(await askedFor(field))

    const [shown] = await author.says(word)

    expect(shown?.text).toContain('Dự thảo T1')
    expect(await noticeOf(shown!)).toEqual(before)
    expect(allOf(await author.says('xem trước'))).toContain('Xem trước trên')
  })

  it.each([
    ['Tiêu đề', false],
    ['Nội dung', false],
    ['Số, ký hiệu', true],
  ])('“-” is offered for “%s” only where it is taken: %s', async (field, isOffered) => {
    const { author } = office
    const [fields] = await author.presses(await drafted(office), 'Sửa')
    const [question] = await author.presses(fields!, field)

    expect(question?.text.includes('“-”')).toBe(isOffered)
  })

  it('a draft takes in no command that there is not, nor the words of a button of either language', async () => {
    const { author, commune } = office
    await author.says('soạn')
    expect(allOf(await author.says('đồng ý'))).toContain('Dự thảo chưa có nội dung')
    await author.says('Mời họp chi hội lúc 19 giờ ngày 30/11/2026 tại nhà văn hoá')

    for (const words of ['/ykien', '/dinhchinh T3', '/đính chính T3', '/huygui, T3'])
      expect(allOf(await author.says(words))).toContain('bot chưa hiểu')
    await author.says('/english')
    for (const words of ['chọn nơi nhận', 'trình duyệt', 'Preview']) await author.says(words)
    await author.says('xong')

    const notice = await findNoticeByCode(commune.database.store, 1)
    expect(notice?.sourceText).toBe('Mời họp chi hội lúc 19 giờ ngày 30/11/2026 tại nhà văn hoá')
  })

  it('a question takes in neither such a command nor an officer’s “gửi T1”, which shows its card', async () => {
    const { author } = office
    await drafted(office)
    await author.says('/hoi')
    await author.says('Đồng ý')
    const question = 'Bao giờ thôn Yên Cát có nước sạch để dùng?'
    await author.says(question)

    expect(allOf(await author.says('/dotdoithoai'))).toContain('bot chưa hiểu')
    expect(allOf(await author.says('gửi T1'))).toContain('Dự thảo T1')
    const [shown] = await author.says('vào dịp Tết thì càng tốt')
    expect(shown?.text).toContain(question)
    expect(shown?.text).not.toMatch(/dotdoithoai|gửi T1/u)
  })

  it('one choice is asked for by no range of numbers', async () => {
    const { approver } = office
    await approver.presses(await submitted(office), 'Trả lại')
    await approver.says('huỷ')

    const [said] = await approver.says('5')

    expect(said?.text).toBe('Chỉ có một mục để chọn: xin trả lời bằng số 1, hoặc gõ tên mục ấy.')
  })

  it('a draft is not dropped by “huỷ” typed twice', async () => {
    const { author } = office
    const card = await askedFor('Tiêu đề')
    await author.says('huỷ')
    await author.says('huỷ')

    expect((await noticeOf(card)).state).toBe('draft')
  })

  it('another field is asked for by its word, and a number is an answer', async () => {
    const { author } = office
    const card = await askedFor('Tiêu đề')

    expect(allOf(await author.says('số, ký hiệu'))).toContain('Số, ký hiệu hiện tại')
    await author.says('2')

    expect((await noticeOf(card)).docNumber).toBe('2')
  })

  it('what is chosen instead ends the question', async () => {
    const { author } = office
    const card = await askedFor('Nội dung')
    const { sourceText } = await noticeOf(card)
    await author.says('loại tin')
    await author.says('2')

    await author.says('để tôi xem lại đã')

    expect((await noticeOf(card)).sourceText).toBe(sourceText)
  })

  it('the words of a menu below the pressed one are no buttons', async () => {
    const { author } = office
    const card = await drafted(office)
    const [fields] = await author.presses(card, 'Sửa')
    await office.commune.settle(fields!)
    await author.presses(fields!, 'Loại tin')
    await author.presses(fields!, 'Tiêu đề')

    await author.says('Giấy mời')

    expect((await noticeOf(card)).title).toBe('Giấy mời')
  })

  it('a number typed where the bot asks for a code approves nothing', async () => {
    const { approver } = office
    const card = await submitted(office)
    await approver.says('tạm dừng')
    await approver.says('1')

    expect((await noticeOf(card)).state).toBe('pending')
  })

  it('nothing is approved by “approve” where its fault is asked for', async () => {
    const { approver } = office
    await approver.says('/english')
    const card = await submitted(office)
    await approver.presses(card, 'Send back')
    await approver.says('approve')

    expect((await noticeOf(card)).state).not.toBe('approved')
  })

  it('a greeting ends no question', async () => {
    const { resident } = office
    await resident.says('/hoi')
    await resident.says('đồng ý')

    expect(allOf(await resident.says('Chào anh chị'))).not.toContain('Đã dừng')
    expect(allOf(await resident.says('Bao giờ có nước sạch?'))).toContain('Bao giờ có nước sạch?')
  })

  it.each(['chào', 'em chào anh chị ạ', 'Xin chào!', 'Alo ad ơi', 'chao ạ'])(
    '“%s” is greeted, and is no question',
    async (words) => {
      const { resident } = office
      await resident.says('/hoi')
      await resident.says('đồng ý')

      const greeted = allOf(await resident.says(words))
      expect(greeted).toMatch(/Chào ông\/bà[\s\S]*Kính mời ông\/bà nêu câu hỏi/u)
      await resident.says('Bao giờ có nước sạch?')
      const [again] = await resident.says(words)

      expect(again?.text).toContain('Bao giờ có nước sạch?')
      expect(allOf(await resident.says('xác nhận'))).toContain('Mã: H1')
    },
  )

  it.each(['ok ạ', 'vâng', 'Đúng rồi', 'gửi đi', 'cảm ơn cháu', '👍'])(
    '“%s” is no question, nor a part of one: it waits to be confirmed',
    async (words) => {
      const { resident, commune } = office
      await resident.says('/hoi')
      await resident.says('đồng ý')
      expect(allOf(await resident.says(words))).toContain('Kính mời ông/bà nêu câu hỏi')
      await resident.says('Bao giờ có nước sạch?')

      const [again] = await resident.says(words)
      expect(again?.text).toMatch(/chưa được gửi[\s\S]*Bao giờ có nước sạch\?/u)
      await resident.says('xác nhận')

      const question = await findQuestionByCode(commune.database.store, 1)
      expect(question?.text).toBe('Bao giờ có nước sạch?')
    },
  )

  it('a question that comes in several messages is one, and one written anew stands alone', async () => {
    const { resident, commune } = office
    await resident.says('/hoi')
    await resident.says('đồng ý')
    await resident.says('Đường thôn Yên Cát hỏng')
    await resident.says('Đường thôn Yên Cát hỏng nặng.')
    const [joined] = await resident.says('Bao giờ sửa?')
    expect(joined?.text).toContain('Đã ghi thêm')
    expect(allOf(await resident.says('Xin hỏi '.repeat(125)))).toContain('dài quá')
    await resident.says('xác nhận')

    const question = await findQuestionByCode(commune.database.store, 1)
    expect(question?.text).toBe('Đường thôn Yên Cát hỏng nặng.\nBao giờ sửa?')
  })

  it('a draft takes no “ok”, and asks for “Xong”', async () => {
    const { author } = office
    await author.says('/soan')
    const [card] = await author.says('Thông báo họp thôn tối thứ Sáu.')
    for (const words of ['ok', 'Đủ rồi ạ'])
      expect(allOf(await author.says(words))).toContain('“Xong”')
    await author.says('Gửi các đồng chí trưởng thôn')

    expect((await noticeOf(card!)).sourceText).toBe(
      'Thông báo họp thôn tối thứ Sáu.\nGửi các đồng chí trưởng thôn',
    )
  })

  it('a draft keeps each field after words that only reply, and asks for it still', async () => {
    const { author, commune } = office
    const before = await noticeOf(await askedFor('Tiêu đề'))
    const replies = [
      ['Tiêu đề', 'ok', '3', 'Xong'],
      ['Số, ký hiệu', 'không có'],
      ['Nội dung', 'ok ạ', 'đủ rồi', 'cảm ơn bot', '2'],
    ] as const
    for (const [field, ...words] of replies) {
      await author.says(field)
      for (const typed of words)
        expect(allOf(await author.says(typed))).toContain(`Bot không ghi “${typed}”`)
    }
    expect(await findNoticeByCode(commune.database.store, before.code)).toEqual(before)

    expect(allOf(await author.says('Họp chi bộ số 2'))).toContain('Tiêu đề: Họp chi bộ số 2')
  })

  it('an officer whose work speaks of accidents is not told whom to call', async () => {
    const { author, approver } = office
    const card = await submitted(office)
    await approver.presses(card, 'Trả lại')
    await author.says('/soan')
    for (const said of [
      await author.says('Tuyên truyền phòng chống đuối nước, tai nạn giao thông.'),
      await approver.says('Thiếu phần cứu hộ khi có tai nạn.'),
    ])
      expect(allOf(said)).not.toContain('gọi ngay')
  })

  it('a command says what it ends, and help ends nothing', async () => {
    const { resident, author } = office
    await resident.says('/hoi')
    await resident.says('đồng ý')
    const [confirm] = await resident.says('Bao giờ có nước sạch?')
    for (const asked of ['/trogiup', 'trợ giúp', '/quyenriengtu', '/english', '/tiengviet'])
      expect(allOf(await resident.says(asked))).not.toContain('chưa được gửi')
    expect(allOf(await resident.presses(confirm!, 'Xác nhận'))).toContain('Mã: H1')

    await resident.says('/hoi')
    await resident.says('Bao giờ có điện?')
    expect((await resident.says('/theodoi'))[0]?.text).toContain('chưa được gửi')

    await author.says('/soan')
    const [card] = await author.says('Thông báo họp thôn tối thứ Sáu.')
    const left = await author.says('/thongke')
    expect(left[0]?.text).toContain(`Đã tạm dừng soạn T${codeIn(card!)}`)
  })

  it.each(['Xin chào, bao giờ có nước sạch?', 'Bắt đầu từ tháng nào thì thu phí rác?'])(
    '“%s” is a question, however it begins',
    async (words) => {
      const { resident } = office
      await resident.says('/hoi')
      expect(allOf(await resident.says(words))).toContain('còn chờ trả lời')
      await resident.says('đồng ý')

      expect(allOf(await resident.says(words))).toContain(words)
      expect(allOf(await resident.says('xác nhận'))).toContain('Mã: H1')
    },
  )

  it('a greeting is no reason to give a notice back, which is asked for still', async () => {
    const { approver } = office
    const card = await submitted(office)
    await approver.presses(card, 'Trả lại')

    expect(allOf(await approver.says('Xin chào'))).toContain('còn chờ trả lời')
    expect((await noticeOf(card)).state).toBe('pending')
    await approver.says('Thiếu ngày họp')
    expect((await noticeOf(card)).state).not.toBe('pending')
  })

  it.each(['Tiêu đề', 'Nội dung'])('a greeting is no “%s”', async (field) => {
    const before = await noticeOf(await askedFor(field))
    const said = await office.author.says('chào anh chị')

    expect(allOf(said)).toContain('còn chờ trả lời')
    expect(await findNoticeByCode(office.commune.database.store, before.code)).toEqual(before)
  })

  it('“xin chào” leaves a draft, and another greeting may be a line of it', async () => {
    const { author } = office
    await author.says('/soan')
    const [card] = await author.says('Thư mời.')
    await author.says('Kính chào quý cơ quan!')

    expect(allOf(await author.says('Xin chào'))).toMatch(/T1[\s\S]*Kính chào đồng chí/u)
    expect((await noticeOf(card!)).sourceText).toBe('Thư mời.\nKính chào quý cơ quan!')
  })

  it('a draft may begin with a greeting', async () => {
    const { author } = office
    await author.says('/soan')

    const [card] = await author.says('Xin chào bà con. Mời bà con họp thôn lúc 19 giờ tối thứ Sáu.')

    expect((await noticeOf(card!)).sourceText).toContain('Xin chào bà con')
  })

  it('a greeting leaves what is to be agreed to', async () => {
    const { resident } = office
    await resident.says('/hoi')

    expect(allOf(await resident.says('chào bot'))).toContain('còn chờ trả lời')
    expect(allOf(await resident.says('1'))).toContain('Kính mời ông/bà nêu câu hỏi')
  })

  it('the choice of a kind has a way back', async () => {
    const { author } = office
    await askedFor('Loại tin')

    expect(allOf(await author.says('quay lại'))).toContain('Dự thảo T1')
  })

  it.each(['quay lại', 'quay lai', 'huỷ'])('a notice is not given back by “%s”', async (word) => {
    const { approver } = office
    const card = await submitted(office)
    await approver.presses(card, 'Trả lại')

    const [left] = await approver.says(word)

    expect(labelsOf(left)).toEqual(['Quay lại'])
    expect((await noticeOf(card)).state).toBe('pending')
    expect(allOf(await approver.says('quay lại'))).toContain('Chờ duyệt T1')
  })

  it.each(['Đổi tên', 'Thêm đơn vị cấp dưới'])(
    '“%s” is left by words, and makes no unit of them',
    async (what) => {
      const { owner, commune, farmers } = office
      for (const word of ['quay lại', 'quay lai', 'huỷ']) {
        const [tree] = await owner.says('/caytochuc')
        const [unit] = await owner.presses(tree!, 'Hội Nông dân')
        await owner.presses(unit!, what)
        await owner.says(word)
      }
      expect((await findUnit(commune.database.store, farmers))?.name).toBe('Hội Nông dân')
      expect(allOf(await owner.says('quay lại'))).toContain('Hội Nông dân')
    },
  )

  it('a resident does not ask “đồng ý”, “xác nhận” or “quay lại”', async () => {
    const { resident } = office
    await resident.says('/hoi')
    await resident.says('đồng ý')
    const confirms = 'Câu hỏi của ông/bà như sau'
    expect(allOf(await resident.says('đồng ý'))).not.toContain(confirms)
    expect(allOf(await resident.says('Bao giờ có nước?'))).toContain(confirms)
    for (const word of ['sửa', 'xác nhận'])
      expect(allOf(await resident.says(word))).not.toContain(confirms)
    await resident.says('Bao giờ có nước sạch?')
    expect(allOf(await resident.says('quay lại'))).toContain('Đã dừng thao tác')
  })
})

import { describe, expect, it } from '@jest/globals'
import { acknowledgementReport } from '../../../src/usecases/acknowledgement-report.ts'
import { allOf } from '../../support/commune.ts'
import { idsOf, sent, setOffice } from '../../support/office.ts'

/** What people write who do not think of commands. */
describe('an ordinary sentence', () => {
  const office = setOffice('each')

  const acknowledged = async (code: number): Promise<number> => {
    const { broadcastId } = await idsOf(office, code)
    return (await acknowledgementReport(office.commune.database.store, broadcastId!, 'all'))!
      .acknowledged
  }

  it.each([
    'Xin chào anh chị',
    'Xin chào ạ',
    'Xin chào!',
    'Xin chào',
    'chào',
    'Chào!',
    'hello',
    'Dạ em chào cán bộ xã ạ',
    'Chao bạn',
    'chao ạ',
  ])('“%s” is greeted', async (words) => {
    expect(allOf(await office.resident.says(words))).toContain('Kính chào ông/bà')
  })

  it('who has a post is greeted as a comrade', async () => {
    expect(allOf(await office.member.says('Xin chào'))).toContain('Kính chào đồng chí')
  })

  it('“Chào mừng” and the like greet nobody', async () => {
    expect(allOf(await office.resident.says('Chào mừng Đại hội'))).toContain('chưa hiểu')
  })

  it.each([
    ['trogiup', 'Hướng dẫn sử dụng'],
    ['help', 'Hướng dẫn sử dụng'],
    ['thongke', 'Chưa có tin nào'],
    ['Thongke T7', 'Không tìm thấy tin T7'],
    ['dungtin', 'Đã dừng gửi thông báo'],
    ['tamdung', 'Xin ghi mã tin'],
    ['dungtin gì thế này', 'chưa hiểu'],
  ])('“%s” is the command of that name, also without its slash', async (words, shown) => {
    expect(allOf(await office.author.says(words))).toContain(shown)
  })

  it('of a resident that begins with an officer’s word, or any command’s, is a sentence like others', async () => {
    const { resident, member, author } = office
    for (const words of [
      'Cán bộ xã nhận hối lộ, tôi xin tố cáo',
      'Thôi, tôi xin tố cáo ông trưởng thôn',
    ])
      expect(allOf(await resident.says(words))).toContain('nơi tiếp công dân')
    for (const words of [
      'Tình trạng rác thải ở thôn tôi rất nghiêm trọng',
      'Nhóm 3 thanh niên đua xe ban đêm',
      'Trả lời cho dân đi chứ',
    ])
      expect(allOf(await member.says(words))).toContain('xin nhắn “hỏi”')
    expect(allOf(await resident.says('Cán bộ cho hỏi bao giờ có nước'))).toContain(
      'gửi lại câu hỏi',
    )
    for (const words of ['thống kê T1', 'trả lời H1 tuần sau', 'tình trạng', 'thống kê ạ'])
      expect(allOf(await member.says(words))).toContain('dành cho cán bộ')

    expect(allOf(await office.clerk.says('soạn thông báo'))).toContain('dành cho cán bộ')
    const notice = `Cán bộ, đảng viên toàn xã ${'ra quân dọn vệ sinh; '.repeat(6)}`
    expect(allOf(await author.says(notice))).toContain('Dự thảo T1')
  })

  it('“help” is understood in English', async () => {
    await office.resident.says('/english')
    expect(allOf(await office.resident.says('Help'))).toContain('How to use this bot')
    const [notice] = await office.resident.says('ask')
    // Where choices are typed, the line above them is English too.
    expect(notice?.message.locale).toBe('en')
    await office.resident.says('agree')
    await office.resident.says('When will the road be mended?')
    expect(allOf(await office.resident.says('confirm'))).toContain('Type “follow H1” to see it')
    expect(allOf(await office.resident.says('follow H1'))).toContain('Being dealt with')
    expect(allOf(await office.resident.says('thanks'))).toBe('Thank you.')
    expect(allOf(await office.resident.says('cancel H1'))).toContain('H1 is taken back')
  })

  it('“câu hỏi” of who answers questions shows those that wait; of others it is the wish to ask', async () => {
    const { clerk, resident } = office
    expect(allOf(await resident.says('câu hỏi'))).toContain('rút lại đồng ý')
    await resident.says('đồng ý')
    await resident.says('Bao giờ có nước sạch?')
    await resident.says('xác nhận')

    for (const words of ['câu hỏi', 'Cau hoi', 'câu hỏi H1'])
      expect(allOf(await clerk.says(words))).toContain('Bao giờ có nước sạch?')
    expect(allOf(await clerk.says('hỏi'))).not.toContain('H1')
  })

  it.each([
    'Nhận tin',
    'Nhận tin rồi nhé',
    'đã nhận tin T1',
    'đã nhận T1 ạ',
    'Đã nhận được ạ',
    'Đã nhận được tin rồi ạ!',
    'Vâng, đã nhận ạ',
    'vâng ạ',
    'dạ rõ',
  ])('“%s” acknowledges the notice that waits', async (words) => {
    const { store } = office.commune.database
    await store.db.deleteFrom('chat_binding').execute()
    const code = await sent(office)
    const [thanks] = await office.member.says(words)
    expect(thanks?.text).toBe('Đã nhận. Cảm ơn đồng chí.')
    expect(await acknowledged(code)).toBe(1)
  })

  it.each(['Đã nhận được chưa?', 'nhận tiền rồi ạ', 'Đồng chí Đức đã nhận'])(
    '“%s” acknowledges nothing',
    async (words) => {
      const code = await sent(office)
      await office.member.saysIn(office.group, words)
      expect(await acknowledged(code)).toBe(0)
    },
  )

  it('the code of a question is understood with courtesy and punctuation, by its asker and the clerk', async () => {
    const { resident, clerk, member } = office
    await resident.says('hỏi')
    await resident.says('đồng ý')
    await resident.says('Bao giờ có nước sạch?')
    await resident.says('xác nhận')

    for (const words of ['theo dõi H1 ạ', 'theo dõi H1.', 'H1 ạ', 'H1.', 'h 1?', '/theodoi H1 nhé'])
      expect(allOf(await resident.says(words))).toContain('Đang xử lý')
    for (const words of ['theo dõi giúp tôi', 'theo dõi câu hỏi', 'kết quả câu hỏi của em ạ'])
      expect(allOf(await resident.says(words))).toContain('Câu hỏi của ông/bà')
    for (const words of ['trả lời H1: Tuần sau.', 'trả lời H1, Tuần sau.', '/traloi 1 Tuần sau.'])
      expect(allOf(await clerk.says(words))).toMatch(/sẽ gửi tới người hỏi[\s\S]*^Tuần sau\.$/mu)
    expect(allOf(await clerk.says('trả lời H1 ạ'))).toContain('Bao giờ có nước sạch?')
    const code = await sent(office)
    expect(allOf(await member.says(`/danhan T${code} ạ`))).not.toContain('ạ ở đây')
  })

  it.each(['hỏi thêm T1', 'chưa rõ T1'])('“%s” in private is the wish to ask', async (words) => {
    const { resident } = office
    await resident.says('hỏi')
    await resident.says('đồng ý')
    await resident.says('huỷ')
    expect(allOf(await resident.says(words))).toContain('Kính mời ông/bà nêu câu hỏi')
  })

  it('“hỏi thêm T1” is a question about that notice, which the clerk is told; its title only to whom it came', async () => {
    const { member, resident, clerk, group } = office
    const code = await sent(office)
    const title = `Về tin T${code}: Thông báo ra quân`
    expect(allOf(await member.saysIn(group, `hỏi thêm T${code}`))).toContain(
      `nhắn riêng cho bot: “hỏi thêm T${code}”`,
    )
    for (const [phone, line] of [
      [member, title],
      [resident, `Về tin T${code}`],
    ] as const) {
      await phone.says(`hỏi thêm T${code}`)
      await phone.says('đồng ý')
      expect(allOf(await phone.says('Việc này bao giờ xong?'))).toContain(
        `${line}\nViệc này bao giờ xong?`,
      )
      await phone.says('sửa')
      await phone.says('Việc này bao giờ phải xong?')
      const said = await phone.says('xác nhận')
      const card = said.find(({ chatId }) => chatId === clerk.chatId)
      expect(card?.text).toContain(`${line}\nViệc này bao giờ phải xong?`)
    }
  })

  it('“nhận tin” of somebody who has stopped notices brings them back, and “dừng tin” is said alone', async () => {
    await office.commune.database.store.db.deleteFrom('chat_binding').execute()
    await sent(office)
    expect(allOf(await office.member.says('Dừng tin làm đường ở thôn 3'))).toContain('chưa hiểu')
    const stopped = allOf(await office.member.says('dừng tin'))
    expect(stopped).toContain('Đã dừng gửi thông báo')
    expect(stopped).toContain('tin trong nhóm của đơn vị vẫn hiện như thường')
    expect(allOf(await office.member.says('nhận tin'))).toContain('Từ nay bot gửi lại thông báo')
  })

  it('a question that comes with “hỏi” is taken, and before the consent asked for again', async () => {
    const { resident } = office
    const words = 'Hỏi khi nào sửa đường thôn Yên Cát?'
    const [notice] = await resident.says(words)
    expect(notice?.text).toContain('Câu hỏi vừa viết chưa được lưu')
    await resident.presses(notice!, 'Đồng ý')

    const [confirm] = await resident.says(words)
    expect(confirm?.text).toContain('khi nào sửa đường thôn Yên Cát?')
    await resident.presses(confirm!, 'Xác nhận')

    const [second] = await resident.says('hỏi bao giờ có nước sạch')
    expect(second?.text).toContain('bao giờ có nước sạch')
    expect(allOf(await resident.presses(second!, 'Xác nhận'))).toContain('Mã: H2')
  })
})

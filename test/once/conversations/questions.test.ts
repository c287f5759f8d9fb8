import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { addQuestion } from '../../../src/storage/questions.ts'
import { rootUnit } from '../../../src/storage/units.ts'
import {
  allOf,
  foundCommune,
  labelsOf,
  type Commune,
  type Heard,
  type Phone,
} from '../../support/commune.ts'

const QUESTION = 'Đường bê tông thôn Yên Cát bao giờ làm tiếp?'

describe("a resident's question", () => {
  let commune: Commune
  let clerk: Phone

  beforeAll(async () => {
    commune = await foundCommune({ capabilities: { abroad: true } })
    const office = await commune.unit('xa', 'Đảng ủy xã Như Xuân')
    clerk = await commune.person('Nguyễn Thị Lan', [[office, 'clerk']])
  })

  afterAll(() => commune.close())

  async function ask(resident: Phone, text: string): Promise<Heard[]> {
    const [notice] = await resident.says('/hoi')
    await resident.presses(notice!, 'Đồng ý')
    const [confirm] = await resident.says(text)
    return resident.presses(confirm!, 'Xác nhận')
  }

  async function askOn(resident: Phone, text: string): Promise<Heard[]> {
    await resident.says('/hoi')
    await resident.says(text)
    return resident.says('xác nhận')
  }

  /** So many more questions of theirs, by their codes; they go to no clerk. */
  async function sentBy(
    { chatId }: Phone,
    count: number,
    state: 'received' | 'answered',
  ): Promise<string[]> {
    const { store } = commune.database
    const { account_id: accountId } = await store.db
      .selectFrom('chat')
      .select('account_id')
      .where('id', '=', chatId)
      .executeTakeFirstOrThrow()
    const asker = { accountId: accountId!, chatId }
    const codes: string[] = []
    for (let each = 0; each < count; each++) {
      const question = { text: 'Bao giờ?', asker, dueOn: '2026-12-08', today: '2026-11-24' }
      const { id, code } = await addQuestion(store, question)
      await store.db.updateTable('question').set({ state }).where('id', '=', id).execute()
      codes.push(`H${code}`)
    }
    return codes
  }

  it('goes through consent and confirmation to the clerk, and the answer comes back', async () => {
    const cuong = await commune.resident('Cường')
    const [notice] = await cuong.says('/hoi')
    expect(notice?.text).toContain('Đảng ủy xã Như Xuân xử lý tên hiển thị')
    // This office has nothing but Telegram.
    expect(notice?.text).toContain(
      'Telegram có máy chủ ở nước ngoài; nếu ngại, xin hỏi trực tiếp tại trụ sở.',
    )
    expect(labelsOf(notice)).toEqual(['Đồng ý', 'Không đồng ý', 'Xem đầy đủ'])

    const [invitation] = await cuong.presses(notice!, 'Đồng ý')
    expect(invitation?.text).toContain('Kính mời ông/bà nêu câu hỏi')
    const [confirm] = await cuong.says(QUESTION)
    expect(confirm?.text).toContain(QUESTION)
    const said = await cuong.presses(confirm!, 'Xác nhận')
    const receipt = said.find(({ chatId }) => chatId === cuong.chatId)
    expect(receipt?.text).toContain('Mã: H1. Cơ quan sẽ trả lời chậm nhất ngày 08/12/2026.')
    const [open] = await cuong.says('theo dõi H1')
    expect(open?.text).toContain('H1: Đang xử lý, trả lời chậm nhất ngày 08/12/2026.')

    const card = said.find(({ chatId }) => chatId === clerk.chatId)
    expect(card?.text).toContain(QUESTION)
    expect(card?.text).not.toContain('Cường')
    await commune.settle(card!)

    const [shown] = await clerk.says('Quý I năm 2027 sẽ làm tiếp.', { replyTo: card! })
    const answered = await clerk.presses(shown!, 'Gửi')
    const answer = answered.find(({ chatId }) => chatId === cuong.chatId)
    expect(answer?.text).toContain('Trả lời câu hỏi H1: Quý I năm 2027 sẽ làm tiếp.')
    expect(answer?.text).toContain('Cơ quan trả lời: Đảng ủy xã Như Xuân, ngày 24/11/2026.')
    expect(answer?.text).not.toContain('Lan')
    expect(answer?.text).toContain('xin nhắn “hỏi H1” kèm điều cần hỏi thêm')

    for (const words of ['cảm ơn cán bộ', 'rõ rồi', 'ok', 'đã nhận', 'tôi hài lòng ạ'])
      expect(allOf(await cuong.says(words))).toBe('Cảm ơn ông/bà.')
    for (const words of ['chưa rõ', 'chưa rõ, hỏi lại', 'tôi không đồng ý với câu trả lời'])
      expect(allOf(await cuong.says(words))).toContain('xin nhắn “hỏi H1”')
    const [once] = await cuong.says('hỏi H1 đoạn nào làm trước?')
    expect(once?.text).toContain('Hỏi lại về câu H1\nđoạn nào làm trước?')
    await cuong.says('huỷ')
    await cuong.says('hỏi lại H1')
    const [twice] = await cuong.says('Đoạn nào làm trước?')
    expect(twice?.text).toContain('Hỏi lại về câu H1\nĐoạn nào làm trước?')
    await cuong.says('huỷ')
    expect(allOf(await cuong.says('hỏi H1'))).toContain('H1: Đã trả lời')

    const [status] = await cuong.says('theo dõi H1')
    expect(status?.text).toContain('H1: Đã trả lời (hạn trả lời là ngày 08/12/2026).')
  })

  it('is looked up and taken back as people say it, by its asker alone', async () => {
    const dao = await commune.resident('Đào')
    const said = await ask(dao, 'Bao giờ sửa trạm bơm?')
    const code = /Mã: (H\d+)/u.exec(allOf(said))![1]!
    expect(allOf(said)).toContain(`“huỷ ${code}” để rút lại`)
    const second = /Mã: (H\d+)/u.exec(allOf(await askOn(dao, 'Bao giờ có nước sạch?')))![1]!

    const other = await commune.resident('Mận')
    await ask(other, 'Khi nào tiêm phòng?')
    const [alien] = await other.says(`hỏi lại ${code} cho tôi biết kết quả`)
    expect(alien?.text).toContain('cho tôi biết kết quả')
    expect(alien?.text).not.toContain('Hỏi lại về câu')
    expect(alien?.text).toContain(`Hỏi lại ${code} cho tôi`)
    await other.says('huỷ')
    for (const [words, shown] of [
      ['/kiennghi thêm đèn đường', '\nthêm đèn đường'],
      ['ask them why the road is closed', '\nthem why'],
      ['hoi them den duong', '\nHoi them den'],
    ] as const) {
      expect((await other.says(words))[0]?.text).toContain(shown)
      await other.says('huỷ')
    }
    for (const words of [`hỏi lại ${code}`, `hỏi thêm ${code}`])
      expect(allOf(await other.says(words))).toBe(
        `Không có câu hỏi ${code} gửi từ tài khoản này. Xem các câu đã gửi: nhắn “theo dõi”.`,
      )
    for (const words of [`hỏi thêm ${code} bao giờ xong`, `Tôi hỏi lại ${code}: bao giờ xong`]) {
      const [again] = await dao.says(words)
      expect(again?.text).toContain(`Hỏi lại về câu ${code}\nbao giờ xong`)
      await dao.says('huỷ')
    }

    for (const words of [`${code} bao giờ trả lời`, `chưa thấy ai trả lời câu hỏi ${code}`])
      expect(allOf(await dao.says(words))).toContain(`${code}: Đang xử lý`)
    expect(allOf(await dao.says('sao lâu thế chưa thấy trả lời'))).toContain(`${code}: Đang xử lý`)
    for (const words of ['huỷ', 'huỷ câu hỏi', 'tôi gửi nhầm, xin rút lại'])
      expect(allOf(await dao.says(words))).toContain(`“huỷ ${second}”`)
    const stranger = await commune.resident('Khuê')
    expect(allOf(await stranger.says(`huỷ ${code}`))).toContain(`Không có câu hỏi ${code}`)

    // Also while another is being written, which stays.
    await dao.says('hỏi')
    expect(allOf(await dao.says(`rút câu hỏi ${code} ạ`))).toContain(`Đã rút câu hỏi ${code}`)
    expect(labelsOf((await dao.says('Bao giờ sửa cống?'))[0])).toContain('Xác nhận')
    await dao.says('huỷ')
    expect(allOf(await dao.says(`theo dõi ${code}`))).toContain(`Không có câu hỏi ${code}`)
    const card = said.find(({ chatId }) => chatId === clerk.chatId)!
    await commune.settle(card)
    expect(allOf(await clerk.says('Tháng 3.', { replyTo: card }))).toContain('đã rút lại câu hỏi')
    expect(allOf(await clerk.says(`trả lời ${second} Tháng 4.`))).toContain('Tháng 4.')
    await clerk.says('gửi')
    expect(allOf(await dao.says(`/huy ${second}`))).toContain('đã được trả lời')
    expect(allOf(await dao.says(`theo dõi ${second}`))).toContain('Tháng 4.')

    const third = /Mã: (H\d+)/u.exec(allOf(await askOn(dao, 'Bao giờ có điện?')))![1]!
    await clerk.says(`trả lời ${third} Tháng 5.`)
    await clerk.says('gửi')
    expect(allOf(await dao.says(`chưa rõ ${second} ạ`))).toContain(`“hỏi ${second}”`)
    expect(allOf(await dao.says('chưa rõ'))).toContain(`“hỏi ${third}”`)
    expect(allOf(await stranger.says(`chưa rõ ${second}`))).toContain(`Không có câu hỏi ${second}`)
  })

  it('that waits stands first among one’s own, of which each can be seen', async () => {
    const thu = await commune.resident('Thu')
    const codes = [...(await sentBy(thu, 1, 'received')), ...(await sentBy(thu, 11, 'answered'))]
    const listed = (list: Heard | undefined) => list?.text.match(/H\d+(?=:)/gu)

    const [first] = await thu.says('/theodoi')
    expect(listed(first)).toEqual([codes[0], ...codes.slice(3).toReversed()])
    expect((await thu.says('bao giờ có câu trả lời?'))[0]?.text).toBe(first?.text)
    const [second] = await thu.presses(first!, 'Xem tiếp (1/2)')
    expect(listed(second)).toEqual([codes[2], codes[1]])
  })

  it('is meant by its code, however many its asker has sent since', async () => {
    const huong = await commune.resident('Hường')
    const code = /Mã: (H\d+)/u.exec(allOf(await ask(huong, 'Bao giờ sửa cầu?')))![1]!
    await sentBy(huong, 100, 'answered')

    const [again] = await huong.says(`hỏi lại ${code} bao giờ xong`)
    expect(again?.text).toContain(`Hỏi lại về câu ${code}\nbao giờ xong`)
    await huong.says('huỷ')
    expect(allOf(await huong.says(`${code} bao giờ trả lời`))).toContain(`${code}: Đang xử lý`)
    expect(allOf(await huong.says('gửi nhầm, xin rút lại'))).toContain(`“huỷ ${code}”`)
  })

  it('shows nobody else how a question stands, even with its code', async () => {
    const dung = await commune.resident('Dũng')
    await ask(dung, 'Bao giờ có nước sạch?')
    const minh = await commune.resident('Minh')

    const [other] = await minh.says('/theodoi H1')

    expect(other?.text).toContain('Không có câu hỏi H1')
  })

  it('keeps nothing without consent', async () => {
    const hoa = await commune.resident('Hoa')
    const [notice] = await hoa.says('hỏi')
    const [refused] = await hoa.presses(notice!, 'Không đồng ý')
    expect(refused?.text).toContain('không lưu câu hỏi')
    expect(refused?.text).toContain('Tên hiển thị, mã tài khoản, mã chat vẫn được giữ')
    const [after] = await hoa.says(QUESTION)
    expect(after?.text).toContain('chưa hiểu')
  })

  it('is shown without its asker, as the full notice says', async () => {
    const thanh = await commune.resident('Thanh Xuân')
    const [notice] = await thanh.says('hỏi')
    const [full] = await thanh.presses(notice!, 'Xem đầy đủ')
    expect(full?.text).toContain('không thấy ai hỏi')
    await thanh.presses(notice!, 'Đồng ý')
    const [confirm] = await thanh.says('Bao giờ sửa cầu treo?')
    const said = await thanh.presses(confirm!, 'Xác nhận')
    const card = said.find(({ chatId }) => chatId === clerk.chatId)
    expect(card?.text).toContain('Bao giờ sửa cầu treo?')
    expect(card?.text).not.toContain('Thanh Xuân')
  })

  it('is as long as the invitation says, in characters', async () => {
    const loan = await commune.resident('Loan')
    const [notice] = await loan.says('hỏi')
    const [invitation] = await loan.presses(notice!, 'Đồng ý')
    expect(invitation?.text).toContain('tối đa 1.000 ký tự')
    // 420 words.
    const [refused] = await loan.says('Xin hỏi '.repeat(210).trim())
    expect(refused?.text).toContain('dài quá 1.000 ký tự')
    const [confirm] = await loan.says('Xin hỏi '.repeat(125).trim())
    expect(labelsOf(confirm)).toContain('Xác nhận')
  })

  it('does not take in a denunciation, and says where to go', async () => {
    const tam = await commune.resident('Tâm')
    const [notice] = await tam.says('/hoi')
    await tam.presses(notice!, 'Đồng ý')
    const [told] = await tam.says('Tôi muốn tố cáo ông B nhận hối lộ')
    expect(told?.text).toContain('Tin nhắn này không được lưu')
    // It was asked in private: nobody else has read it, whatever the channel is.
    expect(told?.text).not.toContain('nhóm chat')
    expect(told?.text).toContain('tại nơi tiếp công dân của Đảng ủy xã Như Xuân')
    await tam.says('/hoi')
    await tam.says('Bao giờ có đường?')
    const [refused, kept] = await tam.says('Tôi tố cáo ông B')
    expect(refused?.text).toContain('Tin nhắn này không được lưu')
    expect(kept?.text).toContain('Câu hỏi viết trước đó vẫn còn')
    expect(allOf(await tam.says('xác nhận'))).toContain('Đã tiếp nhận')
    const [list] = await clerk.says('/cauhoi')
    expect(list?.text).toContain('Bao giờ có đường?')
    expect(list?.text).not.toContain('ông B')
  })

  it('ends, where it is not taken in, with how the office is reached, once an owner has written that', async () => {
    const { store } = commune.database
    const owner = await commune.person('Lê Thu Hà', [[(await rootUnit(store))!.id, 'owner']])
    const lua = await commune.resident('Lụa')
    for (const words of ['liên hệ', 'tiep dan', 'số điện thoại xã'])
      expect(allOf(await lua.says(words))).toContain('chưa ghi cách liên hệ')
    expect(allOf(await lua.says('/lienhe đặt 0900'))).toContain('dành cho cán bộ')
    expect(allOf(await owner.says(`/lienhe đặt ${'1'.repeat(401)}`))).toContain('quá 400 ký tự')

    expect(allOf(await owner.says('liên hệ đặt lịch tiếp dân'))).not.toContain('Liên hệ: lịch')
    const contact = 'UBND xã, điện thoại 02373 000 111, tiếp dân thứ Năm'
    expect(allOf(await owner.says(`liên hệ đặt ${contact}`))).toContain(`Liên hệ: ${contact}`)

    for (const words of ['hotline', 'lien he', 'tiếp công dân', 'Tôi tố cáo ông B nhận hối lộ'])
      expect(allOf(await lua.says(words))).toContain(`Liên hệ: ${contact}`)
    for (const what of ['voice', 'withheld'])
      expect(allOf(await lua.does({ kind: 'unsupported', what }))).toContain(contact)
    const [notice] = await lua.says('hỏi')
    expect(allOf(await lua.presses(notice!, 'Không đồng ý'))).toContain(contact)
    expect(allOf(await lua.says('Liên hệ tiêu thụ nông sản thế nào'))).not.toContain(contact)
    expect(allOf(await owner.says('/nhatky'))).toContain('ghi cách liên hệ cơ quan')
    await owner.says('/lienhe xoá')
    expect(allOf(await lua.says('liên hệ'))).toContain('chưa ghi cách liên hệ')
  })

  it('is told where to call first, in the dialogue and outside it', async () => {
    const bay = await commune.resident('Bảy')
    for (const cry of ['Cháy nhà ở thôn 3!', 'con toi bi duoi nuoc']) {
      const [told, ...more] = await bay.says(cry)
      expect(told?.text).toMatch(/gọi ngay 113[\s\S]*nhắn “hỏi”/u)
      expect(more).toEqual([])
    }
    const [first, consent] = await bay.says('Cho tôi hỏi nhà bị cháy năm ngoái được hỗ trợ gì?')
    expect(first?.text).toContain('gọi ngay 113')
    expect(labelsOf(consent)).toContain('Đồng ý')

    const [notice] = await bay.says('/hoi')
    await bay.presses(notice!, 'Đồng ý')
    const [numbers, confirm] = await bay.says('Ngã ba có tai nạn!')
    expect(numbers?.text).toContain('115 (cấp cứu)')
    expect(labelsOf(confirm)).toEqual(['Xác nhận', 'Sửa', 'Huỷ'])
    const [again, refused] = await bay.says('Chồng tôi bạo hành con, tôi muốn tố cáo!')
    expect(again?.text).toContain('111 (trẻ em)')
    expect(refused?.text).toContain('Tin nhắn này không được lưu')
  })

  it.each([
    'hỏi: nhà tôi đang cháy, gọi ai?',
    '/hoi nhà tôi đang cháy',
    'Thôi chết, cháy nhà rồi!',
    'Má ơi cứu với, cháy nhà',
  ])('“%s” is first told where to call, before any consent', async (words) => {
    const ut = await commune.resident('Út')
    const [numbers] = await ut.says(words)
    expect(numbers?.text).toContain('gọi ngay 113')
  })

  it('is told where to call first under a picture, after a long pause, and however long it is', async () => {
    const tu = await commune.resident('Tư')
    const picture = { ref: 'f', name: 'anh-7.jpg', mime: 'image/jpeg', size: 1 }
    const caption = 'Cháy nhà ở thôn 3, cứu với'
    for (const event of [
      { kind: 'file', file: picture, caption, messageId: '1' },
      { kind: 'unsupported', what: 'video', caption },
    ] as const)
      expect((await tu.does(event))[0]?.text).toContain('gọi ngay 113')

    const [notice] = await tu.says('/hoi')
    await tu.presses(notice!, 'Đồng ý')
    expect((await tu.says(`Cứu với! ${'Nước lên. '.repeat(120)}`))[0]?.text).toContain('gọi ngay')
    commune.now = new Date(commune.now.getTime() + 2 * 3_600_000)
    expect((await tu.says('Cháy nhà!'))[0]?.text).toContain('gọi ngay 113')
  })

  it('that is a denunciation is not asked for once more before the consent', async () => {
    const sau = await commune.resident('Sáu')
    const said = await sau.says('hỏi tôi muốn tố cáo ông B nhận hối lộ')
    expect(said.map(({ text }) => text).join()).toContain('nơi tiếp công dân')
    expect(labelsOf(said[0])).toEqual([])
  })

  it('not announced is taken where it begins as one, and the word is told where it does not', async () => {
    const sau = await commune.resident('Tám')
    expect(allOf(await sau.says('Bao giờ sửa đường thôn tôi?'))).toContain('nhắn “hỏi”')
    const [notice] = await sau.says('phản ánh')
    await sau.presses(notice!, 'Đồng ý')
    await sau.says('huỷ')
    const [confirm] = await sau.says('Kiến nghị xã sửa đường thôn 3.')
    expect(confirm?.text).toContain('Kiến nghị xã sửa đường thôn 3.')
    await sau.presses(confirm!, 'Huỷ')
    expect(allOf(await sau.says('Góp ý'))).toContain('Kính mời ông/bà nêu câu hỏi')
    // Whoever works here knows the words, and another hint would only be longer.
    expect(allOf(await clerk.says('Bao giờ sửa đường?'))).not.toContain('nhắn “hỏi”')
  })

  it('of the leader of a group is taken like anybody’s, and so is a denunciation', async () => {
    const unit = (await rootUnit(commune.database.store))!.id
    const toan = await commune.person('Trương Văn Toàn', [[unit, 'leader']])
    expect(allOf(await toan.says('Bao giờ xã cấp xi măng làm đường thôn?'))).toContain('nhắn “hỏi”')
    for (const words of ['Tôi tố cáo ông chủ tịch nhận hối lộ', 'Thôi, tôi tố cáo ông chủ tịch'])
      expect(allOf(await toan.says(words))).toContain('nơi tiếp công dân')
    expect(labelsOf((await toan.says('Kiến nghị xã sửa đường thôn.'))[0])).toContain('Đồng ý')
  })

  it.each(['Tôi tố cáo ông B nhận hối lộ', 'Tôi muốn phản ánh ông B nhận hối lộ'])(
    'that was not announced and is a denunciation, “%s”, is told where to go',
    async (words) => {
      const bien = await commune.resident('Biên')
      const [told, ...more] = await bien.says(words)
      expect(told?.text).toContain('Tin nhắn này không được lưu')
      expect(more).toEqual([])
    },
  )

  it.each([
    { words: 'xoá dữ liệu', labels: ['Tiếp tục xoá', 'Thôi'] },
    { words: 'Xóa dữ liệu của tôi đi ạ', labels: ['Tiếp tục xoá', 'Thôi'] },
    { words: '/xoadulieu', labels: ['Tiếp tục xoá', 'Thôi'] },
    { words: 'rút lại đồng ý', labels: ['Rút lại đồng ý', 'Thôi'] },
    { words: '/rutdongy', labels: ['Rút lại đồng ý', 'Thôi'] },
  ])(
    'and “$words”: who wants their data seen to is asked first, and asks nothing by it',
    async ({ words, labels }) => {
      const ngan = await commune.resident('Ngân')
      const [notice] = await ngan.says('/hoi')
      await ngan.presses(notice!, 'Đồng ý')
      await ngan.presses((await ngan.says(QUESTION))[0]!, 'Huỷ')
      const [asked] = await ngan.says(words)
      expect(labelsOf(asked)).toEqual(labels)
      expect(allOf(await ngan.says('huỷ'))).toContain('mọi thứ vẫn như trước')
    },
  )

  it('is forgotten with its answer when the consent to it is withdrawn, and asked for anew', async () => {
    const hien = await commune.resident('Hiền')
    const [notice] = await hien.says('/hoi')
    await hien.presses(notice!, 'Đồng ý')
    const [confirm] = await hien.says(QUESTION)
    const said = await hien.presses(confirm!, 'Xác nhận')
    const code = /Mã: (H\d+)/u.exec(allOf(said))![1]!
    const card = said.find(({ chatId }) => chatId === clerk.chatId)!
    await commune.settle(card)
    await hien.says('/hoi')

    // The button of the old notice takes the consent back too, and asks first; not in a group, where others read.
    const group = await commune.group('Nhóm thôn', await commune.unit('thon', 'Thôn Yên Cát'))
    expect(await hien.presses(notice!, 'Không đồng ý', group)).toEqual([])
    expect(hien.toast()).toContain('trò chuyện riêng với bot')
    const [asked] = await hien.presses(notice!, 'Không đồng ý')
    expect(asked?.text).toContain(
      '1 câu hỏi đã gửi từ tài khoản này và các câu trả lời bị xoá ngay',
    )
    // Said to members alone.
    expect(asked?.text).not.toContain('Thông báo của đơn vị')
    commune.now = new Date(commune.now.getTime() + 11 * 60_000)
    const [again] = await hien.presses(asked!, 'Rút lại đồng ý')
    expect(labelsOf(again)).toEqual(['Rút lại đồng ý', 'Thôi'])
    const told = allOf(await hien.presses(again!, 'Rút lại đồng ý'))
    expect(await hien.presses(asked!, 'Thôi')).toEqual([])
    expect(hien.toast()).toContain('không còn dùng được')
    expect(told).toMatch(/rút lại sự đồng ý, ngày 24\/11\/2026[\s\S]*Đã xoá 1 câu hỏi/u)

    expect(allOf(await hien.says(`theo dõi ${code}`))).toContain(`Không có câu hỏi ${code}`)
    expect(allOf(await clerk.says('Tháng 3.', { replyTo: card }))).toContain('đã rút lại câu hỏi')
    // What was being written is no question any more, and a new one needs a new consent.
    expect(allOf(await hien.says(QUESTION))).toContain('chưa hiểu')
    expect(labelsOf((await hien.says('/hoi'))[0])).toContain('Đồng ý')
    expect(allOf(await hien.says('rút đồng ý'))).toContain('không có gì để rút')
  })

  it('goes with the consent to it to no officer who has asked for it and waits', async () => {
    const [hoa, mai] = [await commune.resident('Hoa'), await commune.resident('Mai')]
    const codes: string[] = []
    for (const one of [hoa, mai])
      codes.push(/Mã: (H\d+)/u.exec(allOf(await ask(one, `${one.name}: ${QUESTION}`)))![1]!)
    const [list] = await clerk.says('hàng đợi')
    expect(list?.text).toContain(`Hoa: ${QUESTION}`)
    const shown: Heard[] = []
    for (const code of codes) shown.push((await clerk.says(`trả lời ${code} Quý I năm 2027.`))[0]!)
    const kept = await commune.heardIn(clerk.chatId)

    await hoa.says('rút đồng ý')
    await hoa.says('rút lại đồng ý')

    const words = (await commune.heardIn(clerk.chatId)).map(({ delivery }) => delivery)
    const gone = kept.filter(({ delivery }) => !words.includes(delivery))
    expect(gone.map(({ text }) => text)).toEqual(
      expect.arrayContaining([list!.text, shown[0]!.text]),
    )
    expect(words).toContain(shown[1]!.delivery)
    const states = commune.database.store.db.selectFrom('delivery').select('state').distinct()
    const ids = gone.map(({ delivery }) => delivery)
    expect(await states.where('id', 'in', ids).execute()).toEqual([{ state: 'cancelled' }])
  })

  it('asks for the consent anew once the wording of the notice has changed', async () => {
    const [thu, thanh] = [await commune.onZalo('Thu'), await commune.resident('Thành')]
    await ask(thu, QUESTION)
    await ask(thanh, QUESTION)
    await thanh.says('/hoi')
    const [confirm] = await thanh.says('Bao giờ có nước sạch?')
    const changeWording = () =>
      commune.database.store.db
        .updateTable('consent')
        .set({ text_version: '2026-11' })
        .where('withdrawn_on', 'is', null)
        .execute()
    await changeWording()
    await thu.says('hỏi')
    expect(allOf(await thu.says('dữ liệu của tôi'))).toContain(
      'Đã đồng ý ngày 24/11/2026 với nội dung thông báo trước đây, đang có hiệu lực cho các câu hỏi đã gửi',
    )
    const [notice] = await thu.says('đồng ý')
    expect(labelsOf(notice)).toEqual(['Đồng ý', 'Không đồng ý', 'Xem đầy đủ'])

    await thu.presses(notice!, 'Đồng ý')
    await thu.presses(notice!, 'Đồng ý')
    const shown = allOf(await thu.says('dữ liệu của tôi'))
    expect(shown).toContain('trước đây, thay bằng đồng ý với nội dung mới ngày 24/11/2026')
    expect(shown.match(/Đã đồng ý ngày 24\/11\/2026, đang có hiệu lực/gu)).toHaveLength(1)
    expect(shown).not.toContain('đã rút lại ngày')

    // What was confirmed under the consent that stood waits for the new one, whatever is written meanwhile.
    const [changed] = await thanh.presses(confirm!, 'Xác nhận')
    expect(changed?.text).toContain('ông/bà đồng ý thì câu hỏi được gửi ngay')
    const [again] = await thanh.says('Cho tôi hỏi bao giờ họp thôn?')
    const sent = await thanh.presses(again!, 'Đồng ý')
    expect(allOf(sent)).toMatch(/Đã tiếp nhận câu hỏi của ông\/bà\. Mã: H\d+/u)
    expect(sent.find(({ chatId }) => chatId === clerk.chatId)?.text).toContain('có nước sạch?')

    // Who does not agree to it sends nothing more, and withdraws nothing.
    await thanh.says('/hoi')
    const [third] = await thanh.says('Bao giờ có điện?')
    await changeWording()
    await thanh.presses(third!, 'Xác nhận')
    expect(allOf(await thanh.says('không đồng ý'))).toContain('câu hỏi mới không được gửi')
    expect(allOf(await thanh.says('dữ liệu của tôi'))).toContain('cho các câu hỏi đã gửi')
    expect(allOf(await thanh.says('đồng ý'))).not.toContain('Mã: H')
  })

  it('is not of data when others’ are meant', async () => {
    const ngan = await commune.resident('Ngân')
    expect(allOf(await ngan.says('Xoá dữ liệu cũ trên máy của thôn'))).toContain('chưa hiểu')
  })

  it('is neither sent nor dropped by a button under other words', async () => {
    const mai = await commune.resident('Mai')
    const [notice] = await mai.says('/hoi')
    await mai.presses(notice!, 'Đồng ý')
    const [first] = await mai.says('Bao giờ sửa cầu treo?')
    const [second] = await mai.says('Cầu ở thôn Yên Cát.')

    for (const label of ['Xác nhận', 'Sửa', 'Huỷ']) {
      expect(await mai.presses(first!, label)).toEqual([])
      expect(mai.toast()).toContain('đã đổi theo tin ông/bà viết sau')
    }
    const said = allOf(await mai.presses(second!, 'Xác nhận'))
    expect(said).toContain('Đã tiếp nhận câu hỏi')
    expect(said).toContain('Cầu ở thôn Yên Cát.')

    await mai.says('/hoi')
    await mai.presses(second!, 'Huỷ')
    expect(mai.toast()).toContain('không còn dùng được')
    const [third] = await mai.says('Bao giờ có đèn đường?')
    expect(allOf(await mai.presses(third!, 'Sửa'))).toContain('câu này thay cho câu trước')
    expect(allOf(await mai.presses(third!, 'Huỷ'))).toBe('Đã bỏ câu hỏi, không lưu gì.')
  })

  it('that Zalo withholds, as it does for children, is not asked for in words once more', async () => {
    const child = await commune.resident('Bé Na')
    const [answer] = await child.does({ kind: 'unsupported', what: 'withheld' })

    expect(answer?.text).toMatch(/gọi ngay 113[\s\S]*111 \(trẻ em\)[\s\S]*nhờ người thân/u)
    expect(answer?.text).not.toContain('chưa đọc được loại tin này')
  })

  it('of nothing that can be seen is none', async () => {
    const lua = await commune.resident('Lụa')
    const [notice] = await lua.says('/hoi')
    await lua.presses(notice!, 'Đồng ý')
    for (const nothing of ['\u200b\u200b', '\u00a0\u3164', ' \u2800\n']) {
      const [again] = await lua.says(nothing)
      expect(again?.text).toContain('Kính mời ông/bà nêu câu hỏi')
    }
  })

  it('takes typed words and numbers for buttons', async () => {
    const nga = await commune.resident('Nga')
    await nga.says('câu hỏi')
    expect((await nga.says('Vâng'))[0]?.text).toContain('Xin chọn một mục ở tin nhắn trên')
    expect(allOf(await nga.says('Lịch tiếp dân tháng này?'))).toContain(
      '“Không đồng ý” ở thông báo',
    )
    const [invitation] = await nga.says('1')
    expect(invitation?.text).toContain('Kính mời ông/bà nêu câu hỏi')
    await nga.says('Xin hỏi lịch tiếp dân tháng này?')
    const said = await nga.says('xac nhan ạ')
    expect(said.find(({ chatId }) => chatId === nga.chatId)?.text).toContain('Đã tiếp nhận câu hỏi')
  })

  it('links no question to a person for a reader of the database', async () => {
    const { rows } = await commune.database.store.db
      .selectFrom('question')
      .selectAll()
      .execute()
      .then((all) => ({ rows: JSON.stringify(all.map((row) => ({ ...row, id: '' }))) }))
    const accounts = await commune.database.store.db.selectFrom('account').select('id').execute()
    for (const { id } of accounts) expect(rows).not.toContain(id)
    expect(rows).not.toContain(QUESTION)
  })

  it('is asked for on a platform abroad with the names of those that are not', async () => {
    const near = await commune.onZalo('Hạnh')
    const far = await commune.resident('Hiền')

    const [there] = await far.says('/hoi')
    const [here] = await near.says('/hoi')

    expect(there?.text).toContain('nếu ngại, xin hỏi qua Zalo Bot hoặc trực tiếp tại trụ sở.')
    expect(here?.text).not.toContain('nước ngoài')
  })
})

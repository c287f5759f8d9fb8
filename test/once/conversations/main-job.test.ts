import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { addPerson, addPost } from '../../../src/storage/people.ts'
import { nameChosenUnits } from '../../../src/storage/units.ts'
import {
  allOf,
  foundCommune,
  labelsOf,
  type Commune,
  type Heard,
  type Phone,
} from '../../support/commune.ts'

const MINUTES = readFileSync('test/fixtures/meeting-2023-03-20.txt', 'utf8').normalize('NFC')

const FRONT = 'Ban Công tác Mặt trận khu dân cư thôn Xuân Thịnh'

describe('the main job in conversation', () => {
  let commune: Commune
  let tuan: Phone
  let hung: Phone

  beforeAll(async () => {
    commune = await foundCommune()
    const office = await commune.unit('xa', 'Xã Như Xuân')
    const farmers = await commune.unit('HND', 'Hội Nông dân xã', office)
    tuan = await commune.person('Lê Văn Tuấn', [[office, 'author']])
    hung = await commune.person('Phạm Hùng', [[office, 'approver']])
    await commune.person('Hoàng Lan', [[farmers, 'member']])
    await commune.group('Nhóm Hội Nông dân', farmers)
  })

  afterAll(() => commune.close())

  it('carries the sample minutes from the file to the sending', async () => {
    const bytes = Buffer.from(MINUTES)
    const [draft] = await tuan.sends({
      kind: 'read',
      name: 'bien-ban.txt',
      mime: 'text/plain',
      bytes,
      text: MINUTES,
    })
    expect(draft?.text).toContain('Dự thảo T1')
    expect(draft?.text).toContain('Thường trực Huyện uỷ làm việc với Mặt trận Tổ quốc')
    expect(draft?.text).toContain('20/03/2023')
    expect(draft?.text).toContain('Nắm chắc tình hình nhân dân, tập trung kiện toàn đội ngũ')
    expect(labelsOf(draft)).toEqual([
      'Chọn nơi nhận',
      'Trình duyệt',
      'Sửa',
      'Xem trước',
      'Xong',
      'Huỷ',
    ])

    const [card] = await tuan.presses(draft!, 'Xong')
    const [noAudience] = await tuan.presses(card!, 'Trình duyệt')
    expect(noAudience?.text).toContain('Chưa chọn nơi nhận')

    const [tree] = await tuan.presses(card!, 'Chọn nơi nhận')
    expect(labelsOf(tree).some((label) => label.includes('Hội Nông dân xã'))).toBe(true)
    const [ticked] = await tuan.presses(tree!, 'Hội Nông dân xã')
    expect(labelsOf(ticked).find((label) => label.includes('Hội Nông dân xã'))).toContain('☑')
    expect(ticked?.text).toContain('1 nhóm')

    const [ready] = await tuan.presses(ticked!, 'Xong')
    expect(ready?.text).toContain('1 đơn vị, 1 nhóm, 1 người')
    const [preview] = await tuan.presses(ready!, 'Xem trước')
    expect(preview?.text).toContain('Xem trước trên Telegram')
    expect(preview?.text).toContain('[Đã nhận] [Đã quán triệt] [Hỏi thêm]')
    expect(labelsOf(preview)).toEqual(['Quay lại'])
    const [again] = await tuan.presses(preview!, 'Quay lại')
    expect(again?.text).toContain('Dự thảo T1')

    const asked = await tuan.presses(ready!, 'Trình duyệt')
    const forApproval = asked.find(({ chatId }) => chatId === hung.chatId)
    expect(forApproval?.text).toContain('Chờ duyệt T1, người soạn: Lê Văn Tuấn')
    expect(labelsOf(forApproval)).toEqual(['Duyệt', 'Trả lại', 'Xem trước'])

    const [looked] = await hung.presses(forApproval!, 'Xem trước')
    const [shownAgain] = await hung.presses(looked!, 'Quay lại')
    expect(labelsOf(shownAgain)).toEqual(['Duyệt', 'Trả lại', 'Xem trước'])
    await tuan.presses(forApproval!, 'Duyệt')
    expect(tuan.toast()).toContain('dành cho cán bộ')

    const approved = await hung.presses(forApproval!, 'Duyệt')
    const toAuthor = approved.find(({ chatId }) => chatId === tuan.chatId)
    expect(toAuthor?.text).toContain('Phạm Hùng duyệt')

    const [starting] = await tuan.presses(toAuthor!, 'Gửi ngay')
    expect(starting?.text).toContain('sau 30 giây')
    expect(labelsOf(starting)).toEqual(['Hoàn tác'])
    await tuan.presses(toAuthor!, 'Gửi ngay')
    expect(tuan.toast()).toContain('đợt gửi')

    await tuan.presses(starting!, 'Hoàn tác')
    expect(tuan.toast()).toContain('chưa gửi cho ai')
  })

  it('gives a notice back with a reason, and shows the approver what changed', async () => {
    const [draft] = await tuan.says(
      `Kế hoạch ra quân\n${'Làm vệ sinh đường làng ngõ xóm. '.repeat(6)}`,
    )
    const [tree] = await tuan.presses(draft!, 'Chọn nơi nhận')
    const [ticked] = await tuan.presses(tree!, 'Xã Như Xuân')
    const [ready] = await tuan.presses(ticked!, 'Xong')
    const asked = await tuan.presses(ready!, 'Trình duyệt')
    const forApproval = asked.find(({ chatId }) => chatId === hung.chatId)
    await hung.presses(forApproval!, 'Trả lại')
    const [words] = await hung.sends({ kind: 'unread', name: 'anh.jpg', reason: 'unsupported' })
    expect(words?.text).toContain('Xin đồng chí ghi lý do trả lại bằng chữ')
    const returned = await hung.says('Thiếu số ký hiệu')
    const back = returned.filter(({ chatId }) => chatId === tuan.chatId)
    expect(back.map(({ text }) => text).join('\n')).toContain('Lý do: Thiếu số ký hiệu')

    const [fields] = await tuan.presses(back.at(-1)!, 'Sửa')
    await tuan.presses(fields!, 'Số, ký hiệu')
    const [edited] = await tuan.says('12-KH/ĐU')
    expect(edited?.text).toContain('12-KH/ĐU')
    const again = await tuan.presses(edited!, 'Trình duyệt')
    const second = again.find(({ chatId }) => chatId === hung.chatId)
    expect(second?.text).toContain('Số, ký hiệu: (chưa có) → 12-KH/ĐU')

    await hung.presses(forApproval!, 'Duyệt')
    expect(hung.toast()).toContain('thẻ cũ')

    await hung.presses(second!, 'Trả lại')
    const wrong = await hung.says('Sai nơi nhận')
    const card = wrong.findLast(({ chatId }) => chatId === tuan.chatId)
    const [units] = await tuan.presses(card!, 'Chọn nơi nhận')
    const [none] = await tuan.presses(units!, 'Xã Như Xuân')
    const [farmers] = await tuan.presses(none!, 'Hội Nông dân xã')
    const [chosen] = await tuan.presses(farmers!, 'Xong')
    const anew = await tuan.presses(chosen!, 'Trình duyệt')
    const third = anew.find(({ chatId }) => chatId === hung.chatId)
    expect(third?.text).toContain('Nơi nhận: đã thêm Hội Nông dân xã\nNơi nhận: đã bỏ Xã Như Xuân')

    await hung.presses(third!, 'Trả lại')
    const unclear = await hung.says('Xem lại')
    const asItWas = unclear.findLast(({ chatId }) => chatId === tuan.chatId)
    const unchanged = await tuan.presses(asItWas!, 'Trình duyệt')
    const fourth = unchanged.find(({ chatId }) => chatId === hung.chatId)
    expect(fourth?.text).toContain('Không thay đổi so với bản trước.')

    await hung.presses(fourth!, 'Trả lại')
    const once = (await hung.says('Xem lại')).findLast(({ chatId }) => chatId === tuan.chatId)
    // As an earlier release judged it.
    await commune.database.store.db.updateTable('notice_version').set({ reading: '{}' }).execute()
    const fifth = allOf(await tuan.presses(once!, 'Trình duyệt'))
    expect(fifth).toContain('Nơi nhận: bot không so được với bản trước')
  })

  it('sends an urgent notice at once when that is confirmed, and logs that there was no time for undo', async () => {
    const [draft] = await tuan.says(`Tin khẩn\n${'Nước sông đang lên nhanh. '.repeat(6)}`)
    const [tree] = await tuan.presses(draft!, 'Chọn nơi nhận')
    const [ticked] = await tuan.presses(tree!, 'Xã Như Xuân')
    const [ready] = await tuan.presses(ticked!, 'Xong')
    const asked = await tuan.presses(ready!, 'Trình duyệt')
    const approved = await hung.presses(
      asked.find(({ chatId }) => chatId === hung.chatId)!,
      'Duyệt',
    )
    const toAuthor = approved.find(({ chatId }) => chatId === tuan.chatId)

    const [question] = await tuan.presses(toAuthor!, 'Gửi khẩn')
    expect(question?.text).toContain('đi ngay tới 1 nhóm, 3 người, trước mọi tin khác')
    expect(question?.text).toContain('kể cả ban đêm, và không có 30 giây để hoàn tác')
    expect(labelsOf(question)).toEqual(['Xác nhận gửi khẩn', 'Quay lại'])
    const { db } = commune.database.store
    const broadcast = db.selectFrom('broadcast').select('release_at').where('urgent', '=', true)
    expect(await broadcast.execute()).toEqual([])

    const [back] = await tuan.presses(question!, 'Quay lại')
    expect(labelsOf(back)).toEqual(['Gửi ngay', 'Hẹn giờ', 'Gửi khẩn', 'Huỷ'])
    const [starting] = await tuan.presses(question!, 'Xác nhận gửi khẩn')

    expect(starting?.text).toContain('gửi khẩn ngay bây giờ, không có thời gian hoàn tác')
    expect(labelsOf(starting)).toEqual([])
    expect(await broadcast.execute()).toEqual([{ release_at: commune.now }])
    const logged = db
      .selectFrom('audit_entry')
      .select('detail')
      .where('action', '=', 'start-broadcast')
    expect(await logged.execute()).toContainEqual({ detail: { urgent: true, undo_waived: true } })
  })

  it('sends at a typed hour, and asks before the quiet hours', async () => {
    const [draft] = await tuan.says(
      `Thông báo họp chi bộ\n${'Kính mời các đồng chí dự họp. '.repeat(6)}`,
    )
    const [tree] = await tuan.presses(draft!, 'Chọn nơi nhận')
    const [ticked] = await tuan.presses(tree!, 'Hội Nông dân')
    const [ready] = await tuan.presses(ticked!, 'Xong')
    const asked = await tuan.presses(ready!, 'Trình duyệt')
    const approved = await hung.presses(
      asked.find(({ chatId }) => chatId === hung.chatId)!,
      'Duyệt',
    )
    const card = approved.find(({ chatId }) => chatId === tuan.chatId)
    await tuan.presses(card!, 'Hẹn giờ')
    const [unclear] = await tuan.says('lúc nào cũng được')
    expect(unclear?.text).toContain('Chưa hiểu thời điểm')
    const [quiet] = await tuan.says('23h đêm nay')
    expect(labelsOf(quiet)).toEqual(['Vẫn gửi', 'Hẹn giờ'])
    for (const words of ['mai mốt gì đó', '1/1/2026 8h', '1/1/2036 8h']) await tuan.says(words)
    const [tonight] = await tuan.says('vẫn gửi')
    expect(tonight?.text).toContain('23:00 ngày 24/11/2026')
    const [again] = await tuan.presses(tonight!, 'Hoàn tác')
    await tuan.presses(again!, 'Hẹn giờ')
    await tuan.says('22h')
    const [planned] = await tuan.says('mai 8h')
    expect(planned?.text).toContain('08:00 ngày 25/11/2026')

    const chooseAgain = async (sending: Heard): Promise<void> => {
      const undone = await tuan.presses(sending, 'Hoàn tác')
      await tuan.presses(
        undone.find((one) => labelsOf(one).includes('Hẹn giờ'))!,
        'Hẹn giờ',
      )
    }
    await chooseAgain(planned!)
    // Said before midnight, and taken in after it.
    commune.lagMs = 10 * 3_600_000
    const [past] = await tuan.says('nửa tiếng nữa')
    expect(past?.text).toContain('23:30 ngày 23/11/2026 đã qua')
    const [tomorrow] = await tuan.says('mai 20h')
    expect(tomorrow?.text).toContain('20:00 ngày 24/11/2026')
    await chooseAgain(tomorrow!)
    // Typed a minute after it was asked for, and taken in two hours later.
    const askedAt = commune.now
    commune.now = new Date(askedAt.getTime() + 2 * 3_600_000)
    commune.lagMs = 2 * 3_600_000 - 60_000
    const [typed] = await tuan.says('mai 9h')
    expect(typed?.text).toContain('09:00 ngày 25/11/2026')
    commune.now = askedAt
    commune.lagMs = 0
    await chooseAgain(typed!)
    const [now] = await tuan.says('gửi ngay')
    expect(now?.text).toContain('sẽ bắt đầu gửi sau 30 giây')
    expect(labelsOf(now)).toEqual(['Hoàn tác'])
  })

  it('shows by its length that a further part without a task was taken', async () => {
    await tuan.says('/soan')
    const [first] = await tuan.says('Giao Hội Nông dân xã dọn đường làng.')
    expect(first?.text).toContain('Nội dung nay dài 36 ký tự.')

    const [card] = await tuan.says('Trời đẹp.')

    expect(card?.text).toMatch(/Nội dung nay dài 4[67] ký tự\./u)
    await tuan.presses(card!, 'Huỷ')
  })

  it('says of a day of issue put right where the wrong one still stands, and nothing of one that was missing', async () => {
    const paper = (day: string) =>
      `UBND XÃ NHƯ XUÂN\nSố: 12/KH-UBND\n${day}\nKẾ HOẠCH\nTổng vệ sinh môi trường\n1. Giao Hội Phụ nữ xã dọn đường làng.`
    const dated = async (day: string): Promise<(string | undefined)[]> => {
      await tuan.says('/soan')
      const [draft] = await tuan.says(paper(day))
      const [fields] = await tuan.presses(draft!, 'Sửa')
      await tuan.presses(fields!, 'Ngày ban hành')
      const [card] = await tuan.says('30/11/2026')
      return [draft?.text, card?.text]
    }

    const [impossible, putRight] = await dated('Như Xuân, ngày 31 tháng 11 năm 2026')
    expect(impossible).toContain('Ngày của văn bản không có trên lịch.')
    expect(putRight).not.toContain('Ngày của văn bản không có trên lịch.')
    expect(putRight).toContain('trong nội dung vẫn còn ngày không có trên lịch')
    const [missing, given] = await dated('Như Xuân')
    expect(missing).toContain('Không thấy ngày ban hành.')
    expect(given).toContain('30/11/2026')
    expect(given).not.toContain('Không thấy ngày ban hành.')
  })

  it('tells the approver what its author left to look at, but nothing of a number that was given', async () => {
    await tuan.says('/soan')
    const [draft] = await tuan.says(
      'UBND XÃ NHƯ XUÂN\nSố:      /KH-UBND\nNhư Xuân, ngày 20 tháng 11 năm 2026\nKẾ HOẠCH\nTổng vệ sinh môi trường\n1. Giao Hội Phụ nữ xã dọn đường làng, xong trước ngày 32/12.',
    )
    const [fields] = await tuan.presses(draft!, 'Sửa')
    await tuan.presses(fields!, 'Số, ký hiệu')
    const [numbered] = await tuan.says('12/KH-UBND')
    const [tree] = await tuan.presses(numbered!, 'Chọn nơi nhận')
    const [ticked] = await tuan.presses(tree!, 'Hội Nông dân xã')
    const [ready] = await tuan.presses(ticked!, 'Xong')
    const asked = await tuan.presses(ready!, 'Trình duyệt')

    expect(draft?.text).toContain('Số của văn bản còn để trống.')
    expect(numbered?.text).not.toContain('Số của văn bản còn để trống.')
    const forApproval = asked.find(({ chatId }) => chatId === hung.chatId)
    expect(forApproval?.text).toContain('Thời hạn “trước ngày 32/12” không có trên lịch.')
  })

  it('keeps what the author has set when the text is replaced and goes on, and reads the rest anew', async () => {
    const answered = async (card: Heard, field: string, words: string): Promise<Heard> => {
      const [fields] = await tuan.presses(card, 'Sửa')
      await tuan.presses(fields!, field)
      return (await tuan.says(words))[0]!
    }
    await tuan.says('/soan')
    const [draft] = await tuan.says(
      'ĐẢNG UỶ XÃ NHƯ XUÂN\nSố: 3-TB/ĐU\nNhư Xuân, ngày 20 tháng 11 năm 2026\nTHÔNG BÁO\nHọp thôn',
    )
    const numbered = await answered(draft!, 'Số, ký hiệu', '15-TB/ĐU')
    const [fields] = await tuan.presses(numbered, 'Sửa')
    const [kinds] = await tuan.presses(fields!, 'Loại tin')
    const [invitation] = await tuan.presses(kinds!, 'Giấy mời')
    const anew = 'ĐẢNG UỶ XÃ NHƯ XUÂN\nSố:      -TB/ĐU\nNhư Xuân, ngày 24 tháng 11 năm 2026'
    const replaced = await answered(invitation!, 'Nội dung', `${anew}\nTHÔNG BÁO`)
    const [longer] = await tuan.says('Kết luận: giao Hội Nông dân xã dọn đường làng.')

    for (const card of [replaced, longer!]) {
      expect(card.text).toContain('Số, ký hiệu: 15-TB/ĐU')
      expect(card.text).toContain('Loại tin: Giấy mời')
      expect(card.text).toContain('Ngày ban hành: 24/11/2026')
      expect(card.text).not.toContain('Số của văn bản còn để trống.')
    }
    await tuan.presses(longer!, 'Huỷ')
  })

  it('takes the text that comes in one message with “soạn” as it is typed, without that word', async () => {
    const short = 'Kính gửi bà con, ngày mai nghỉ.'
    const long = `Kính gửi các đồng chí,\n${'Làm vệ sinh đường làng, ngõ xóm. '.repeat(8).trim()}`
    for (const [command, text] of [
      ['soạn', short],
      ['/soan', short],
      ['Soạn:', long],
    ] as const) {
      const [card] = await tuan.says(`${command} ${text}`)
      expect(card?.text).toContain(`Tiêu đề: ${text.split('\n')[0]}`)
      expect(card?.text).toContain(`Nội dung nay dài ${text.length} ký tự`)
      await tuan.presses(card!, 'Huỷ')
    }
    const other = `Soạn thảo văn bản đúng thể thức.\n${long}`
    const [card] = await tuan.says(other)
    expect(card?.text).toContain(`Nội dung nay dài ${other.length} ký tự`)
    await tuan.presses(card!, 'Huỷ')

    const [invited] = await tuan.says('soạn thông báo mới')
    expect(invited?.text).toMatch(/Bot chưa ghi “thông báo mới”[\s\S]*Mời đồng chí dán văn bản/u)
    await tuan.says('huỷ')
  })

  it('counts whoever has several posts once, and says how many more than the named cannot be reached, units that hold nobody among them', async () => {
    const women = await commune.unit('PN', 'Hội Phụ nữ xã')
    const hamlet = await commune.unit('PN1', 'Chi hội Yên Cát', women)
    const youth = await commune.unit('DTN', 'Đoàn Thanh niên xã', women)
    for (const name of ['Vi Thị Mai', 'Lê Thu Hà', 'Lò Thị Na', 'Cầm Thị Bình', 'Hà Thị Sen'])
      await commune.person(name, [[hamlet, 'member']])
    for (const number of [2, 3, 4, 5, 6, 7, 8])
      await commune.unit(`PN${number}`, `Chi hội số ${number}`, women)
    await commune.unit('PN10', `${FRONT} 1`, women)
    const second = await commune.unit('PN11', `${FRONT} 2`, women)
    const { database } = commune
    const personId = await addPerson(database.store, { name: 'Lương Thị Yên' })
    for (const unitId of [women, hamlet, youth])
      await addPost(database.store, { personId, unitId, role: 'member', from: '2026-01-01' })
    await database.store.db
      .updateTable('account')
      .set({ receives: false })
      .where('person_id', '!=', tuan.personId)
      .execute()
    const [draft] = await tuan.says(`Họp chi hội\n${'Mời các hội viên dự họp. '.repeat(8)}`)
    const [tree] = await tuan.presses(draft!, 'Chọn nơi nhận')

    const [ticked] = await tuan.presses(tree!, 'Hội Phụ nữ xã')

    expect(labelsOf(ticked).filter((label) => /Phụ nữ|Yên Cát|Thanh niên/u.test(label))).toEqual([
      expect.stringContaining('6 người'),
      expect.stringContaining('1 người'),
      expect.stringContaining('6 người'),
    ])
    expect(ticked?.text).toContain('0 nhóm, 6 người')
    expect(ticked?.text).toContain(
      'không nơi nào nhận: Chi hội số 2, Chi hội số 3, Chi hội số 4, Chi hội số 5, Chi hội số 6, Chi hội số 7 và 3 đơn vị nữa',
    )
    expect(ticked?.text).toContain(
      'Chưa gắn nhóm: Hội Phụ nữ xã, Đoàn Thanh niên xã, Chi hội Yên Cát\n',
    )
    expect(ticked?.text).toMatch(/6 người không có nhóm .*: (?:[^,]+, ){4}[^,]+ … và 1 người nữa/u)

    // Two names that begin alike are told apart, chosen by their whole words too, and stand on the card.
    expect(labelsOf(ticked).slice(9, 12)).toEqual([
      '☑ – Chi hội số 8 (0 người)',
      '☑ – Ban Công tác … Xuân Thịnh 1 (0 người)',
      '☑ – Ban Công tác … Xuân Thịnh 2 (0 người)',
    ])
    await tuan.presses(ticked!, 'Hội Phụ nữ xã')
    const [typed] = await tuan.says(`${FRONT} 2`)
    const [card] = await tuan.presses(typed!, 'Xong')
    expect(card?.text).toContain(`Nơi nhận: 1 đơn vị, 0 nhóm, 0 người: ${FRONT} 2\n`)
    // One of two with that name is named with the unit above it.
    await commune.unit('HND2', `${FRONT} 2`)
    const { store } = database
    expect(await nameChosenUnits(store, [second])).toEqual([
      { name: `${FRONT} 2`, above: 'Hội Phụ nữ xã' },
    ])
  })

  it('refuses somebody without the role, in a clear sentence', async () => {
    const cuong = await commune.resident('Cường')
    const [no] = await cuong.says('/soan')
    expect(no?.text).toBe('Chức năng này dành cho cán bộ được phân công.')
    const [unknown] = await cuong.says('/khongco')
    expect(unknown?.text).toContain('Gõ “trợ giúp”')
  })
})

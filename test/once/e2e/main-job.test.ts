import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { arrivalsOf } from '../../support/arrivals.ts'
import { approveNotice, chooseWholeCommune, sendNow, sendUrgently } from '../../support/main-job.ts'
import { startServiceStage, type ServiceStage } from '../../support/service.ts'
import { waitUntil } from '../../support/wait-until.ts'

const MINUTES = resolve(import.meta.dirname, '../../fixtures/meeting-2023-03-20.txt')
const YOUTH = 'telegram:-1001617400003'
const FARMERS = 'zalo-oa:f0a1617400000000aa01'
const VETERANS = 'zalo-bot:zgr-1617400000000003'
const TAKEN_BACK =
  'Mời các đồng chí dự buổi ra quân dọn vệ sinh đường làng, ngõ xóm vào 7 giờ sáng thứ Bảy tuần này; tập trung tại nhà văn hóa thôn, mang theo dụng cụ.'
const GROUPS = [
  ['khai', 'telegram:-1001617400001'],
  ['tam', 'telegram:-1001617400002'],
  ['linh', YOUTH],
  ['nhung', FARMERS],
  ['xuan', 'zalo-oa:f0a1617400000000aa02'],
  ['loi', VETERANS],
] as const
const OWN_NOTICE =
  'Đề nghị các chi bộ, đoàn thể rà soát danh sách hội viên, đoàn viên và gửi về Văn phòng Đảng ủy xã để tổng hợp, báo cáo cấp trên theo quy định.'
const QUESTION = 'Bao giờ xã làm xong đoạn mương ở cuối thôn Phù Quê?'
const ANSWER = 'Đoạn mương sẽ làm xong trước ngày 15/12. Trân trọng cảm ơn ý kiến của bà.'

let stage: ServiceStage

beforeAll(async () => {
  stage = await startServiceStage({
    people: 'Phạm Quốc Hùng,toan-xa,author,telegram,1003,0900000003\n',
  })
}, 180_000)

afterAll(() => stage.close())

describe('the main job on the platforms', () => {
  it('takes a started sending back within the time for undo', async () => {
    const tuan = stage.phone('tuan')
    await tuan.says(TAKEN_BACK)
    await tuan.sees(/Dự thảo T1/)
    await chooseWholeCommune(stage, 'T1')
    await approveNotice(stage, 'T1')

    await sendNow(stage, 'T1')
    const starting = await tuan.sees(/T1 sẽ bắt đầu gửi sau 30 giây/)
    await tuan.presses('Hoàn tác')

    const offered = await tuan.sees(/sẵn sàng gửi[\s\S]*Đã hoàn tác, T1 chưa gửi cho ai/)
    expect(offered.key).not.toBe(starting.key)
    await becomes(starting.key, /^Đã hoàn tác, T1 chưa gửi cho ai/)
  }, 120_000)

  it('carries the minutes of a meeting from the author to every group', async () => {
    const tuan = stage.phone('tuan')
    await tuan.attaches(MINUTES)
    const draft = await tuan.sees(/Dự thảo T2/)
    expect(draft.text).toMatch(/Ý kiến chỉ đạo \(nguyên văn, \d+ mục\)/)
    await chooseWholeCommune(stage, 'T2')
    await tuan.presses('Xem trước')
    for (const platform of ['Telegram', 'Zalo OA', 'Zalo Bot'])
      await tuan.sees(new RegExp(`Xem trước trên ${platform}`))
    await approveNotice(stage, 'T2')

    await sendUrgently(stage, 'T2')
    // The message that followed the sending shows its end too; the card below it has the buttons.
    const ends = await waitUntil('the sending has ended', async () => {
      const found = (await tuan.all()).filter(({ text }) =>
        /Đã gửi xong T2[\s\S]*14\/14 nơi nhận \(100%\)/.test(text),
      )
      return found.length === 2 && found
    })
    expect(ends.map(({ buttons }) => buttons?.length ?? 0)).toEqual([0, 2])
    for (const [member, group] of GROUPS) await stage.phone(member).sees(/nhận T2/, { in: group })
    // Công đoàn has no group, so its leader got a copy of her own; nobody got two.
    await stage.phone('yen').sees(/nhận T2/)
    const copies = await arrivalsOf(stage.control, '📢 Thường trực Huyện uỷ')
    expect([copies.size, new Set(copies.values())]).toEqual([14, new Set([1])])
  }, 120_000)

  it('counts who acknowledges by button and by words, and reminds only the others', async () => {
    const tuan = stage.phone('tuan')
    const toast = await stage.phone('linh').presses('Đã nhận', { in: YOUTH, on: /nhận T2/ })
    expect(toast).toBe('Đã nhận. Cảm ơn đồng chí.')
    await stage.phone('nhung').says('nhận T2', { in: FARMERS })
    await stage.phone('loi').says('@Bot Nhịp Cầu Như Xuân nhan T2', { in: VETERANS })
    await tuan.sees(/3\/\d+ người đã xác nhận/)

    await tuan.presses('Báo cáo', { on: /Đã gửi xong T2/ })
    const report = await tuan.sees(/Tình hình xác nhận T2/)
    await tuan.presses('Nhắc', { on: /Đã gửi xong T2/ })
    const answer = await tuan.sees(/Đã nhắc \d+ người chưa xác nhận|giờ nghỉ/)
    // The clock is the machine's: at night it asks first.
    if (/giờ nghỉ/.test(answer.text)) await tuan.presses('Vẫn gửi', { on: /giờ nghỉ/ })

    for (const name of ['Nguyễn Thùy Linh', 'Quách Thị Nhung', 'Trần Đình Lợi'])
      expect(report.text).not.toContain(name)
    for (const name of ['Lê Hoàng Nam', 'Lê Văn Sơn', 'Đỗ Xuân Trường'])
      expect(report.text).toContain(name)
    for (const missing of ['nam', 'son', 'truong'])
      await stage.phone(missing).sees(/chưa xác nhận tin T2/)
    for (const present of ['linh', 'nhung', 'loi'])
      expect((await stage.phone(present).all()).filter(({ text }) => /T2/.test(text))).toEqual([])
  }, 120_000)

  it('lets nobody approve what is their own', async () => {
    const [hung, ha] = [stage.phone('hung'), stage.phone('ha')]
    await hung.says(OWN_NOTICE)
    await hung.sees(/Dự thảo T3/)
    await hung.presses('Chọn nơi nhận')
    await hung.sees(/Nơi nhận của T3/)
    await hung.presses('Toàn xã')
    await hung.sees(/6 nhóm/)
    await hung.presses('Trình duyệt', { on: /Dự thảo T3/ })
    await hung.sees(/Đã trình T3 tới 1 người duyệt/)
    await ha.sees(/Chờ duyệt T3, người soạn: Phạm Quốc Hùng/)
    await hung.says('/duyet')
    await hung.sees(/Không có tin nào chờ đồng chí duyệt/)
    await hung.says('/thongke T3')

    await hung.sees(/T3 chưa được gửi lần nào/)
    expect((await hung.all()).filter(({ text }) => /Chờ duyệt T3/.test(text))).toEqual([])
  }, 120_000)

  it('carries a question of a resident to the clerk and the answer back', async () => {
    const [resident, clerk] = [stage.phone('chi-nga'), stage.phone('lan')]
    await resident.says('/start')
    await resident.sees(/Kính chào ông\/bà/)
    await resident.says('/hoi')
    await resident.sees(/xử lý tên hiển thị/)
    await resident.presses('Đồng ý')
    await resident.sees(/Kính mời ông\/bà nêu câu hỏi/)
    await resident.says(QUESTION)
    await resident.sees(/Câu hỏi của ông\/bà như sau/)
    await resident.presses('Xác nhận')
    await resident.sees(/Mã: H1/)
    const card = await clerk.sees(/Câu hỏi H1/)
    expect(card.text).toContain(QUESTION)
    expect(card.text).not.toContain('Nga')
    await clerk.says(ANSWER, { replyTo: card })
    await clerk.sees(/Câu trả lời cho câu hỏi H1 sẽ gửi tới người hỏi/)
    await clerk.presses('Gửi')

    expect((await resident.sees(/Trả lời câu hỏi H1/)).text).toContain(ANSWER)
    await stage.phone('bac-tam').says('theo dõi H1')
    await stage.phone('bac-tam').sees(/Không có câu hỏi H1 gửi từ tài khoản này/)
  }, 120_000)

  it('never sent what was taken back, though its hour has passed', async () => {
    const { release_at: release } = await stage.read((db) =>
      db
        .selectFrom('broadcast')
        .select('release_at')
        .where('state', '=', 'cancelled')
        .executeTakeFirstOrThrow(),
    )
    await waitUntil('its hour has passed', () => Date.now() > release.getTime() + 2_000)

    expect(await arrivalsOf(stage.control, '📢 Mời các đồng chí')).toEqual(new Map())
  }, 120_000)
})

/** Waits until Tuấn's telephone shows an older message so, without its buttons. */
async function becomes(key: string, words: RegExp): Promise<void> {
  await waitUntil(`${key} becomes ${words}`, async () =>
    (await stage.phone('tuan').all()).find(
      (message) => message.key === key && words.test(message.text) && !message.buttons,
    ),
  )
}

import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { textToDocx } from '../../../src/exports/text-to-docx.ts'
import { demoImports } from '../../../src/sandbox/demo-commune.ts'
import { waitUntil } from '../../support/wait-until.ts'
import type { Phone } from '../../support/phone.ts'
import { startServiceStage, type ServiceStage } from '../../support/service.ts'

const MINUTES = resolve(import.meta.dirname, '../../fixtures/meeting-2023-03-20.txt')
const FARMERS = 'zalo-oa:f0a1617400000000aa01'
const VETERANS = 'zalo-bot:zgr-1617400000000003'
const BOT = '@Bot Nhịp Cầu Như Xuân'
const QUESTION = 'Bao giờ xã làm xong đoạn mương ở cuối thôn Yên Cát?'
const ANSWER = 'Đoạn mương sẽ làm xong trước ngày 15/12. Trân trọng cảm ơn ý kiến của bác.'

let stage: ServiceStage
let minutes: string
/** Officers who have Telegram too, with Zalo open. */
let [tuan, hung, lan]: Phone[] = []

beforeAll(async () => {
  const [, ...accounts] = demoImports().otherAccounts.split('\n')
  stage = await startServiceStage({ people: accounts.join('\n') })
  minutes = join(stage.dataDir, '..', 'Bien ban 20-3.docx')
  await writeFile(minutes, await textToDocx(await readFile(MINUTES, 'utf8')))
  ;[tuan, hung, lan] = ['tuan', 'hung', 'lan'].map((id) => stage.phone(id, 'zalo-oa'))
}, 180_000)

afterAll(() => stage.close())

describe('the main job on Zalo telephones only', () => {
  it('begins with a word to the OA, which answers in words and not in slash commands', async () => {
    for (const officer of [tuan, hung, lan]) await officer?.says('Xin chào')
    for (const officer of [tuan, hung, lan]) await officer?.sees(/Kính chào đồng chí/)

    const help = (await tuan!.all()).map(({ text }) => text).join('\n')
    expect(help).toMatch(/soạn – Soạn tin/)
    expect(help).not.toMatch(/\/soan/)
  }, 60_000)

  it('makes a draft of the document that was sent as a file, and has it corrected by words', async () => {
    await tuan!.attaches(minutes)
    const draft = await tuan!.sees(/Trả lời bằng số hoặc bằng chữ/)
    expect(draft.text).toMatch(/1\. Chọn nơi nhận/)
    expect(await said(tuan!)).toMatch(/Dự thảo T1[\s\S]*Ý kiến chỉ đạo \(nguyên văn, \d+ mục\)/)

    await tuan!.says('sửa')
    await tuan!.sees(/muốn sửa mục nào/)
    await tuan!.says('tiêu đề')
    await tuan!.sees(/Tiêu đề hiện tại/)
    await tuan!.says('Kết luận buổi làm việc với Mặt trận và đoàn thể')
    await tuan!.sees(/Dự thảo T1[\s\S]*Kết luận buổi làm việc với Mặt trận/)
  }, 60_000)

  it('chooses several units by their numbers at once, and shows what each Zalo will show', async () => {
    await tuan!.says('chọn nơi nhận')
    const list = await tuan!.sees(/ví dụ: 2 4 5/)
    const numbers = ['Hội Nông dân', 'Hội Phụ nữ', 'Hội Cựu chiến binh'].map((unit) =>
      numberOf(list.text, unit),
    )
    await tuan!.says(numbers.join(' '))
    await tuan!.sees(/Zalo OA: 2 nhóm[\s\S]*3 nhóm|Zalo Bot: 1 nhóm[\s\S]*3 nhóm/)
    await tuan!.says('xong')
    await tuan!.sees(/Nơi nhận: \d+ đơn vị, 3 nhóm/)

    await tuan!.says('xem trước')
    await tuan!.sees(/Xem trước trên Zalo OA/)
    await tuan!.sees(/Xem trước trên Zalo Bot/)
    await tuan!.says('quay lại')
    const card = await tuan!.sees(/Trả lời bằng số hoặc bằng chữ|Nơi nhận: \d+ đơn vị/)
    expect(card.text).toMatch(/3 nhóm|Trình duyệt/)
  }, 60_000)

  it('is approved and sent by words; progress comes at the start, on request and at the end', async () => {
    await tuan!.says('trình duyệt')
    await tuan!.sees(/Đã trình T1/)
    await hung!.sees(/Chờ duyệt T1/)
    await hung!.says('duyệt')
    await tuan!.sees(/T1 đã được Phạm Quốc Hùng duyệt/)
    await tuan!.says('gửi khẩn')
    await tuan!.sees(/Nếu gửi khẩn/)
    await tuan!.says('xác nhận gửi khẩn')
    await tuan!.sees(/gửi khẩn ngay bây giờ|Đang gửi T1/)
    await tuan!.says('thống kê T1')
    await tuan!.sees(/(?:Đang gửi T1[\s\S]*)?Tình hình xác nhận T1/)
    await waitUntil('the end is told', async () => /Đã gửi xong T1/.test(await said(tuan!)))

    const inGroup = await stage.phone('nhung').sees(/nhận T1/, { in: FARMERS })
    expect(inGroup.text).toContain('bấm giữ tin, chọn “Trả lời”')
    await stage.phone('loi').sees(/nhận T1/, { in: VETERANS })
  }, 120_000)

  it('gives the document itself where the OA carries it, and a link where the Zalo Bot does not', async () => {
    const inGroup = await stage.phone('nhung').all({ in: FARMERS })
    expect(inGroup.map(({ file }) => file?.name)).toContain('Bien ban 20-3.docx')

    const linked = await stage.phone('loi').sees(/\/tep\//, { in: VETERANS })
    const [url = ''] = /http\S+\/tep\/\S+/.exec(linked.text) ?? []
    const answer = await fetch(url)

    expect(answer.headers.get('content-disposition')).toContain('Bien%20ban%2020-3.docx')
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(await readFile(minutes))
  }, 60_000)

  it('is acknowledged by keyword, by quote, by button and after a mention', async () => {
    const [nhung, son, quyet, loi] = ['nhung', 'son', 'quyet', 'loi'].map((id) => stage.phone(id))
    await nhung!.says('Đã nhận', { in: FARMERS })
    await nhung!.sees(/Đã nhận\. Cảm ơn đồng chí/, { in: FARMERS })
    const copy = (await son!.all({ in: FARMERS })).findLast(({ text }) => /nhận T1/.test(text))
    await son!.says('trả lời 2', { in: FARMERS, ...(copy && { replyTo: copy }) })
    // Thanks that follow soon come together, so that a group is not flooded.
    await son!.sees(/Đã ghi nhận thêm 1 đồng chí xác nhận T1:[\s\S]*Lê Văn Sơn/, {
      in: FARMERS,
      limitMs: 40_000,
    })
    await quyet!.presses('Đã nhận', { on: /nhận T1/ })
    await quyet!.sees(/Đã nhận\. Cảm ơn đồng chí/)
    await loi!.says(`${BOT} 1`, { in: VETERANS })
    await loi!.sees(/Đã nhận\. Cảm ơn đồng chí/, { in: VETERANS })

    await tuan!.says('thống kê T1')
    const report = await tuan!.sees(/4\/\d+ người đã xác nhận/)
    for (const name of ['Quách Thị Nhung', 'Lê Văn Sơn', 'Hà Văn Quyết', 'Trần Đình Lợi'])
      expect(report.text).not.toContain(name)
  }, 60_000)

  it('gives the report as a link, because Zalo carries no workbooks', async () => {
    await tuan!.says('xuất')
    const linked = await tuan!.sees(/xac-nhan-T1\.xlsx[\s\S]*\/tep\//)
    const [url = ''] = /http\S+\/tep\/\S+/.exec(linked.text) ?? []

    const bytes = Buffer.from(await (await fetch(url)).arrayBuffer())
    expect(bytes.subarray(0, 2).toString()).toBe('PK')
  }, 60_000)

  it('answers a resident by quote and by command', async () => {
    const resident = stage.phone('bac-tam')
    await resident.says('Xin chào')
    await resident.sees(/Kính chào ông\/bà/)
    await ask(resident, QUESTION)
    await resident.sees(/Mã: H1/)
    const card = await lan!.sees(/Câu hỏi H1/)
    await lan!.says(ANSWER, { replyTo: card })
    await lan!.sees(/Câu trả lời cho câu hỏi H1 sẽ gửi tới người hỏi/)
    await lan!.says('1')
    await resident.sees(/Trả lời câu hỏi H1: Đoạn mương/)

    await ask(resident, 'Nhà văn hoá thôn mở cửa những ngày nào?')
    await resident.sees(/Mã: H2/)
    await lan!.sees(/Câu hỏi H2/)
    await lan!.says('trả lời H2 Mở cửa hằng ngày, từ 7 giờ đến 21 giờ.')
    await lan!.sees(/Câu trả lời cho câu hỏi H2 sẽ gửi tới người hỏi/)
    await lan!.says('gửi')
    const answer = await resident.sees(/Trả lời câu hỏi H2: Mở cửa hằng ngày/)
    expect(answer.text).not.toContain('Vi Thị Lan')
  }, 120_000)

  it('joins a text that is pasted in several messages, and shows the whole draft once at the end', async () => {
    const piece = (at: string): string =>
      `${at} ${'Đề nghị các chi hội rà soát hội viên. '.repeat(8)}`
    await tuan!.says(piece('Thông báo phần một.'))
    await tuan!.sees(/Dự thảo T2/)
    await tuan!.says(piece('Phần hai.'))
    const short = await tuan!.sees(/Đã nối vào dự thảo T2, nay dài \d+ ký tự/)
    expect(short.text.length).toBeLessThan(300)
    await tuan!.says('xong')
    const whole = await tuan!.sees(/Dự thảo T2/)
    expect(whole.text).toContain('16 mục')
    await tuan!.says('huỷ')
    await tuan!.sees(/Đã huỷ dự thảo T2/)
  }, 60_000)

  it('makes a group for a unit from the owner’s telephone, and fills it', async () => {
    const ha = stage.phone('ha', 'zalo-oa')
    await ha.says('Xin chào')
    await ha.sees(/Kính chào đồng chí/)
    await ha.says('tạo nhóm')
    await ha.sees(/Lập nhóm cho đơn vị nào/)
    await ha.says('Văn phòng Đảng ủy')
    await ha.sees(/Lập nhóm “Văn phòng Đảng ủy” cho .+ và mời 2 người/)
    await ha.says('lập nhóm')
    await ha.sees(/Đã gửi lời mời vào nhóm “Văn phòng Đảng ủy” tới 1 người/)

    const told = await said(ha)
    expect(told).toMatch(/Đã lập nhóm “Văn phòng Đảng ủy” và gắn với Văn phòng Đảng ủy xã Như Xuân/)
    // The OA's own event and list tell of the group too; it is bound already, so nobody is asked.
    expect(told).not.toMatch(/Gắn nhóm này với đơn vị nào/)
    const groups = await stage.read((db) =>
      db
        .selectFrom('chat')
        .innerJoin('chat_binding', 'chat_binding.chat_id', 'chat.id')
        .select('chat.title')
        .where('chat.title', '=', 'Văn phòng Đảng ủy')
        .execute(),
    )
    expect(groups).toHaveLength(1)
  }, 60_000)

  it('never told anybody to press what Zalo does not show', async () => {
    const phones = [tuan!, hung!, lan!, stage.phone('bac-tam'), stage.phone('quyet')]
    const told = (await Promise.all(phones.map(said))).join('\n')

    expect(told.match(/bấm (?:nút|“)[^.\n]*/giu) ?? []).toEqual([])
    expect(told.length).toBeGreaterThan(5_000)
  }, 60_000)
})

async function ask(resident: Phone, question: string): Promise<void> {
  await resident.says('hỏi')
  const first = await resident.sees(/xử lý tên hiển thị|Kính mời ông\/bà nêu câu hỏi/)
  if (/xử lý tên hiển thị/.test(first.text)) {
    await resident.says('đồng ý')
    await resident.sees(/Kính mời ông\/bà nêu câu hỏi/)
  }
  await resident.says(question)
  await resident.sees(/Câu hỏi của ông\/bà như sau/)
  await resident.says('xác nhận')
}

async function said(phone: Phone): Promise<string> {
  return (await phone.all()).map(({ text }) => text).join('\n')
}

/** The number under which a unit stands in a list of typed choices. */
function numberOf(list: string, unit: string): string {
  const line = list.split('\n').find((one) => one.includes(unit))
  const number = /^(\d+)\./.exec(line ?? '')?.[1]
  if (number === undefined) throw new Error(`${unit} is not in the list:\n${list}`)
  return number
}

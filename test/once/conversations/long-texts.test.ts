import { describe, expect, it } from '@jest/globals'
import { renderTelegram } from '../../../src/channels/telegram/telegram-render.ts'
import { BY_WEBHOOK, renderZaloOa } from '../../../src/channels/zalo-oa/zalo-oa-render.ts'
import { extractText } from '../../../src/documents/extract-text.ts'
import type { PreparedFile } from '../../../src/usecases/prepared-file.ts'
import { textToDocx } from '../../../src/exports/text-to-docx.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { noticeMessage } from '../../../src/messages/notice-message.ts'
import { readFileBytes } from '../../../src/storage/files.ts'
import { findNotice } from '../../../src/storage/notices.ts'
import { allOf, labelsOf, type Heard } from '../../support/commune.ts'
import { codeIn, drafted, idsOf, setOffice, submitted } from '../../support/office.ts'

const ITEM = 'Giao Hội Nông dân xã vận động nhân dân làm vệ sinh đường làng trước ngày 20/12/2026. '
const LONG = `Nghị quyết về công tác dân vận\n${`${ITEM}\n`.repeat(1_200)}`

describe('a text too long for messages', () => {
  const office = setOffice('all')

  async function noticeOf(card: Heard) {
    const { noticeId } = await idsOf(office, codeIn(card))
    return (await findNotice(office.commune.database.store, noticeId))!
  }

  it('goes as a document with its beginning, in a few messages on every platform', async () => {
    const notice = await noticeOf(await drafted(office, LONG))
    const message = noticeMessage(notice, vi, () => 'a')

    expect(message.files?.map(({ name }) => name)).toEqual(['toan-van.docx'])
    expect(renderTelegram(message).length).toBeLessThanOrEqual(4)
    expect(renderZaloOa(message, 'group', BY_WEBHOOK).length).toBeLessThanOrEqual(8)
    const bytes = await readFileBytes(office.commune.database.store, message.files![0]!.fileId)
    const read = await extractText({ name: 'toan-van.docx', bytes: bytes! })
    expect(read).toMatchObject({ kind: 'text', text: notice.sourceText })
  })

  it('is no draft where somebody forwards a denunciation, unless it is written as one', async () => {
    const words = `Tôi tố cáo ông B, trưởng thôn 3, nhận hối lộ khi làm hồ sơ vay vốn. ${'Xin xem xét. '.repeat(8)}`
    const { author, commune } = office
    const notices = async () =>
      (await commune.database.store.db.selectFrom('notice').select('id').execute()).length
    const before = await notices()

    const said = allOf(await author.says(words))

    expect(said).toContain('Tin nhắn này không được lưu')
    expect(said).toContain('tại nơi tiếp công dân của Xã Như Xuân')
    expect(said).toContain('xin gõ “soạn” rồi gửi lại')
    expect(await notices()).toBe(before)
    await author.says('soạn')
    const [card] = await author.says(words)
    expect((await noticeOf(card!)).sourceText).toBe(words)
    await author.presses(card!, 'Huỷ')
  })

  it('is judged with the document, by a card of a few messages', async () => {
    const card = await submitted(office, LONG)

    expect(card.message.files?.map(({ name }) => name)).toEqual(['toan-van.docx'])
    expect(renderTelegram(card.message).length).toBeLessThanOrEqual(5)
    expect(card.text).toContain('toàn văn có trong tệp kèm')
  })

  it('needs no document of its own where it came as one', async () => {
    const [card] = await office.author.sends(await fileOf('nghi-quyet.docx', LONG))
    const notice = await noticeOf(card!)

    expect(notice.files.map(({ name }) => name)).toEqual(['nghi-quyet.docx'])
    const [longer] = await office.author.says('Thêm một dòng gõ tay.')
    const joined = await noticeOf(longer!)
    expect(joined.files.map(({ name }) => name)).toEqual(['toan-van.docx', 'nghi-quyet.docx'])
  })

  it('keeps a document that another bot has made, though it has the name of ours', async () => {
    const { author } = office
    await author.says('xong')
    const theirs = await fileOf('toan-van.docx', `Nghị quyết\n${`${ITEM}\n`.repeat(120)}`)
    const [card] = await author.sends(theirs)
    const [sent] = (await noticeOf(card!)).files
    expect(sent).toMatchObject({ name: 'toan-van.docx' })

    const [longer] = await author.says('Thêm một dòng gõ tay.')
    const [whole, second] = (await noticeOf(longer!)).files
    expect(second).toEqual(sent)
    const bytes = await readFileBytes(office.commune.database.store, whole!.fileId)
    const read = await extractText({ name: 'toan-van.docx', bytes: bytes! })
    expect(read).toMatchObject({ text: expect.stringMatching(/Thêm một dòng gõ tay\.$/u) })

    // Ours goes with the text that it was made of, theirs only with what replaces it.
    const [done] = await author.says('xong')
    const [fields] = await author.presses(done!, 'Sửa')
    await author.presses(fields!, 'Nội dung')
    const [shorter] = await author.says('Thông báo ngắn')
    expect((await noticeOf(shorter!)).files).toEqual([sent])
    const [again] = await author.presses(shorter!, 'Sửa')
    await author.presses(again!, 'Nội dung')
    const [edited] = await author.sends(await fileOf('toan-van.docx', 'Kế hoạch ngắn'))
    expect((await noticeOf(edited!)).files).toMatchObject([{ name: 'toan-van.docx' }])
    expect((await noticeOf(edited!)).files).not.toEqual([sent])
  })

  it('takes its document along when it is replaced by another', async () => {
    const { author } = office
    const [card] = await author.sends(await fileOf('ban-1.docx', 'Kế hoạch cũ'))
    const [fields] = await author.presses(card!, 'Sửa')
    await author.presses(fields!, 'Nội dung')
    const [edited] = await author.sends(await fileOf('ban-2.docx', 'Kế hoạch mới'))

    const notice = await noticeOf(edited!)
    expect(notice.sourceText).toBe('Kế hoạch mới')
    expect(notice.files.map(({ name }) => name)).toEqual(['ban-2.docx'])
  })

  it('is told of old files that go with new words, and each can be taken off', async () => {
    const { author } = office
    const filesOf = async (card: Heard) => (await noticeOf(card)).files.map(({ name }) => name)
    const edits = async (card: Heard, field: string) =>
      (await author.presses((await author.presses(card, 'Sửa'))[0]!, field))[0]!
    await author.says('soạn')
    await author.sends(await fileOf('cu.docx', 'Kế hoạch cũ'))
    await author.sends(await fileOf('phu-luc.docx', 'Phụ lục'))
    const [done] = await author.says('xong')
    await edits(done!, 'Nội dung')
    const [corrected] = await author.says(`Kế hoạch mới\n${`${ITEM}\n`.repeat(120)}`)
    expect(corrected?.text).toContain('Tệp kèm cũ vẫn gửi theo; muốn bỏ, chọn “Sửa”, “Tệp kèm”.')
    expect(await filesOf(corrected!)).toEqual(['toan-van.docx', 'cu.docx', 'phu-luc.docx'])

    const menu = await edits(corrected!, 'Tệp kèm')
    expect(menu.text).toContain('cu.docx\nphu-luc.docx')
    expect(labelsOf(menu)).toEqual(['✖ 1', '✖ 2', 'Quay lại'])
    const [one] = await author.presses(menu, '✖ 1')
    const kept = await noticeOf(one!)
    await author.presses(menu, '✖ 1')
    expect((await noticeOf(one!)).files).toEqual(kept.files)
    expect(await filesOf(one!)).toEqual(['toan-van.docx', 'phu-luc.docx'])
    const [none] = await author.presses(await edits(one!, 'Tệp kèm'), '✖ 1')
    expect(await filesOf(none!)).toEqual(['toan-van.docx'])
    // The document of the text itself goes with the text.
    const [fields] = await author.presses(none!, 'Sửa')
    expect(labelsOf(fields)).not.toContain('Tệp kèm')
  })

  it('loses the document again when it is shortened', async () => {
    const { author } = office
    const own = await drafted(office, LONG)
    const [fields] = await author.presses(own, 'Sửa')
    await author.presses(fields!, 'Nội dung')
    const [edited] = await author.says('Thông báo ngắn')

    expect((await noticeOf(edited!)).files).toEqual([])
  })

  it('is taken whole in the place of another, in as many messages as the app makes of it', async () => {
    const { author } = office
    await author.says('xong')
    const [fields] = await author.presses(await drafted(office), 'Sửa')
    await author.presses(fields!, 'Nội dung')
    const [first] = await author.says(`Thông báo họp thôn\n${ITEM.repeat(40)}`)
    const [second] = await author.says('Phần cuối.')
    await author.says('xong')

    expect(first?.text).toMatch(/nay dài 3\.\d{3} ký tự[\s\S]*“Xong”/u)
    expect((await noticeOf(second!)).sourceText).toMatch(/^Thông báo[\s\S]*2026\.\nPhần cuối\.$/u)
  })

  it('shows the approver the very file that is sent', async () => {
    const { author, approver } = office
    const [draft] = await author.sends(await fileOf('thong-bao.docx', 'Thông báo họp thôn'))
    const [tree] = await author.presses(draft!, 'Chọn nơi nhận')
    const [ticked] = await author.presses(tree!, 'Hội Nông dân')
    const [card] = await author.presses(ticked!, 'Xong')
    const said = await author.presses(card!, 'Trình duyệt')
    const forApproval = said.find(({ chatId }) => chatId === approver.chatId)

    expect(forApproval?.message.files).toEqual((await noticeOf(card!)).files)
    expect(forApproval?.message.files).toHaveLength(1)
  })

  it('names all that is to be looked at, and how much of it a card leaves out', async () => {
    const { author, approver, stranger } = office
    const tasks = Array.from(
      { length: 14 },
      (_, index) =>
        `${index + 1}. Giao Hội Nông dân sửa đường số ${index + 1} trước ngày 32/${index + 1}.`,
    )
    const text = ['THÔNG BÁO', 'Kết luận của đồng chí Bí thư', ...tasks].join('\n')

    const [card] = await author.says(text)
    expect(card?.text).toContain('… và 5 điều nữa, xem ở “Cần xem lại”.')
    expect(card?.text).not.toContain('“trước ngày 32/14” không có trên lịch')
    expect(allOf(await author.says('cần xem lại'))).toContain(
      '“trước ngày 32/14” không có trên lịch',
    )
    // The card is still to be acted on.
    expect(allOf(await author.says('sửa'))).toContain('mục nào')

    const pending = await submitted(office, text)
    expect(allOf(await approver.presses(pending, 'Cần xem lại'))).toContain('32/14')
    expect(allOf(await stranger.presses(pending, 'Cần xem lại'))).not.toContain('32/14')
  })

  it('keeps a draft’s card to the five buttons that Zalo shows, whatever is to be looked at', async () => {
    const { author } = office
    const days = Array.from({ length: 14 }, (_, index) => `trước ngày 32/${index + 1}`)
    const tasks = days.map((day, index) => `${index + 1}. Giao Hội Nông dân sửa đường ${day}.`)
    const card = await drafted(office, ['THÔNG BÁO', 'Kết luận', ...tasks].join('\n'))

    expect(labelsOf(card)).toHaveLength(5)
    expect(card.text).toMatch(/chọn “Sửa”, rồi “Cần xem lại”/u)
    await author.presses(card, 'Sửa')
    expect(allOf(await author.says('cần xem lại'))).toContain('32/14')
  })

  it('lists very much that is to be looked at a page at a time', async () => {
    const { author } = office
    const years = Array.from({ length: 90 }, (_, index) => 2027 + index)
    const tasks = years.map(
      (year, index) => `${index + 1}. Giao Hội Nông dân sửa đường trước ngày 32/1/${year}.`,
    )
    const card = await drafted(office, ['THÔNG BÁO', 'Kết luận', ...tasks].join('\n'))
    await author.presses(card, 'Sửa')

    const [first] = await author.says('cần xem lại')

    expect(labelsOf(first)).toEqual(['Xem tiếp (1/3)', 'Quay lại'])
    expect(renderTelegram(first!.message)).toHaveLength(1)
    expect(allOf(await author.says('xem tiếp'))).toContain('32/1/2080')
    expect(allOf(await author.says('xem tiếp'))).toContain('32/1/2116')
    expect(allOf(await author.says('quay lại'))).toContain('Dự thảo T')
  })

  it('ends with “xong” whatever was looked at meanwhile, and takes the word for no part of the text', async () => {
    const { author } = office
    const years = Array.from({ length: 90 }, (_, index) => 2027 + index)
    const tasks = years.map(
      (year, index) => `${index + 1}. Giao Hội Nông dân sửa đường trước ngày 32/1/${year}.`,
    )
    const text = ['THÔNG BÁO', 'Kết luận', ...tasks].join('\n')
    for (const look of ['cần xem lại', 'xem trước']) {
      const [card] = await author.says(text)
      await author.says(look)
      const [done] = await author.says('Xong.')
      expect(done?.text).toContain('Dự thảo T')
      expect(labelsOf(done)).toContain('Trình duyệt')
      expect((await noticeOf(card!)).sourceText.endsWith('32/1/2116.')).toBe(true)
    }
  })
})

async function fileOf(name: string, text: string): Promise<PreparedFile> {
  const bytes = await textToDocx(text)
  return { kind: 'read', name, mime: 'application/octet-stream', bytes, text }
}

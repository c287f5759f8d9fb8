import { describe, expect, it } from '@jest/globals'
import { newId } from '../../../src/domain/id.ts'
import type { PreparedFile } from '../../../src/usecases/prepared-file.ts'
import { findNoticeByCode } from '../../../src/storage/notices.ts'
import { findQuestionByCode } from '../../../src/storage/questions.ts'
import { allOf, labelsOf, type Heard, type Phone } from '../../support/commune.ts'
import { codeIn, drafted, sent, setOffice } from '../../support/office.ts'

const EMPTY: PreparedFile = {
  kind: 'unread',
  name: 'rong.docx',
  reason: 'empty',
}

/** What the bot says beside what is going on: the words of the buttons above it mean the buttons still. */
describe('after a remark of the bot', () => {
  const office = setOffice('each')

  const store = () => office.commune.database.store
  const changes = (phone: Phone) => phone.does({ kind: 'unsupported', what: 'edited-message' })
  const sendsPhoto = (phone: Phone) => phone.does({ kind: 'unsupported', what: 'photo' })

  /** The card that asks the resident whether these are the words. */
  async function asked(): Promise<Heard> {
    const { resident } = office
    const [consent] = await resident.says('/hoi')
    const [full] = await resident.says('xem đầy đủ')
    expect(labelsOf(full)).toEqual([])
    await resident.says('đồng ý')
    const [confirm] = await resident.says('Bao giờ có nước sạch?')
    expect(labelsOf(consent)).toContain('Xem đầy đủ')
    return confirm!
  }

  it('a resident confirms the question that was shown, and not the word “xác nhận”', async () => {
    const { resident } = office
    await asked()
    for (const says of [changes, sendsPhoto])
      expect(labelsOf((await says(resident))[0])).toEqual([])
    expect(allOf(await changes(resident))).toContain('chọn “Sửa” rồi gửi lại cả câu')
    expect(allOf(await resident.says('trợ giúp'))).not.toContain('nhận quyền')
    expect(allOf(await office.member.says('trợ giúp'))).toContain('nhận quyền')

    const said = await resident.says('xác nhận')

    expect(allOf(said)).toContain('H1')
    expect((await findQuestionByCode(store(), 1))?.text).toBe('Bao giờ có nước sạch?')
  })

  it.each([
    ['a photo', sendsPhoto],
    ['an empty file', (phone: Phone) => phone.sends(EMPTY)],
    ['a changed message', changes],
  ])(
    'a draft is ended by the word after %s, and the word does not join it',
    async (_, disturbs) => {
      const { author } = office
      await author.says('soạn')
      const [card] = await author.says('Thông báo họp thôn ngày mai.')
      await disturbs(author)

      const [done] = await author.says('xong')

      expect(done?.text).toContain('Dự thảo')
      const notice = await findNoticeByCode(store(), codeIn(card!))
      expect(notice?.sourceText).toBe('Thông báo họp thôn ngày mai.')
    },
  )

  it('a closed draft is handed in, and an answer sent, by the word', async () => {
    const { author, approver, clerk, resident } = office
    await drafted(office)
    await author.sends(EMPTY)
    const submitted = await author.says('trình duyệt')
    expect(submitted.some(({ chatId }) => chatId === approver.chatId)).toBe(true)

    await asked()
    await resident.says('xác nhận')
    await clerk.says('trả lời H1 Quý I năm 2027.')
    await clerk.sends(EMPTY)
    expect(allOf(await clerk.says('gửi'))).toContain('Đã gửi câu trả lời cho câu hỏi H1')
  })

  it('a sending that was paused by its code goes on by the word that the bot names', async () => {
    const { author } = office
    const code = await sent(office)
    const [paused] = await author.says(`tạm dừng T${code}`)
    expect(paused?.text).toContain('“Tiếp tục”')

    expect(allOf(await author.says('tiếp tục'))).toContain('gửi tiếp')
  })

  const LONG = `Thông báo ra quân. ${'Làm vệ sinh đường làng. '.repeat(8)}`.trim()

  it('a resident’s question under a picture is the question, and an album draws one sentence', async () => {
    const { resident } = office
    await resident.says('/hoi')
    await resident.says('đồng ý')
    const [confirm, remark] = await sendsPicture(resident, 'Đường thôn Yên Cát bao giờ sửa?')
    expect(confirm?.text).toContain('Đường thôn Yên Cát bao giờ sửa?')
    expect(remark?.text).toContain('chỉ đọc phần chữ')
    for (let index = 0; index < 3; index += 1) expect(await sendsPicture(resident)).toEqual([])
    expect(allOf(await resident.says('xác nhận'))).toContain('Mã: H1')
  })

  it('a picture without words draws one sentence however many come, and a command under it is one', async () => {
    const { resident } = office
    expect(allOf(await sendsPicture(resident))).toContain('chưa đọc được')
    expect(await sendsPicture(resident)).toEqual([])
    const [notice] = await sendsPicture(resident, 'hỏi đường thôn bao giờ sửa')
    expect(labelsOf(notice)).toContain('Đồng ý')
  })

  it('the text under a picture becomes a draft, and one beside a document is said to be left out', async () => {
    const { author } = office
    const [card] = await sendsPicture(author, LONG)
    await sendsPicture(author)
    const notice = await findNoticeByCode(store(), codeIn(card!))
    expect(notice?.sourceText).toBe(LONG)
    await sendsPicture(author, 'Họp lúc 8 giờ.')

    const document = {
      kind: 'read',
      name: 'tb.txt',
      mime: 'text/plain',
      text: 'Nội dung.',
    } as const
    const said = await author.does(
      { ...fileEvent('tb.txt', 'text/plain'), caption: 'Nhờ đồng chí gửi giúp' },
      { file: { ...document, bytes: Buffer.from('Nội dung.') } },
    )
    expect(allOf(said)).toContain('không được ghi vào dự thảo')
    const whole = await findNoticeByCode(store(), codeIn(card!))
    expect(whole?.sourceText).toBe(`${LONG}\nHọp lúc 8 giờ.\nNội dung.`)
  })

  it('a picture in answer to a question begins no draft, and its words are the answer', async () => {
    const { owner, resident, commune } = office
    await asked()
    await resident.says('xác nhận')
    const [card] = await owner.says('H1')
    await commune.settle(card!)

    expect(allOf(await sendsPicture(owner, undefined, card))).toContain('Xin gửi bằng chữ')
    expect(allOf(await sendsPicture(owner, 'Quý I năm 2027.', card))).toContain('sẽ gửi tới người')
  })
})

function fileEvent(name: string, mime: string) {
  return { kind: 'file', file: { ref: 'f', name, mime, size: 1 }, messageId: newId() } as const
}

/** A picture, of which no text can be read. */
function sendsPicture(phone: Phone, caption?: string, replyTo?: Heard): Promise<Heard[]> {
  const file: PreparedFile = { kind: 'unread', name: 'anh-7.jpg', reason: 'unsupported' }
  const event = {
    ...fileEvent('anh-7.jpg', 'image/jpeg'),
    ...(caption !== undefined && { caption }),
    ...(replyTo && { replyTo: replyTo.delivery }),
  }
  return phone.does(event, { file })
}

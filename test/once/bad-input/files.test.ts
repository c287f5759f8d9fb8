import { beforeAll, describe, expect, it } from '@jest/globals'
import { Document, Packer, Paragraph } from 'docx'
import type { Download, InboundFile } from '../../../src/channels/channel.ts'
import { newId } from '../../../src/domain/id.ts'
import { cleanInbound } from '../../../src/usecases/receiving/clean-inbound.ts'
import { prepareFile } from '../../../src/usecases/prepare-file.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { allOf, type Heard, type Phone } from '../../support/commune.ts'
import { openedRows } from '../../support/opened-rows.ts'
import { tablePrints } from '../../support/table-prints.ts'
import { buildRawDocx, buildZip } from '../../unit/documents/build-zip.ts'
import { drafted, setOffice, submitted } from '../../support/office.ts'

const MB = 1024 * 1024
/** Words of a paper that must be found nowhere afterwards. */
const SECRET = 'danh sách cơ sở nội tuyến'
const STAMPED = `ĐẢNG ỦY XÃ NHƯ XUÂN\n*\nSố 05-TB/ĐU\nMẬT\nTHÔNG BÁO\n${SECRET}\n`
const OLD_WORD = Buffer.from('d0cf11e0a1b11ae1'.padEnd(1024, '0'), 'hex')

interface Sending {
  readonly name: string
  readonly bytes?: Uint8Array
  readonly size?: number | null
}

describe('a file', () => {
  const office = setOffice('all')
  let fetched: string[]

  /** Sends a file through the preparation that fetches it, as the inbox does. */
  async function sends(
    phone: Phone,
    { name, bytes = new Uint8Array(), size = bytes.length }: Sending,
  ): Promise<Heard[]> {
    const { commune } = office
    const { externalId } = phone
    fetched = []
    const download = async (file: InboundFile): Promise<Download> => {
      fetched.push(file.name)
      return { kind: 'bytes', bytes }
    }
    const event = {
      kind: 'file',
      file: { ref: 'f', name, mime: 'application/octet-stream', size },
      messageId: newId<string>(),
    } as const
    const inbound = cleanInbound({
      chat: { externalId, type: 'private' },
      from: { externalId, name: phone.name },
      at: commune.now,
      event,
    })
    const channel = { ...commune.channel, download }
    const file = await prepareFile(commune.database.store, channel, inbound)
    return phone.does(inbound.event, file ? { file } : {})
  }

  const byAuthor = (sending: Sending) => sends(office.author, sending)
  const prints = () => tablePrints(office.commune.database.store)

  it.each<[string, Sending, string]>([
    ['no docx', { name: 'a.docx', bytes: Buffer.from('Xin chào') }, vi.unread['not-a-docx']],
    ['empty', { name: 'a.txt', bytes: new Uint8Array() }, vi.unread.empty],
    ['an empty docx', { name: 'a.docx', bytes: new Uint8Array() }, vi.unread.empty],
    ['blank', { name: 'a.txt', bytes: Buffer.from(' \n\u200B\n') }, vi.unread.empty],
    [
      'an old or locked Word file',
      { name: 'a.docx', bytes: OLD_WORD },
      vi.unread['encrypted-or-old-word'],
    ],
    [
      'an encrypted zip',
      {
        name: 'a.docx',
        bytes: buildZip([{ name: 'word/document.xml', bytes: Buffer.from('x'), encrypted: true }]),
      },
      vi.unread['encrypted-or-old-word'],
    ],
    [
      'a zip of something else',
      { name: 'a.docx', bytes: buildZip([{ name: 'anh.png', bytes: Buffer.from('x') }]) },
      vi.unread['not-a-docx'],
    ],
    ['binary', { name: 'a.txt', bytes: Buffer.from('a\0b') }, vi.unread.binary],
    ['no Unicode', { name: 'a.txt', bytes: Buffer.from([0xc3, 0x28, 0xa9]) }, vi.unread.encoding],
    [
      'a small file with text without end',
      {
        name: 'a.docx',
        bytes: buildRawDocx(`<w:p><w:r><w:t>${'a'.repeat(2_000_001)}</w:t></w:r></w:p>`),
      },
      vi.unread['text-too-long'],
    ],
    ['of another kind', { name: 'a.exe', bytes: Buffer.from('MZ') }, vi.unread.unsupported],
    ['without an ending', { name: 'thong-bao', bytes: Buffer.from('x') }, vi.unread.unsupported],
  ])('that is %s is refused with its reason, and nothing is kept', async (_what, file, reason) => {
    const before = await prints()

    const [answer] = await byAuthor(file)

    expect(answer?.text).toBe(`Không đọc được tệp “${file.name}”: ${reason}`)
    expect(await prints()).toEqual(before)
  })

  it('of 50 MB is refused by its declared size and never fetched', async () => {
    const before = await prints()

    const [answer] = await byAuthor({ name: 'video.docx', size: 50 * MB })

    expect(answer?.text).toContain('Tệp “video.docx” lớn hơn 20 MB')
    expect(fetched).toEqual([])
    expect(await prints()).toEqual(before)
  })

  it('that is larger than it was said to be is refused too', async () => {
    const bytes = Buffer.alloc(21 * MB, 'x')
    const [answer] = await byAuthor({ name: 'to.txt', bytes, size: null })
    expect(answer?.text).toContain('lớn hơn 20 MB')
  })

  it('of a resident, a member or an unknown sender is not fetched', async () => {
    const before = await prints()
    for (const phone of [office.resident, office.member]) {
      const file = { name: 'don.docx', bytes: Buffer.from('x') }
      const [answer] = await sends(phone, file)
      expect(answer?.text).toBe(vi.common.unsupported)
      expect(fetched).toEqual([])
    }
    expect(await prints()).toEqual(before)
  })

  it('with a name that would break a table or a page has it in one plain line', async () => {
    const name = `\u202Etxt.\u0000exe\n<b>${'x'.repeat(5_000)}</b>.txt`
    const [draft] = await byAuthor({ name, bytes: Buffer.from('Họp chi bộ tối thứ Sáu.') })
    expect(draft?.text).toContain('Dự thảo')
    const [refused] = await byAuthor({ name, bytes: new Uint8Array() })
    expect(refused!.text.length).toBeLessThan(300)
    expect(refused?.text).toMatch(/“txt\.exe <b>x+….txt”/u)
    await office.author.says('/huy')
  })

  describe('or text with a stamp of secrecy', () => {
    let stampedDocx: Uint8Array
    beforeAll(async () => {
      const children = STAMPED.split('\n').map((line) => new Paragraph(line))
      stampedDocx = await Packer.toBuffer(new Document({ sections: [{ children }] }))
    })

    /** What was said, after the whole database was searched for the paper's words. */
    async function refusedAnd(said: readonly Heard[]): Promise<string> {
      const kept = await openedRows(office.commune.database.store)
      expect(kept.includes(SECRET)).toBe(false)
      return allOf(said)
    }

    it('is refused as a file, and kept nowhere', async () => {
      for (const file of [
        { name: 'mat.txt', bytes: Buffer.from(STAMPED) },
        { name: 'mat.docx', bytes: stampedDocx },
      ])
        expect(await refusedAnd(await byAuthor(file))).toContain('Văn bản có dấu “MẬT”')
    })

    it('is refused as a draft, also as a later piece of one', async () => {
      await office.author.says('/soan')
      expect(await refusedAnd(await office.author.says(STAMPED))).toContain('dấu “MẬT”')
      await office.author.says('Phần đầu của văn bản.')
      expect(await refusedAnd(await office.author.says(STAMPED))).toContain('dấu “MẬT”')
      expect(await refusedAnd(await byAuthor({ name: 'mat.docx', bytes: stampedDocx }))).toContain(
        'dấu “MẬT”',
      )
      // Behind a page or two of text, with a page of its own behind the stamp.
      await office.author.says('Một dòng.\n'.repeat(60))
      const page = `${STAMPED}${'Một dòng.\n'.repeat(20)}`
      expect(await refusedAnd(await office.author.says(page))).toContain('dấu “MẬT”')
      const [card] = await office.author.says('Phần cuối.')
      expect(card?.text).toContain('Phần đầu của văn bản.')
      await office.author.says('/huy')
    })

    it.each(['Tiêu đề', 'Số, ký hiệu', 'Cơ quan ban hành', 'Nội dung'])(
      'is refused as the field “%s”',
      async (field) => {
        const [fields] = await office.author.presses(await drafted(office), 'Sửa')
        await office.author.presses(fields!, field)
        const words = field === 'Nội dung' ? STAMPED : `MẬT\n${SECRET}`
        expect(await refusedAnd(await office.author.says(words))).toContain('dấu “MẬT”')
        await office.author.says('/huy')
      },
    )

    it('is refused as a reason, a question and an answer', async () => {
      const { approver, clerk, commune } = office
      const card = await submitted(office)
      await approver.presses(card, 'Trả lại')
      expect(await refusedAnd(await approver.says(STAMPED))).toContain('dấu “MẬT”')
      await approver.says('/huy')

      const person = await commune.resident('Nga')
      const [notice] = await person.says('/hoi')
      await person.presses(notice!, 'Đồng ý')
      expect(await refusedAnd(await person.says(STAMPED))).toBe(vi.question.classified)
      await person.says('/hoi')
      const [confirm] = await person.says('Bao giờ có nước sạch?')
      const asked = await person.presses(confirm!, 'Xác nhận')
      const question = asked.find(({ chatId }) => chatId === clerk.chatId)!
      await commune.settle(question)
      const refused = await clerk.says(STAMPED, { replyTo: question })
      expect(await refusedAnd(refused)).toContain('dấu “MẬT”')
    })
  })
})

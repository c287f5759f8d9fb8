import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Inbound } from '../../../src/channels/channel.ts'
import { readDocx } from '../../../src/documents/read-docx.ts'
import { verifyAudit } from '../../../src/storage/audit.ts'
import { findMenu } from '../../../src/storage/conversations.ts'
import { readFileBytes } from '../../../src/storage/files.ts'
import { addQuestion } from '../../../src/storage/questions.ts'
import { openMessage } from '../../../src/storage/sealed-message.ts'
import { forgetTraceless } from '../../../src/storage/sending/forget-traceless.ts'
import { joinToken } from '../../../src/storage/join-links.ts'
import { addPerson, addPost, currentPosts, namesOf } from '../../../src/storage/people.ts'
import { acknowledgementReport } from '../../../src/usecases/acknowledgement-report.ts'
import { learnName } from '../../../src/usecases/learn-name.ts'
import { allOf, labelsOf, type Heard, type Phone } from '../../support/commune.ts'
import { idsOf, sent, setOffice } from '../../support/office.ts'

describe('somebody who has their data deleted', () => {
  const office = setOffice('each')
  let code: number

  beforeEach(async () => {
    code = await sent(office)
  })

  const report = async () => {
    const { broadcastId } = await idsOf(office, code)
    return acknowledgementReport(office.commune.database.store, broadcastId!, 'all')
  }

  it('and stands on the roll has still acknowledged, by the name on the roll', async () => {
    await office.member.saysIn(office.group, `nhan T${code}`)
    await office.member.does({ kind: 'withdraw' })

    expect(await report()).toMatchObject({
      acknowledged: 1,
      unidentified: 0,
      missing: [{ name: 'Lê Văn Tuấn' }],
    })
  })

  it('and stands on none leaves a number and no name', async () => {
    await office.resident.saysIn(office.group, `nhan T${code}`)
    await office.resident.does({ kind: 'withdraw' })

    expect(await report()).toMatchObject({ acknowledged: 0, unidentified: 1 })
    const kept = await office.commune.database.store.db
      .selectFrom('acknowledgement')
      .select('person_id')
      .execute()
    expect(kept).toEqual([{ person_id: null }])
  })

  it('can see first what is kept, and take it along in a file that stays nowhere else', async () => {
    const { member, commune } = office
    const { store } = commune.database
    await commune.onZalo('Đức Zalo', member.personId!)
    await member.saysIn(office.group, `nhan T${code}`)
    const [notice] = await member.says('/hoi')
    await member.presses(notice!, 'Đồng ý')
    await member.presses((await member.says('Bao giờ sửa đường?'))[0]!, 'Xác nhận')

    const [first] = await member.says('dữ liệu của tôi')
    expect(labelsOf(first)).toEqual(['Tải về', 'Rút lại đồng ý', 'Xoá dữ liệu'])
    for (const line of [
      /Telegram, Lò Minh Đức \(đang dùng\): biết từ ngày/u,
      /Zalo Bot, Đức Zalo: biết từ ngày/u,
      /Hội Nông dân – thành viên, từ ngày 01\/01\/2026/u,
      /Đã đồng ý ngày 24\/11\/2026, đang có hiệu lực/u,
      /H1: Đang xử lý, trả lời chậm nhất ngày 08\/12\/2026\. Gửi ngày 24\/11\/2026\./u,
      new RegExp(`Có 1 lần:\\nT${code}: Đã nhận, ngày 24/11/2026`, 'u'),
    ])
      expect(first?.text).toMatch(line)

    const [sent] = await member.presses(first!, 'Tải về')
    const [file] = sent!.message.files ?? []
    const bytes = await readFileBytes(store, file!.fileId)
    expect(await readDocx(bytes!)).toMatchObject({
      paragraphs: expect.arrayContaining(['Câu hỏi H1', 'Bao giờ sửa đường?']),
    })
    const files = () => store.db.selectFrom('file').select('id').execute()
    await goesOut(sent!)
    expect(await files()).toEqual([])

    // Nor does one that has still to go out, of somebody who is erased meanwhile.
    await member.presses(first!, 'Tải về')
    expect(await files()).toHaveLength(1)
    await erases(member)
    expect(await files()).toEqual([])

    // What is more than a screen comes a page at a time, and in private only.
    const { resident, group } = office
    const chat = { id: resident.chatId }
    const { account_id: accountId } = await store.db
      .selectFrom('chat')
      .select('account_id')
      .where('id', '=', chat.id)
      .executeTakeFirstOrThrow()
    const asker = { accountId: accountId!, chatId: chat.id }
    const day = '2026-11-24'
    for (let number = 1; number <= 15; number++)
      await addQuestion(store, { text: `Câu ${number}`, asker, dueOn: day, today: day })

    const [page] = await resident.says('/dulieu')
    expect(labelsOf(page)).toEqual(['Xem tiếp (1/2)', 'Tải về', 'Xoá dữ liệu'])
    const [second] = await resident.presses(page!, 'Xem tiếp')
    expect(second?.text).toMatch(/H2: Đang xử lý[\s\S]*Không lưu: quan điểm/u)
    expect(allOf(await resident.saysIn(group, '/dulieu'))).toContain('trò chuyện riêng với bot')
  })

  /** Says that a message went out, and minutes ago. */
  const goesOut = async ({ delivery }: Heard): Promise<void> => {
    const { store } = office.commune.database
    const { now } = office.commune
    await store.db
      .updateTable('delivery')
      .set({ state: 'sent', settled_at: now })
      .where('id', '=', delivery)
      .execute()
    await forgetTraceless(store, new Date(now.getTime() + 1))
  }

  /** Asks for it and says yes twice; gives what was said then. */
  const erases = async (phone: Phone): Promise<Heard[]> => {
    const [explained] = await phone.says('xoá dữ liệu')
    const [last] = await phone.presses(explained!, 'Tiếp tục xoá')
    return phone.presses(last!, 'Xoá vĩnh viễn')
  }

  it('by themselves is asked twice, told so in the end, and then known to nobody', async () => {
    const { resident, commune } = office
    const { store } = commune.database
    const [notice] = await resident.says('/hoi')
    await resident.presses(notice!, 'Đồng ý')
    await resident.presses((await resident.says('Bao giờ sửa đường?'))[0]!, 'Xác nhận')

    const [explained] = await resident.says('/xoadulieu')
    expect(explained?.text).toContain('1 câu hỏi đã gửi cùng câu trả lời')
    const [last] = await resident.presses(explained!, 'Tiếp tục xoá')
    // The first word, and the number 1, keep everything.
    expect(labelsOf(last)).toEqual(['Thôi', 'Xoá vĩnh viễn'])
    expect(allOf(await resident.says('1'))).toContain('mọi thứ vẫn như trước')
    commune.now = new Date(commune.now.getTime() + 11 * 60_000)
    const [anew] = await resident.presses(last!, 'Xoá vĩnh viễn')
    expect(labelsOf(anew)).toEqual(['Tiếp tục xoá', 'Thôi'])

    const [told, ...more] = await erases(resident)
    expect([told?.text, more]).toEqual([expect.stringContaining('Đã xoá dữ liệu của ông/bà.'), []])
    expect(told?.chatId).not.toBe(resident.chatId)
    const to = await chatOf(told!.chatId)
    expect(store.keys.decrypt(to.external_enc, 'chat.external')).toBe(resident.externalId)
    const accounts = await store.db.selectFrom('account').select('name_enc').execute()
    const names = accounts.map(
      ({ name_enc: name }) => name && store.keys.decrypt(name, 'account.name'),
    )
    expect(names).not.toContain('Cường')
    const question = store.db.selectFrom('question').select('state')
    expect(await question.executeTakeFirst()).toEqual({ state: 'withdrawn' })
    expect((await verifyAudit(store)).kind).toBe('intact')

    await goesOut(told!)
    const gone = await chatOf(told!.chatId)
    expect([store.keys.decrypt(gone.external_enc, 'chat.external'), gone.state]).toEqual([
      '',
      'gone',
    ])

    // The buttons that stand on the phone still make nobody known again, and do not say that nothing was erased.
    const known = () => store.db.selectFrom('account').select('id').execute()
    const before = await known()
    for (const label of ['Thôi', 'Xoá vĩnh viễn']) {
      expect(await resident.presses(last!, label)).toEqual([])
      expect(resident.toast()).toContain('không còn dùng được')
    }
    expect(await known()).toEqual(before)
    await store.db.deleteFrom('erased_account').execute()
    expect(await resident.presses(last!, 'Thôi')).toEqual([])
    expect(resident.toast()).toContain('không còn dùng được')
  })

  it('is not known again by blocking the bot, leaving the OA or talking with neighbours', async () => {
    const { resident, commune } = office
    const { store } = commune.database
    const [told] = await erases(resident)
    const known = () => store.db.selectFrom('account').select('id').execute()
    const before = await known()

    commune.now = new Date(commune.now.getTime() + 20_000)
    await resident.does({ kind: 'standing', standing: 'blocked' })
    expect(await known()).toEqual(before)
    await goesOut(told!)
    const gone = await chatOf(told!.chatId)
    expect([store.keys.decrypt(gone.external_enc, 'chat.external'), gone.state]).toEqual([
      '',
      'gone',
    ])

    const chats = () => store.db.selectFrom('chat').select('id').execute()
    const left = await chats()
    await resident.does({ kind: 'standing', standing: 'left' })
    expect([await known(), await chats()]).toEqual([before, left])
    await resident.saysIn(office.group, 'Chào cả nhà')
    expect(await known()).toEqual(before)
    await resident.saysIn(office.group, `nhan T${code}`)
    expect(await known()).toHaveLength(before.length + 1)
    expect(allOf(await resident.says('trợ giúp'))).toContain('hỏi')
  })

  it.each(['member', 'left'] as const)(
    'has no name asked for them when they are %s',
    async (standing) => {
      const { commune } = office
      const asked: string[] = []
      const lookUpName = async (id: string) => {
        asked.push(id)
        return 'Cường'
      }
      const inbound: Inbound = {
        chat: { externalId: '77', type: 'private' },
        from: { externalId: '77', name: '' },
        at: commune.now,
        event: { kind: 'standing', standing },
      }
      const channel = { ...commune.channel, lookUpName }
      expect(await learnName(commune.database.store, channel, inbound)).toEqual(inbound)
      expect(asked).toEqual([])
    },
  )

  it('and writes again before the last word has gone out keeps the chat, as somebody new', async () => {
    const { resident, commune } = office
    const [told] = await erases(resident)
    commune.now = new Date(commune.now.getTime() + 1_000)
    expect((await resident.says('trợ giúp'))[0]?.chatId).toBe(told!.chatId)

    await goesOut(told!)
    expect(await chatOf(told!.chatId)).toMatchObject({ state: 'active' })
  })

  it('stays on the roll, on no account of theirs, and has acknowledged by the name there', async () => {
    const { member, commune } = office
    const zalo = await commune.onZalo('Đức Zalo', member.personId!)
    await member.saysIn(office.group, `nhan T${code}`)
    // In the other app, where everything is typed.
    const [explained] = await zalo.says('xoa du lieu')
    expect(explained?.text).toMatch(
      /cả câu hỏi gửi từ tài khoản ấy[^.]*: Telegram, Lò Minh Đức[\s\S]*Bot không xoá được: [^.]*vai trò/u,
    )
    expect(explained?.text).not.toContain('thôi là thành viên')
    expect(labelsOf((await zalo.says('tiep tuc xoa'))[0])).toContain('Xoá vĩnh viễn')
    expect(allOf(await zalo.says('xoá vĩnh viễn là sao ạ'))).not.toContain('Đã xoá')
    const told = await zalo.says('Xoá vĩnh viễn')
    expect(told[0]?.text).toContain('Đã xoá dữ liệu của ông/bà.')
    expect(told[1]?.text).toContain(
      'cả ở tài khoản này, đã được xoá theo yêu cầu gửi từ tài khoản Zalo Bot',
    )
    const other = await chatOf(told[1]!.chatId)
    expect(commune.database.store.keys.decrypt(other.external_enc, 'chat.external')).toBe(
      member.externalId,
    )

    const { store } = commune.database
    expect(await currentPosts(store, member.personId!)).toHaveLength(1)
    const left = store.db
      .selectFrom('account')
      .select('id')
      .where('person_id', '=', member.personId)
    expect(await left.execute()).toEqual([])
    expect(await chatOf(member.chatId)).toMatchObject({ state: 'gone' })
    expect(await report()).toMatchObject({ acknowledged: 1, unidentified: 0 })
  })

  it('takes no account along that was linked a moment ago', async () => {
    const { member, commune } = office
    const zalo = await commune.onZalo('Đức Zalo')
    const code = /(\d{6})/u.exec(allOf(await member.says('/lienket')))![1]!
    await zalo.says(`lien ket ${code}`)
    await zalo.says('đúng là tôi')

    expect(allOf(await zalo.says('xoá dữ liệu'))).toMatch(
      /chưa bị xoá theo, vì có tài khoản mới liên kết[^:]*: Telegram, Lò Minh Đức\. Muốn/u,
    )
    await zalo.says('tiếp tục xoá')
    expect(await zalo.says('Xoá vĩnh viễn')).toHaveLength(1)
    expect(await chatOf(zalo.chatId)).toMatchObject({ state: 'gone' })
    expect(await chatOf(member.chatId)).toMatchObject({ state: 'active' })
  })

  it('and only joined by the link of a unit leaves no name there, and has acknowledged', async () => {
    const { resident, commune, farmers, group } = office
    const { store } = commune.database
    await resident.says(`/start ${await joinToken(store, farmers, null)}`)
    const [{ id } = { id: null }] = await peopleOf(resident)
    expect(await currentPosts(store, id!)).toHaveLength(1)
    await resident.saysIn(group, `nhan T${code}`)

    await erases(resident)
    expect(await currentPosts(store, id!)).toEqual([])
    expect(await namesOf(store, [id!])).toEqual(new Map())
    expect(await report()).toMatchObject({ others: 1, unidentified: 0 })
  })

  it('is named no more by what others can type, or are still to be shown', async () => {
    const { commune, owner, farmers } = office
    const { store } = commune.database
    const kha = await commune.resident('Lò Văn Kha')
    await kha.says(`/start ${await joinToken(store, farmers, null)}`)
    const roll = await addPerson(store, { name: 'Vi Thị Hoa' })
    await addPost(store, { personId: roll, unitId: farmers, role: 'leader', from: '2026-01-01' })
    const namesake = await commune.resident('Vi Thị Hoa')
    const word = await commune.resident('huỷ')
    commune.isSlow = true
    const [unit] = await owner.says('/canbo')
    const [roles] = await owner.presses(unit!, 'Hội Nông dân')
    const [people] = await owner.presses(roles!, '+ Giao làm người duyệt')
    expect(labelsOf(people)).toContain('Lò Văn Kha')
    const typed = async () => (await findMenu(store, owner.chatId)).map(({ label }) => label)
    const place = (await typed()).indexOf('Lò Văn Kha')
    const others = (await typed()).filter((label) => label !== 'Lò Văn Kha')

    await erases(kha)
    await erases(await commune.resident('Tuấn'))
    // Neither the name of somebody who is still there goes with a namesake, nor a word that was a name.
    await erases(namesake)
    await erases(word)

    expect((await typed())[place]).toBe('Chưa rõ tên')
    expect((await typed()).filter((_, index) => index !== place)).toEqual(others)
    const waiting = await store.db
      .selectFrom('delivery')
      .select('message_enc')
      .where('chat_id', '=', owner.chatId)
      .where('message_enc', 'is not', null)
      .where('called_at', 'is', null)
      .execute()
    const words = waiting.map(({ message_enc: sealed }) => openMessage(store.keys, sealed!))
    expect(JSON.stringify(words)).toContain('Lê Văn Tuấn')
    expect(JSON.stringify(words)).toContain('Gõ “huỷ” để thôi')
    expect(JSON.stringify(words)).toContain('Vi Thị Hoa – ')
    expect(JSON.stringify(words)).not.toContain('Lò Văn Kha')
  })

  it('and was taken for somebody on the roll by the name strikes nobody from it, and sees no telephone', async () => {
    const { commune, farmers, youth } = office
    const { store } = commune.database
    const hoa = await addPerson(store, { name: 'Vi Thị Hoa', phone: '0912001777' })
    await addPost(store, { personId: hoa, unitId: farmers, role: 'member', from: '2026-01-01' })
    const stranger = await commune.resident('Vi Thị Hoa')
    for (const unit of [farmers, youth])
      await stranger.says(`/start ${await joinToken(store, unit, null)}`)
    expect(await currentPosts(store, hoa)).toHaveLength(2)
    expect(allOf(await stranger.says('/dulieu'))).not.toMatch(/777/u)

    const [explained] = await stranger.says('xoá dữ liệu')
    expect(explained?.text).toContain('thôi là thành viên của: Đoàn Thanh niên,')
    expect(allOf(await erases(stranger))).toContain('Đã xoá dữ liệu')
    expect(await currentPosts(store, hoa)).toEqual([{ unitId: farmers, role: 'member' }])
    expect((await namesOf(store, [hoa])).get(hoa)).toBe('Vi Thị Hoa')
  })

  it('and holds an office is sent to the owners first, also who has got it since', async () => {
    const { clerk, owner, member, commune } = office
    expect(allOf(await clerk.says('xoá dữ liệu'))).toMatch(
      /cán bộ tiếp nhận – Xã Như Xuân[\s\S]*chủ quản thu hồi vai trò \(Lê Thu Hà/u,
    )
    expect(allOf(await owner.says('/xoadulieu'))).toContain('chủ quản duy nhất')

    const [explained] = await member.says('xoá dữ liệu')
    const [last] = await member.presses(explained!, 'Tiếp tục xoá')
    const post = { personId: member.personId!, unitId: office.farmers, role: 'owner' as const }
    await addPost(commune.database.store, { ...post, from: '2026-11-24' })
    expect(allOf(await member.presses(last!, 'Xoá vĩnh viễn'))).toContain('chủ quản – Hội Nông dân')
    expect(await chatOf(member.chatId)).toMatchObject({ state: 'active' })
  })

  const peopleOf = ({ chatId }: Phone) =>
    office.commune.database.store.db
      .selectFrom('chat')
      .innerJoin('account', 'account.id', 'chat.account_id')
      .select('account.person_id as id')
      .where('chat.id', '=', chatId)
      .execute()

  const chatOf = (id: Heard['chatId']) =>
    office.commune.database.store.db
      .selectFrom('chat')
      .select(['external_enc', 'state'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
})

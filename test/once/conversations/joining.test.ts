import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { UnitId } from '../../../src/domain/id.ts'
import { addClaimCode } from '../../../src/storage/claim-codes.ts'
import { bindGroup, findGroup } from '../../../src/storage/groups.ts'
import { addOnDay } from '../../../src/storage/day-counts.ts'
import { joinToken } from '../../../src/storage/join-links.ts'
import { addPerson, addPost, currentPosts, namesOf, ownersOf } from '../../../src/storage/people.ts'
import { importTable } from '../../../src/usecases/import/import-table.ts'
import { rootUnit } from '../../../src/storage/units.ts'
import {
  allOf,
  foundCommune,
  labelsOf,
  MORNING,
  type Commune,
  type Phone,
} from '../../support/commune.ts'

const HOUR_MS = 3_600_000

describe('joining a unit', () => {
  let commune: Commune
  let office: UnitId
  let farmers: UnitId
  let owner: Phone
  let token: string

  beforeAll(async () => {
    commune = await foundCommune()
    office = await commune.unit('xa', 'Xã Như Xuân')
    farmers = await commune.unit('HND', 'Hội Nông dân xã', office)
    owner = await commune.person('Hoàng Lan', [[office, 'owner']])
    token = await joinToken(commune.database.store, farmers, null)
  })

  afterAll(() => commune.close())

  /** The person whom an account stands for now. */
  const personBehind = async (phone: Phone) => {
    const { store } = commune.database
    const { person_id } = await store.db
      .selectFrom('chat')
      .innerJoin('account', 'account.id', 'chat.account_id')
      .select('account.person_id')
      .where('chat.id', '=', phone.chatId)
      .executeTakeFirstOrThrow()
    if (!person_id) return undefined
    const names = await namesOf(store, [person_id])
    const posts = await currentPosts(store, person_id)
    return { id: person_id, name: names.get(person_id), roles: posts.map(({ role }) => role) }
  }

  it('takes no cry for help, denunciation or “ok” for a name', async () => {
    const nga = await commune.resident('Lê Thị Nga')
    await nga.says(`/start ${token}`)

    const cry = await nga.says('Cháy nhà rồi cứu với')
    expect(cry[0]?.text).toContain('gọi ngay 113')
    expect(allOf(cry)).not.toContain('Họ tên là')
    expect(allOf(await nga.says('Tôi muốn tố cáo ông B nhận hối lộ'))).toContain('tiếp công dân')
    expect(allOf(await nga.says('chưa đúng ạ'))).toContain('Xin gõ đầy đủ họ và tên')
    expect(allOf(await nga.says('Vang A Dung'))).toContain('Họ tên là “Vang A Dung”')
    const named = allOf(await nga.says('Nguyễn Danh Minh'))
    expect(named).toContain('Họ tên là “Nguyễn Danh Minh”')
    expect(named).not.toContain('113')
    await nga.says('Lê Thị Nga')
    expect(allOf(await nga.says('đúng rồi ạ'))).toContain('Đã ghi họ tên: Lê Thị Nga')
  })

  it('takes the link, keeps the name when it is right, and takes the link once', async () => {
    const ba = await commune.resident('Đỗ Văn Ba')
    const [joined] = await ba.says(`/start ${token}`)
    expect(joined?.text).toContain('Đã ghi nhận đồng chí Đỗ Văn Ba là thành viên của Hội Nông dân')
    expect(allOf(await ba.presses(joined!, 'Đúng'))).toContain('Đã xong')
    expect(await personBehind(ba)).toMatchObject({ name: 'Đỗ Văn Ba', roles: ['member'] })
    expect(allOf(await ba.says(`/start ${token}`))).toContain('đã là thành viên')
    expect(allOf(await ba.says('/donvi'))).toContain('Hội Nông dân xã – thành viên')
    expect(allOf(await ba.says('đổi thôn'))).toMatch(
      /mở lời mời của đơn vị mới.*báo cán bộ của Xã Như Xuân/u,
    )
    expect(allOf(await ba.says('/donvi'))).toContain(`telegram:${ba.externalId}`)
    // As an owner of OWNERS, who is nobody yet and on a platform that shows nobody their id.
    const stranger = await commune.onZalo('Người dân')
    expect(allOf(await stranger.says('Mã tài khoản'))).toContain(`zalo-bot:${stranger.externalId}`)
    expect(allOf(await ba.saysIn(await commune.group('Nhóm'), '/donvi'))).not.toContain('telegram:')
  })

  it('takes the words typed on Zalo, and a name typed in place of a nickname', async () => {
    const nick = await commune.resident('🌸 Boss 🌸')
    await nick.says(`Bắt đầu ${token}`)
    expect(allOf(await nick.says('12345'))).toContain('Xin gõ đầy đủ họ và tên')
    expect(allOf(await nick.says('x'.repeat(150)))).toContain('Xin gõ đầy đủ họ và tên')
    // “Đúng”, the first button, would write it in the list.
    for (const words of ['Cảm ơn cháu nhé', 'sửa tên'])
      expect(allOf(await nick.says(words))).toMatch(/^Xin gõ đầy đủ họ và tên/u)
    const [wrong] = await nick.says('Xin lỗi nhầm')
    expect(wrong?.text).toContain('Họ tên là “Xin lỗi nhầm”, đúng không?')
    expect(allOf(await nick.presses(wrong!, 'Không'))).toContain('Xin gõ đầy đủ họ và tên')
    expect((await personBehind(nick))?.name).not.toBe('Xin lỗi nhầm')
    const [spoken] = await nick.says('Tôi tên là  Vũ   Thị Hoa ạ')
    expect(spoken?.text).toContain('Họ tên là “Vũ Thị Hoa”')
    expect(allOf(await nick.says('đúng'))).toContain('Đã ghi họ tên: Vũ Thị Hoa.')
    expect(await personBehind(nick)).toMatchObject({ name: 'Vũ Thị Hoa', roles: ['member'] })
  })

  it('asks for the name that a platform does not tell, and offers nothing that leaves it out', async () => {
    const nameless = await commune.resident('')
    const [joined] = await nameless.says(`Bắt đầu ${token}`)
    expect(joined?.text).toBe(
      'Đã ghi nhận đồng chí là thành viên của Hội Nông dân xã.\nXin gõ đầy đủ họ và tên (2 đến 100 ký tự).',
    )
    expect(labelsOf(joined)).toEqual([])
    expect(allOf(await nameless.says('dạ vâng'))).toContain('họ và tên')
    await nameless.says('Vũ Thị Lài')
    await nameless.says('đúng')
    expect((await personBehind(nameless))?.name).toBe('Vũ Thị Lài')
  })

  it('takes an invitation pasted whole for one, of an owner and at the question for a name too', async () => {
    const unit = await commune.unit('CCB', 'Hội Cựu chiến binh xã', office)
    const code = await joinToken(commune.database.store, unit, null)
    const words = `Trên Zalo: nhắn “bắt đầu ${code}” cho bot. Lời mời này chỉ dành cho người của đơn vị.`
    const whole = `Mời tham gia Hội Cựu chiến binh xã\nTelegram: https://t.me/Bot?start=${code}\n${words}`
    const notice = `Kính gửi các đồng chí, đề nghị phổ biến cách tham gia sau đây tới hội viên: ${words}`
    const chief = await commune.person('Lò Văn Toàn', [[office, 'owner']])
    const boss = await commune.resident('Boss')
    await boss.says(`/start ${token}`)

    expect(allOf(await chief.says(whole))).toContain('là thành viên của Hội Cựu chiến binh xã')
    expect(allOf(await chief.says(notice))).toContain('Dự thảo T1')
    expect(allOf(await boss.says(whole))).toContain('là thành viên của Hội Cựu chiến binh xã')
    expect((await personBehind(boss))?.roles).toEqual(['member', 'member'])
  })

  it('asks again for a name that was never said, when the invitation is opened again', async () => {
    const boss = await commune.resident('🌸 Boss 🌸')
    await boss.says(`/start ${token}`)
    commune.now = new Date(commune.now.getTime() + 2 * HOUR_MS)
    expect(allOf(await boss.says('Vũ Thị Thu Hoa'))).toContain('làm lại từ đầu')
    const [asked] = await boss.says(`/start ${token}`)
    expect(asked?.text).toContain('đã là thành viên')
    expect(asked?.text).toContain('Họ tên đang ghi: 🌸 Boss 🌸.')
    await boss.says('Vũ Thị Thu Hoa')
    await boss.says('đúng')
    expect((await personBehind(boss))?.name).toBe('Vũ Thị Thu Hoa')
    expect(allOf(await boss.says(`/start ${token}`))).not.toContain('Họ tên')
  })

  it.each(['Chảo A Vàng', 'Chảo A Quý', 'Chao A Chi', 'Chao A Quý', 'A Lơ'])(
    'takes the name “%s”',
    async (name) => {
      const nick = await commune.resident('mây trắng')
      await nick.says(`/start ${token}`)
      await nick.says('Chào anh chị ạ')
      await nick.says(name)
      await nick.says('đúng')
      expect((await personBehind(nick))?.name).toBe(name)
    },
  )

  it('knows a member of the roll by the account name, or by the name that is typed', async () => {
    const { store } = commune.database
    const rolled = []
    for (const name of ['Trần Văn Nam', 'Ngô Thị Mai']) {
      const personId = await addPerson(store, { name })
      await addPost(store, { personId, unitId: farmers, role: 'member', from: '2026-01-01' })
      rolled.push(personId)
    }
    const nam = await commune.resident('tran van nam')
    await nam.says(`/start ${token}`)
    expect((await personBehind(nam))?.id).toBe(rolled[0])
    // The roll is the unit's: what they say next is no name.
    expect(allOf(await nam.says('Cảm ơn cháu nhé'))).toBe('Cảm ơn ông/bà.')
    expect((await personBehind(nam))?.name).toBe('Trần Văn Nam')
    const mai = await commune.resident('Mai Mèo')
    await mai.says(`/start ${token}`)
    await mai.says('Ngô Thị Mai')
    await mai.says('1')
    expect(await personBehind(mai)).toMatchObject({ id: rolled[1], roles: ['member'] })
  })

  it('takes nobody for a member of the roll whose name has other marks', async () => {
    const { store } = commune.database
    const hung = await addPerson(store, { name: 'Đinh Văn Hưng' })
    await addPost(store, { personId: hung, unitId: farmers, role: 'member', from: '2026-01-01' })
    const by = {
      link: await commune.resident('Đinh Văn Hùng'),
      word: await commune.resident('Boss'),
    }
    await by.link.says(`/start ${token}`)
    expect((await personBehind(by.link))?.id).not.toBe(hung)
    await by.word.says(`/start ${token}`)
    await by.word.says('Đinh Văn Hứng')
    await by.word.says('đúng')
    expect((await personBehind(by.word))?.id).not.toBe(hung)

    const real = await commune.resident('Đinh Văn Hưng')
    await real.says(`/start ${token}`)
    expect(await personBehind(real)).toMatchObject({ id: hung, roles: ['member'] })
  })

  it('keeps the name that an import has put on the roll, whatever was typed before it', async () => {
    const caller = await commune.resident('Boss')
    await caller.says(`/start ${token}`)
    const [asked] = await caller.says('Sơn Ca')
    expect(asked?.text).toContain('Họ tên là “Sơn Ca”, đúng không?')
    const settings = { timeZone: 'Asia/Ho_Chi_Minh', owners: [], residentChannels: [], undoMs: 0 }
    const deps = { store: commune.database.store, clock: { now: () => commune.now }, settings }
    const row = `Tòng Văn Sơn,HND,,telegram,${caller.externalId}`
    const table = Buffer.from(`full_name,unit_code,role,platform,account_id\n${row}\n`)
    expect((await importTable(deps, 'people', table, 'people.csv')).errors).toEqual([])

    expect(allOf(await caller.presses(asked!, 'Đúng'))).toContain('Đã xong')
    expect((await personBehind(caller))?.name).toBe('Tòng Văn Sơn')
  })

  it('finds who is known already on the roll of a second unit, unless another number stands there', async () => {
    const { store } = commune.database
    const village = await commune.unit('thon', 'Thôn Yên Cát', office)
    const inVillage = await joinToken(store, village, null)
    const onRoll = async (phone: string | null) => {
      const personId = await addPerson(store, { name: 'Lê Văn Sơn', phone })
      await addPost(store, { personId, unitId: village, role: 'member', from: '2026-01-01' })
      return personId
    }
    const other = await onRoll('0912345678')
    const son = await commune.person('Lê Văn Sơn', [[farmers, 'author']])
    await store.db
      .updateTable('person')
      .set({ phone_key: store.keys.lookup('phone', '0987654321') })
      .where('id', '=', son.personId!)
      .execute()
    const same = await onRoll(null)

    await son.says(`/start ${inVillage}`)

    expect(await currentPosts(store, same)).toEqual([])
    expect(await currentPosts(store, other)).toHaveLength(1)
    expect(await personBehind(son)).toMatchObject({ id: son.personId, name: 'Lê Văn Sơn' })
    expect((await personBehind(son))?.roles).toEqual(['author', 'member'])
  })

  it('gives nobody an officer’s rights for the name alone: an owner has to confirm', async () => {
    const { store } = commune.database
    const officer = await addPerson(store, { name: 'Phạm Hùng' })
    await addPost(store, {
      personId: officer,
      unitId: farmers,
      role: 'approver',
      from: '2026-01-01',
    })
    const hung = await commune.resident('Hùng Râu')
    await hung.says(`/start ${token}`)
    await hung.says('Phạm Hùng')
    const heard = await hung.says('đúng')
    expect((await personBehind(hung))?.roles).toEqual(['member'])
    expect(allOf(await hung.says('/duyet'))).toContain('dành cho cán bộ')

    const card = heard.find(({ chatId }) => chatId === owner.chatId)
    expect(card?.text).toContain('cùng tên đang là người duyệt nhưng chưa có tài khoản')
    await hung.presses(card!, 'Đúng là một người')
    expect(hung.toast()).toContain('dành cho cán bộ')
    expect(allOf(await owner.presses(card!, 'Đúng là một người'))).toContain('Phạm Hùng')
    const person = await personBehind(hung)
    expect(person?.id).toBe(officer)
    expect(person?.roles.toSorted()).toEqual(['approver', 'member'])
    expect(allOf(await hung.says('/duyet'))).toContain('Không có tin nào')
    await owner.presses(card!, 'Đúng là một người')
    expect(owner.toast()).toContain('không còn dùng được')
  })

  it('asks the owner at once when the account itself bears the name of an officer', async () => {
    const { store } = commune.database
    const officer = await addPerson(store, { name: 'Cao Thị Thu' })
    await addPost(store, { personId: officer, unitId: farmers, role: 'author', from: '2026-01-01' })
    const thu = await commune.resident('Cao Thị Thu')
    const heard = await thu.says(`/start ${token}`)
    expect(heard.some(({ chatId }) => chatId === owner.chatId)).toBe(true)
    expect((await personBehind(thu))?.roles).toEqual(['member'])
  })

  it('asks the owner about a namesake with an account, whose place the new one takes when it is the same', async () => {
    const old = await commune.person('Lường Văn Pó', [[farmers, 'author']])
    const fresh = await commune.resident('Lường Văn Pó')
    const heard = await fresh.says(`/start ${token}`)
    expect((await personBehind(fresh))?.roles).toEqual(['member'])

    const card = heard.find(({ chatId }) => chatId === owner.chatId)
    expect(card?.text).toContain('(người soạn), đang dùng tài khoản: Telegram, Lường Văn Pó')
    await fresh.presses(card!, 'Đúng là một người')
    expect(fresh.toast()).toContain('dành cho cán bộ')
    const said = await owner.presses(card!, 'Đúng là một người')
    const person = await personBehind(fresh)
    expect(person?.id).toBe(old.personId)
    expect(person?.roles.toSorted()).toEqual(['author', 'member'])
    expect(await personBehind(old)).toBeUndefined()
    expect(allOf(await old.says('/soan'))).toContain('dành cho cán bộ')
    const told = said.find(({ chatId }) => chatId === old.chatId)
    expect(told?.text).toContain('không còn gắn với Lường Văn Pó')
    await owner.presses(card!, 'Đúng là một người')
    expect(owner.toast()).toContain('không còn dùng được')
  })

  it('refuses a wrong link in a sentence', async () => {
    const stranger = await commune.resident('Người lạ')
    for (const wrong of [`${token}x`, token.toLowerCase(), 'x'.repeat(3_000), "' or 1=1"])
      expect(allOf(await stranger.says(`/start ${wrong}`))).toContain('Đường dẫn mời không đúng')
    expect(await personBehind(stranger)).toBeUndefined()
  })
})

describe('binding a group', () => {
  let commune: Commune
  let farmers: UnitId
  let leader: Phone
  let owner: Phone

  beforeAll(async () => {
    commune = await foundCommune()
    const office = await commune.unit('xa', 'Xã Như Xuân')
    farmers = await commune.unit('HND', 'Hội Nông dân xã', office)
    await commune.unit('PN', 'Hội Phụ nữ xã', office)
    owner = await commune.person('Hoàng Lan', [[office, 'owner']])
    leader = await commune.person('Lê Trưởng', [[farmers, 'leader']])
  })

  afterAll(() => commune.close())

  it('is done in the group by the code of the unit, in any spelling', async () => {
    const group = await commune.group('Nhóm Nông dân')
    const learnt = await leader.saysIn(group, '/nhom')
    expect(allOf(learnt)).toContain('gõ /nhom và mã đơn vị')
    const toOwner = learnt.find(({ chatId }) => chatId === owner.chatId)
    expect(toOwner?.text).toContain('Bot vừa được đưa vào nhóm “Nhóm Nông dân”')
    expect(allOf(await leader.saysIn(group, '/nhom XYZ'))).toContain(
      'Không có đơn vị nào mang mã “XYZ”',
    )
    expect(allOf(await leader.saysIn(group, '/nhom hnd'))).toContain(
      'Đã gắn nhóm “Nhóm Nông dân” với Hội Nông dân xã.',
    )
    expect((await findGroup(commune.database.store, group.chatId))?.unitId).toBe(farmers)
    const asked = await leader.saysIn(group, '/nhom')
    expect(allOf(asked)).toContain('Nhóm này đang gắn với Hội Nông dân xã.')
    expect(allOf(asked)).not.toContain('chưa gắn')
  })

  it('tells a group without a title from others by when the bot saw it first', async () => {
    const group = await commune.group('')
    const [list] = await owner.says('/nhom')
    const name = /^\(chưa có tên, thấy lần đầu \d\d:\d\d ngày [\d/]{10}\) – Telegram – chưa gắn$/u
    const label = labelsOf(list).find((one) => name.test(one))
    const [choice] = await owner.presses(list!, label!)
    expect(choice?.text).toMatch(/^Gắn nhóm “\(chưa có tên, .+\)” với đơn vị nào\?$/u)
    const bound = await leader.saysIn(group, '/nhom hnd')
    expect(allOf(bound)).toContain('Nhóm này từ nay nhận tin của Hội Nông dân xã.')
  })

  it('tells an administrator who hides behind the group that the bot does not know who they are', async () => {
    const group = await commune.group('Nhóm ẩn danh')
    const told = allOf(await leader.saysHidden(group, '/nhom HND'))
    expect(told).toContain('Xin tắt ẩn danh rồi gõ lại')
    expect((await findGroup(commune.database.store, group.chatId))?.unitId).toBeNull()
    expect(allOf(await leader.saysHidden(group, 'đã nhận T1'))).toContain('bấm nút dưới tin')
    for (const talk of ['ok', 'Chiều nay họp nhé'])
      expect(await leader.saysHidden(group, talk)).toEqual([])
  })

  it('is answered in the topic where it was typed, and nobody is told elsewhere of a topic', async () => {
    const group = { ...(await commune.group('Nhóm có chủ đề')), thread: '9' }
    const heard = [
      ...(await leader.saysHidden(group, '/nhom HND')),
      ...(await leader.saysIn(group, '/nhom HND')),
    ]
    const here = heard.filter(({ chatId }) => chatId === group.chatId)
    expect(here.map(({ message }) => message.thread)).toEqual(here.map(() => '9'))
    expect(here.length).toBeGreaterThan(1)
    const elsewhere = heard.filter(({ chatId }) => chatId !== group.chatId)
    expect(elsewhere.map(({ message }) => message.thread)).toEqual(elsewhere.map(() => undefined))
    const [plain] = await leader.saysIn(await commune.group('Nhóm thường'), '/nhom HND')
    expect(plain?.message).not.toHaveProperty('thread')
  })

  it('is refused to those who have nothing to do with the unit', async () => {
    const group = await commune.group('Nhóm Phụ nữ')
    expect(allOf(await leader.saysIn(group, '/nhom PN'))).toContain('dành cho cán bộ')
    const member = await commune.person('Hội viên', [[farmers, 'member']])
    expect(allOf(await member.saysIn(group, '/nhom HND'))).toContain('dành cho cán bộ')
    const stranger = await commune.resident('Người dân')
    expect(allOf(await stranger.saysIn(group, '/nhom HND'))).toContain('dành cho cán bộ')
    expect((await findGroup(commune.database.store, group.chatId))?.unitId).toBeNull()
  })

  it('is done in private by buttons, changed, and undone', async () => {
    const group = await commune.group('Nhóm Chi hội')
    const [list] = await owner.says('/nhom')
    const [choice] = await owner.presses(list!, 'Nhóm Chi hội')
    expect(labelsOf(choice)).toContain('· Hội Nông dân xã')
    expect(allOf(await owner.presses(choice!, 'Hội Phụ nữ xã'))).toContain('với Hội Phụ nữ xã')
    expect(allOf(await owner.presses(choice!, 'Hội Nông dân xã'))).toContain('với Hội Nông dân xã')
    expect(allOf(await owner.presses(choice!, 'Hội Nông dân xã'))).toContain('với Hội Nông dân xã')
    const { store } = commune.database
    expect((await findGroup(store, group.chatId))?.unitId).toBe(farmers)
    const [bound] = await owner.presses(list!, 'Nhóm Chi hội')
    await leader.presses(bound!, 'Hội Phụ nữ xã')
    expect(leader.toast()).toContain('dành cho cán bộ')
    expect(allOf(await owner.presses(bound!, 'Bỏ gắn'))).toContain('Đã bỏ gắn')
    expect((await findGroup(store, group.chatId))?.unitId).toBeNull()
    await owner.presses(bound!, 'Bỏ gắn')
    expect(owner.toast()).toContain('không còn dùng được')
  })

  it('does not let a member keep its notices waiting by what they type', async () => {
    const group = await commune.group('Nhóm ồn ào', farmers)
    const member = await commune.person('Hội viên', [[farmers, 'member']])
    const { db } = commune.database.store
    commune.isSlow = true
    for (const text of ['/x1', '/x2', '/trogiup', '/trogiup', '/donvi', '/dulieu', '/nhom'])
      await member.saysIn(group, text)
    commune.isSlow = false

    const said = await commune.heardIn(group.chatId)
    expect(said.map(({ text }) => text.slice(0, 20))).toEqual([
      'Xin lỗi, bot chưa hi',
      'Hướng dẫn sử dụng\nDà',
      'Xin mời dùng chức nă',
      'Chức năng này dành c',
    ])
    // It has gone out by now.
    expect(allOf(await member.saysIn(group, '/donvi'))).toContain('Xin mời dùng chức năng')
    expect(await leader.saysIn(group, '/x3')).toEqual([])
    const hourAgo = new Date(Date.now() - HOUR_MS - 1_000)
    await db.updateTable('delivery').set({ created_at: hourAgo }).execute()
    expect(allOf(await leader.saysIn(group, '/x4'))).toContain('bot chưa hiểu')
  })

  it('and talk without end draw so many answers a day, which leaves out nothing that matters', async () => {
    const { store } = commune.database
    const lan = await commune.resident('Lan')
    const { account_id: account } = await store.db
      .selectFrom('chat')
      .select('account_id')
      .where('id', '=', lan.chatId)
      .executeTakeFirstOrThrow()
    await addOnDay(store, {
      what: 'idle-answer',
      day: '2026-11-24',
      account: account!,
      count: 49,
    })

    expect(allOf(await lan.says('hôm nay trời đẹp'))).toContain('bot chưa hiểu')
    expect(allOf(await lan.says('/trogiup'))).toContain('Hôm nay bot đã trả lời ông/bà nhiều lần')
    for (const idle of [
      'hôm nay trời đẹp',
      '/trogiup',
      '/start',
      '/x',
      '/soan',
      'nhận T99',
      'ok',
      '7',
    ])
      expect(await lan.says(idle)).toEqual([])
    expect(await lan.does({ kind: 'unsupported', what: 'sticker' })).toEqual([])

    expect(allOf(await lan.says('Cháy nhà rồi, cứu với'))).toContain('114')
    expect(allOf(await lan.says('Tôi tố cáo ông A nhận hối lộ'))).toContain('nơi tiếp công dân')
    expect(labelsOf((await lan.says('/hoi'))[0])).toContain('Đồng ý')
    expect(allOf(await lan.says('/dungtin'))).toContain('Đã dừng gửi thông báo')
    expect(allOf(await lan.says('dữ liệu của tôi'))).toContain('không nhận thông báo riêng')
    expect(allOf(await lan.says('/english'))).toContain('English')
    expect(allOf(await lan.says('/tiengviet'))).toContain('tiếng Việt')
    const zalo = await commune.onZalo('Lan')
    const [code] = /\d{6}/u.exec(allOf(await zalo.says('liên kết')))!
    for (const vain of ['/dungtin', '/tiengviet', 'nhận quyền ABCD-9999', 'liên kết 000000'])
      expect(await lan.says(vain)).toEqual([])
    expect(labelsOf((await lan.says(`liên kết ${code}`))[0])).toContain('Đúng, là tôi')
    commune.now = new Date(MORNING.getTime() + 24 * HOUR_MS)
    expect(allOf(await lan.says('hôm nay trời đẹp'))).toContain('bot chưa hiểu')
    commune.now = MORNING
  })

  it('and many groups of a day are told to the owners in one message that counts on', async () => {
    const { db } = commune.database.store
    for (let count = 0; count < 20; count++) await commune.group(`Nhóm lạ ${count}`)
    await db
      .updateTable('chat')
      .set({ announced_at: commune.now })
      .where('title', 'like', 'Nhóm lạ %')
      .execute()
    const stranger = await commune.resident('Người lạ')
    const toldOf = async (title: string) => {
      await stranger.saysIn(await commune.group(title), '/x')
      const told = await commune.heardIn(owner.chatId)
      return told.filter(({ text }) => text.includes('Trong 24 giờ qua'))
    }

    const [first] = await toldOf('Nhóm nữa')
    const again = await toldOf('Nhóm nữa và nữa')

    const countIn = (text = '') => Number(/đưa vào (\d+) nhóm/u.exec(text)?.[1])
    expect(countIn(first?.text)).toBeGreaterThan(20)
    expect(again.map(({ text }) => countIn(text))).toEqual([countIn(first?.text) + 1])
    expect(allOf(await commune.heardIn(owner.chatId))).not.toContain('Nhóm nữa')

    // What has been bound since is nothing to ask about.
    const groups = await db
      .selectFrom('chat')
      .select('id')
      .where('title', 'like', 'Nhóm lạ %')
      .execute()
    const binding = { unitId: farmers, by: null, now: commune.now }
    for (const { id } of groups) await bindGroup(commune.database.store, { chatId: id, ...binding })
    const asked = await stranger.saysIn(await commune.group('Nhóm mới'), '/x')
    expect(allOf(asked)).toContain('Bot vừa được đưa vào nhóm “Nhóm mới”')
  })
})

describe('the first owner', () => {
  let commune: Commune

  beforeEach(async () => {
    commune = await foundCommune()
    await addClaimCode(commune.database.store, 'ABCD-1234', new Date(MORNING.getTime() + HOUR_MS))
  })

  afterEach(() => commune.close())

  it('proves to sit at the machine by the code of the terminal, once', async () => {
    const lan = await commune.resident('Hoàng Lan')
    for (const wrong of ['', 'ABCD-9999', 'x'.repeat(2_000)])
      expect(allOf(await lan.says(`/nhanquyen ${wrong}`))).toContain('Mã không đúng')
    expect(allOf(await lan.says('/canbo'))).toContain('dành cho cán bộ')
    expect(allOf(await lan.says('/nhanquyen abcd-1234'))).toContain('Đồng chí đã là chủ quản')
    const notice = 'Kính gửi các chi bộ, đề nghị chuẩn bị báo cáo quý. '.repeat(3)
    expect(allOf(await lan.says(notice))).toContain('Dự thảo T1')
    await lan.says('/start')
    await lan.says('Hoàng Thị Lan')
    expect(allOf(await lan.says('đúng'))).toContain('Đã ghi họ tên: Hoàng Thị Lan.')
    expect(allOf(await lan.says('/canbo'))).toContain('Hoàng Thị Lan – chủ quản')
    const other = await commune.resident('Kẻ khác')
    expect(allOf(await other.says('/nhanquyen ABCD-1234'))).toContain('Mã không đúng, đã dùng')
    expect(allOf(await other.says('/canbo'))).toContain('dành cho cán bộ')
  })

  it('is refused an expired code', async () => {
    commune.now = new Date(MORNING.getTime() + 2 * HOUR_MS)
    const lan = await commune.resident('Hoàng Lan')
    expect(allOf(await lan.says('nhận quyền ABCD-1234'))).toContain('đã hết hạn')
  })

  it('names the office and builds the tree without leaving the chat', async () => {
    const { store } = commune.database
    const lan = await commune.resident('Hoàng Lan')
    const claimed = await lan.says('/nhanquyen ABCD-1234')
    const [steps, question] = claimed.slice(-2)
    expect(labelsOf(question)).toEqual(['Đúng'])
    expect(steps?.text).toContain('Bước tiếp theo')
    expect(labelsOf(steps)).toEqual(['Đặt tên cơ quan', 'Cây tổ chức'])
    const [asked] = await lan.presses(steps!, 'Đặt tên cơ quan')
    expect(asked?.text).toContain('Tên hiện tại: Cơ quan')
    await lan.says('Đảng uỷ xã Như Xuân')
    expect((await rootUnit(store))?.name).toBe('Đảng uỷ xã Như Xuân')

    const again = await lan.says('/start')
    expect(allOf(again)).toContain('Đảng uỷ xã Như Xuân gửi thông báo')
    expect(again.slice(-2).map(labelsOf)).toEqual([['Đặt tên cơ quan', 'Cây tổ chức'], ['Đúng']])
    await lan.says('/caytochuc them HND | Hội Nông dân')
    const group = await commune.group('Nhóm Nông dân')
    await lan.saysIn(group, '/nhom HND')
    expect(allOf(await lan.says('/start'))).not.toContain('Bước tiếp theo')
    const stranger = await commune.resident('Người dân')
    expect(allOf(await stranger.says('/start'))).not.toContain('Bước tiếp theo')
  })
})

describe('an owner named by the configuration', () => {
  it('is recognised at the first word, and shown the next steps', async () => {
    const commune = await foundCommune({ owners: ['1001'] })
    const lan = await commune.resident('Hoàng Lan')
    expect(allOf(await lan.says('/start'))).toContain('Bước tiếp theo')
    expect(allOf(await lan.says('/nhatky'))).toContain('Hoàng Lan được nhận là chủ quản')
    await commune.close()
  })

  it('stays removed by another owner, though the configuration goes on naming the account', async () => {
    const commune = await foundCommune({ owners: ['1001'] })
    const { store } = commune.database
    const office = await commune.unit('xa', 'Xã Như Xuân')
    const lan = await commune.resident('Hoàng Lan')
    await lan.says('/start')
    const ba = await commune.person('Đỗ Văn Ba', [[office, 'owner']])
    await lan.says('/start')
    expect(allOf(await ba.says('/canbo bo chuquan xa | Hoàng Lan'))).toContain('thôi')
    await lan.says('Tôi vẫn ở đây')
    expect(await ownersOf(store)).toEqual([ba.personId])
    // Nobody else could say who does what: the file on the machine is the way back.
    await store.db.deleteFrom('post').where('role', '=', 'owner').execute()
    await lan.says('Tôi vẫn ở đây')
    expect(await ownersOf(store)).toHaveLength(1)
    await commune.close()
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { UnitId } from '../../../src/domain/id.ts'
import { readFileBytes } from '../../../src/storage/files.ts'
import { findUnit, findUnitByCode } from '../../../src/storage/units.ts'
import { verifyAudit } from '../../../src/storage/audit.ts'
import {
  allOf,
  foundCommune,
  labelsOf,
  MORNING,
  type Commune,
  type Phone,
} from '../../support/commune.ts'

const DAY_MS = 86_400_000

describe('the unit tree in conversation', () => {
  let commune: Commune
  let office: UnitId
  let farmers: UnitId
  let lan: Phone
  let tuan: Phone

  beforeAll(async () => {
    commune = await foundCommune()
    office = await commune.unit('xa', 'Xã Như Xuân')
    farmers = await commune.unit('HND', 'Hội Nông dân xã', office)
    lan = await commune.person('Hoàng Lan', [[office, 'owner']])
    tuan = await commune.person('Lê Văn Tuấn', [[farmers, 'publisher']])
    await commune.person('Bùi Thị Mận', [[farmers, 'member']])
    await commune.group('Nhóm Hội Nông dân', farmers)
  })

  afterAll(() => commune.close())

  it('shows the tree with what each unit has, and one unit with what can be done', async () => {
    const [tree] = await lan.says('cây tổ chức')
    expect(tree?.text).toContain('Cây tổ chức')
    expect(labelsOf(tree)).toEqual(['Xã Như Xuân (1 người)', '· Hội Nông dân xã (1 nhóm, 2 người)'])
    const [card] = await lan.presses(tree!, 'Hội Nông dân')
    expect(card?.text).toContain('Trực thuộc: Xã Như Xuân')
    expect(labelsOf(card)).toEqual([
      'Mời tham gia',
      'Đổi tên',
      'Thêm đơn vị cấp dưới',
      'Đóng đơn vị',
      'Phân quyền',
      'Quay lại',
    ])
  })

  it('adds a unit below by buttons, with a code proposed from its name', async () => {
    const [tree] = await tuan.says('/caytochuc')
    const [card] = await tuan.presses(tree!, 'Hội Nông dân')
    const [asked] = await tuan.presses(card!, 'Thêm đơn vị cấp dưới')
    expect(asked?.text).toContain('trực thuộc Hội Nông dân xã')
    const [bad] = await tuan.says(' | ')
    expect(bad?.text).toContain('Tên đơn vị cần')
    expect(allOf(await tuan.says('ok'))).toContain('“ok” không phải tên đơn vị')
    const [proposed] = await tuan.says('Chi hội thôn  Yên Cát')
    expect(proposed?.text).toContain('“Chi hội thôn Yên Cát” để gõ lệnh: CHTYC')
    const [wrong] = await tuan.says('mã có dấu')
    expect(wrong?.text).toContain('Mã đơn vị gồm')
    const [taken] = await tuan.says('hnd')
    expect(taken?.text).toContain('Đã có đơn vị mã “hnd”')
    const added = await tuan.presses(proposed!, 'Đúng')
    expect(allOf(added)).toContain('Đã thêm Chi hội thôn Yên Cát.')
    const unit = await findUnitByCode(commune.database.store, 'CHTYC')
    expect(unit?.parentId).toBe(farmers)
    await tuan.presses(proposed!, 'Đúng')
    expect(tuan.toast()).toContain('không còn dùng được')
  })

  it('takes typed lines, and says what is wrong with them', async () => {
    expect(allOf(await lan.says('/caytochuc them TN | Đoàn Thanh niên | xa'))).toContain(
      'Đã thêm Đoàn Thanh niên.',
    )
    expect(allOf(await lan.says('/caytochuc THÊM PN | Hội Phụ nữ'))).toContain('Đã thêm Hội Phụ nữ')
    const women = await findUnitByCode(commune.database.store, 'PN')
    expect(women?.parentId).toBe(office)
    expect(allOf(await lan.says('/caytochuc them X | Y | khong-co'))).toContain('mã “khong-co”')
    expect(allOf(await lan.says('/caytochuc them tn | Lần nữa | xa'))).toContain('mã “tn”')
    expect(allOf(await lan.says('/caytochuc them'))).toContain('Thêm: /caytochuc them')
    expect(allOf(await lan.says('/caytochuc doi TN'))).toContain('Sửa tên: /caytochuc doi')
    expect(allOf(await lan.says('/caytochuc moi ZZ'))).toContain('mã “ZZ”')
    expect(allOf(await lan.says(`/caytochuc them AB | ${'Tên '.repeat(200)} | xa`))).toContain(
      'Tên đơn vị cần',
    )
  })

  it('renames from today on, and keeps the name of before', async () => {
    const [card] = await lan.presses((await lan.says('/caytochuc'))[0]!, 'Hội Nông dân')
    await lan.presses(card!, 'Đổi tên')
    for (const words of ['Không', 'ok', 'để sau ạ'])
      expect(allOf(await lan.says(words))).toContain(`“${words}” không phải tên đơn vị`)
    expect(allOf(await lan.says('Hội Nông dân xã Như Xuân'))).toContain('Đã đổi tên thành')
    commune.now = new Date(MORNING.getTime() + DAY_MS)
    await lan.says('/caytochuc doi hnd | Hội Nông dân Như Xuân')
    await lan.says('/caytochuc doi hnd | Hội Nông dân (Như Xuân)')
    const versions = await commune.database.store.db
      .selectFrom('unit_version')
      .select(['name', 'valid_from', 'valid_to'])
      .where('unit_id', '=', farmers)
      .orderBy('valid_from')
      .execute()
    expect(versions).toEqual([
      { name: 'Hội Nông dân xã', valid_from: '2026-01-01', valid_to: '2026-11-24' },
      { name: 'Hội Nông dân xã Như Xuân', valid_from: '2026-11-24', valid_to: '2026-11-25' },
      { name: 'Hội Nông dân (Như Xuân)', valid_from: '2026-11-25', valid_to: null },
    ])
  })

  it('closes a unit after asking, and with it its posts, groups and invitations', async () => {
    const [link] = await tuan.says('/caytochuc moi CHTYC')
    const branch = (await findUnitByCode(commune.database.store, 'CHTYC'))!
    const member = await commune.person('Đỗ Văn Ba', [[branch.id, 'member']])
    const [stays] = await lan.says('/caytochuc dong HND')
    expect(stays?.text).toContain('còn đơn vị cấp dưới')
    const [root] = await lan.says('/caytochuc dong xa')
    expect(root?.text).toContain('còn đơn vị cấp dưới')
    const [typed] = await lan.says('/caytochuc dong CHTYC')
    expect(typed?.text).toContain('Đóng Chi hội thôn Yên Cát? Vai trò')
    expect(labelsOf(typed)).toEqual(['Đóng đơn vị', 'Quay lại'])

    const [card] = await lan.presses((await lan.says('/caytochuc'))[0]!, 'Yên Cát')
    const [sure] = await lan.presses(card!, 'Đóng đơn vị')
    expect(sure?.text).toContain(
      'Đóng Chi hội thôn Yên Cát? Vai trò (kể cả thành viên) của 1 người',
    )
    const [closed] = await lan.presses(sure!, 'Đóng đơn vị')
    expect(closed?.text).toContain('lịch sử vẫn được giữ')
    expect(await findUnit(commune.database.store, branch.id)).toBeUndefined()
    expect(allOf(await member.says('đơn vị'))).toContain('chưa tham gia đơn vị nào')
    const token = /start\/(\S+)/.exec(link?.text ?? '')?.[1]
    const stranger = await commune.resident('Người mới')
    expect(allOf(await stranger.says(`/start ${token}`))).toContain('Đường dẫn mời không đúng')

    await lan.presses(sure!, 'Đóng đơn vị')
    expect(lan.toast()).toContain('không còn dùng được')
    expect(allOf(await lan.says('/caytochuc them CHTYC | Chi hội Yên Cát mới | HND'))).toContain(
      'Đã thêm',
    )
  })

  it('never closes the authority itself, nor makes a code, which stays for good, of “ok” or “không”', async () => {
    const other = await foundCommune()
    const id = await other.unit('co-quan', 'Cơ quan')
    const owner = await other.person('Chủ quản', [[id, 'owner']])
    expect(allOf(await owner.says('/caytochuc dong co-quan'))).toContain('không đóng được')
    const [unit] = await owner.presses((await owner.says('/caytochuc'))[0]!, 'Cơ quan')
    await owner.presses(unit!, 'Thêm đơn vị cấp dưới')
    await owner.says('Chi hội Yên Cát')
    const [anew] = await owner.says('Không')
    expect(anew?.text).toContain('Xin gõ mã khác')
    expect(labelsOf(anew)).toEqual(['Đúng'])
    expect(allOf(await owner.says('ok ạ'))).toContain('Mã: CHYC')
    await other.close()
  })

  it('gives an invitation with a link and a QR picture', async () => {
    const [card] = await tuan.presses((await tuan.says('/caytochuc'))[0]!, 'Hội Nông dân')
    const [invitation, hint] = await tuan.presses(card!, 'Mời tham gia')
    expect(invitation?.text).toMatch(/Telegram: http:\/\/127\.0\.0\.1:9\/start\/[\w-]{16}$/m)
    // It is forwarded as it stands: who gets it reads how to join, and no word to pass it on.
    expect(invitation?.text).toContain('Xin bấm đường dẫn trên, hoặc quét mã QR, để tham gia.')
    expect(invitation?.text).not.toContain('Xin chuyển')
    expect(hint?.text).toMatch(/^Xin chuyển lời mời trên .*\nMã QR có thể in/u)
    const [picture] = invitation?.message.files ?? []
    expect(picture).toMatchObject({ name: 'moi-HND-telegram.png', mime: 'image/png' })
    const bytes = await readFileBytes(commune.database.store, picture!.fileId)
    expect(Buffer.from(bytes!).subarray(1, 4).toString()).toBe('PNG')
    const [again] = await tuan.says('/caytochuc moi hnd')
    expect(again?.message.files).toEqual(invitation?.message.files)
  })

  it('gives the words to type where a bot cannot be opened by a link', async () => {
    const zalo = await foundCommune({ startLinks: false })
    const id = await zalo.unit('HND', 'Hội Nông dân')
    const owner = await zalo.person('Chủ quản', [[id, 'owner']])
    const [invitation, hint] = await owner.says('cây tổ chức mời HND')
    expect(invitation?.text).toMatch(/tìm “bot”, nhắn “bắt đầu [\w-]{16}” để tham gia/)
    expect(invitation?.text + hint!.text).not.toMatch(/đường dẫn|QR/u)
    expect(invitation?.message.files).toBeUndefined()

    // People pass it on as it is, or type it as they type.
    const [, code] = /“bắt đầu ([\w-]{16})”/u.exec(invitation!.text)!
    for (const [name, words] of [
      ['Lò Thị Mai', invitation!.text],
      ['Vi Văn Bình', `“bắt đầu ${code}”`],
      ['Hà Thị Thu', `Bắt đầu mã ${code!.slice(0, 8)} ${code!.slice(8)} ạ.`],
    ] as const)
      expect(allOf(await (await zalo.resident(name)).says(words))).toContain(`đồng chí ${name} là`)
    const lost = await zalo.resident('Lương Văn Tám')
    for (const words of ['bắt đầu MÃ', `bắt đầu ${code!.toLowerCase()}x`])
      expect(allOf(await lost.says(words))).toContain('chọn “Sao chép”')
    const welcome = allOf(await lost.says('bắt đầu giúp bác với'))
    expect(welcome).toContain('Kính chào ông/bà')
    // What is to be done is said as it is done there, and nothing of other apps.
    expect(welcome).toContain('phản ánh: nhắn “hỏi”')
    const unit = allOf(await lost.says('đơn vị'))
    expect(unit).toContain('nhắn “bắt đầu MÃ” với mã mời')
    expect(welcome + unit).not.toMatch(/đường dẫn|QR|Telegram|trên Zalo/u)
    await zalo.close()
  })

  it('leaves other units alone for a publisher of one, and everything for others', async () => {
    const [tree] = await tuan.says('/caytochuc')
    const [card] = await tuan.presses(tree!, 'Xã Như Xuân')
    expect(labelsOf(card)).toEqual(['Quay lại'])
    expect(allOf(await tuan.says('/caytochuc doi xa | Xã khác'))).toContain('dành cho cán bộ')
    expect(allOf(await tuan.says('/caytochuc them QQ | Đơn vị | xa'))).toContain('dành cho cán bộ')
    const man = await commune.person('Trần Mẫn', [[farmers, 'member']])
    expect(allOf(await man.says('/caytochuc'))).toContain('dành cho cán bộ')
    const [own] = await lan.presses(tree!, 'Hội Nông dân')
    for (const label of [
      'Mời tham gia',
      'Đổi tên',
      'Thêm đơn vị cấp dưới',
      'Đóng đơn vị',
      'Phân quyền',
    ]) {
      await man.presses(own!, label)
      expect(man.toast()).toContain('dành cho cán bộ')
    }
  })

  it('has logged every change in an unbroken chain', async () => {
    const entries = await commune.database.store.db
      .selectFrom('audit_entry')
      .select('action')
      .execute()
    const actions = entries.map(({ action }) => action)
    expect(actions.filter((action) => action === 'add-unit')).toHaveLength(4)
    expect(actions.filter((action) => action === 'rename-unit')).toHaveLength(3)
    expect(actions.filter((action) => action === 'close-unit')).toHaveLength(1)
    expect(await verifyAudit(commune.database.store)).toMatchObject({ kind: 'intact' })
    const [log] = await lan.says('nhật ký')
    expect(log?.text).toContain('Hoàng Lan đóng đơn vị Chi hội thôn Yên Cát')
    expect(log?.text).toContain('Lê Văn Tuấn lấy đường dẫn mời vào Hội Nông dân (Như Xuân)')
    expect(allOf(await tuan.says('/nhatky'))).toContain('dành cho cán bộ')
  })

  it('turns the pages of a large tree in place', async () => {
    for (let number = 1; number <= 12; number++)
      await commune.unit(`t${number}`, `Thôn ${number}`, office)
    const [tree] = await lan.says('/caytochuc')
    expect(labelsOf(tree)).toHaveLength(13)
    expect(labelsOf(tree).at(-1)).toBe('Xem tiếp (1/2)')
    await commune.settle(tree!)
    const [second] = await lan.presses(tree!, 'Xem tiếp')
    expect(labelsOf(second).at(-1)).toBe('Xem tiếp (2/2)')
    const edit = await commune.database.store.db
      .selectFrom('delivery')
      .select('edits_id')
      .where('id', '=', second!.delivery)
      .executeTakeFirst()
    expect(edit?.edits_id).toBe(tree!.delivery)
  })
})

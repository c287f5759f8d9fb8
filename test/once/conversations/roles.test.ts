import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { CommandMenu } from '../../../src/channels/channel.ts'
import { keepMenus } from '../../../src/compose/keep-menus.ts'
import { newId, type UnitId } from '../../../src/domain/id.ts'
import { addPerson, addPost, currentPosts, ownersOf } from '../../../src/storage/people.ts'
import { findUnit } from '../../../src/storage/units.ts'
import { allOf, foundCommune, labelsOf, type Commune, type Phone } from '../../support/commune.ts'
import { quietLog } from '../../support/quiet-log.ts'

const NOT_FOR_YOU = 'dành cho cán bộ'

describe('who does what, in conversation', () => {
  let commune: Commune
  let office: UnitId
  let farmers: UnitId
  let lan: Phone
  let tuan: Phone
  let man: Phone

  beforeAll(async () => {
    commune = await foundCommune()
    office = await commune.unit('xa', 'Xã Như Xuân')
    farmers = await commune.unit('HND', 'Hội Nông dân xã', office)
    lan = await commune.person('Hoàng Lan', [[office, 'owner']])
    tuan = await commune.person('Lê Văn Tuấn', [[farmers, 'author']])
    man = await commune.person('Bùi Thị Mận', [[farmers, 'member']])
  })

  afterAll(() => commune.close())

  const postsOf = async (phone: Phone): Promise<string[]> =>
    (await currentPosts(commune.database.store, phone.personId!)).map(({ role }) => role)

  it('lists the officers, and gives a role by buttons: unit, role, person', async () => {
    const [list] = await lan.says('cán bộ')
    expect(list?.text).toContain('Hoàng Lan – chủ quản, Xã Như Xuân')
    expect(list?.text).toContain('Lê Văn Tuấn – người soạn, Hội Nông dân xã')
    expect(labelsOf(list)).toEqual(['Xã Như Xuân (1)', '· Hội Nông dân xã (1)'])
    const [unit] = await lan.presses(list!, 'Hội Nông dân')
    expect(labelsOf(unit)[0]).toBe('✖ Lê Văn Tuấn – người soạn')
    const [who] = await lan.presses(unit!, 'Giao làm người duyệt')
    expect(who?.text).toContain('Giao ai làm người duyệt của Hội Nông dân xã?')
    expect(labelsOf(who)).toEqual(['Bùi Thị Mận', 'Lê Văn Tuấn', 'Quay lại'])
    const given = await lan.presses(who!, 'Bùi Thị Mận')
    expect(allOf(given)).toContain('Đã giao Bùi Thị Mận làm người duyệt của Hội Nông dân xã.')
    const told = given.find(({ chatId }) => chatId === man.chatId)
    expect(told?.text).toContain('Đồng chí được giao làm người duyệt')
    expect(await postsOf(man)).toEqual(['member', 'approver'])

    await lan.presses(who!, 'Bùi Thị Mận')
    expect(lan.toast()).toContain('đang là người duyệt')
    expect(await postsOf(man)).toEqual(['member', 'approver'])
    expect(allOf(await man.says('/duyet'))).toContain('Không có tin nào')
  })

  it('takes a full name instead of a button, and asks on when it is not clear', async () => {
    const [list] = await lan.says('/canbo')
    const [unit] = await lan.presses(list!, 'Hội Nông dân')
    await lan.presses(unit!, 'Giao làm người phát hành')
    expect(allOf(await lan.says('Không Có Ai'))).toContain('Không tìm thấy ai tên “Không Có Ai”')
    expect(allOf(await lan.says('le van tuan'))).toContain(
      'Đã giao Lê Văn Tuấn làm người phát hành',
    )
    const ba = await commune.person('Trùng Tên', [[office, 'member']])
    await commune.person('Trùng Tên', [[office, 'member']])
    expect(allOf(await lan.says('/canbo them traloi xa | Trùng Tên'))).toContain('Có 2 người')
    expect(await postsOf(ba)).toEqual(['member'])
  })

  it.each(['Chao A Quy', 'Chào A Chi', 'A Lô'])('takes the full name “%s”', async (name) => {
    const person = await commune.person(name, [[farmers, 'member']])
    const [list] = await lan.says('/canbo')
    const [unit] = await lan.presses(list!, 'Hội Nông dân')
    await lan.presses(unit!, 'Giao làm người phát hành')
    expect(allOf(await lan.says(name))).toContain(`Đã giao ${name} làm người phát hành`)
    expect(await postsOf(person)).toEqual(['member', 'publisher'])
  })

  it('takes a role away after asking, once', async () => {
    const [list] = await lan.says('/canbo')
    const [unit] = await lan.presses(list!, 'Hội Nông dân')
    const [sure] = await lan.presses(unit!, '✖ Bùi Thị Mận – người duyệt')
    expect(sure?.text).toBe('Thu hồi vai trò người duyệt của Bùi Thị Mận ở Hội Nông dân xã?')
    expect(await postsOf(man)).toEqual(['member', 'approver'])
    expect(allOf(await lan.presses(sure!, 'Thu hồi vai trò'))).toContain('thôi làm người duyệt')
    expect(await postsOf(man)).toEqual(['member'])
    await lan.presses(sure!, 'Thu hồi vai trò')
    expect(lan.toast()).toContain('không còn dùng được')
    expect(allOf(await man.says('/duyet'))).toContain(NOT_FOR_YOU)
  })

  it('changes the menu of a chat with its roles, also while the service is down', async () => {
    const { store } = commune.database
    const type = (line: string): Promise<unknown> =>
      lan.says(`/canbo ${line} duyet HND | Bùi Thị Mận`)
    /** Which menus are put up in her chat by a service that runs while this is typed. */
    const putUp = async (...lines: readonly string[]): Promise<string[]> => {
      const stop = new AbortController()
      const hers: string[] = []
      const left = [...lines]
      const publishCommands = async (menus: readonly CommandMenu[]): Promise<void> => {
        for (const { scope, commands } of menus)
          if (scope.kind === 'chat' && scope.chatId === man.externalId)
            hers.push(commands.some(({ name }) => name === 'duyet') ? 'of an approver' : 'none')
      }
      const untilNextLook = async (): Promise<void> => {
        const line = left.shift()
        if (line === undefined) stop.abort()
        else await type(line)
      }
      const keeping = { store, config: {}, log: quietLog, untilNextLook }
      await keepMenus(keeping, { ...commune.channel, publishCommands }, stop.signal)
      return hers
    }
    await type('them')

    expect(await putUp('bo', 'them')).toEqual(['of an approver', 'none', 'of an approver'])
    await type('bo')
    expect(await putUp()).toEqual(['none'])
  })

  it('takes typed lines, and says what is wrong with them', async () => {
    const [asked] = await lan.says('/canbo them tiepnhan xa | Bùi Thị Mận')
    // A name that somebody bears outside the unit gives nobody rights by itself.
    expect(asked?.text).toContain('Ở Xã Như Xuân chưa có ai tên “Bùi Thị Mận”')
    expect(labelsOf(asked)).toEqual(['Bùi Thị Mận – Hội Nông dân xã – Telegram, Bùi Thị Mận'])
    expect(await postsOf(man)).toEqual(['member'])
    expect(allOf(await lan.says('1'))).toContain(
      'Đã giao Bùi Thị Mận làm cán bộ tiếp nhận của Xã Như Xuân',
    )
    expect(allOf(await lan.says('phân quyền bỏ tiếp_nhận xa Bùi Thị Mận'))).toContain(
      'thôi làm cán bộ tiếp nhận',
    )
    expect(allOf(await lan.says('/canbo bo tiepnhan xa | Bùi Thị Mận'))).toContain('không phải là')
    expect(allOf(await lan.says('/canbo them giamdoc xa | Bùi Thị Mận'))).toContain(
      'Không có vai trò “giamdoc”',
    )
    expect(allOf(await lan.says('/canbo them soan ZZ | Bùi Thị Mận'))).toContain('mã “ZZ”')
    expect(allOf(await lan.says('/canbo them soan'))).toContain('Phân quyền: /canbo them')
    expect(allOf(await lan.says('/canbo gì đó'))).toContain('Phân quyền: /canbo them')
  })

  it('lets it be chosen which of several with one name gives a role up', async () => {
    const { store } = commune.database
    const named = 'Hà Văn Tám'
    const stays = await commune.person(named, [[farmers, 'member']])
    const ghost = await addPerson(store, { name: named })
    await addPost(store, { personId: ghost, unitId: farmers, role: 'member', from: '2026-03-05' })

    const [asked] = await lan.says(`/canbo bo thanhvien HND | ${named}`)
    expect(asked?.text).toContain(`Có 2 người tên “${named}” đang là thành viên`)
    expect(labelsOf(asked)).toEqual([
      `${named} – từ 01/01/2026 – Telegram, ${named}`,
      `${named} – từ 05/03/2026 – chưa có tài khoản`,
    ])
    expect(allOf(await lan.says('2'))).toContain(`${named} thôi làm thành viên`)

    expect(await currentPosts(store, ghost)).toEqual([])
    expect(await postsOf(stays)).toEqual(['member'])
    expect(allOf(await lan.says(`/canbo bo duyet HND | ${named}`))).toContain('không phải là')
    expect(allOf(await lan.says('/canbo bo duyet HND | Ai Đó'))).toContain('Không tìm thấy ai')
  })

  it('takes nobody for another whose name has other marks', async () => {
    const hung = await commune.person('Nguyễn Văn Hưng', [[farmers, 'member']])
    expect(allOf(await lan.says('/canbo them soan HND | Nguyễn Văn Hùng'))).toContain(
      'Không tìm thấy ai tên “Nguyễn Văn Hùng”',
    )
    expect(await postsOf(hung)).toEqual(['member'])
    expect(allOf(await lan.says('/canbo bo thanhvien HND | Nguyễn Văn Hùng'))).toContain(
      'Không tìm thấy ai tên',
    )
    expect(await postsOf(hung)).toEqual(['member'])

    // Of two such people the marks say who is meant; without marks it is asked.
    const other = await commune.person('Nguyễn Văn Hùng', [[farmers, 'member']])
    const [asked] = await lan.says('/canbo them soan HND | nguyen van hung')
    expect(labelsOf(asked)).toHaveLength(2)
    expect(allOf(await lan.says('/canbo them soan HND | Nguyễn Văn Hùng'))).toContain(
      'Đã giao Nguyễn Văn Hùng làm người soạn',
    )
    expect(await postsOf(other)).toEqual(['member', 'author'])
    expect(await postsOf(hung)).toEqual(['member'])
  })

  it('says of more than ten of one name that there are more, and what to do', async () => {
    const { store } = commune.database
    for (let bearers = 0; bearers < 11; bearers++) {
      const personId = await addPerson(store, { name: 'Lò Văn Ơn' })
      await addPost(store, { personId, unitId: farmers, role: 'member', from: '2026-01-01' })
    }
    for (const [line, said] of [
      ['bo thanhvien HND', 'Có hơn 10 người tên “Lò Văn Ơn'],
      ['them duyet HND', 'Có hơn 10 người tên “Lò Văn Ơn'],
      ['them duyet xa', 'chưa có ai tên “Lò Văn Ơn'],
    ]) {
      const [asked] = await lan.says(`/canbo ${line} | Lò Văn Ơn`)
      expect(asked?.text).toContain(said)
      expect(asked?.text).toContain('Còn người cùng tên chưa hiện ở đây')
      expect(labelsOf(asked)).toHaveLength(10)
    }
  })

  it('tells two people of one name apart on its buttons, and in the question', async () => {
    const { store } = commune.database
    const named = 'Nguyễn Văn An'
    const one = await commune.person(named, [[farmers, 'publisher']])
    const late = await addPerson(store, { name: named })
    const zalo = await commune.onZalo('An Nguyễn', late)
    for (const role of ['member', 'publisher'] as const)
      await addPost(store, { personId: late, unitId: farmers, role, from: '2026-03-05' })
    const [unit] = await lan.presses((await lan.says('/canbo'))[0]!, 'Hội Nông dân')
    const ofLate = 'từ 05/03/2026 – Zalo Bot, An Nguyễn'
    expect(labelsOf(unit).filter((label) => label.includes(named))).toEqual([
      `✖ ${named} – người phát hành – từ 01/01/2026 – Telegram, ${named}`,
      `✖ ${named} – người phát hành – ${ofLate}`,
    ])

    const [who] = await lan.presses(unit!, 'Giao làm người duyệt')
    expect(labelsOf(who)).toContain(`${named} – ${ofLate}`)
    const [sure] = await lan.presses(unit!, `✖ ${named} – người phát hành – ${ofLate}`)
    expect(sure?.text).toContain(`người phát hành của ${named} (${ofLate}) ở Hội Nông dân xã?`)
    await lan.presses(sure!, 'Thu hồi vai trò')
    expect(await postsOf(zalo)).toEqual(['member'])
    expect(await postsOf(one)).toEqual(['publisher'])
  })

  it('never takes the last owner away', async () => {
    expect(allOf(await lan.says('/canbo bo chuquan xa | Hoàng Lan'))).toContain('chủ quản duy nhất')
    // An owner without an account could not act, so that one does not count.
    const { store } = commune.database
    await lan.says('/canbo them chuquan xa | Bùi Thị Mận')
    await lan.says('1')
    expect(await postsOf(man)).toContain('owner')
    expect(allOf(await man.says('/canbo bo chuquan xa | Hoàng Lan'))).toContain('thôi làm chủ quản')
    expect(allOf(await lan.says('/canbo'))).toContain(NOT_FOR_YOU)
    expect(allOf(await man.says('/canbo bo chuquan xa | Bùi Thị Mận'))).toContain('duy nhất')
    await man.says('/canbo them chuquan xa | Hoàng Lan')
    await man.says('1')
    await store.db
      .updateTable('account')
      .set({ person_id: null })
      .where('person_id', '=', lan.personId!)
      .execute()
    expect(allOf(await man.says('/canbo bo chuquan xa | Bùi Thị Mận'))).toContain('duy nhất')
    // Of two posts the only owner can give one up, so that its unit can be closed.
    await man.says('/canbo them chuquan HND | Bùi Thị Mận')
    expect(allOf(await man.says('/canbo bo chuquan HND | Bùi Thị Mận'))).toContain('thôi làm')
    expect(allOf(await man.says('/canbo bo chuquan xa | Bùi Thị Mận'))).toContain('duy nhất')
  })

  it('switches two-person approval for a unit: owners only, and it is logged', async () => {
    const { store } = commune.database
    expect(allOf(await tuan.says('/canbo duyet HND tat'))).toContain(NOT_FOR_YOU)
    expect(allOf(await man.says('/canbo duyet HND'))).toContain('/canbo duyet MÃ_ĐƠN_VỊ tat')
    expect(allOf(await man.says('/canbo duyệt HND tắt'))).toContain('không cần người thứ hai duyệt')
    expect((await findUnit(store, farmers))?.approvalRequired).toBe(false)
    const [unit] = await man.presses((await man.says('/canbo'))[0]!, 'Hội Nông dân')
    expect(labelsOf(unit)).toContain('Bật duyệt hai người')
    expect(allOf(await man.presses(unit!, 'Bật duyệt hai người'))).toContain('từ nay cần người')
    expect((await findUnit(store, farmers))?.approvalRequired).toBe(true)
    const logged = await store.db
      .selectFrom('audit_entry')
      .select(['actor_id', 'detail'])
      .where('action', '=', 'switch-approval')
      .orderBy('seq')
      .execute()
    expect(logged).toEqual([
      { actor_id: man.personId, detail: { required: false } },
      { actor_id: man.personId, detail: { required: true } },
    ])
    const log = allOf(await man.says('/nhatky'))
    for (const choice of ['tắt', 'bật'])
      expect(log).toContain(`đổi quy định duyệt của Hội Nông dân xã (${choice} duyệt hai người)`)
    expect(log).toContain('giao vai trò cho Hoàng Lan (chủ quản, Xã Như Xuân)')
  })

  it('refuses the buttons to everybody else, whoever they were shown to', async () => {
    const [list] = await man.says('/canbo')
    const [unit] = await man.presses(list!, 'Hội Nông dân')
    const [who] = await man.presses(unit!, 'Giao làm người duyệt')
    const [sure] = await man.presses(unit!, '✖ Lê Văn Tuấn – người soạn')
    for (const [heard, label] of [
      [list, 'Hội Nông dân'],
      [unit, 'Giao làm chủ quản'],
      [unit, '✖ Lê Văn Tuấn – người soạn'],
      [unit, 'Tắt duyệt hai người'],
      [who, 'Lê Văn Tuấn'],
      [sure, 'Thu hồi vai trò'],
    ] as const) {
      await tuan.presses(heard!, label)
      expect(tuan.toast()).toContain(NOT_FOR_YOU)
    }
    expect(await postsOf(tuan)).toEqual(['author', 'publisher'])
  })

  it('says how the service stands, without asking any platform', async () => {
    const { store } = commune.database
    const [fresh] = await man.says('tình trạng')
    expect(fresh?.text).toContain('Telegram – bot: ✅ đang hoạt động')
    expect(fresh?.text).toContain('Không có tin đến nào đang chờ')
    await commune.group('Nhóm mới')
    await store.db
      .insertInto('inbox')
      .values({
        channel_instance_id: commune.channel.instanceId,
        dedup_key: newId(),
        order_key: Buffer.from('x'),
        payload_enc: null,
        error: null,
        processed_at: null,
        received_at: new Date(commune.now.getTime() - 5 * 60_000),
      })
      .execute()
    await store.db
      .insertInto('lane')
      .values({
        channel_instance_id: commune.channel.instanceId,
        owner: null,
        stopped_reason: 'token-refused: 401 Unauthorized',
      })
      .execute()
    const [state] = await tuan.says('/tinhtrang')
    expect(state?.text).toContain('⛔ đã dừng gửi: nền tảng từ chối mã truy cập (token)')
    expect(state?.text).toMatch(/Đang chờ gửi: \d+ tin/)
    expect(state?.text).toContain('Nhóm chưa gắn với đơn vị: 1')
    expect(state?.text).toContain('chờ xử lý lâu nhất: 5 phút')
    const stranger = await commune.resident('Người dân')
    expect(allOf(await stranger.says('/tinhtrang'))).toContain(NOT_FOR_YOU)
  })

  it('answers in English whoever asked for it', async () => {
    await man.says('/english')
    const [list] = await man.says('/canbo')
    expect(list?.text).toContain('Lê Văn Tuấn – author, Hội Nông dân xã')
    expect(allOf(await man.says('/nhatky'))).toContain('Bùi Thị Mận changed the approval rule of')
  })
})

describe('two owners who take each other away at the same moment', () => {
  it('leave one of them', async () => {
    const commune = await foundCommune()
    const office = await commune.unit('xa', 'Xã Như Xuân')
    const lan = await commune.person('Hoàng Lan', [[office, 'owner']])
    const ba = await commune.person('Đỗ Văn Ba', [[office, 'owner']])
    await Promise.all([
      lan.says('/canbo bo chuquan xa | Đỗ Văn Ba'),
      ba.says('/canbo bo chuquan xa | Hoàng Lan'),
    ])
    expect(await ownersOf(commune.database.store)).toHaveLength(1)
    await commune.close()
  })
})

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { JobRequest } from '../../../jobs/catalogue.ts'
import { createChannelRegistry } from '../../../src/channels/registry.ts'
import type { ChatId, GroupWishId, UnitId } from '../../../src/domain/id.ts'
import { listGroups } from '../../../src/storage/groups.ts'
import { dueWishes } from '../../../src/storage/group-wishes.ts'
import { carryOutWish } from '../../../src/usecases/groups/carry-out-wish.ts'
import { allOf, foundCommune, labelsOf, type Commune, type Phone } from '../../support/commune.ts'
import { createOwnGroups, type OwnGroups } from '../../support/own-groups.ts'
import { quietLog } from '../../support/quiet-log.ts'
import type { Deps } from '../../../src/deps.ts'

describe('groups that the bot makes itself', () => {
  let platform: OwnGroups
  let commune: Commune
  let farmers: UnitId
  let owner: Phone
  let jobs: JobRequest[]

  beforeEach(async () => {
    platform = createOwnGroups()
    commune = await foundCommune({ groups: platform })
    const office = await commune.unit('xa', 'Xã Như Xuân')
    farmers = await commune.unit('HND', 'Hội Nông dân xã', office)
    owner = await commune.person('Lê Thu Hà', [[office, 'owner']])
    await commune.person('Hoàng Lan', [[farmers, 'member']])
    await commune.person('Lê Văn Sơn', [[farmers, 'leader']])
    jobs = []
  })

  afterEach(() => commune.close())

  const deps = (): Parameters<typeof carryOutWish>[0] => ({
    store: commune.database.store,
    channels: createChannelRegistry([commune.channel]),
    clock: { now: () => commune.now },
    enqueue: async (job) => void jobs.push(job),
    log: quietLog as Deps['log'],
  })
  /** Carries out everything that is due, as the workers do. */
  const work = async (): Promise<void> => {
    for (const id of await dueWishes(commune.database.store, commune.now))
      await carryOutWish(deps(), id)
  }
  const later = (ms: number): void => {
    commune.now = new Date(commune.now.getTime() + ms)
  }
  const groups = () => listGroups(commune.database.store)
  const saidIn = async (chatId: ChatId): Promise<string> => allOf(await commune.heardIn(chatId))
  const wish = async (): Promise<GroupWishId> => {
    const [units] = await owner.says('/taonhom')
    const [question] = await owner.presses(units!, 'Hội Nông dân xã')
    expect(question?.text).toContain(
      'Lập nhóm “Hội Nông dân xã” cho Hội Nông dân xã và mời 2 người',
    )
    await owner.presses(question!, 'Lập nhóm')
    const [job] = (commune.effects.at(-1)?.jobs ?? []).filter(({ name }) => name === 'manage-group')
    return (job!.data as { wishId: GroupWishId }).wishId
  }

  it('are made after the owner’s yes, bound at once, told on both sides, and filled', async () => {
    await wish()
    expect(platform.made).toEqual([])

    await work()
    await work()

    expect(platform.made).toEqual([
      { groupId: 'g1', name: 'Hội Nông dân xã', holders: [owner.externalId] },
    ])
    const [group] = await groups()
    expect(group).toMatchObject({ title: 'Hội Nông dân xã', unitId: farmers })
    expect(platform.invited).toEqual([
      { groupId: 'g1', people: [expect.any(String), expect.any(String)] },
    ])
    const told = await saidIn(owner.chatId)
    expect(told).toContain('Đã lập nhóm “Hội Nông dân xã” và gắn với Hội Nông dân xã')
    expect(told).toContain('https://x.vn/g1')
    expect(told).toContain('Đã gửi lời mời vào nhóm “Hội Nông dân xã” tới 2 người')
    expect(await saidIn(group!.id)).toContain('từ nay nhận tin của Hội Nông dân xã')
  })

  it('are not made twice when the answer is lost', async () => {
    platform.next = 'answer-lost'
    await wish()
    await work()
    expect(await groups()).toEqual([])

    later(61_000)
    await work()

    expect(platform.made).toHaveLength(1)
    expect(await groups()).toMatchObject([{ unitId: farmers }])
  })

  it('are not made twice by a process that comes after one that died', async () => {
    const id = await wish()
    const dying = {
      ...platform,
      // The platform makes it, and the process is gone before the answer.
      create: async (wished: Parameters<typeof platform.create>[0]) => {
        await platform.create(wished)
        throw new Error('killed')
      },
    }
    const channels = createChannelRegistry([{ ...commune.channel, groups: dying }])
    await expect(carryOutWish({ ...deps(), channels }, id)).rejects.toThrow('killed')
    await carryOutWish(deps(), id)
    expect(await groups()).toEqual([])

    later(301_000)
    await carryOutWish(deps(), id)

    expect(platform.made).toHaveLength(1)
    expect(await groups()).toMatchObject([{ unitId: farmers }])
  })

  it('are made once when two processes take the same job', async () => {
    const id = await wish()

    await Promise.all([carryOutWish(deps(), id), carryOutWish(deps(), id)])

    expect(platform.made).toHaveLength(1)
  })

  it('are not made beside one of that name that was there before, nor is that one taken: the owner decides', async () => {
    platform.made.push({ groupId: 'old', name: 'Hội Nông dân xã', holders: [] })
    // The first look comes to nothing: what is found by the next was there before all the same.
    const { find } = platform
    let looks = 0
    platform.find = (name) =>
      looks++ === 0
        ? Promise.resolve({ kind: 'later', afterMs: 1_000, why: 'too-many', reason: '-32' })
        : find(name)
    await wish()
    await work()
    later(61_000)
    await work()

    expect(platform.made).toHaveLength(1)
    expect(platform.invited).toEqual([])
    const [group] = await groups()
    expect(group?.unitId).toBeNull()
    const asked = (await commune.heardIn(owner.chatId)).at(-1)
    expect(asked?.text).toContain('OA đã có một nhóm “Hội Nông dân xã” chưa gắn với đơn vị nào')
    // As on Zalo Bot, where nothing can be pressed.
    const [units] = await owner.says('1')
    await owner.presses(units!, 'Hội Nông dân xã')
    expect(await groups()).toMatchObject([{ unitId: farmers }])
  })

  it('say why they could not be made', async () => {
    platform.next = { kind: 'failed', why: 'no-group-asset', reason: 'no free asset' }
    await wish()
    await work()

    expect(await saidIn(owner.chatId)).toContain(
      'Không lập được nhóm “Hội Nông dân xã”: OA không còn suất nhóm nào trống',
    )
    later(3_600_000)
    await work()
    expect(platform.made).toEqual([])
  })

  it('wait when the platform asks for it, and are given up after some tries', async () => {
    await wish()
    for (let tries = 0; tries < 5; tries++) {
      platform.next = { kind: 'later', afterMs: 60_000, why: 'too-many', reason: '-32' }
      await work()
      later(60_000)
    }

    expect(await saidIn(owner.chatId)).toContain('nền tảng yêu cầu gửi chậm lại')
    await work()
    expect(platform.made).toEqual([])
  })

  it('ask nobody which unit they are for, though the platform tells of them first', async () => {
    await wish()
    const heard = await owner.does(
      { kind: 'standing', standing: 'member' },
      { group: { chatId: owner.chatId, externalId: 'g1' } },
    )

    expect(allOf(heard)).not.toContain('Gắn nhóm này với đơn vị nào')
  })

  it('have the name that the owner types, within the platform’s limit', async () => {
    const [tooLong] = await owner.says('tạo nhóm HND | Nhóm thông báo của Hội Nông dân xã Như Xuân')
    expect(tooLong?.text).toContain('dài nhất 30 ký tự')
    expect(tooLong?.text).toContain('gõ: tạo nhóm HND | Tên nhóm')
    const [question] = await owner.says('tạo nhóm HND | Nông dân Như Xuân')
    await owner.presses(question!, 'Lập nhóm')
    await work()

    expect(platform.made).toMatchObject([{ name: 'Nông dân Như Xuân' }])
    await owner.presses(question!, 'Lập nhóm')
    expect(owner.toast()).toContain('không còn dùng được')
  })

  it('need an owner who has written to the account, and say so in a message that stays', async () => {
    await commune.database.store.db
      .updateTable('chat')
      .set({ state: 'blocked' })
      .where('id', '=', owner.chatId)
      .execute()
    const elsewhere = await commune.onZalo('Thu Hà', owner.personId!)
    const [units] = await elsewhere.says('/taonhom')
    const [told] = await elsewhere.presses(units!, 'Hội Nông dân xã')
    expect(told?.text).toContain('Xin một chủ quản là quản trị viên OA nhắn cho OA một lần')
  })

  it('are for another unit after all when the owner goes back to the list', async () => {
    const veterans = await commune.unit('CCB', 'Hội Cựu chiến binh xã')
    const [units] = await owner.says('/taonhom')
    const [question] = await owner.presses(units!, 'Hội Nông dân xã')
    const [again] = await owner.presses(question!, 'Quay lại')
    expect(labelsOf(again)).toEqual(labelsOf(units))

    const [other] = await owner.presses(again!, 'Hội Cựu chiến binh xã')
    expect(other?.text).toContain('Chưa có ai của đơn vị nhắn cho OA nên chưa mời được ai')
    expect(other?.text).not.toContain('0 người')
    await owner.presses(other!, 'Lập nhóm')
    await work()

    expect(await groups()).toMatchObject([{ unitId: veterans }])
  })

  it('are for owners only; whoever leads the unit may invite into its group', async () => {
    await wish()
    await work()
    await work()
    const leader = await commune.person('Quách Thị Nhung', [[farmers, 'leader']])
    expect(allOf(await leader.says('/taonhom'))).toContain('dành cho cán bộ được phân công')

    const [where] = await leader.says('mời nhóm')
    expect(labelsOf(where)).toEqual(['Hội Nông dân xã'])
    await leader.presses(where!, 'Hội Nông dân xã')
    await work()

    expect(platform.invited.at(-1)?.people).toHaveLength(3)
    expect(await saidIn(leader.chatId)).toContain('tới 3 người')

    // Zalo takes only those who follow the OA or have written within a week.
    platform.refuses = 2
    await leader.presses(where!, 'Hội Nông dân xã')
    await work()
    expect((await commune.heardIn(leader.chatId)).at(-1)?.text).toMatch(
      /tới 1 người\.\s+Zalo chưa cho mời 2 người .*nhắn cho OA một tin/u,
    )
    platform.refuses = null
    await leader.presses(where!, 'Hội Nông dân xã')
    await work()
    const [asked] = (await commune.heardIn(leader.chatId)).slice(-1)
    expect(asked?.text).toContain('Đã yêu cầu Zalo mời')
    expect(asked?.text).not.toMatch(/\d/u)
  })
})

describe('where no bot makes groups', () => {
  it('the commands are not in the help, and say so when they are typed', async () => {
    const commune = await foundCommune()
    const office = await commune.unit('xa', 'Xã Như Xuân')
    const owner = await commune.person('Lê Thu Hà', [[office, 'owner']])

    expect(allOf(await owner.says('/trogiup'))).not.toMatch(/tạo nhóm|taonhom/)
    expect(allOf(await owner.says('/taonhom'))).toContain('chưa kết nối Zalo OA')
    await commune.close()
  })
})

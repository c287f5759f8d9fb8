import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { GroupMade, GroupMaking } from '../../src/channels/channel.ts'
import { emulatorControl, type EmulatorControl } from '../support/emulator-control.ts'
import { HOA, OA_GROUP, startZaloOaBench, type ZaloOaBench } from '../support/zalo-oa-bench.ts'

const MINH = '7000000000000000001'
const NAME = 'Nông dân Như Xuân'

describe('groups that an OA makes', () => {
  let bench: ZaloOaBench
  let control: EmulatorControl
  let groups: GroupMaking

  beforeEach(async () => {
    bench = await startZaloOaBench({
      account: {
        admins: ['hoa'],
        groupAssets: [
          { assetId: 'small', product: 'gmf10', quotaType: 'purchase_quota', validDays: 30 },
          { assetId: 'large', product: 'gmf100' },
        ],
      },
    })
    control = emulatorControl(bench.emulator.origin)
    groups = bench.channel.groups!
  })

  afterEach(() => bench.stop())

  const create = (people = 5, holders: readonly string[] = [HOA]): Promise<GroupMade> =>
    groups.create({ name: NAME, holders, people })
  const calls = async (verb: string) =>
    (await control.calls('zalo-oa')).filter(({ method }) => method.includes(verb))

  it('are made out of the smallest free part of the package that holds them, and found by name', async () => {
    const made = await create()

    expect(made).toMatchObject({ kind: 'made', link: expect.stringContaining('http') })
    expect((await calls('creategroupwithoa')).at(-1)?.payload).toMatchObject({
      asset_id: 'small',
      group_name: NAME,
    })
    const { groupId } = made as Extract<GroupMade, { kind: 'made' }>
    expect(await groups.find(NAME.normalize('NFD'))).toMatchObject({
      kind: 'found',
      groups: [{ groupId }],
    })
    expect(await groups.find('Chi hội khác')).toEqual({ kind: 'found', groups: [] })
  })

  it('take a larger part for more people, and say so when none is left', async () => {
    expect(await create(40)).toMatchObject({ kind: 'made' })
    expect((await calls('creategroupwithoa')).at(-1)?.payload).toMatchObject({ asset_id: 'large' })
    // Too small, but the only one that is left.
    expect(await create(40)).toMatchObject({ kind: 'made' })

    expect(await create(5)).toMatchObject({ kind: 'failed', why: 'no-group-asset' })
  })

  it('need an administrator of the OA and people whom it knows', async () => {
    await control.say({ as: 'minh', chatId: `zalo-oa:${MINH}`, text: 'Xin chào' })

    expect(await create(5, [MINH])).toMatchObject({ kind: 'failed', why: 'group-needs-admin' })
  })

  it.each([
    [-224, { kind: 'failed', why: 'package-too-low' }],
    [-212, { kind: 'failed', why: 'permission-missing' }],
    [-32, { kind: 'later', why: 'too-many' }],
  ])('answer %d in our words', async (code, trouble) => {
    await control.fault({
      platform: 'zalo-oa',
      method: 'quota/group',
      kind: 'code',
      code,
      times: 9,
    })

    expect(await create()).toMatchObject(trouble)
  })

  it('tell a lost answer from a refusal, and are then found', async () => {
    await control.fault({
      platform: 'zalo-oa',
      method: 'group/creategroupwithoa',
      kind: 'drop-after',
      times: 1,
    })

    expect(await create()).toMatchObject({ kind: 'unknown' })
    expect(await groups.find(NAME)).toMatchObject({ groups: [expect.anything()] })
  })

  it('are not found when they have lapsed: such a group takes no message', async () => {
    expect(await create()).toMatchObject({ kind: 'made' })
    bench.emulator.advance(40 * 86_400_000)

    expect(await groups.find(NAME)).toEqual({ kind: 'found', groups: [] })
  })

  it('count those whom Zalo does not let in, who have not written', async () => {
    const made = (await create()) as Extract<GroupMade, { kind: 'made' }>

    const invited = await groups.invite(made.groupId, [HOA, MINH])

    expect(invited).toEqual({ kind: 'invited', count: 0, refused: 1 })
  })

  it('are filled by inviting those who are not in them', async () => {
    await control.say({ as: 'minh', chatId: `zalo-oa:${MINH}`, text: 'Xin chào' })
    const made = (await create()) as Extract<GroupMade, { kind: 'made' }>

    expect(await groups.invite(made.groupId, [HOA, MINH])).toEqual({ kind: 'invited', count: 1 })
    expect(await groups.invite(made.groupId, [HOA, MINH])).toEqual({ kind: 'invited', count: 0 })
    expect(await groups.invite(OA_GROUP, [HOA, MINH])).toEqual({ kind: 'invited', count: 0 })
    expect((await calls('invite')).map(({ payload }) => payload['member_user_ids'])).toEqual([
      [MINH],
    ])
  })
})

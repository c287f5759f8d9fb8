import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { OfficialAccount } from '../src/index.ts'
import { failureOf } from './failure-of.ts'
import { GROUP, type OaBench, startOaBench, USER } from './oa-bench.ts'
import { json } from './wire-server.ts'

const DETAIL = {
  group_info: {
    group_id: GROUP,
    name: 'Thôn Đông',
    avatar: 'https://x.vn/a.png',
    group_link: 'https://zalo.me/g/x',
    group_description: 'Nhóm của thôn',
    status: 'disabled',
    total_member: '12',
    max_member: 100,
    auto_delete_date: '14/02/2027',
  },
  asset_info: {
    asset_type: 'gmf100',
    asset_id: 'as1',
    valid_through: '31/12/2026',
    auto_renew: 'false',
  },
  group_setting: {
    lock_send_msg: false,
    join_appr: true,
    enable_msg_history: true,
    enable_link_join: false,
  },
}

describe('the groups of an official account', () => {
  let bench: OaBench

  beforeEach(async () => {
    bench = await startOaBench()
    bench.server.answer(json({ data: {}, error: 0, message: 'Success' }))
  })

  afterEach(async () => {
    await bench.stop()
  })

  it('are listed by plain query parameters', async () => {
    const group = {
      group_id: GROUP,
      name: 'Chi hội Yên Cát',
      status: 'enabled',
      total_member: '12',
      group_link: 'https://zalo.me/g/x',
    }
    bench.server.answer(json({ data: { total: 1, groups: [group] }, error: 0 }))

    expect(await bench.account.listGroups({ offset: 5, count: 20 })).toEqual({
      total: 1,
      groups: [
        {
          groupId: GROUP,
          name: 'Chi hội Yên Cát',
          status: 'enabled',
          totalMembers: 12,
          link: 'https://zalo.me/g/x',
        },
      ],
    })
    await bench.account.listGroups()
    expect(bench.asked()).toEqual([
      'GET /openapi/v3.0/oa/group/getgroupsofoa?offset=5&count=20',
      'GET /openapi/v3.0/oa/group/getgroupsofoa?offset=0&count=50',
    ])
  })

  it('have an asset, settings and a day of dissolution', async () => {
    bench.server.answer(json({ data: DETAIL, error: 0 }))

    expect(await bench.account.getGroup(GROUP)).toEqual({
      groupId: GROUP,
      name: 'Thôn Đông',
      avatar: 'https://x.vn/a.png',
      link: 'https://zalo.me/g/x',
      description: 'Nhóm của thôn',
      status: 'disabled',
      totalMembers: 12,
      maxMembers: 100,
      autoDeleteDate: '14/02/2027',
      assetId: 'as1',
      assetType: 'gmf100',
      assetValidThrough: '31/12/2026',
      assetAutoRenew: false,
      settings: {
        lockSendMessage: false,
        joinApproval: true,
        messageHistory: true,
        linkJoin: false,
      },
    })
    expect(bench.asked()).toEqual([`GET /openapi/v3.0/oa/group/getgroup?group_id=${GROUP}`])
  })

  it('are created with an asset and an administrator', async () => {
    bench.server.answer(
      json({ data: { group_id: GROUP, group_link: 'https://zalo.me/g/x' }, error: 0 }),
    )

    const group = await bench.account.createGroup({
      name: 'Thôn Đông'.normalize('NFD'),
      description: 'Nhóm của thôn',
      assetId: 'as1',
      memberIds: [USER],
    })

    expect(group).toMatchObject({ groupId: GROUP, link: 'https://zalo.me/g/x', assetId: null })
    expect(bench.asked()).toEqual(['POST /openapi/v3.0/oa/group/creategroupwithoa'])
    expect(bench.sent()).toEqual([
      {
        group_name: 'Thôn Đông',
        group_description: 'Nhóm của thôn',
        asset_id: 'as1',
        member_user_ids: [USER],
      },
    ])
  })

  it.each([
    { title: 'no name', name: '', memberIds: [USER] },
    { title: 'a name of 31 characters', name: 'n'.repeat(31), memberIds: [USER] },
    { title: 'nobody in it', name: 'Thôn', memberIds: [] },
    { title: 'a hundred people', name: 'Thôn', memberIds: Array<string>(100).fill(USER) },
  ])('are not created with $title', async ({ name, memberIds }) => {
    const creating = bench.account.createGroup({ name, assetId: 'as1', memberIds })

    expect(await failureOf(creating)).toMatchObject({ code: 'bad-argument', class: 'payload' })
    expect(bench.server.requests).toEqual([])
  })

  it('list people without the accounts among them, members and those who wait', async () => {
    const members = [
      { user_id: USER, name: 'Lê Thị Hoa', avatar: 'https://x.vn/h.png' },
      { oa_id: '1', name: 'OA' },
    ]
    bench.server.answer(json({ data: { members }, error: 0 }))

    const people = [{ userId: USER, name: 'Lê Thị Hoa', avatar: 'https://x.vn/h.png' }]
    expect(await bench.account.listMembers(GROUP)).toEqual(people)
    expect(await bench.account.listPendingMembers(GROUP, { offset: 50 })).toEqual(people)
    expect(bench.asked()).toEqual([
      `GET /openapi/v3.0/oa/group/listmember?group_id=${GROUP}&offset=0&count=50`,
      `GET /openapi/v3.0/oa/group/listpendinginvite?group_id=${GROUP}&offset=50&count=50`,
    ])
  })

  type Change = (account: OfficialAccount) => Promise<unknown>
  it.each<[string, Change]>([
    ['invite', (account) => account.inviteMembers(GROUP, [USER])],
    ['acceptpendinginvite', (account) => account.acceptPendingMembers(GROUP, [USER])],
    ['rejectpendinginvite', (account) => account.rejectPendingMembers(GROUP, [USER])],
    ['addadmins', (account) => account.addAdmins(GROUP, [USER])],
    ['removeadmins', (account) => account.removeAdmins(GROUP, [USER])],
    ['removemembers', (account) => account.removeMembers(GROUP, [USER])],
  ])('change who is in them by %s', async (verb, change) => {
    await change(bench.account)

    expect(bench.asked()).toEqual([`POST /openapi/v3.0/oa/group/${verb}`])
    expect(bench.sent()).toEqual([{ group_id: GROUP, member_user_ids: [USER] }])
  })

  it('change by name, settings and asset, and end', async () => {
    bench.server.answer(json({ data: DETAIL, error: 0 }))
    const { account } = bench

    const changed = await account.updateGroup(GROUP, { name: 'Thôn Đông', joinApproval: true })
    await account.updateGroupAsset(GROUP, 'as2')
    await account.deleteGroup(GROUP)

    expect(changed.name).toBe('Thôn Đông')
    expect(bench.asked()).toEqual([
      'POST /openapi/v3.0/oa/group/updateinfo',
      'POST /openapi/v3.0/oa/group/updateasset',
      'POST /openapi/v3.0/oa/group/delete',
    ])
    expect(bench.sent()).toEqual([
      { group_id: GROUP, group_name: 'Thôn Đông', join_appr: true },
      { group_id: GROUP, asset_id: 'as2' },
      { group_id: GROUP },
    ])
  })

  it('may have changed when the answer was lost, or may be changed again', async () => {
    bench.server.answer({ status: 504, body: 'gateway' })
    const { account } = bench
    const create = { name: 'Thôn', assetId: 'as1', memberIds: [USER] }

    for (const call of [account.createGroup(create), account.deleteGroup(GROUP)])
      expect(await failureOf(call)).toMatchObject({ class: 'unknown-outcome' })
    expect(await failureOf(account.updateGroup(GROUP, {}))).toMatchObject({ class: 'transient' })
  })
})

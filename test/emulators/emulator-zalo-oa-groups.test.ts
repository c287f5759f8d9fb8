import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { EmulatorSeed } from '../../src/sandbox/emulator-seed.ts'
import { openReceiver, type Receiver } from './emulator-receiver.ts'
import { openStage, SEED, type Stage } from './emulator-stage.ts'

const GROUP = 'f414c8f76fa586fbdfb4'
const [LAN, MINH, HOA] = [1, 2, 3].map((number) => `680000000000000100${number}`) as [
  string,
  string,
  string,
]
const DAY_MS = 86_400_000

/** Lan administers the OA, which has bought a group for ten and been given one for a hundred. */
const WITH_ASSETS: EmulatorSeed = {
  ...SEED,
  platforms: SEED.platforms.map((platform) =>
    platform.platform === 'zalo-oa'
      ? {
          ...platform,
          admins: ['lan'],
          groupAssets: [
            { assetId: 'small', product: 'gmf10', quotaType: 'purchase_quota', validDays: 30 },
            { assetId: 'free', product: 'gmf100' },
          ],
        }
      : platform,
  ),
}

let stage: Stage
let receiver: Receiver
let headers: { access_token: string }
let refreshToken: string

beforeEach(async () => {
  headers = { access_token: 'first-access' }
  refreshToken = 'first-refresh'
  stage = await openStage({ seed: WITH_ASSETS })
  receiver = await openReceiver()
  await stage.control('webhook', { platform: 'zalo-oa', url: receiver.url })
  for (const [as, id] of [
    ['lan', LAN],
    ['minh', MINH],
  ] as const)
    await stage.control('messages', { as, chatId: `zalo-oa:${id}`, text: 'xin chào' })
  await receiver.until(3)
  receiver.received.splice(0)
})

afterEach(async () => {
  await stage.close()
  await receiver.close()
})

async function post(verb: string, body: Record<string, unknown>) {
  return (await stage.post(`/openapi/v3.0/oa/group/${verb}`, body, headers)).body
}

async function get(path: string) {
  const { body } = await stage.send(`/openapi/v3.0/oa/group/${path}`, { headers })
  return body['data'] as Record<string, unknown>
}

async function quota(product_type: string, quota_type: string) {
  const body = { quota_owner: 'OA', product_type, quota_type }
  return (await stage.post('/openapi/v3.0/oa/quota/group', body, headers)).body
}

async function created(asset_id = 'small', members = [LAN, MINH]): Promise<string> {
  const group = { group_name: 'Thôn Yên Cát', asset_id, member_user_ids: members }
  const body = await post('creategroupwithoa', group)
  return (body['data'] as { group_id: string }).group_id
}

async function heard(count: number) {
  await receiver.until(count)
  return receiver.received.map(({ body }) => body['event_name'])
}

/** Moves the time on, with a token that is good then. */
async function later(ms: number): Promise<void> {
  stage.advance(ms)
  const { body } = await stage.send('/oauth/v4/oa/access_token', {
    method: 'POST',
    body: new URLSearchParams({
      app_id: '1200000000000000001',
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    }),
    headers: { secret_key: 'app-secret' },
  })
  headers = { access_token: String(body['access_token']) }
  refreshToken = String(body['refresh_token'])
}

describe('a group that an OA makes', () => {
  it('has a name, members, a link and the asset that it uses up', async () => {
    const id = await created()

    const detail = await get(`getgroup?group_id=${id}`)
    const members = await get(`listmember?group_id=${id}`)
    expect(id).toMatch(/^[\da-f]{20}$/)
    expect(detail).toMatchObject({
      group_info: {
        name: 'Thôn Yên Cát',
        status: 'enabled',
        total_member: 3,
        max_member: 10,
        group_link: expect.stringContaining('https://zalo.me/g/'),
      },
      asset_info: { asset_type: 'gmf10', asset_id: 'small', auto_renew: false },
      group_setting: { lock_send_msg: false, join_appr: false, enable_link_join: true },
    })
    expect(members['members']).toMatchObject([
      { oa_id: '4318657068771012646' },
      { user_id: LAN },
      { user_id: MINH },
    ])
    expect((await quota('gmf10', 'purchase_quota'))['data']).toMatchObject([
      { asset_id: 'small', status: 'used', used_id: id },
    ])
    expect(await heard(1)).toEqual(['create_group'])
    expect(receiver.received[0]?.body).toMatchObject({
      group_id: id,
      users: [{ id: LAN }, { id: MINH }],
    })
  })

  it.each([
    { title: 'without a name', change: { group_name: ' ' }, error: -201 },
    { title: 'with 31 characters', change: { group_name: 'a'.repeat(31) }, error: -210 },
    { title: 'on an unknown asset', change: { asset_id: 'other' }, error: -201 },
    {
      title: 'on the asset of a group',
      change: { asset_id: `asset-${GROUP}` },
      error: -241,
    },
    { title: 'with nobody', change: { member_user_ids: [] }, error: -201 },
    { title: 'with an unknown person', change: { member_user_ids: [LAN, '1'] }, error: -201 },
    { title: 'with a stranger to the OA', change: { member_user_ids: [LAN, HOA] }, error: -213 },
    { title: 'without an admin', change: { member_user_ids: [MINH] }, error: -201 },
  ])('is refused $title with $error', async ({ change, error }) => {
    const good = { group_name: 'Thôn', asset_id: 'free', member_user_ids: [LAN] }

    expect(await post('creategroupwithoa', { ...good, ...change })).toMatchObject({ error })
    expect((await get('getgroupsofoa?count=50'))['total']).toBe(1)
    expect((await quota('gmf100', 'sub_quota'))['data']).toMatchObject([
      { asset_id: 'free', status: 'available' },
      { asset_id: `asset-${GROUP}`, status: 'used' },
    ])
  })

  it('is full at the size of its asset', async () => {
    for (let number = 1; number <= 10; number += 1) {
      const account = { 'zalo-oa': `77000000000000000${String(number).padStart(2, '0')}` }
      await stage.control('people', {
        id: `p${number}`,
        name: `Người ${number}`,
        accounts: account,
      })
      const chatId = `zalo-oa:${account['zalo-oa']}`
      await stage.control('messages', { as: `p${number}`, chatId, text: 'chào' })
    }
    const ids = Array.from(
      { length: 10 },
      (_, index) => `77000000000000000${String(index + 1).padStart(2, '0')}`,
    )
    const id = await created('small', [LAN])

    const { data } = await post('invite', { group_id: id, member_user_ids: ids })

    const { members } = data as { members: { error: number }[] }
    expect(members.filter(({ error }) => error === 0)).toHaveLength(9)
    expect(members.at(-1)).toMatchObject({ error: -210 })
  })

  it('invites people whom it knows, and says of each what became of it', async () => {
    const id = await created('small', [LAN])

    const answer = await post('invite', { group_id: id, member_user_ids: [MINH, HOA, LAN] })

    expect(answer['data']).toMatchObject({
      members: [
        { user_id: MINH, error: 0 },
        { user_id: HOA, error: -213 },
        { user_id: LAN, error: -201 },
      ],
    })
    expect((await get(`getgroup?group_id=${id}`))['group_info']).toMatchObject({ total_member: 3 })
    expect(await heard(2)).toEqual(['create_group', 'user_join_group'])
  })

  it('forgets after seven days who only wrote, and keeps who follows', async () => {
    await stage.control('membership', { as: 'lan', chatId: `zalo-oa:${LAN}`, action: 'unblock' })
    await later(7 * DAY_MS + 1)
    const id = await created('small', [LAN])
    const { data } = await post('invite', { group_id: id, member_user_ids: [MINH] })

    expect(id).toMatch(/^[\da-f]{20}$/)
    expect(data).toMatchObject({ members: [{ user_id: MINH, error: -213 }] })
  })

  it('lets people wait where an administrator has to agree', async () => {
    const id = await created('small', [LAN])
    const chatId = `zalo-oa:${id}`
    await post('updateinfo', { group_id: id, join_appr: true, group_name: 'Thôn Thanh Bình' })
    for (const as of ['minh', 'hoa'])
      await stage.control('membership', { as, chatId, action: 'join' })
    const waiting = await get(`listpendinginvite?group_id=${id}&offset=0&count=50`)
    await post('acceptpendinginvite', { group_id: id, member_user_ids: [MINH] })
    await post('rejectpendinginvite', { group_id: id, member_user_ids: [HOA] })
    const again = await post('acceptpendinginvite', { group_id: id, member_user_ids: [HOA] })

    expect(waiting).toMatchObject({ total: 2, members: [{ user_id: MINH }, { user_id: HOA }] })
    expect(again).toMatchObject({ error: -201 })
    expect((await get(`getgroup?group_id=${id}`))['group_info']).toMatchObject({
      name: 'Thôn Thanh Bình',
      total_member: 3,
    })
    expect(await heard(7)).toEqual([
      'create_group',
      'update_group_info',
      'user_request_join_group',
      'user_request_join_group',
      'accept_request_join_group',
      'user_join_group',
      'reject_request_join_group',
    ])
  })

  it('takes nobody by its link, and no word of members, where that is set', async () => {
    const id = await created()
    const chatId = `zalo-oa:${id}`
    await post('updateinfo', { group_id: id, enable_link_join: false, lock_send_msg: true })

    const join = await stage.control('membership', { as: 'hoa', chatId, action: 'join' })
    const member = await stage.control('messages', { as: 'minh', chatId, text: 'chào' })
    const admin = await stage.control('messages', { as: 'lan', chatId, text: 'chào' })
    expect([join.status, member.status, admin.status]).toEqual([409, 409, 200])
  })

  it('has administrators among its members', async () => {
    const id = await created()
    const people = (...member_user_ids: string[]) => ({ group_id: id, member_user_ids })

    expect(await post('addadmins', people(HOA))).toMatchObject({ error: -201 })
    expect(await post('removeadmins', people(MINH))).toMatchObject({ error: -201 })
    expect(await post('addadmins', people(MINH))).toMatchObject({ error: 0 })
    expect(await post('removeadmins', people(MINH))).toMatchObject({ error: 0 })
    expect(await post('removemembers', people(MINH))).toMatchObject({ error: 0 })
    expect(await post('removemembers', people(MINH))).toMatchObject({ error: -201 })
    expect(await heard(4)).toEqual([
      'create_group',
      'add_group_admin',
      'remove_group_admin',
      'user_out_group',
    ])
  })

  it('is disabled when its asset is over, and comes back with another', async () => {
    const id = await created()
    const text = async () =>
      (
        await stage.post(
          '/openapi/v3.0/oa/group/message',
          { recipient: { group_id: id }, message: { text: 'a' } },
          headers,
        )
      ).body
    await later(30 * DAY_MS)

    expect(await text()).toMatchObject({ error: -237 })
    expect((await get(`getgroup?group_id=${id}`))['group_info']).toMatchObject({
      status: 'disabled',
      auto_delete_date: expect.stringMatching(/^\d\d\/\d\d\/\d{4}$/),
    })
    expect(await post('invite', { group_id: id, member_user_ids: [MINH] })).toMatchObject({
      error: -237,
    })
    expect(await post('updateasset', { group_id: id, asset_id: 'free' })).toMatchObject({
      error: 0,
    })
    expect(await text()).toMatchObject({ error: 0 })
  })

  it('is gone 45 days after its asset was over', async () => {
    const id = await created()
    await stage.control('membership', { as: 'lan', chatId: `zalo-oa:${id}`, action: 'expire' })
    await later(44 * DAY_MS)
    expect((await get('getgroupsofoa?count=50'))['total']).toBe(2)
    await later(DAY_MS)
    expect((await get('getgroupsofoa?count=50'))['total']).toBe(1)
  })

  it('is gone for good once it is deleted, and gives back an asset that was bought', async () => {
    const id = await created()

    expect(await post('delete', { group_id: id })).toMatchObject({ error: 0 })
    expect(await post('delete', { group_id: id })).toMatchObject({ error: -403 })
    expect(await heard(2)).toEqual(['create_group', 'delete_group'])
    expect((await get('getgroupsofoa'))['total']).toBe(1)
    expect((await quota('gmf10', 'purchase_quota'))['data']).toMatchObject([
      { asset_id: 'small', status: 'available', used_id: '' },
    ])
  })
})

it('lists assets of one size and source only, and gets more from the control API', async () => {
  await stage.control('assets', { assetId: 'big', product: 'gmf1000', quotaType: 'reward_quota' })

  expect((await quota('gmf1000', 'reward_quota'))['data']).toMatchObject([{ asset_id: 'big' }])
  expect((await quota('gmf50', 'sub_quota'))['data']).toEqual([])
  expect(await quota('gmf', 'sub_quota')).toMatchObject({ error: -201 })
  expect((await stage.control('assets', { assetId: 'big' })).status).toBe(400)
})

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type OaBench, startOaBench, USER } from './oa-bench.ts'
import { json } from './wire-server.ts'

describe('the people of an official account', () => {
  let bench: OaBench

  beforeEach(async () => {
    bench = await startOaBench()
    bench.server.answer(json({ data: {}, error: 0 }))
  })

  afterEach(async () => {
    await bench.stop()
  })

  /** The one JSON parameter of the last call. */
  const dataOf = (index: number): unknown => {
    const url = new URL(bench.server.requests[index]?.url ?? '', bench.server.origin)
    return JSON.parse(url.searchParams.get('data') ?? 'null') as unknown
  }

  it('are asked for through one JSON parameter', async () => {
    bench.server.answer(
      json({
        data: {
          user_id: USER,
          user_id_by_app: '4',
          user_external_id: '',
          display_name: 'Hoa',
          user_alias: 'Hoa (Thôn Đông)',
          is_sensitive: false,
          user_is_follower: true,
          user_last_interaction_date: '01/11/2026',
          avatar: 'https://x.vn/a.png',
          avatars: { '120': 'https://x.vn/120.png', '240': 'https://x.vn/240.png' },
          tags_and_notes_info: { notes: ['gọi buổi tối'], tag_names: ['Thôn Đông'] },
          shared_info: { address: '1', city: 'Thanh Hoá', district: '', phone: '84', name: 'Hoa' },
        },
        error: 0,
      }),
    )

    expect(await bench.account.getUser(USER)).toEqual({
      userId: USER,
      userIdByApp: '4',
      externalId: null,
      name: 'Hoa',
      alias: 'Hoa (Thôn Đông)',
      sensitive: false,
      follower: true,
      lastInteraction: '01/11/2026',
      avatar: 'https://x.vn/a.png',
      avatars: { '120': 'https://x.vn/120.png', '240': 'https://x.vn/240.png' },
      tags: ['Thôn Đông'],
      notes: ['gọi buổi tối'],
      shared: { address: '1', city: 'Thanh Hoá', district: null, phone: '84', name: 'Hoa' },
    })
    expect(bench.server.requests[0]?.url).toMatch(/^\/openapi\/v3\.0\/oa\/user\/detail\?data=/)
    expect(dataOf(0)).toEqual({ user_id: USER })
  })

  it('may have nothing but an id', async () => {
    bench.server.answer({ body: `{"data":{"user_id":${USER}},"error":0}` })

    expect(await bench.account.getUser(USER)).toMatchObject({
      userId: USER,
      name: '',
      follower: null,
      tags: [],
      shared: { name: null },
    })
  })

  it('are listed in pages, by tag, interaction and following', async () => {
    bench.server.answer(
      json({ data: { total: 2, count: 2, offset: 0, users: [{ user_id: USER }, {}] }, error: 0 }),
    )

    expect(await bench.account.listUsers()).toEqual({ total: 2, userIds: [USER] })
    await bench.account.listUsers({
      offset: 50,
      count: 10,
      tag: 'Thôn Đông',
      lastInteraction: 'L7D',
      follower: true,
    })

    expect(bench.server.requests[0]?.url).toMatch(/^\/openapi\/v3\.0\/oa\/user\/getlist\?data=/)
    expect(dataOf(0)).toEqual({ offset: 0, count: 50 })
    expect(dataOf(1)).toEqual({
      offset: 50,
      count: 10,
      tag_name: 'Thôn Đông',
      last_interaction_period: 'L7D',
      is_follower: true,
    })
  })

  it('are changed, tagged and forgotten', async () => {
    const { account } = bench
    await account.updateUser(USER, {
      alias: 'Hoa',
      externalId: 'H-12',
      shared: { name: 'Hoa', phone: '84987654321', cityId: 38, birthday: '31/12/1999' },
    })
    await account.tagUser(USER, 'Thôn Đông')
    await account.untagUser(USER, 'Thôn Đông')
    await account.deleteTag('Thôn Đông')
    await account.deleteUserInfo(USER)

    expect(bench.asked()).toEqual([
      'POST /openapi/v3.0/oa/user/update',
      'POST /openapi/v2.0/oa/tag/tagfollower',
      'POST /openapi/v2.0/oa/tag/rmfollowerfromtag',
      'POST /openapi/v2.0/oa/tag/rmtag',
      'POST /openapi/v2.0/oa/deletefollowerinfo',
    ])
    expect(bench.sent()).toEqual([
      {
        user_id: USER,
        user_alias: 'Hoa',
        user_external_id: 'H-12',
        shared_info: { name: 'Hoa', phone: '84987654321', city_id: 38, user_dob: '31/12/1999' },
      },
      { user_id: USER, tag_name: 'Thôn Đông' },
      { user_id: USER, tag_name: 'Thôn Đông' },
      { tag_name: 'Thôn Đông' },
      { user_id: USER },
    ])
  })

  it('have tags, as texts or as objects with a name', async () => {
    bench.server.answer(json({ data: ['Thôn Đông', { name: 'Thôn Đoài' }, null], error: 0 }))

    expect(await bench.account.listTags()).toEqual(['Thôn Đông', 'Thôn Đoài'])
    expect(bench.asked()).toEqual(['GET /openapi/v2.0/oa/tag/gettagsofoa'])
  })
})

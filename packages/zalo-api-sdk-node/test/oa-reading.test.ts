import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { failureOf } from './failure-of.ts'
import { GROUP, type OaBench, startOaBench, USER } from './oa-bench.ts'
import { json } from './wire-server.ts'

describe('what an official account tells', () => {
  let bench: OaBench

  beforeEach(async () => {
    bench = await startOaBench()
    bench.server.answer(json({ data: {}, error: 0 }))
  })

  afterEach(async () => {
    await bench.stop()
  })

  it('is who it is and how it stands', async () => {
    bench.server.answer(
      json({
        data: {
          oaid: '77',
          name: 'UBND xã',
          description: 'Trang của xã',
          is_verified: true,
          oa_type: 4,
          num_follower: 12,
          avatar: 'https://x.vn/a.png',
          package_name: 'Growth',
          package_valid_through_date: '31/12/2026',
          linked_ZCA: 'ZCA1',
        },
        error: 0,
      }),
    )

    expect(await bench.account.getOa()).toEqual({
      oaId: '77',
      name: 'UBND xã',
      description: 'Trang của xã',
      verified: true,
      type: 4,
      followers: 12,
      avatar: 'https://x.vn/a.png',
      packageName: 'Growth',
      packageValidThrough: '31/12/2026',
      linkedZca: 'ZCA1',
    })
    expect(bench.asked()).toEqual(['GET /openapi/v2.0/oa/getoa'])
  })

  it('is what was said, ids above 2^53 without quotes too', async () => {
    bench.server.answer({
      body: `{"data":[{"src":1,"time":1726129110187,"type":"text","message":"id 12345678901234567890","message_id":"m","from_id":${USER},"to_id":579745863508352884}],"error":0}`,
    })

    expect(await bench.account.listRecentChats()).toEqual([
      {
        from: 'person',
        messageId: 'm',
        time: 1_726_129_110_187,
        type: 'text',
        text: 'id 12345678901234567890',
        url: null,
        fromId: USER,
        fromName: '',
        toId: '579745863508352884',
        toName: '',
        groupId: null,
        quoteMessageId: null,
      },
    ])
  })

  it('is as long as the page that Zalo gave, also where a row has no id', async () => {
    bench.server.answer({ body: '{"data":[{"message_id":"m"},{"time":5}],"error":0}' })

    const rows = await bench.account.listRecentChats()

    expect(rows.map(({ messageId }) => messageId)).toEqual(['m', ''])
  })

  it('is read by person and by group, each in its way', async () => {
    const { account } = bench
    await account.listRecentChats({ offset: 10 })
    await account.listConversation(USER, { count: 5 })
    await account.listRecentGroupChats()
    await account.listGroupConversation(GROUP)

    expect(bench.asked().map((call) => decodeURIComponent(call))).toEqual([
      'GET /openapi/v2.0/oa/listrecentchat?data={"offset":10,"count":10}',
      `GET /openapi/v2.0/oa/conversation?data={"user_id":"${USER}","offset":0,"count":5}`,
      'GET /openapi/v3.0/oa/group/listrecentchat?offset=0&count=10',
      `GET /openapi/v3.0/oa/group/conversation?group_id=${GROUP}&offset=0&count=10`,
    ])
  })

  it('is what may still be sent, by person and by stock', async () => {
    const asset = {
      asset_id: 'as1',
      product_type: 'cs',
      quota_type: 'sub_quota',
      total: '500',
      remain: 42,
      valid_through: 1798650000000,
      auto_renew: true,
    }
    bench.server.answer(
      json({
        data: {
          last_interaction: 1726129110187,
          cs_reply: { remain: 3, total: 8 },
          promotion: { daily_remain: 1, daily_total: 1, monthly_remain: 5, monthly_total: 6 },
        },
        error: 0,
      }),
      json({ data: [asset, {}], error: 0 }),
    )

    expect(await bench.account.getUserQuota(USER)).toEqual({
      lastInteraction: 1_726_129_110_187,
      replies: { remaining: 3, total: 8 },
      promotionToday: { remaining: 1, total: 1 },
      promotionThisMonth: { remaining: 5, total: 6 },
    })
    expect(await bench.account.getMessageQuota({ product: 'cs', type: 'sub_quota' })).toEqual([
      {
        assetId: 'as1',
        productType: 'cs',
        quotaType: 'sub_quota',
        remaining: 42,
        total: 500,
        validThrough: '1798650000000',
        autoRenew: true,
      },
    ])
    await bench.account.getMessageQuota()
    expect(bench.sent()).toEqual([
      { user_id: USER },
      { quota_owner: 'OA', product_type: 'cs', quota_type: 'sub_quota' },
      { quota_owner: 'OA' },
    ])
  })

  it('is which groups may be made', async () => {
    const [free, used] = [
      { asset_id: 'as1', valid_through: '31/12/2026', auto_renew: false, status: 'available' },
      { asset_id: 'as2', status: 'used', used_id: GROUP },
    ]
    bench.server.answer(json({ data: [free, used], error: 0 }))

    expect(await bench.account.getGroupQuota({ product: 'gmf100' })).toEqual([
      {
        assetId: 'as1',
        validThrough: '31/12/2026',
        autoRenew: false,
        status: 'available',
        usedBy: null,
      },
      { assetId: 'as2', validThrough: null, autoRenew: null, status: 'used', usedBy: GROUP },
    ])
    expect(bench.asked()).toEqual(['POST /openapi/v3.0/oa/quota/group'])
    expect(bench.sent()).toEqual([
      { quota_owner: 'OA', product_type: 'gmf100', quota_type: 'sub_quota' },
    ])
  })

  it('shows the rate of the last answer', async () => {
    const { account } = bench
    expect(account.rateLimit()).toBeNull()
    const headers = { 'X-RateLimit-Limit': '100', 'X-RateLimit-Remain': '42' }
    bench.server.answer(json({ error: -32, message: 'limit' }, { headers }), json({ error: 0 }))

    await failureOf(account.getOa())
    const at = new Date(Date.UTC(2026, 10, 1, 8, 0, 40))
    expect(account.rateLimit()).toEqual({ limit: 100, remaining: 42, at })
  })

  it('is asked by any path of its host, and of no other', async () => {
    bench.server.answer(json({ error: 0, data: { forms: 1 } }))
    const { account } = bench

    expect(await account.call({ path: '/v2.0/oa/form/get', query: { limit: 5 } })).toEqual({
      forms: 1,
    })
    expect(bench.asked()).toEqual(['GET /openapi/v2.0/oa/form/get?limit=5'])
    expect(await failureOf(account.call({ path: '.evil.example/x' }))).toMatchObject({
      code: 'bad-argument',
    })
  })
})

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openStage, type Stage } from './emulator-stage.ts'

const GROUP = 'f414c8f76fa586fbdfb4'
const LAN = '6800000000000001001'
const DAY_MS = 86_400_000
let stage: Stage
let access: string

beforeEach(async () => {
  stage = await openStage()
  access = 'first-access'
})

afterEach(() => stage.close())

function call(path: string, json?: unknown) {
  const headers = { access_token: access }
  return json === undefined
    ? stage.send(`/openapi/${path}`, { headers })
    : stage.post(`/openapi/${path}`, json, headers)
}

function toGroup(message: unknown, group_id = GROUP) {
  return call('v3.0/oa/group/message', { recipient: { group_id }, message })
}

function toLan(message: unknown) {
  return call('v3.0/oa/message/cs', { recipient: { user_id: LAN }, message })
}

function lanWrites(text: string) {
  return stage.control('messages', { as: 'lan', chatId: `zalo-oa:${LAN}`, text })
}

async function askTokens(form: Record<string, string>, secret = 'app-secret') {
  return stage.send('/oauth/v4/oa/access_token', {
    method: 'POST',
    body: new URLSearchParams({ app_id: '1200000000000000001', ...form }),
    headers: { secret_key: secret },
  })
}

async function upload(kind: string, name: string, bytes = 'nội dung') {
  const body = new FormData()
  body.set('file', new Blob([bytes]), name)
  const headers = { access_token: access }
  return stage.send(`/openapi/v2.0/oa/upload/${kind}`, { method: 'POST', body, headers })
}

describe('the tokens of an OA', () => {
  it('rotate: each refresh kills the pair before', async () => {
    const first = await askTokens({ grant_type: 'refresh_token', refresh_token: 'first-refresh' })
    const dead = await toGroup({ text: 'chào' })
    access = String(first.body['access_token'])
    const alive = await toGroup({ text: 'chào' })
    const again = await askTokens({ grant_type: 'refresh_token', refresh_token: 'first-refresh' })

    expect(first.body['expires_in']).toBe('90000')
    expect(dead.body).toMatchObject({ error: -216 })
    expect(alive.body).toMatchObject({ error: 0 })
    expect([again.status, again.body]).toMatchObject([200, { error: -14014 }])
  })

  it('expire after 25 hours', async () => {
    stage.advance(90_001_000)

    expect((await toGroup({ text: 'chào' })).body).toMatchObject({ error: -220 })
  })

  it('are not given for a wrong secret, app or body, always with HTTP 200', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: 'first-refresh' }
    const wrongSecret = await askTokens(form, 'not-it')
    const wrongApp = await askTokens({ ...form, app_id: '1' })
    const json = await stage.post('/oauth/v4/oa/access_token', form, { secret_key: 'app-secret' })

    expect([wrongSecret.status, wrongSecret.body['error']]).toEqual([200, -14004])
    expect(wrongApp.body['error']).toBe(-14002)
    expect(json.body['access_token']).toBeUndefined()
  })

  it('come from a consent code once', async () => {
    const redirect = encodeURIComponent(`${stage.origin}/back`)
    const path = `/oauth/v4/oa/permission?app_id=1200000000000000001&redirect_uri=${redirect}&state=s`
    const consent = await stage.send(path, { redirect: 'manual' })
    const back = new URL(consent.headers.get('location') ?? '')
    const form = { grant_type: 'authorization_code', code: back.searchParams.get('code') ?? '' }

    const pair = await askTokens(form)
    const again = await askTokens(form)

    expect(back.searchParams.get('oa_id')).toBe('4318657068771012646')
    expect(typeof pair.body['access_token']).toBe('string')
    expect(again.body['error']).toBe(-118)
  })

  it('never stand in the call log', async () => {
    await askTokens({ grant_type: 'refresh_token', refresh_token: 'first-refresh' })
    await toGroup({ text: 'chào' })

    const log = await stage.read('calls?platform=zalo-oa')

    expect(log.body['calls']).toMatchObject([
      { method: 'access_token' },
      { method: 'group/message' },
    ])
    expect(log.text).not.toMatch(/first-refresh|first-access|app-secret/)
  })
})

describe('a group of an OA', () => {
  it('shows what the OA sends', async () => {
    const sent = await toGroup({ text: 'Kính gửi bà con' })

    expect(sent.body).toMatchObject({ error: 0, data: { group_id: GROUP } })
    expect(await stage.seen('minh', `zalo-oa:${GROUP}`)).toMatchObject([
      { from: { bot: true }, text: 'Kính gửi bà con' },
    ])
  })

  it('is listed with its members', async () => {
    const groups = await call('v3.0/oa/group/getgroupsofoa?offset=0&count=50')
    const members = await call(`v3.0/oa/group/listmember?group_id=${GROUP}&offset=0&count=50`)

    expect(groups.body['data']).toMatchObject({
      total: 1,
      groups: [{ group_id: GROUP, name: 'Hội Nông dân', status: 'enabled' }],
    })
    expect(members.body['data']).toMatchObject({
      total: 3,
      members: [{ oa_id: '4318657068771012646' }, { user_id: LAN, name: 'Lan' }, { name: 'Minh' }],
    })
  })

  it('carries a document that was uploaded before, for seven days', async () => {
    const { body } = await upload('file', 'Kết luận.docx')
    const { token } = body['data'] as { token: string }
    const message = { attachment: { type: 'file', payload: { token } } }

    expect((await toGroup(message)).body).toMatchObject({ error: 0 })
    expect(await stage.seen('lan', `zalo-oa:${GROUP}`)).toMatchObject([
      { file: { name: 'Kết luận.docx', size: 10 } },
    ])
    const form = { grant_type: 'refresh_token', refresh_token: 'first-refresh' }
    stage.advance(7 * DAY_MS)
    access = String((await askTokens(form)).body['access_token'])
    expect((await toGroup(message)).body).toMatchObject({ error: -100 })
  })

  it.each([
    { title: 'an unknown group', message: { text: 'a' }, group: 'ffff', error: -403 },
    { title: '2001 characters', message: { text: 'a'.repeat(2001) }, group: GROUP, error: -210 },
    { title: 'no text', message: {}, group: GROUP, error: -201 },
    {
      title: 'a bare image',
      message: { attachment: { type: 'image', payload: { url: 'https://a.vn/b.png' } } },
      group: GROUP,
      error: -201,
    },
    {
      title: 'buttons',
      message: {
        text: 'a',
        attachment: {
          type: 'template',
          payload: { buttons: [{ title: 'Đã nhận', type: 'oa.query.hide', payload: '#1' }] },
        },
      },
      group: GROUP,
      error: -201,
    },
  ])('refuses $title with $error', async ({ message, group, error }) => {
    expect((await toGroup(message, group)).body).toMatchObject({ error })
  })

  it('takes nothing more once its package is over, or it is dissolved', async () => {
    const chatId = `zalo-oa:${GROUP}`
    await stage.control('membership', { as: 'lan', chatId, action: 'expire' })
    expect((await toGroup({ text: 'a' })).body).toMatchObject({ error: -237 })
    await stage.control('membership', { as: 'lan', chatId, action: 'dissolve' })
    expect((await toGroup({ text: 'a' })).body).toMatchObject({ error: -403 })
  })
})

describe('a private chat with an OA', () => {
  it('opens when the person writes, costs after two days and closes after seven', async () => {
    const stranger = await toLan({ text: 'a' })
    await lanWrites('xin chào')
    const free = await toLan({ text: 'a' })
    stage.advance(2 * DAY_MS + 1)
    const form = { grant_type: 'refresh_token', refresh_token: 'first-refresh' }
    access = String((await askTokens(form)).body['access_token'])
    const paid = await toLan({ text: 'a' })
    stage.advance(DAY_MS)
    await lanWrites('còn đây')
    const freeAgain = await toLan({ text: 'a' })

    expect(stranger.body).toMatchObject({ error: -213 })
    expect(free.body['data']).toMatchObject({ quota: { quota_type: 'reply' } })
    expect(paid.body['data']).toMatchObject({ quota: { quota_type: 'sub_quota', remain: '499' } })
    expect(freeAgain.body['data']).toMatchObject({ quota: { quota_type: 'reply' } })
  })

  it('is closed after seven days without a word', async () => {
    await lanWrites('xin chào')
    stage.advance(7 * DAY_MS + 1)
    const form = { grant_type: 'refresh_token', refresh_token: 'first-refresh' }
    access = String((await askTokens(form)).body['access_token'])

    expect((await toLan({ text: 'a' })).body).toMatchObject({ error: -230 })
  })

  it('turns a button into a text of the person', async () => {
    await lanWrites('xin chào')
    const button = { title: 'Đã nhận', type: 'oa.query.show', payload: '#NHAN T12' }
    await toLan({
      text: 'Tin T12',
      attachment: { type: 'template', payload: { buttons: [button] } },
    })
    const shown = (await stage.seen('lan', `zalo-oa:${LAN}`)).at(-1)
    await stage.control('presses', {
      as: 'lan',
      messageKey: shown?.['key'],
      button: { row: 0, column: 0 },
    })

    expect((await stage.seen('lan', `zalo-oa:${LAN}`)).at(-1)).toMatchObject({
      from: { personId: 'lan' },
      text: '#NHAN T12',
    })
  })

  it('can be read as history by an OA without a webhook', async () => {
    await lanWrites('bao giờ họp thôn?')
    const data = (value: unknown) => encodeURIComponent(JSON.stringify(value))
    const recent = await call(`v2.0/oa/listrecentchat?data=${data({ offset: 0, count: 10 })}`)
    const talk = await call(
      `v2.0/oa/conversation?data=${data({ user_id: LAN, offset: 0, count: 10 })}`,
    )
    const broken = await call('v2.0/oa/conversation?data={')

    const row = { src: 1, from_id: LAN, message: 'bao giờ họp thôn?', type: 'text' }
    expect(recent.body['data']).toMatchObject([row])
    expect(talk.body['data']).toMatchObject([row])
    expect(broken.body).toMatchObject({ error: -201 })
  })

  it('is refused after the person has blocked the OA', async () => {
    await lanWrites('xin chào')
    await stage.control('membership', { as: 'lan', chatId: `zalo-oa:${LAN}`, action: 'block' })

    expect((await toLan({ text: 'a' })).body).toMatchObject({ error: -217 })
  })

  it('stays open when the person only follows no longer', async () => {
    await lanWrites('xin chào')
    await stage.control('membership', { as: 'lan', chatId: `zalo-oa:${LAN}`, action: 'unfollow' })

    expect((await toLan({ text: 'a' })).body).toMatchObject({ error: 0 })
    const user = await call(`v3.0/oa/user/detail?data=${JSON.stringify({ user_id: LAN })}`)
    expect(user.body['data']).toMatchObject({ user_is_follower: false })
  })
})

describe('the message quota of an OA', () => {
  const kept = { asset_id: 'sub', product_type: 'cs', quota_type: 'sub_quota', total: 500 }

  it.each([
    { ask: { quota_owner: 'OA' }, expected: { error: 0, data: [kept] } },
    {
      ask: { quota_owner: 'OA', product_type: 'cs', quota_type: 'sub_quota' },
      expected: { error: 0, data: [kept] },
    },
    { ask: { quota_owner: 'OA', quota_type: 'purchase_quota' }, expected: { error: 0, data: [] } },
    { ask: { quota_owner: 'OA', product_type: 'transaction' }, expected: { error: 0, data: [] } },
    { ask: { quota_owner: 'APP' }, expected: { error: 0, data: [] } },
    { ask: { quota_owner: 'OA', quota_type: 'free' }, expected: { error: -201 } },
    { ask: {}, expected: { error: -201 } },
  ])('is what is asked for: $ask', async ({ ask, expected }) => {
    expect((await call('v3.0/oa/quota/message', ask)).body).toMatchObject(expected)
  })
})

describe('uploads of an OA', () => {
  it.each([
    { kind: 'file', name: 'a.xlsx', size: 10, error: -201 },
    { kind: 'file', name: 'a.pdf', size: 5 * 1024 * 1024 + 1, error: -210 },
    { kind: 'image', name: 'a.png', size: 1024 * 1024 + 1, error: -210 },
    { kind: 'image', name: 'a.png', size: 10, error: 0 },
  ])('answers $error for $name of $size bytes', async ({ kind, name, size, error }) => {
    expect((await upload(kind, name, 'a'.repeat(size))).body).toMatchObject({ error })
  })
})

it('answers unknown paths with 404 and plain text', async () => {
  const answer = await call('v3.0/oa/message', {})

  expect([answer.status, answer.text]).toEqual([404, 'You are accessing an empty or invalid API'])
  expect(answer.headers.get('x-ratelimit-remain')).toMatch(/^\d+$/u)
})

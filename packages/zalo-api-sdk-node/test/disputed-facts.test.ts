import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  checkOaSignature,
  createOAuthClient,
  createOfficialAccount,
  createZaloBot,
  type OfficialAccount,
  parseBotEvent,
  parseJsonKeepingIds,
  parseOaEvent,
  staticToken,
  type ZaloBot,
} from '../src/index.ts'
import { failureOf } from './failure-of.ts'
import { startWireServer, type WireServer } from './wire-server.ts'

/*
 * Where public sources disagree about the platform, each variant stands here as it goes over the wire, and each is
 * taken. The README lists the same facts.
 */
const SENT = '{"data":{"message_id":"m1"},"error":0,"message":"Success"}'
const BUTTONS = '[{"title":"Đã nhận","type":"oa.query.show","payload":"#1"}]'

describe('facts that sources dispute', () => {
  let server: WireServer
  let account: OfficialAccount
  let bot: ZaloBot

  beforeEach(async () => {
    server = await startWireServer()
    account = createOfficialAccount({ accessTokens: staticToken('t'), baseUrl: server.origin })
    bot = createZaloBot({ token: '1:s', baseUrl: server.origin })
  })

  afterEach(async () => {
    await server.stop()
  })

  const press = { title: 'Đã nhận', type: 'oa.query.show', payload: '#1' } as const

  it('buttons: beside the text without a template type', async () => {
    server.answer({ body: SENT })

    await account.sendMessage('5', { kind: 'text', text: 'Họp', buttons: [press] })

    expect(server.requests.map(({ body }) => body)).toEqual([
      `{"recipient":{"user_id":"5"},"message":{"text":"Họp","attachment":{"type":"template","payload":{"buttons":${BUTTONS}}}}}`,
    ])
  })

  it('buttons: or around the text in a template of the type button', async () => {
    server.answer({ body: '{"error":-201,"message":"attachment is invalid"}' }, { body: SENT })

    await account.sendMessage('5', { kind: 'text', text: 'Họp', buttons: [press] })

    expect(server.requests[1]?.body).toBe(
      `{"recipient":{"user_id":"5"},"message":{"attachment":{"type":"template","payload":{"template_type":"button","text":"Họp","buttons":${BUTTONS}}}}}`,
    )
  })

  it.each([
    ['expires_in as a text', '"90000"', 90_000],
    ['expires_in as a number', '90000', 90_000],
    ['the hour of older notes', '"3600"', 3_600],
  ])('the life of an access token: %s', async (_title, life, seconds) => {
    const oauth = createOAuthClient({
      appId: '1',
      appSecret: 's',
      baseUrl: server.origin,
      now: () => 0,
    })
    server.answer({ body: `{"access_token":"a","refresh_token":"r","expires_in":${life}}` })

    expect((await oauth.refresh('r0')).expiresAt).toEqual(new Date(seconds * 1000))
  })

  it.each([
    ['with its number', '{"error":-14014,"error_name":"Invalid refresh token."}', 200, -14014],
    ['under a real status', '{"error":-14014,"error_name":"Invalid"}', 400, -14014],
    ['with a name only', '{"error_name":"Invalid refresh token."}', 200, 'no-token'],
    ['with another number of production', '{"error":-118,"message":"invalid grant"}', 200, -118],
  ])('a refused refresh token: %s', async (_title, body, status, code) => {
    const oauth = createOAuthClient({ appId: '1', appSecret: 's', baseUrl: server.origin })
    server.answer({ body, status })

    expect(await failureOf(oauth.refresh('r0'))).toMatchObject({ code, class: 'human' })
  })

  it.each([
    ['with a verifier', 'v'.repeat(43), 'code=c&grant_type=authorization_code&code_verifier='],
    ['without one', undefined, 'code=c&grant_type=authorization_code&app_id=1'],
  ])('PKCE: %s', async (_title, codeVerifier, form) => {
    const oauth = createOAuthClient({ appId: '1', appSecret: 's', baseUrl: server.origin })
    server.answer({ body: '{"access_token":"a","refresh_token":"r"}' })

    await oauth.exchangeCode({ code: 'c', ...(codeVerifier && { codeVerifier }) })

    expect(server.requests[0]?.body).toContain(form)
  })

  it.each([
    [
      'eight are counted',
      '{"last_interaction":1,"cs_reply":{"remain":"3","total":"8"}}',
      { remaining: 3, total: 8 },
    ],
    ['none are counted since 2026', '{"last_interaction":1}', null],
  ])('free answers within 48 hours: %s', async (_title, data, replies) => {
    server.answer({ body: `{"data":${data},"error":0}` })

    expect(await account.getUserQuota('5')).toMatchObject({ lastInteraction: 1, replies })
  })

  it.each([
    ['not at all', '{"message_id":"m1"}', null],
    [
      'as texts',
      '{"message_id":"m1","quota":{"quota_type":"sub_quota","remain":"499","total":"500"}}',
      { type: 'sub_quota', remaining: 499, total: 500 },
    ],
    [
      'as numbers, without a type',
      '{"message_id":"m1","quota":{"remain":7,"total":8}}',
      { type: '', remaining: 7, total: 8 },
    ],
  ])('the quota of a sent message: %s', async (_title, data, quota) => {
    server.answer({ body: `{"data":${data},"error":0}` })

    expect((await account.sendMessage('5', { kind: 'text', text: 'a' })).quota).toEqual(quota)
  })

  it.each([
    ['-216', 'refresh'],
    ['-220', 'refresh'],
    ['-124', 'refresh'],
    ['216', 'refresh'],
    ['401', 'refresh'],
    ['-401', 'refresh'],
    // Two meanings, both of which need somebody.
    ['-223', 'human'],
    // Legacy numbers of the older SDK and such that nobody knows.
    ['-20009', 'human'],
  ])('errors of a token and double meanings: %s', async (error, expected) => {
    server.answer({ body: `{"error":${error},"message":"x"}` })

    expect(await failureOf(account.getOa())).toMatchObject({ class: expected })
  })

  it.each([
    ['"members"', '{"members":[{"user_id":"5","name":"Hoa"}]}'],
    ['"users"', '{"users":[{"user_id":"5","display_name":"Hoa"}]}'],
    ['no name', '[{"user_id":"5","name":"Hoa"}]'],
  ])('the list of members under %s', async (_title, data) => {
    server.answer({ body: `{"data":${data},"error":0}` })

    expect(await account.listMembers('g')).toMatchObject([{ userId: '5', name: 'Hoa' }])
  })

  it.each([
    ['in parts', '{"group_info":{"group_id":"g1","name":"Thôn"},"asset_info":{"asset_id":"as"}}'],
    ['in one object', '{"group_id":"g1","group_name":"Thôn","asset_id":"as"}'],
  ])('a group: %s', async (_title, data) => {
    server.answer({ body: `{"data":${data},"error":0}` })

    expect(await account.getGroup('g1')).toMatchObject({
      groupId: 'g1',
      name: 'Thôn',
      assetId: 'as',
    })
  })

  it.each([
    ['a date', '"31/12/2026"', '31/12/2026'],
    ['milliseconds', '1798650000000', '1798650000000'],
  ])('the validity of an asset: %s', async (_title, value, expected) => {
    server.answer({ body: `{"data":[{"asset_id":"as","valid_through":${value}}],"error":0}` })

    expect(await account.getGroupQuota({ product: 'gmf10' })).toMatchObject([
      { validThrough: expected },
    ])
  })

  it('a csv file: sent, for Zalo to take or to refuse', async () => {
    server.answer({ body: '{"data":{"token":"f"},"error":0}' })

    expect(await account.uploadFile({ name: 'a.csv', bytes: new Uint8Array(1) })).toBe('f')
  })

  it.each([
    ['accept_request_join_group', 'joined'],
    ['react_request_join_group_accept', 'joined'],
    ['react_request_join_group', 'join-answered'],
    ['reject_request_join_group', 'join-refused'],
    ['react_request_join_group_reject', 'join-refused'],
    ['user_out_group', 'left'],
    ['user_leave_group', 'left'],
    ['delete_group', 'dissolved'],
    ['disperse_group', 'dissolved'],
  ])('the name of a change of a group: %s', (name, change) => {
    const body = `{"event_name":"${name}","app_id":"1","oa_id":"77","group_id":"g1","timestamp":"1726129110187","users":[{"id":"5"}]}`

    expect(parseOaEvent(JSON.parse(body))).toMatchObject({
      kind: 'group',
      change,
      groupId: 'g1',
      userIds: ['5'],
    })
  })

  it.each([
    ['recipient.id', '"recipient":{"id":"g1"},"message":{"msg_id":"m1","quote_msg_id":"q1"}'],
    [
      'recipient.group_id',
      '"recipient":{"group_id":"g1"},"message":{"msg_id":"m1","quote_msg_id":"q1"}',
    ],
    [
      'message.conversation_id',
      '"message":{"msg_id":"m1","conversation_id":"g1","quote_msg":{"msg_id":"q1"}}',
    ],
  ])('the group of a message: in %s', (_place, fields) => {
    const body = `{"event_name":"user_send_group_text","timestamp":"1726129110187","sender":{"id":"5"},${fields}}`

    expect(parseOaEvent(JSON.parse(body))).toMatchObject({
      kind: 'message',
      chat: { type: 'group', id: 'g1' },
      messageId: 'm1',
      quoteMessageId: 'q1',
    })
  })

  it('gifs of people: never sent by one source, taken all the same', () => {
    const body =
      '{"event_name":"user_send_gif","timestamp":"1726129110187","sender":{"id":"5"},"recipient":{"id":"77"},"message":{"msg_id":"m1","attachments":[{"type":"gif","payload":{"thumbnail":"https://x.zdn.vn/t","url":"https://x.zdn.vn/g"}}]}}'

    expect(parseOaEvent(JSON.parse(body))).toMatchObject({
      what: 'gif',
      attachments: [{ url: 'https://x.zdn.vn/g' }],
    })
  })

  it.each([
    ['the account sends it', '"sender":{"id":"77"},"recipient":{"id":"5"}'],
    ['the person sends it', '"sender":{"id":"5"},"recipient":{"id":"77"}'],
  ])('who sends a receipt: %s', (_title, parties) => {
    const body = `{"event_name":"user_seen_message","timestamp":"1726129110187",${parties},"message":{"msg_ids":["m1"]}}`

    expect(parseOaEvent(JSON.parse(body))).toMatchObject({
      kind: 'receipt',
      parties: expect.arrayContaining(['5', '77']),
      messageIds: ['m1'],
    })
  })

  it.each([
    ['as one line', '"address":"Thôn Đông, xã Yên Cát"', 'Thôn Đông, xã Yên Cát'],
    [
      'in parts',
      '"full_address":{"user_city":"Thanh Hoá","user_ward":"Yên Cát","user_address":"Thôn Đông"}',
      'Thôn Đông, Yên Cát, Thanh Hoá',
    ],
  ])('the address that a person gives: %s', (_title, field, address) => {
    const body = `{"event_name":"user_submit_info","sender":{"id":"5"},"info":{"name":"Hoa","phone":"84",${field}}}`

    expect(parseOaEvent(JSON.parse(body))).toMatchObject({
      kind: 'user-info',
      userId: '5',
      info: { name: 'Hoa', phone: '84', address },
    })
  })

  it('the signature: with the secret of the webhook only, never silently with another', () => {
    const body = new TextEncoder().encode('{"timestamp":"1"}')
    // Made with sha256sum of `4711{"timestamp":"1"}1` and the secret.
    const ofWebhook = 'c5421a30897fa4117f2503b1339a10280a22e1266a9e95bbbcde6a4f01f5edfb'
    const keys = { body, appId: '4711' }

    expect(
      checkOaSignature({ ...keys, webhookSecret: 'oa-secret', signature: `mac=${ofWebhook}` }),
    ).toBe('ok')
    expect(checkOaSignature({ ...keys, webhookSecret: 'oa-secret', signature: ofWebhook })).toBe(
      'ok',
    )
    expect(
      checkOaSignature({ ...keys, webhookSecret: 'app-secret', signature: `mac=${ofWebhook}` }),
    ).toBe('mismatch')
  })

  const QUIET = '{"ok":false,"description":"Request timeout","error_code":408}'
  const WEBHOOK_SET =
    '{"ok":false,"description":"You cannot use this API while a webhook is set. Please remove the webhook first","error_code":400}'
  it.each([
    ['a quiet window under 200', QUIET, 200],
    ['a quiet window under 408', QUIET, 408],
  ])('the status of a failure of the bot: %s', async (_title, body, status) => {
    server.answer({ body, status })

    expect(await bot.getUpdates()).toEqual([])
  })

  it.each([200, 400])('the status of a failure of the bot: a webhook under %i', async (status) => {
    server.answer({ body: WEBHOOK_SET, status })

    expect(await failureOf(bot.getUpdates())).toMatchObject({ code: 400 })
  })

  it.each([
    ['a number', '{"ok":false,"description":"Quota exceeded","error_code":429}', 429],
    ['a text', '{"ok":false,"description":"Quota exceeded","error_code":"429"}', 429],
    ['a page', '<html><h1>429 Too Many Requests</h1><hr>nginx</html>', 'http-429'],
  ])('the code of a failure of the bot: %s', async (_title, body, code) => {
    server.answer({ body, status: 429 })

    expect(await failureOf(bot.getMe())).toMatchObject({ code, class: 'transient' })
  })

  const MESSAGE =
    '"message":{"from":{"id":"u1","display_name":"Hoa","is_bot":false},"chat":{"id":"u1","chat_type":"PRIVATE"},"message_id":"m1","date":1750316131602'
  it.each([
    ['one object', `{"ok":true,"result":{"event_name":"message.text.received",${MESSAGE}}}}`],
    ['a list', `{"ok":true,"result":[{"event_name":"message.text.received",${MESSAGE}}}]}`],
  ])('what getUpdates gives: %s', async (_title, body) => {
    server.answer({ body })

    expect((await bot.getUpdates()).map(parseBotEvent)).toMatchObject([
      { kind: 'text', messageId: 'm1' },
    ])
  })

  it.each([
    ['flat, photo_url', `{"event_name":"message.image.received",${MESSAGE},"photo_url":"p"}}`],
    ['flat, photo', `{"event_name":"message.image.received",${MESSAGE},"photo":"p"}}`],
    [
      'wrapped',
      `{"ok":true,"result":{"event_name":"message.image.received",${MESSAGE},"photo_url":"p"}}}`,
    ],
  ])('an update: %s', (_title, body) => {
    expect(parseBotEvent(parseJsonKeepingIds(body))).toMatchObject({
      kind: 'image',
      photoUrl: 'p',
      chat: { id: 'u1', type: 'private' },
    })
  })

  it.each([
    ['no', '"can_join_groups":false', false],
    ['yes', '"can_join_groups":true', true],
    ['not said', '"account_type":"BASIC"', null],
  ])('whether a bot may join groups: %s', async (_title, field, expected) => {
    server.answer({ body: `{"ok":true,"result":{"id":"9",${field}},"error_code":0}` })

    expect((await bot.getMe()).canJoinGroups).toBe(expected)
  })

  it.each([
    ['not found under 200', '{"ok":false,"description":"Not Found","error_code":404}', 200],
    ['not found under 404', '{"ok":false,"description":"Not Found","error_code":404}', 404],
    ['an empty address', '{"ok":true,"result":{"url":"","updated_at":1750316131602}}', 200],
  ])('no webhook: %s', async (_title, body, status) => {
    server.answer({ body, status })

    expect(await bot.getWebhookInfo()).toBeNull()
  })

  it.each([
    ['403 is called an internal error', 403, 'transient'],
    ['408 says nothing of what was done', 408, 'unknown-outcome'],
  ])('codes of the bot: %s', async (_title, code, expected) => {
    server.answer({ body: `{"ok":false,"description":"x","error_code":${code}}` })

    expect(await failureOf(bot.sendMessage('u1', 'a'))).toMatchObject({ class: expected })
  })
})

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  checkOaSignature,
  consentUrl,
  createOAuthClient,
  createOfficialAccount,
  createPkcePair,
  createZaloBot,
  parseBotEvent,
  parseOaEvent,
  readConsentAnswer,
  rotatingTokens,
  type OAuthClient,
  type OfficialAccount,
  type ZaloBot,
} from 'zalo-api-sdk-node'
import type { EmulatorSeed } from '../../src/sandbox/emulator-seed.ts'
import { memoryTokenStore } from '../support/memory-token-store.ts'
import { openReceiver, type Receiver } from './emulator-receiver.ts'
import { openStage, SEED, type Stage } from './emulator-stage.ts'

const [LAN, MINH, HOA] = ['6800000000000001001', '6800000000000001002', '6800000000000001003']
const GROUP = 'f414c8f76fa586fbdfb4'
const APP = { appId: '1200000000000000001', appSecret: 'app-secret' }

/** Lan and Minh follow the OA, which has a group to give away, money, and a template. */
const WORLD: EmulatorSeed = {
  ...SEED,
  platforms: SEED.platforms.map((platform) =>
    platform.platform === 'zalo-oa'
      ? {
          ...platform,
          admins: ['lan'],
          groupAssets: [
            { assetId: 'asset-1', product: 'gmf50' },
            { assetId: 'asset-2', product: 'gmf10' },
          ],
          wallet: 100_000,
          templates: [{ templateId: '301', params: ['ngay'] }],
        }
      : platform,
  ),
  chats: [
    ...SEED.chats,
    ...['lan', 'minh'].map((id, index) => ({
      platform: 'zalo-oa' as const,
      externalId: [LAN, MINH][index] ?? '',
      kind: 'private' as const,
      title: id,
      members: [id],
    })),
    {
      platform: 'zalo-bot',
      externalId: 'zb1001',
      kind: 'private',
      title: 'Lan',
      members: ['lan'],
    },
  ],
}

let stage: Stage
let oauth: OAuthClient
let account: OfficialAccount
let bot: ZaloBot

beforeEach(async () => {
  stage = await openStage({
    seed: WORLD,
    limits: { zaloOa: { templateHours: { from: 0, to: 24 } } },
  })
  oauth = createOAuthClient({ ...APP, baseUrl: `${stage.origin}/oauth` })
  const store = memoryTokenStore({
    accessToken: 'first-access',
    refreshToken: 'first-refresh',
    expiresAt: null,
  })
  account = createOfficialAccount({
    accessTokens: rotatingTokens({ oauth, store }),
    baseUrl: `${stage.origin}/openapi`,
  })
  bot = createZaloBot({ token: '9000001:zalo-bot-secret', baseUrl: `${stage.origin}/zalobot` })
})

afterEach(() => stage.close())

async function minhWrites(text = 'chào'): Promise<string> {
  const chatId = `zalo-oa:${MINH}`
  const { body } = await stage.control('messages', { as: 'minh', chatId, text })
  return (body['message'] as { key: string }).key.split(':').at(-1) ?? ''
}

function newGroup() {
  return account.createGroup({ name: 'Thôn Yên Cát', assetId: 'asset-1', memberIds: [LAN] })
}

/** Minh waits to be let into a new group. */
async function groupWithAsker(): Promise<string> {
  const { groupId } = await newGroup()
  await account.updateGroup(groupId, { joinApproval: true })
  const join = { as: 'minh', chatId: `zalo-oa:${groupId}`, action: 'join' }
  await stage.control('membership', join)
  return groupId
}

const PNG = { name: 'anh.png', bytes: Buffer.from('\x89PNG') }
const GIF = { name: 'anh.gif', bytes: Buffer.from('GIF89a') }
const PDF = { name: 'Thông báo.pdf', bytes: Buffer.from('%PDF') }
const text = { kind: 'text', text: 'Kính gửi bà con' } as const
const BUTTON = { title: 'Đã nhận', type: 'oa.query.show', payload: '#NHAN T12' } as const
const someId = expect.stringMatching(/.+/)

/** A method that is new in the package does not compile until it stands here. */
type Cases<T> = { readonly [K in keyof T]: readonly [() => Promise<unknown>, unknown] }

const ACCOUNT: Cases<OfficialAccount> = {
  getOa: [
    () => account.getOa(),
    { name: 'UBND xã Như Xuân', packageName: 'Growth', followers: 2, linkedZca: someId },
  ],
  call: [() => account.call({ path: '/v2.0/oa/getoa' }), { oaid: '4318657068771012646' }],
  rateLimit: [
    async () => {
      await account.getOa()
      return account.rateLimit()
    },
    { limit: 100, remaining: 99 },
  ],
  sendMessage: [
    () => account.sendMessage(LAN, { ...text, buttons: [BUTTON] }),
    { messageId: someId, userId: LAN, quota: { type: 'reply' } },
  ],
  sendGroupMessage: [() => account.sendGroupMessage(GROUP, text), { groupId: GROUP }],
  sendAnonymousMessage: [
    async () => {
      const sender = { id: 'khach-1' }
      const message = { msg_id: 'm1', text: 'chào', conversation_id: 'c1' }
      const update = { event_name: 'anonymous_send_text', sender, message }
      await stage.control('updates', { platform: 'zalo-oa', update })
      return account.sendAnonymousMessage({ anonymousId: 'khach-1', conversationId: 'c1' }, text)
    },
    { messageId: someId },
  ],
  sendReaction: [
    async () => account.sendReaction(MINH, { messageId: await minhWrites(), icon: '/-heart' }),
    { userId: MINH },
  ],
  sendTemplate: [
    () => account.sendTemplate(MINH, { templateId: '301', data: { ngay: '28/11/2026' } }),
    { messageId: someId },
  ],
  createGroup: [newGroup, { groupId: someId, name: 'Thôn Yên Cát', totalMembers: 2 }],
  listGroups: [() => account.listGroups(), { total: 1, groups: [{ groupId: GROUP }] }],
  getGroup: [
    () => account.getGroup(GROUP),
    { name: 'Hội Nông dân', assetType: 'gmf100', maxMembers: 100, settings: { linkJoin: true } },
  ],
  listMembers: [() => account.listMembers(GROUP), [{ userId: LAN }, { userId: MINH }]],
  inviteMembers: [
    async () => account.inviteMembers((await newGroup()).groupId, [MINH, HOA]),
    {
      members: [
        { user_id: MINH, error: 0 },
        { user_id: HOA, error: -213 },
      ],
    },
  ],
  listPendingMembers: [
    async () => account.listPendingMembers(await groupWithAsker()),
    [{ userId: MINH, name: 'Minh' }],
  ],
  acceptPendingMembers: [
    async () => {
      const groupId = await groupWithAsker()
      await account.acceptPendingMembers(groupId, [MINH])
      return account.listMembers(groupId)
    },
    [{ userId: LAN }, { userId: MINH }],
  ],
  rejectPendingMembers: [
    async () => {
      const groupId = await groupWithAsker()
      await account.rejectPendingMembers(groupId, [MINH])
      return account.listPendingMembers(groupId)
    },
    [],
  ],
  addAdmins: [() => account.addAdmins(GROUP, [MINH]), undefined],
  removeAdmins: [
    async () => {
      await account.addAdmins(GROUP, [MINH])
      await account.removeAdmins(GROUP, [MINH])
    },
    undefined,
  ],
  removeMembers: [
    async () => {
      await account.removeMembers(GROUP, [MINH])
      return account.listMembers(GROUP)
    },
    [{ userId: LAN }],
  ],
  updateGroup: [
    () => account.updateGroup(GROUP, { name: 'Hội ND', lockSendMessage: true }),
    { name: 'Hội ND', settings: { lockSendMessage: true } },
  ],
  updateGroupAsset: [
    async () => {
      await account.updateGroupAsset(GROUP, 'asset-2')
      return account.getGroup(GROUP)
    },
    { assetId: 'asset-2', maxMembers: 10 },
  ],
  deleteGroup: [
    async () => {
      await account.deleteGroup(GROUP)
      return account.listGroups()
    },
    { total: 0 },
  ],
  getUser: [
    () => account.getUser(LAN),
    { userId: LAN, name: 'Lan', follower: true, tags: [], notes: [] },
  ],
  listUsers: [
    async () => {
      await account.tagUser(MINH, 'Trưởng thôn')
      return account.listUsers({ tag: 'Trưởng thôn', lastInteraction: 'TODAY', follower: true })
    },
    { total: 1, userIds: [MINH] },
  ],
  updateUser: [
    async () => {
      await account.updateUser(LAN, { alias: 'Chị Lan', shared: { address: 'Yên Cát' } })
      return account.getUser(LAN)
    },
    { alias: 'Chị Lan', shared: { address: 'Yên Cát' } },
  ],
  deleteUserInfo: [
    async () => {
      await account.updateUser(LAN, { externalId: 'CB-01' })
      await account.deleteUserInfo(LAN)
      return account.getUser(LAN)
    },
    { externalId: null, follower: true },
  ],
  listTags: [
    async () => {
      await account.tagUser(LAN, 'Chi hội')
      return account.listTags()
    },
    ['Chi hội'],
  ],
  tagUser: [
    async () => {
      await account.tagUser(LAN, 'Chi hội')
      return account.getUser(LAN)
    },
    { tags: ['Chi hội'] },
  ],
  untagUser: [
    async () => {
      await account.tagUser(LAN, 'Chi hội')
      await account.untagUser(LAN, 'Chi hội')
      return account.getUser(LAN)
    },
    { tags: [] },
  ],
  deleteTag: [
    async () => {
      await account.tagUser(LAN, 'Chi hội')
      await account.deleteTag('Chi hội')
      return account.listTags()
    },
    [],
  ],
  uploadImage: [
    async () => {
      const image = { attachmentId: await account.uploadImage(PNG) }
      return account.sendGroupMessage(GROUP, { kind: 'image', image, text: 'Ảnh họp thôn' })
    },
    { groupId: GROUP },
  ],
  uploadGif: [
    async () => {
      const gif = { attachmentId: await account.uploadGif(GIF) }
      return account.sendMessage(LAN, { kind: 'gif', gif, width: 10, height: 10 })
    },
    { userId: LAN },
  ],
  uploadFile: [
    async () => {
      const token = await account.uploadFile(PDF)
      return account.sendGroupMessage(GROUP, { kind: 'file', token })
    },
    { groupId: GROUP },
  ],
  listRecentChats: [
    async () => {
      await minhWrites('bao giờ họp?')
      return account.listRecentChats()
    },
    [{ from: 'person', text: 'bao giờ họp?', fromId: MINH, fromName: 'Minh' }],
  ],
  listConversation: [
    async () => {
      await minhWrites()
      await account.sendMessage(MINH, text)
      return account.listConversation(MINH)
    },
    [
      { from: 'oa', text: text.text },
      { from: 'person', text: 'chào' },
    ],
  ],
  listRecentGroupChats: [
    async () => {
      await account.sendGroupMessage(GROUP, text)
      return account.listRecentGroupChats()
    },
    [{ from: 'oa', groupId: GROUP, text: text.text }],
  ],
  listGroupConversation: [
    async () => {
      const said = { as: 'minh', chatId: `zalo-oa:${GROUP}`, text: 'đã nhận' }
      await stage.control('messages', said)
      return account.listGroupConversation(GROUP)
    },
    [{ from: 'person', text: 'đã nhận', groupId: GROUP }],
  ],
  getUserQuota: [() => account.getUserQuota(LAN), { replies: { remaining: 8, total: 8 } }],
  getMessageQuota: [() => account.getMessageQuota(), [{ remaining: 500, total: 500 }]],
  getGroupQuota: [
    () => account.getGroupQuota({ product: 'gmf50' }),
    [{ assetId: 'asset-1', status: 'available', usedBy: null }],
  ],
}

const BOT: Cases<Omit<ZaloBot, 'testWebhook'>> = {
  getMe: [() => bot.getMe(), { name: 'Bot Nhịp Cầu', canJoinGroups: true }],
  getUpdates: [
    async () => {
      const said = { as: 'lan', chatId: 'zalo-bot:zb1001', text: 'nhan T12' }
      await stage.control('messages', said)
      const updates = await bot.getUpdates({ timeoutSeconds: 0 })
      return updates.map((update) => parseBotEvent(update))
    },
    [{ kind: 'text', text: 'nhan T12' }],
  ],
  setWebhook: [
    () => bot.setWebhook({ url: 'https://nhipcau.example.vn/hook', secret: 'mot-bi-mat' }),
    { url: 'https://nhipcau.example.vn/hook' },
  ],
  deleteWebhook: [
    async () => {
      await bot.setWebhook({ url: 'https://nhipcau.example.vn/hook', secret: 'mot-bi-mat' })
      await bot.deleteWebhook()
      return bot.getUpdates({ timeoutSeconds: 0 })
    },
    [],
  ],
  getWebhookInfo: [async () => ({ info: await bot.getWebhookInfo() }), { info: null }],
  sendMessage: [() => bot.sendMessage('zgr-77', 'Kính gửi'), { messageId: someId }],
  sendPhoto: [() => bot.sendPhoto('zb1001', 'https://a.vn/b.png'), { messageId: someId }],
  sendSticker: [() => bot.sendSticker('zb1001', 'abc'), { messageId: someId }],
  sendVoice: [() => bot.sendVoice('zb1001', 'https://a.vn/b.aac'), { messageId: someId }],
  sendChatAction: [() => bot.sendChatAction('zb1001', 'typing'), undefined],
}

describe('the SDK against the emulated Official Account', () => {
  it.each(Object.entries(ACCOUNT))('%s', async (_name, [run, wanted]) => {
    // An object, because a method without an answer gives nothing.
    expect({ given: await run() }).toMatchObject({ given: wanted })
  })

  it('exchanges a code of the consent page and refreshes the pair', async () => {
    const pkce = createPkcePair()
    const url = consentUrl({
      appId: APP.appId,
      redirectUri: `${stage.origin}/zalo/callback`,
      codeChallenge: pkce.codeChallenge,
      state: 'mot-lan',
      baseUrl: `${stage.origin}/oauth`,
    })
    const consent = await fetch(url, { redirect: 'manual' })
    const answer = readConsentAnswer(consent.headers.get('location') ?? '', 'mot-lan')
    const { codeVerifier } = pkce
    const first = await oauth.exchangeCode({ code: answer?.code ?? '', codeVerifier })
    const second = await oauth.refresh(first.refreshToken)

    expect(answer?.oaId).toBe('4318657068771012646')
    expect(second.accessToken).not.toBe(first.accessToken)
    await expect(oauth.refresh(first.refreshToken)).rejects.toMatchObject({ code: -14014 })
  })

  it('reads and verifies the events that it sends', async () => {
    const receiver: Receiver = await openReceiver()
    await stage.control('webhook', { platform: 'zalo-oa', url: receiver.url })
    await minhWrites('nhận T12')
    await receiver.until(2)
    await receiver.close()

    const { raw, body, headers } = receiver.received[1] ?? { raw: '', body: {}, headers: {} }
    const verdict = checkOaSignature({
      appId: APP.appId,
      webhookSecret: 'oa-webhook-secret',
      body: Buffer.from(raw),
      signature: String(headers['x-zevent-signature']),
    })
    expect(verdict).toBe('ok')
    expect(parseOaEvent(body)).toMatchObject({ kind: 'message', text: 'nhận T12', senderId: MINH })
  })
})

describe('the SDK against the emulated Bot Platform', () => {
  it.each(Object.entries(BOT))('%s', async (_name, [run, wanted]) => {
    // An object, because a method without an answer gives nothing.
    expect({ given: await run() }).toMatchObject({ given: wanted })
  })

  it('testWebhook is gone, as it is from the documentation', async () => {
    await expect(bot.testWebhook()).rejects.toMatchObject({ code: 404 })
  })
})

import { beforeAll, describe, expect, it } from '@jest/globals'
import {
  createOAuthClient,
  createOfficialAccount,
  createZaloBot,
  type OAuthClient,
  type OfficialAccount,
  staticToken,
  type ZaloBot,
} from '../src/index.ts'
import { failureOf } from './failure-of.ts'

let calls = 0
const fetch = (): never => {
  calls++
  throw new Error('called all the same')
}
const account = createOfficialAccount({ accessTokens: staticToken('t0ken'), fetch })
const bot = createZaloBot({ token: '9000001:zalo-bot-secret', fetch })
const oauth = createOAuthClient({ appId: '1', appSecret: 'app-secret', fetch })

/** A method that is new in the package does not compile until it stands here. */
type Cases<T> = { readonly [K in keyof T]: () => Promise<unknown> }

interface Stop {
  readonly signal?: AbortSignal
  readonly mayLeave?: () => boolean
}
const STOPS: readonly (Stop & { readonly title: string })[] = [
  { title: 'whose signal has come before it', signal: AbortSignal.abort() },
  { title: 'that may not leave any more', mayLeave: () => false },
]
let stopped: Stop = {}
const text = { kind: 'text', text: 'Kính gửi bà con' } as const
const file = { name: 'a.pdf', bytes: Buffer.from('%PDF') }
const png = { name: 'a.png', bytes: Buffer.from('\x89PNG') }
const gif = { name: 'a.gif', bytes: Buffer.from('GIF89a') }

const ACCOUNT: Cases<Omit<OfficialAccount, 'rateLimit'>> = {
  getOa: () => account.getOa(stopped),
  call: () => account.call({ path: '/v2.0/oa/getoa' }, stopped),
  sendMessage: () => account.sendMessage('1', text, stopped),
  sendGroupMessage: () => account.sendGroupMessage('g', text, stopped),
  sendAnonymousMessage: () =>
    account.sendAnonymousMessage({ anonymousId: 'a', conversationId: 'c' }, text, stopped),
  sendReaction: () => account.sendReaction('1', { messageId: 'm', icon: '/-heart' }, stopped),
  sendTemplate: () => account.sendTemplate('1', { templateId: '301', data: {} }, stopped),
  uploadImage: () => account.uploadImage(png, stopped),
  uploadGif: () => account.uploadGif(gif, stopped),
  uploadFile: () => account.uploadFile(file, stopped),
  createGroup: () => account.createGroup({ name: 'Thôn', assetId: 'a', memberIds: ['1'] }, stopped),
  listGroups: () => account.listGroups({}, stopped),
  getGroup: () => account.getGroup('g', stopped),
  listMembers: () => account.listMembers('g', {}, stopped),
  inviteMembers: () => account.inviteMembers('g', ['1'], stopped),
  listPendingMembers: () => account.listPendingMembers('g', {}, stopped),
  acceptPendingMembers: () => account.acceptPendingMembers('g', ['1'], stopped),
  rejectPendingMembers: () => account.rejectPendingMembers('g', ['1'], stopped),
  addAdmins: () => account.addAdmins('g', ['1'], stopped),
  removeAdmins: () => account.removeAdmins('g', ['1'], stopped),
  removeMembers: () => account.removeMembers('g', ['1'], stopped),
  updateGroup: () => account.updateGroup('g', { joinApproval: true }, stopped),
  updateGroupAsset: () => account.updateGroupAsset('g', 'a', stopped),
  deleteGroup: () => account.deleteGroup('g', stopped),
  getUser: () => account.getUser('1', stopped),
  listUsers: () => account.listUsers({}, stopped),
  updateUser: () => account.updateUser('1', { alias: 'Lan' }, stopped),
  deleteUserInfo: () => account.deleteUserInfo('1', stopped),
  listTags: () => account.listTags(stopped),
  tagUser: () => account.tagUser('1', 'dân', stopped),
  untagUser: () => account.untagUser('1', 'dân', stopped),
  deleteTag: () => account.deleteTag('dân', stopped),
  listRecentChats: () => account.listRecentChats({}, stopped),
  listConversation: () => account.listConversation('1', {}, stopped),
  listRecentGroupChats: () => account.listRecentGroupChats({}, stopped),
  listGroupConversation: () => account.listGroupConversation('g', {}, stopped),
  getUserQuota: () => account.getUserQuota('1', stopped),
  getMessageQuota: () => account.getMessageQuota({}, stopped),
  getGroupQuota: () => account.getGroupQuota({ product: 'gmf50' }, stopped),
}

const BOT: Cases<ZaloBot> = {
  getMe: () => bot.getMe(stopped),
  getUpdates: () => bot.getUpdates(stopped),
  setWebhook: () => bot.setWebhook({ url: 'https://a.vn/h', secret: 'secret-of-8' }, stopped),
  deleteWebhook: () => bot.deleteWebhook(stopped),
  getWebhookInfo: () => bot.getWebhookInfo(stopped),
  testWebhook: () => bot.testWebhook(stopped),
  sendMessage: () => bot.sendMessage('c', 'chào', stopped),
  sendPhoto: () => bot.sendPhoto('c', 'https://a.vn/a.png', stopped),
  sendSticker: () => bot.sendSticker('c', 's', stopped),
  sendVoice: () => bot.sendVoice('c', 'https://a.vn/a.aac', stopped),
  sendChatAction: () => bot.sendChatAction('c', 'typing', stopped),
}

const OAUTH: Cases<OAuthClient> = {
  exchangeCode: () => oauth.exchangeCode({ code: 'c', codeVerifier: 'v' }, stopped),
  refresh: () => oauth.refresh('r', stopped),
}

describe.each(STOPS)('a call $title', ({ title: _title, ...stop }) => {
  beforeAll(() => {
    stopped = stop
  })

  it.each(Object.entries({ ...ACCOUNT, ...OAUTH }))('is not made: %s', async (_name, call) => {
    const before = calls

    expect(await failureOf(call())).toMatchObject({ class: 'transient', code: 'aborted' })
    expect(calls).toBe(before)
  })

  it.each(Object.entries(BOT))('is not made by a bot: %s', async (_name, call) => {
    const before = calls

    expect(await failureOf(call())).toMatchObject({ class: 'transient', code: 'aborted' })
    expect(calls).toBe(before)
  })
})

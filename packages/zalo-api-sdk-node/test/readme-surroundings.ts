/** What the README's examples find around them: `declare`d for the compiler, made for the run. */
export const DECLARED = `
import type { OfficialAccount, TokenStore, ZaloBot } from 'zalo-api-sdk-node'
declare global {
  const accessToken: string, appId: string, appSecret: string, webhookSecret: string
  const botToken: string, botSecret: string, chatId: string
  const userId: string, adminUserId: string, stranger: string
  const groupId: string, messageId: string, question: string
  const pdf: Uint8Array, png: Uint8Array, gif: Uint8Array
  const store: TokenStore, account: OfficialAccount, bot: ZaloBot
  const signal: AbortSignal
  function cameBackTo(state: string): string
  function save(thing: unknown): Promise<void>
}
`

/**
 * Loaded before each example. The examples name Zalo's own hosts, as a reader would; here they lead to the scripted
 * server, and no other host is reached.
 */
export const MADE = `
import { createOfficialAccount, createZaloBot, staticToken } from 'zalo-api-sdk-node'
const real = globalThis.fetch
const hosts = {
  'https://openapi.zalo.me': '/openapi',
  'https://oauth.zaloapp.com': '/oauth',
  'https://bot-api.zaloplatforms.com': '/bot-api',
  'https://f.zdn.vn': '/files',
}
globalThis.fetch = (url, init) => {
  const { origin } = new URL(url)
  if (!(origin in hosts)) throw new TypeError('an example asks ' + origin)
  return real(String(url).replace(origin, process.env.FAKE_ZALO + hosts[origin]), init)
}
let pair = { accessToken: 'old', refreshToken: 'r1', expiresAt: new Date(0) }
Object.assign(globalThis, {
  accessToken: 'token', appId: '4711', appSecret: 'app-secret', webhookSecret: 'oa-secret',
  botToken: '1:secret', botSecret: '12345678', chatId: 'zgr-1',
  userId: '5', adminUserId: '6', stranger: '7', groupId: 'g1', messageId: 'm1', question: '[@g1]?',
  pdf: new Uint8Array(8), png: new Uint8Array(8), gif: new Uint8Array(8),
  store: {
    read: async () => pair,
    write: async (next) => { pair = next; console.log('stored', next.accessToken) },
    withLock: (work) => work(),
  },
  account: createOfficialAccount({ accessTokens: staticToken('token') }),
  bot: createZaloBot({ token: '1:secret' }),
  signal: AbortSignal.timeout(3000),
  cameBackTo: (state) => '/zalo?code=c0de&oa_id=77&state=' + state,
  save: async (thing) => console.log('saved', JSON.stringify(thing)),
})
`

import type { Sleep } from '../../src/channels/sleep.ts'
import { createZaloOaChannel } from '../../src/channels/zalo-oa/zalo-oa-channel.ts'
import type { EmulatorSeed, ZaloOaSeed } from '../../src/sandbox/emulator-seed.ts'
import type { EmulatorOptions } from '../../src/sandbox/emulator-server.ts'
import { memoryTokenStore, type MemoryTokenStore } from './memory-token-store.ts'
import { openBench, type OpenedBench } from './open-bench.ts'

export const OA_ID = '579745863508352884'
export const OA_APP_ID = '3147114711471147114'
export const OA_WEBHOOK_SECRET = 'oa-webhook-secret-value'
export const HOA = '2512523625412515999'
export const OA_GROUP = 'f414c8f76fa586fbdfb4'
const APP_SECRET = 'oa-app-secret-value'
const ACCESS_TOKEN = 'oa-first-access-token'
const REFRESH_TOKEN = 'oa-first-refresh-token'

/** An account, Hoa and Minh who have written to it, and a group of the two. */
const SEED: EmulatorSeed = {
  platforms: [
    {
      platform: 'zalo-oa',
      botId: OA_ID,
      botName: 'UBND xã Như Xuân',
      appId: OA_APP_ID,
      appSecret: APP_SECRET,
      webhookSecret: OA_WEBHOOK_SECRET,
      accessToken: ACCESS_TOKEN,
      refreshToken: REFRESH_TOKEN,
    },
  ],
  people: [
    { id: 'hoa', name: 'Lê Thị Hoa', role: 'Thành viên', accounts: { 'zalo-oa': HOA } },
    {
      id: 'minh',
      name: 'Trần Văn Minh',
      role: 'Tổ trưởng',
      accounts: { 'zalo-oa': '7000000000000000001' },
    },
  ],
  chats: [
    {
      platform: 'zalo-oa',
      externalId: HOA,
      kind: 'private',
      title: 'Lê Thị Hoa',
      members: ['hoa'],
    },
    {
      platform: 'zalo-oa',
      externalId: OA_GROUP,
      kind: 'group',
      title: 'Chi hội Yên Cát',
      members: ['hoa', 'minh'],
    },
  ],
}

export interface ZaloOaBench extends OpenedBench {
  readonly tokens: MemoryTokenStore
}

export interface ZaloOaBenchOptions {
  /** Null: the channel reads the history. */
  readonly publicUrl?: string | null
  readonly limits?: EmulatorOptions['limits']
  /** What the account is besides: its administrators, its rights to groups. */
  readonly account?: Partial<Pick<ZaloOaSeed, 'admins' | 'groupAssets'>>
  /** How the channel waits. */
  readonly sleep?: Sleep
}

/** The Zalo OA channel against an emulated Zalo of its own. */
export async function startZaloOaBench({
  publicUrl = 'https://nhipcau.example.vn',
  limits = {},
  account = {},
  sleep,
}: ZaloOaBenchOptions = {}): Promise<ZaloOaBench> {
  let ahead = 0
  const tokens = memoryTokenStore({
    accessToken: ACCESS_TOKEN,
    refreshToken: REFRESH_TOKEN,
    expiresAt: null,
  })
  const platforms = SEED.platforms.map((platform) => ({ ...platform, ...account }) as ZaloOaSeed)
  const bench = await openBench(
    { seed: { ...SEED, platforms }, limits },
    {
      personId: 'hoa',
      privateChat: { chatId: HOA, type: 'private' },
      group: { chatId: OA_GROUP, type: 'group' },
      secrets: [ACCESS_TOKEN, REFRESH_TOKEN, APP_SECRET, OA_WEBHOOK_SECRET],
    },
    ({ origin, ...ground }) =>
      createZaloOaChannel({
        ...ground,
        oaId: OA_ID,
        appId: OA_APP_ID,
        appSecret: APP_SECRET,
        webhookSecret: OA_WEBHOOK_SECRET,
        tokens,
        apiRoot: `${origin}/openapi`,
        oauthRoot: `${origin}/oauth`,
        storedWithinMs: 0,
        publicUrl,
        now: () => Date.now() + ahead,
        ...(sleep && { sleep }),
      }),
  )
  const advance = (ms: number): void => {
    bench.advance(ms)
    ahead += ms
  }
  return { ...bench, tokens, advance }
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sleep } from '../../src/channels/sleep.ts'
import { createZaloOaChannel } from '../../src/channels/zalo-oa/zalo-oa-channel.ts'
import { type ChannelInstanceId, newId } from '../../src/domain/id.ts'
import type { EmulatorSeed, ZaloOaSeed } from '../../src/sandbox/emulator-seed.ts'
import {
  type EmulatorOptions,
  type Emulators,
  startEmulators,
} from '../../src/sandbox/emulator-server.ts'
import type { GroupBench } from './channel-contract.ts'
import { memoryTokenStore, type MemoryTokenStore } from './memory-token-store.ts'
import { createRecordingLog } from './recording-log.ts'

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

export interface ZaloOaBench extends GroupBench {
  readonly emulator: Emulators
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
  limits,
  account = {},
  sleep,
}: ZaloOaBenchOptions = {}): Promise<ZaloOaBench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'nhipcau-zalo-oa-'))
  const emulator = await startEmulators({
    port: 0,
    dataDir,
    seed: {
      ...SEED,
      platforms: SEED.platforms.map((platform) => ({ ...platform, ...account }) as ZaloOaSeed),
    },
    ...(limits === undefined ? {} : { limits }),
  })
  let ahead = 0
  const log = createRecordingLog()
  const tokens = memoryTokenStore({
    accessToken: ACCESS_TOKEN,
    refreshToken: REFRESH_TOKEN,
    expiresAt: null,
  })
  const channel = await createZaloOaChannel({
    instanceId: newId<ChannelInstanceId>(),
    oaId: OA_ID,
    appId: OA_APP_ID,
    appSecret: APP_SECRET,
    webhookSecret: OA_WEBHOOK_SECRET,
    tokens,
    apiRoot: `${emulator.origin}/openapi`,
    oauthRoot: `${emulator.origin}/oauth`,
    storedWithinMs: 0,
    publicUrl,
    log,
    now: () => Date.now() + ahead,
    ...(sleep === undefined ? {} : { sleep }),
  })
  return {
    channel,
    emulator,
    tokens,
    personId: 'hoa',
    privateChat: { chatId: HOA, type: 'private' },
    group: { chatId: OA_GROUP, type: 'group' },
    advance: (ms) => {
      emulator.advance(ms)
      ahead += ms
    },
    logged: () => log.text(),
    secrets: [ACCESS_TOKEN, REFRESH_TOKEN, APP_SECRET, OA_WEBHOOK_SECRET],
    stop: async () => {
      await channel.close()
      await emulator.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

import { join } from 'node:path'
import type { EmulatorSeed } from '../../src/sandbox/emulator-seed.ts'
import { startEmulators, type Emulators } from '../../src/sandbox/emulator-server.ts'
import { openCliStage, type CliStage } from './cli-stage.ts'

const SEED: EmulatorSeed = {
  platforms: [
    {
      platform: 'zalo-oa',
      botId: '5797',
      botName: 'UBND xã',
      appId: '3147',
      appSecret: 'oa-app-secret',
      webhookSecret: 'oa-webhook-secret',
      accessToken: 'oa-access-1',
      refreshToken: 'oa-refresh-1',
    },
    { platform: 'zalo-bot', botId: '42', botName: 'Bot xã', token: '42:bot-token' },
  ],
  people: [{ id: 'hoa', name: 'Hoa', role: '', accounts: { 'zalo-oa': '2512' } }],
  chats: [
    {
      platform: 'zalo-oa',
      externalId: 'f414c8f76fa586fbdfb4',
      kind: 'group',
      title: 'Yên Cát',
      members: ['hoa'],
    },
  ],
}

export interface DoctorStage {
  readonly stage: CliStage
  readonly emulators: Emulators
  /** What `nhipcau doctor` says now, by the names of its checks. */
  examine(): Promise<Map<string, { ok: boolean; detail: string }>>
  close(): Promise<void>
}

/** An installation with an OA and a Zalo bot, both on emulators. */
export async function openDoctorStage(): Promise<DoctorStage> {
  const stage = await openCliStage()
  const emulators = await startEmulators({ port: 0, dataDir: join(stage.cwd, 'zalo'), seed: SEED })
  Object.assign(stage.env, {
    ZALO_OA_APP_ID: '3147',
    ZALO_OA_APP_SECRET: 'oa-app-secret',
    ZALO_OA_WEBHOOK_SECRET: 'oa-webhook-secret',
    ZALO_OA_ACCESS_TOKEN: 'oa-access-1',
    ZALO_OA_REFRESH_TOKEN: 'oa-refresh-1',
    ZALO_OA_API_ROOT: `${emulators.origin}/openapi`,
    ZALO_OAUTH_ROOT: `${emulators.origin}/oauth`,
    ZALO_BOT_TOKEN: '42:bot-token',
    ZALO_BOT_API_ROOT: `${emulators.origin}/zalobot`,
  })
  return {
    stage,
    emulators,
    examine: async () => {
      const { checks } = (await stage.json('doctor')) as {
        checks: { name: string; ok: boolean; detail: string }[]
      }
      return new Map(checks.map(({ name, ...check }) => [name, check]))
    },
    close: async () => {
      await emulators.stop()
      await stage.close()
    },
  }
}

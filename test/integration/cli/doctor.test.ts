import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { EmulatorSeed } from '../../../src/sandbox/emulator-seed.ts'
import { startEmulators, type Emulators } from '../../../src/sandbox/emulator-server.ts'
import { openCliStage, type CliStage } from '../../support/cli-stage.ts'

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

describe('nhipcau doctor', () => {
  let stage: CliStage
  let emulators: Emulators
  beforeEach(async () => {
    stage = await openCliStage()
    emulators = await startEmulators({ port: 0, dataDir: join(stage.cwd, 'zalo'), seed: SEED })
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
  })
  afterEach(async () => {
    await emulators.stop()
    await stage.close()
  })

  const examine = async (): Promise<Map<string, { ok: boolean; detail: string }>> => {
    const { checks } = (await stage.json('doctor')) as {
      checks: { name: string; ok: boolean; detail: string }[]
    }
    return new Map(checks.map(({ name, ...check }) => [name, check]))
  }

  it('says whether the service runs, and promises nothing for one that does not', async () => {
    await stage.serviceRuns()
    expect((await examine()).get('service')).toEqual({ ok: true, detail: 'Dịch vụ đang chạy.' })

    await stage.serviceStops()
    for (const name of ['ZALO_OA_API_ROOT', 'ZALO_OAUTH_ROOT', 'ZALO_BOT_API_ROOT'])
      stage.env[name] = 'http://127.0.0.1:9'
    const checks = await examine()
    expect(checks.get('service')).toEqual({
      ok: false,
      detail: expect.stringContaining('Dịch vụ đang không chạy nên không gửi và không nhận tin'),
    })
    const channels = [...checks].filter(([name]) => name.startsWith('channel.zalo'))
    expect(channels.length).toBeGreaterThan(0)
    for (const [, { detail }] of channels) expect(detail).not.toContain('dịch vụ đang thử lại')
  })
})

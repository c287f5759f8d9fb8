import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openCliStage, type CliStage } from '../../support/cli-stage.ts'

const NOWHERE = 'http://127.0.0.1:9'

describe('nhipcau doctor', () => {
  let stage: CliStage
  beforeEach(async () => {
    stage = await openCliStage()
    Object.assign(stage.env, {
      ZALO_OA_APP_ID: '3147',
      ZALO_OA_APP_SECRET: 'oa-app-secret',
      ZALO_OA_WEBHOOK_SECRET: 'oa-webhook-secret',
      ZALO_OA_ACCESS_TOKEN: 'oa-access-1',
      ZALO_OA_REFRESH_TOKEN: 'oa-refresh-1',
      ZALO_OA_API_ROOT: NOWHERE,
      ZALO_OAUTH_ROOT: NOWHERE,
      ZALO_BOT_TOKEN: '42:bot-token',
      ZALO_BOT_API_ROOT: NOWHERE,
    })
  })
  afterEach(() => stage.close())

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

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { CliStage } from '../../support/cli-stage.ts'
import { openDoctorStage, type DoctorStage } from '../../support/doctor-stage.ts'

describe('nhipcau doctor', () => {
  let doctor: DoctorStage
  let stage: CliStage
  beforeEach(async () => {
    doctor = await openDoctorStage()
    stage = doctor.stage
  })
  afterEach(() => doctor.close())

  const examine = () => doctor.examine()

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

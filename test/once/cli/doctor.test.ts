import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Emulators } from '../../../src/sandbox/emulator-server.ts'
import type { CliStage } from '../../support/cli-stage.ts'
import { openDoctorStage, type DoctorStage } from '../../support/doctor-stage.ts'
import { emulatorControl } from '../../support/emulator-control.ts'

describe('nhipcau doctor, of Zalo', () => {
  let doctor: DoctorStage
  let stage: CliStage
  let emulators: Emulators
  beforeEach(async () => {
    doctor = await openDoctorStage()
    stage = doctor.stage
    emulators = doctor.emulators
  })
  afterEach(() => doctor.close())

  const examine = () => doctor.examine()

  it('says of each Zalo account what it has left, how it hears and how late that is', async () => {
    const checks = await examine()
    const end = /đến hết (?:thứ \S+|Chủ nhật), ngày \d\d\/\d\d\/\d{4} \(còn \d+ ngày\)\./u
    expect(checks.get('channel.zalo-oa.package')).toEqual({
      ok: true,
      detail: expect.stringMatching(end),
    })
    expect(checks.get('channel.zalo-oa.groups')?.detail).toMatch(/Gói của nhóm “Yên Cát”/u)
    expect(checks.get('channel.zalo-oa.quota')).toEqual({
      ok: true,
      detail: 'Zalo OA: Tin riêng cho người quá 48 giờ chưa nhắn OA: còn 500/500 tin.',
    })
    expect(checks.get('channel.zalo-oa.token')?.detail).toContain('chưa tự làm mới lần nào')
    expect(checks.get('channel.zalo-oa.lateness')?.detail).toContain(
      'tin nhắn của người dân tới chậm khoảng 15 giây; khi 20 nhóm liên tục có tin mới thì có thể 60 giây. Cứ 15 giây đọc một lần, tốn 8 lượt gọi mỗi phút của gói',
    )
    expect(checks.get('channel.zalo-bot.quota')?.detail).toContain('Tháng này đã gửi 0 tin')
    expect(checks.get('channel.zalo-bot.hears')?.detail).toContain('hỏi nền tảng liên tục')
  })

  it('takes calls of the minute that are used up for no fault', async () => {
    await examine()
    await emulatorControl(emulators.origin).fault({ platform: 'zalo-oa', kind: 'code', code: -32 })
    const checks = await examine()
    expect(checks.get('channel.zalo-oa')).toEqual({
      ok: true,
      detail: expect.stringContaining('đã dùng hết số lượt gọi của phút này'),
    })
    expect(checks.get('channel.zalo-oa.standing')).toEqual({
      ok: true,
      detail: expect.stringContaining('lúc này chưa hỏi được gói, hạn mức'),
    })
  })

  it('says that the pair of tokens is missing, and guesses nothing', async () => {
    delete stage.env['ZALO_OA_REFRESH_TOKEN']
    const checks = await examine()
    expect(checks.get('channel.zalo-oa')).toEqual({
      ok: false,
      detail: expect.stringContaining('Zalo OA: chưa có cặp mã truy cập'),
    })
    expect(checks.get('config')?.detail).toMatch(/^Lưu ý: ZALO_OA_REFRESH_TOKEN: chưa đặt nên/u)

    // A line of .env may hold nothing but a secret.
    const secret = `aB3${'x'.repeat(40)}`
    await stage.write('.env', `${secret}=\n`)
    const named = (await stage.json('doctor'))['checks']
    expect(named).toContainEqual(
      expect.objectContaining({ detail: expect.stringMatching(/tên \[hidden\] /u) }),
    )
    expect(JSON.stringify(named)).not.toContain(secret)

    delete stage.env['ZALO_OA_APP_SECRET']
    expect((await examine()).get('config')?.detail).toMatch(/^ZALO_OA_APP_SECRET: còn thiếu/u)
  })

  it('says when the pair of tokens was renewed, with a public address nothing of lateness', async () => {
    Object.assign(stage.env, { PUBLIC_URL: 'https://nhipcau.example.vn' })
    // The access token is over, so the first call renews the pair.
    emulators.advance(26 * 3_600_000)
    await examine()
    const checks = await examine()
    expect(checks.get('channel.zalo-oa.token')).toEqual({
      ok: true,
      detail: expect.stringMatching(
        /làm mới lúc \d\d:\d\d ngày .*Quyền của ứng dụng trên OA: đến hết/u,
      ),
    })
    expect(checks.get('channel.zalo-oa.hears')?.detail).toContain('webhook')
    expect(checks.has('channel.zalo-oa.lateness')).toBe(false)
  })
})

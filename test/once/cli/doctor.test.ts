import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { EmulatorSeed } from '../../../src/sandbox/emulator-seed.ts'
import { startEmulators, type Emulators } from '../../../src/sandbox/emulator-server.ts'
import { openCliStage, type CliStage } from '../../support/cli-stage.ts'
import { emulatorControl } from '../../support/emulator-control.ts'

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

describe('nhipcau doctor, of Zalo', () => {
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

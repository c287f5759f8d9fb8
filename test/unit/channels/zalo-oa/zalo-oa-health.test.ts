import { afterEach, describe, expect, it } from '@jest/globals'
import { memoryTokenStore } from '../../../support/memory-token-store.ts'
import { type ScriptedZaloOa, startScriptedZaloOa } from '../../../support/scripted-zalo-oa.ts'

describe('the health of an account', () => {
  let bench: ScriptedZaloOa

  afterEach(() => bench.stop())

  it('costs one call a minute, however many ask at once, also when the clock is set back', async () => {
    let now = Date.UTC(2026, 10, 1, 8)
    bench = await startScriptedZaloOa(() => ({ error: 0, data: { name: 'UBND xã' } }), {
      now: () => now,
    })
    const ask = () => Promise.all(Array.from({ length: 10 }, () => bench.channel.health()))
    const asked = (): number => bench.server.requests.length

    const told = await ask()
    expect(new Set(told.map(({ ok }) => ok))).toEqual(new Set([true]))
    expect(asked()).toBe(1)
    now += 59_000
    await ask()
    expect(asked()).toBe(1)
    now += 1_000
    await ask()
    expect(asked()).toBe(2)
    now -= 7 * 3_600_000
    await ask()
    expect(asked()).toBe(3)
  })

  it('tells hours before that a used-up refresh token will stop it, until there is a new pair', async () => {
    let now = Date.UTC(2026, 10, 1, 8)
    const until = new Date(now + 3 * 3_600_000)
    const told: Date[] = []
    const tokens = memoryTokenStore({ accessToken: 'a1', refreshToken: 'r1', expiresAt: until })
    bench = await startScriptedZaloOa(
      ({ path }) =>
        path.startsWith('/oauth')
          ? { error: -14_014, error_name: 'Invalid refresh token.' }
          : { error: 0, data: { name: 'UBND xã' } },
      {
        now: () => now,
        tokens,
        renewedAt: () => Promise.resolve(tokens.renewedAt),
        grantEnds: (end) => Promise.resolve(void told.push(end.until)),
      },
    )

    expect(await bench.channel.health()).toMatchObject({
      ok: false,
      detail: expect.stringContaining('vài giờ nữa OA ngừng gửi'),
    })
    expect(told).toEqual([until])

    now += 60_000
    const expiresAt = new Date(now + 25 * 3_600_000)
    tokens.pair = { accessToken: 'a2', refreshToken: 'r2', expiresAt }
    tokens.renewedAt = new Date(now)
    expect(await bench.channel.health()).toMatchObject({ ok: true })
  })

  it('is good while a sending has used up the calls of the minute', async () => {
    bench = await startScriptedZaloOa(() => ({ error: -32, message: 'limit' }))

    expect(await bench.channel.health()).toEqual({
      ok: true,
      detail: expect.stringContaining('Lưu ý: Zalo OA: đã dùng hết số lượt gọi của phút này'),
    })
  })

  it('ends a doubt by the pair that another process stored, whatever its clock says', async () => {
    const now = Date.UTC(2026, 10, 1, 8)
    const expiresAt = new Date(now + 3 * 3_600_000)
    const tokens = memoryTokenStore({ accessToken: 'a1', refreshToken: 'r1', expiresAt })
    bench = await startScriptedZaloOa(
      ({ path }) =>
        path.startsWith('/oauth')
          ? { error: -14_014, error_name: 'Invalid refresh token.' }
          : { error: 0, data: { name: 'UBND xã' } },
      {
        now: () => now,
        tokens,
        renewedAt: () => Promise.resolve(tokens.renewedAt),
      },
    )

    expect(await bench.channel.health()).toMatchObject({ ok: false })
    const later = new Date(now + 25 * 3_600_000)
    tokens.pair = { accessToken: 'a2', refreshToken: 'r2', expiresAt: later }
    tokens.renewedAt = new Date(now - 1_000)
    expect(await bench.channel.health()).toMatchObject({ ok: true })
  })

  it.each([-14_002, -14_004])('names what the operator must correct after %i', async (code) => {
    const until = new Date(Date.now() + 3_600_000)
    const told: unknown[] = []
    bench = await startScriptedZaloOa(
      ({ path }) =>
        path.startsWith('/oauth')
          ? { error: code, error_name: 'Invalid secret key' }
          : { error: 0, data: { name: 'UBND xã' } },
      {
        tokens: memoryTokenStore({ accessToken: 'a1', refreshToken: 'r1', expiresAt: until }),
        grantEnds: (end) => Promise.resolve(void told.push(end)),
      },
    )

    expect(await bench.channel.health()).toMatchObject({
      ok: false,
      detail: expect.stringContaining('ZALO_OA_APP_SECRET không đúng'),
    })
    expect(told).toEqual([{ until, cause: 'app' }])
  })
})

import { afterEach, describe, expect, it } from '@jest/globals'
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
})

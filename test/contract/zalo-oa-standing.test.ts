import { afterEach, describe, expect, it } from '@jest/globals'
import type { ChannelFact } from '../../src/domain/channel-fact.ts'
import { emulatorControl } from '../support/emulator-control.ts'
import { startScriptedZaloOa, type ScriptedZaloOa } from '../support/scripted-zalo-oa.ts'
import { OA_GROUP, startZaloOaBench, type ZaloOaBench } from '../support/zalo-oa-bench.ts'

const signal = new AbortController().signal

describe('the standing of an OA', () => {
  let bench: ZaloOaBench | null = null
  let scripted: ScriptedZaloOa | null = null

  afterEach(async () => {
    await bench?.stop()
    await scripted?.stop()
    bench = scripted = null
  })

  it('is read from the account: package, groups, quota, and how it hears, in a dozen calls', async () => {
    bench = await startZaloOaBench({ publicUrl: null })

    const facts = await bench.channel.standing(signal)

    expect(facts).toEqual([
      {
        kind: 'expires',
        what: 'package',
        id: '',
        name: 'Growth',
        on: expect.stringMatching(/^20\d\d-\d\d-\d\d$/u),
        renews: false,
      },
      {
        kind: 'expires',
        what: 'group',
        id: OA_GROUP,
        name: 'Chi hội Yên Cát',
        on: expect.stringMatching(/^20\d\d-\d\d-\d\d$/u),
        renews: false,
      },
      { kind: 'quota', from: 'package', remaining: 500, total: 500 },
      { kind: 'token', renewedAt: null },
      { kind: 'hears', by: 'history', ok: null },
      expect.objectContaining({ kind: 'lateness', seconds: 15 }),
    ])
    const calls = await emulatorControl(bench.emulator.origin).calls('zalo-oa')
    expect(calls.length).toBeLessThanOrEqual(12)
    expect(calls.every(({ ok }) => ok)).toBe(true)
  })

  it('leaves out what the package has no right to, and is unknown when Zalo is in trouble', async () => {
    bench = await startZaloOaBench()
    const control = emulatorControl(bench.emulator.origin)
    const refuse = (method: string, code: number): Promise<void> =>
      control.fault({ platform: 'zalo-oa', method, kind: 'code', code, times: 20 })
    await refuse('group/getgroupsofoa', -224)
    await refuse('quota/message', -212)
    const facts = await bench.channel.standing(signal)
    expect(facts?.map(({ kind }) => kind)).toEqual(['expires', 'token', 'hears'])

    await control.clearFaults()
    await refuse('quota/message', -32)
    expect(await bench.channel.standing(signal)).toBeNull()
  })

  it('tells a group that is locked by the day on which it is dissolved, and one without a listed right by itself', async () => {
    const details: Record<string, unknown> = {
      g1: { group_info: { group_id: 'g1', auto_delete_date: '14/02/2027' } },
      g2: { asset_info: { asset_id: 'a2', valid_through: '2027-03-01', auto_renew: true } },
    }
    scripted = await startScriptedZaloOa(({ path }) => {
      const { pathname, searchParams } = new URL(path, 'http://zalo')
      const answer = (data: unknown) => ({ error: 0, message: 'Success', data })
      if (pathname.endsWith('/getoa')) return answer({ oaid: '1', name: 'UBND xã' })
      if (pathname.endsWith('/getgroupsofoa'))
        return answer({
          total: 2,
          groups: [
            { group_id: 'g1', name: 'Yên Cát', status: 'disabled' },
            { group_id: 'g2', name: 'Xuân Thành', status: 'enabled' },
          ],
        })
      if (pathname.endsWith('/getgroup')) return answer(details[searchParams.get('group_id') ?? ''])
      return answer([])
    })

    const facts: readonly ChannelFact[] | null = await scripted.channel.standing(signal)

    expect(facts).toEqual([
      {
        kind: 'expires',
        what: 'group-itself',
        id: 'g1',
        name: 'Yên Cát',
        on: '2027-02-14',
        renews: false,
      },
      {
        kind: 'expires',
        what: 'group',
        id: 'g2',
        name: 'Xuân Thành',
        on: '2027-03-01',
        renews: true,
      },
      { kind: 'token', renewedAt: null },
      { kind: 'hears', by: 'webhook', ok: null },
    ])
  })

  it('says in the log that an end was told in a way that it cannot read', async () => {
    const data = { oaid: '1', package_name: 'Growth', package_valid_through_date: 'hết năm 2027' }
    scripted = await startScriptedZaloOa(({ path }) => ({
      error: 0,
      message: 'Success',
      data: path.includes('/getoa') ? data : [],
    }))

    const facts = await scripted.channel.standing(signal)

    expect(facts?.map(({ kind }) => kind)).toEqual(['token', 'hears'])
    expect(scripted.log.text()).toContain('hết năm 2027')
  })

  it('knows how old the pair is where the store knows it', async () => {
    const renewedAt = new Date('2026-11-20T03:00:00Z')
    scripted = await startScriptedZaloOa(() => ({ error: 0, message: 'Success', data: {} }), {
      renewedAt: () => Promise.resolve(renewedAt),
    })

    expect(await scripted.channel.standing(signal)).toEqual([
      { kind: 'token', renewedAt: renewedAt.getTime() },
      {
        kind: 'expires',
        what: 'consent',
        id: '',
        name: '',
        on: '2027-02-17',
        renews: false,
      },
      { kind: 'hears', by: 'webhook', ok: null },
    ])
  })
})

import { afterEach, describe, expect, it } from '@jest/globals'
import { newId, type ChannelInstanceId, type UnitId } from '../../../src/domain/id.ts'
import { enterAccount } from '../../../src/storage/accounts.ts'
import { enterChat } from '../../../src/storage/chats.ts'
import { addPerson, addPost, linkAccount } from '../../../src/storage/people.ts'
import { putMark } from '../../../src/storage/settings.ts'
import { stoppedLanes } from '../../../src/storage/standing.ts'
import { addUnit } from '../../../src/storage/units.ts'
import { zaloOaTokens } from '../../../src/compose/zalo-oa-tokens.ts'
import { DEMO_BOTS } from '../../../src/sandbox/demo-commune.ts'
import type { Fault } from '../../support/emulator-control.ts'
import { waitUntil } from '../../support/wait-until.ts'
import {
  openJoinedService,
  type JoinedOptions,
  type JoinedService,
} from '../../support/joined-service.ts'

const OA_DOWN: Fault = { platform: 'zalo-oa', method: 'getoa', kind: 'html', status: 503 }
const BOT_DOWN: Fault = { platform: 'zalo-bot', method: 'getMe', kind: 'html', status: 503 }
const DEAD_GRANT: Fault = {
  platform: 'zalo-oa',
  method: 'access_token',
  kind: 'code',
  code: -14_012,
}
/** It may have been used by another process, whose pair is waited for, 20 s long. */
const USED_GRANT: Fault = { ...DEAD_GRANT, code: -14_014 }

const event = (id: string): string =>
  JSON.stringify({
    app_id: DEMO_BOTS.zaloOa.appId,
    event_name: 'user_send_text',
    timestamp: String(Date.now()),
    sender: { id: '2512523625412515999' },
    recipient: { id: DEMO_BOTS.zaloOa.botId },
    message: { msg_id: id, text: 'Đường thôn bao giờ làm?' },
  })

describe('a platform that does not say at start who its bot or OA is', () => {
  let joined: JoinedService

  const open = async (options: JoinedOptions = {}): Promise<void> => {
    joined = await openJoinedService(options)
  }
  afterEach(() => joined.stop())

  const ready = async (): Promise<{ platform: string; instance: string | null; ok: boolean }[]> =>
    ((await (await fetch(`${joined.service.url}/readyz`)).json()) as { channels: never[] }).channels
  /** An owner who is reached on Telegram. */
  const enterOwner = async (): Promise<void> => {
    const { store, channels } = joined.service.deps
    const telegram = channels.all().find(({ platform }) => platform === 'telegram')
    if (!telegram) throw new Error('no telegram')
    const unitId = newId<UnitId>()
    const unit = { kind: 'org', code: 'xa', name: 'Xã Như Xuân', parentId: null } as const
    await addUnit(store, { id: unitId, ...unit, from: '2026-01-01' })
    const personId = await addPerson(store, { name: 'Lê Thu Hà' })
    await addPost(store, { personId, unitId, role: 'owner', from: '2026-01-01' })
    const place: { instanceId: ChannelInstanceId; externalId: string } = {
      instanceId: telegram.instanceId,
      externalId: '1001',
    }
    const account = await enterAccount(store, { ...place, name: 'Hà' })
    await linkAccount(store, account.id, personId)
    await enterChat(store, { ...place, type: 'private', title: '', accountId: account.id })
  }

  it('has what is said to it told again until it is known, and is shown as not known', async () => {
    await open({ faults: [OA_DOWN, BOT_DOWN], open: 1 })

    for (const platform of ['zalo-oa', 'zalo-bot'] as const) {
      const signed = await joined.post(platform, event('m1'))
      expect(signed.status).toBe(503)
      expect(signed.headers.get('retry-after')).toBe('5')
      expect((await joined.post(platform, '')).status).toBe(200)
    }
    expect(await ready()).toEqual([
      expect.objectContaining({ platform: 'telegram' }),
      expect.objectContaining({ platform: 'zalo-oa', instance: null, ok: false }),
      expect.objectContaining({ platform: 'zalo-bot', instance: null, ok: false }),
    ])

    await joined.control.clearFaults()
    await waitUntil('all are open', () => joined.service.deps.channels.all().length === 3)

    expect((await joined.post('zalo-oa', event('m1'))).status).toBe(200)
    expect(await joined.stored()).toBe(1)
  })

  it('is open at once where it was open before', async () => {
    await open()
    const before = joined.service.deps.channels.all().map(({ instanceId }) => instanceId)
    for (const fault of [OA_DOWN, BOT_DOWN]) await joined.control.fault(fault)

    await joined.restart()

    const after = joined.service.deps.channels.all().map(({ instanceId }) => instanceId)
    expect(after.toSorted()).toEqual(before.toSorted())
    expect((await joined.post('zalo-oa', event('m2'))).status).toBe(200)
    expect(await joined.stored()).toBe(1)
  })

  it('is opened when its name came while the database was away, and is not asked for it again', async () => {
    await open({ faults: [BOT_DOWN], open: 2 })
    const { channels, store } = joined.service.deps
    const mark = 'zalo-bot.told-unnamed'
    await putMark(store, mark)
    const named = async (): Promise<number> =>
      (await joined.control.calls('zalo-bot')).filter(({ method, ok }) => method === 'getMe' && ok)
        .length
    joined.line.cut()
    await joined.control.clearFaults()
    await waitUntil('it has said its name', async () => (await named()) > 0)
    await waitUntil('it was tried', () => joined.log().includes('a channel could not be opened'))
    expect(channels.all()).toHaveLength(2)

    joined.line.mend()
    await waitUntil('it is open', () => channels.all().length === 3)
    expect(await named()).toBe(1)
    await waitUntil('what was told is over', () => putMark(store, mark))
  })

  it('tells owners once that its grant is dead, also before anybody sends', async () => {
    await open()
    await enterOwner()
    await joined.control.lapse()
    await joined.control.fault(USED_GRANT)

    await joined.restart()

    const { store } = joined.service.deps
    await waitUntil('the lane stands', async () => (await stoppedLanes(store)).length > 0)
    expect(await stoppedLanes(store)).toMatchObject([
      { platform: 'zalo-oa', reason: expect.stringMatching(/^consent-lost: -14014/u) },
    ])
    const told = (await joined.said()).filter((text) => text.includes('đã dừng gửi'))
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('Zalo OA')
  })

  it('tells owners hours before that it will stop, where a grant is dead whose token still serves', async () => {
    await open()
    await enterOwner()
    const { appId, appSecret, accessToken, refreshToken } = DEMO_BOTS.zaloOa
    const app = { appId, appSecret, accessToken, refreshToken, apiRoot: '', oauthRoot: '' }
    const expiresAt = new Date(Date.now() + 3 * 3_600_000)
    const tokens = zaloOaTokens(joined.service.deps.store, app)
    await tokens.write({ accessToken, refreshToken, expiresAt })
    await joined.control.fault(DEAD_GRANT)

    await joined.restart()
    const all: string[] = []
    const told = await waitUntil('owners are told', async () => {
      all.push(...(await joined.said()))
      return all.find((text) => text.includes('không gia hạn quyền'))
    })

    expect(told).toContain('Zalo OA')
    expect(await stoppedLanes(joined.service.deps.store)).toEqual([])
    expect((await ready()).find(({ platform }) => platform === 'zalo-oa')).toMatchObject({
      ok: false,
    })
  })

  it('tells owners once that a grant is dead with which it never was open', async () => {
    await open({ faults: [OA_DOWN], open: 2 })
    await enterOwner()
    await joined.control.lapse()
    await joined.control.clearFaults()
    await joined.control.fault(DEAD_GRANT)

    await joined.restart(2)
    await waitUntil('it is told', () => joined.log().includes('waits until a person acts'))
    const asked = (): number => joined.log().split('does not say which account').length
    const before = asked()
    await joined.restart(2)
    await waitUntil('it is asked again', () => asked() > before)

    const told = (await joined.said()).filter((text) => text.includes('Zalo OA chưa dùng được'))
    expect(told).toHaveLength(1)
  })
})

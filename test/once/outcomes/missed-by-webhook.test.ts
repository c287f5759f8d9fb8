import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { newId, type ChannelInstanceId, type UnitId } from '../../../src/domain/id.ts'
import { enterAccount } from '../../../src/storage/accounts.ts'
import { enterChat } from '../../../src/storage/chats.ts'
import { addPerson, addPost, linkAccount } from '../../../src/storage/people.ts'
import { addUnit } from '../../../src/storage/units.ts'
import { demoSeed } from '../../../src/sandbox/demo-commune.ts'
import { tellNotBrought } from '../../../src/usecases/standing/tell-not-brought.ts'
import { openJoinedService, type JoinedService } from '../../support/joined-service.ts'
import { phoneOf } from '../../support/phone.ts'
import { waitUntil } from '../../support/wait-until.ts'

const tam = demoSeed().people.find(({ id }) => id === 'bac-tam')

describe('what people write to an OA whose webhook does not reach the service', () => {
  let joined: JoinedService

  beforeEach(async () => {
    joined = await openJoinedService()
  })
  afterEach(() => joined.stop())

  it('is found in the history at the next start, and shows as no sign of life of the webhook', async () => {
    await waitUntil('the look of this start is over', async () =>
      (await joined.control.calls('zalo-oa')).some(({ method }) => method === 'listrecentchat'),
    )
    await joined.control.fault({ platform: 'zalo-oa', method: 'webhook', kind: 'wrong-signature' })
    await phoneOf(joined.control, tam!).says('Xin chào')
    await waitUntil('it was refused', async () => /not signed|signature/u.test(joined.log()))
    expect(await joined.stored()).toBe(0)

    await joined.restart()

    await waitUntil('it is found', async () => (await joined.stored()) > 0)
    expect((await joined.said()).join()).toContain('Kính chào ông/bà')
    const { db } = joined.service.deps.store
    expect(await db.selectFrom('inbox').select('heard').execute()).toEqual([{ heard: false }])
  })

  it('is told to the owners once a day, with what to do', async () => {
    const { store, channels, clock } = joined.service.deps
    const of = (name: string): ChannelInstanceId =>
      channels.all().find(({ platform }) => platform === name)!.instanceId
    const unitId = newId<UnitId>()
    const unit = { kind: 'org', code: 'xa', name: 'Xã Như Xuân', parentId: null } as const
    await addUnit(store, { id: unitId, ...unit, from: '2026-01-01' })
    const personId = await addPerson(store, { name: 'Lê Thu Hà' })
    await addPost(store, { personId, unitId, role: 'owner', from: '2026-01-01' })
    const place = { instanceId: of('telegram'), externalId: '1001' }
    const account = await enterAccount(store, { ...place, name: 'Hà' })
    await linkAccount(store, account.id, personId)
    await enterChat(store, { ...place, type: 'private', title: '', accountId: account.id })

    for (let times = 0; times < 2; times++)
      await tellNotBrought(
        { store, clock, zone: 'Asia/Ho_Chi_Minh' },
        of('zalo-oa'),
        new Date('2026-11-29T15:00:00Z'),
      )

    const told = await joined.said()
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(
      /22:00 ngày 29\/11\/2026 mà webhook không đưa đến.*lưu lại địa chỉ webhook/su,
    )
  })
})

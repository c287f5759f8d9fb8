import { expect, it } from '@jest/globals'
import { openMessage } from '../../../src/storage/sealed-message.ts'
import { tellGrantEnds } from '../../../src/usecases/standing/tell-grant-ends.ts'
import { foundCommune, wordsOf } from '../../support/commune.ts'

const HOUR = 3_600_000

it('tells the owners once, at night too, when an OA will stop whose tokens are renewed no more', async () => {
  const commune = await foundCommune()
  const { store } = commune.database
  const office = await commune.unit('xa', 'Xã Như Xuân')
  const until = new Date('2026-12-02T02:30:00+07:00')
  commune.now = new Date(until.getTime() - 5 * HOUR)
  const tell = (cause: 'consent' | 'app' = 'consent') =>
    tellGrantEnds(
      { store, clock: { now: () => commune.now }, zone: 'Asia/Ho_Chi_Minh' },
      commune.channel.instanceId,
      { until, cause },
    )

  expect(await tell()).toEqual([])
  const an = await commune.person('Trần An', [[office, 'owner']])
  expect(await tell()).toEqual([commune.channel.instanceId])
  commune.now = new Date(until.getTime() - HOUR)
  expect(await tell()).toEqual([])
  expect(await tell('app')).toEqual([commune.channel.instanceId])

  const rows = await store.db
    .selectFrom('delivery')
    .select('message_enc')
    .where('chat_id', '=', an.chatId)
    .orderBy('id')
    .execute()
  const words = rows.map(({ message_enc }) => message_enc && openMessage(store.keys, message_enc))
  expect(words.map((message) => message && wordsOf(message))).toEqual([
    expect.stringMatching(
      /không gia hạn quyền.*\n.*đến 02:30 ngày 02\/12.*\n.*nhipcau zalo-consent/u,
    ),
    expect.stringMatching(/ZALO_OA_APP_SECRET.*khởi động lại/u),
  ])
  await commune.close()
})

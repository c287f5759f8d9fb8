import { expect, it } from '@jest/globals'
import { tellDiskLow } from '../../../src/usecases/standing/tell-disk-low.ts'
import { foundCommune } from '../../support/commune.ts'
import { quietLog } from '../../support/quiet-log.ts'

const MB = 1024 ** 2
const SMALL = 40_000 * MB

it('tells the owners once a day that the disk is nearly full, at night only if it may not last', async () => {
  const commune = await foundCommune()
  const office = await commune.unit('xa', 'Xã Như Xuân')
  const at = (moment: string, free: number, size = SMALL) =>
    tellDiskLow(
      {
        store: commune.database.store,
        clock: { now: () => new Date(`${moment}+07:00`) },
        settings: { timeZone: 'Asia/Ho_Chi_Minh', owners: [], residentChannels: [], undoMs: 0 },
        log: quietLog,
      },
      [{ free, size }],
    )

  // Nobody is there to be told.
  expect(await at('2026-12-01T08:00:00', 900 * MB)).toEqual([])
  const an = await commune.person('Trần An', [[office, 'owner']])
  expect(await at('2026-12-01T08:01:00', 3_000 * MB)).toEqual([])
  expect(await at('2026-12-01T08:02:00', 6_000 * MB, 25 * SMALL)).toEqual([])
  expect(await at('2026-12-01T08:03:00', 1_900 * MB)).toEqual([commune.channel.instanceId])
  expect(await at('2026-12-01T09:00:00', 800 * MB)).toEqual([])
  expect(await at('2026-12-02T01:00:00', 800 * MB)).toEqual([])
  expect(await at('2026-12-02T02:00:00', 300 * MB)).toEqual([commune.channel.instanceId])

  const told = (await commune.heardIn(an.chatId)).map(({ text }) => text)
  expect(told).toEqual([
    expect.stringContaining('1900 MB (4%)'),
    expect.stringContaining('300 MB (0%)'),
  ])
  await commune.close()
})

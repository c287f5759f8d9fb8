import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from '@jest/globals'
import { openJoinedService, type JoinedService } from '../../support/joined-service.ts'
import { waitUntil } from '../../support/wait-until.ts'

let joined: JoinedService

afterEach(() => joined.stop())

it('keeps the pair of an OA’s tokens that is on its way when the service is told to stop', async () => {
  const zaloOa = { platform: 'zalo-oa' } as const
  joined = await openJoinedService({
    faults: [
      { ...zaloOa, method: 'getoa', kind: 'code', code: -216, times: 1 },
      { ...zaloOa, method: 'access_token', kind: 'delay', ms: 2_500, times: 1 },
    ],
    open: 2,
  })
  const called = async (method: string): Promise<boolean[]> =>
    (await joined.control.calls('zalo-oa'))
      .filter((call) => call.method === method)
      .map(({ ok }) => ok)
  await waitUntil('the token is refused', async () => (await called('getoa')).length > 0)
  await sleep(300)
  expect(await called('access_token')).toEqual([])

  await joined.restart(3)

  expect(await called('access_token')).toEqual([true])
  expect((await called('getoa')).slice(1)).not.toContain(false)
}, 120_000)

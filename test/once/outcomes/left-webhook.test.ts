import { afterEach, expect, it } from '@jest/globals'
import { demoSeed } from '../../../src/sandbox/demo-commune.ts'
import { openJoinedService, type JoinedService } from '../../support/joined-service.ts'
import { phoneOf } from '../../support/phone.ts'
import { waitUntil } from '../../support/wait-until.ts'

const bich = demoSeed().people.find(({ id }) => id === 'chi-bich')
let joined: JoinedService

afterEach(() => joined.stop())

it('hears a Zalo bot after the public address was taken out, by taking away the webhook that it had set itself', async () => {
  joined = await openJoinedService()
  const called = async (method: string): Promise<number> =>
    (await joined.control.calls('zalo-bot')).filter((call) => call.method === method).length
  await waitUntil('the webhook is set', async () => (await called('setWebhook')) > 0)

  await joined.restart(3, true)
  await waitUntil('the service polls', async () => (await called('getUpdates')) > 0)
  await phoneOf(joined.control, bich!).says('Xin chào')

  await waitUntil('the message is heard', async () => (await joined.stored()) > 0)
  expect((await joined.said()).join()).toContain('Kính chào ông/bà')
  expect(await called('deleteWebhook')).toBe(1)
})

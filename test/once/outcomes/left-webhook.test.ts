import { afterEach, expect, it } from '@jest/globals'
import { loadConfig } from '../../../config/config.ts'
import type { Channel } from '../../../src/channels/channel.ts'
import { openChannels } from '../../../src/compose/open-channels.ts'
import type { Logger } from '../../../src/observability/logger.ts'
import { demoSeed } from '../../../src/sandbox/demo-commune.ts'
import { createTestDatabase } from '../../support/database.ts'
import { openJoinedService, type JoinedService } from '../../support/joined-service.ts'
import { phoneOf } from '../../support/phone.ts'
import { quietLog } from '../../support/quiet-log.ts'
import { answerJson, startScriptedServer } from '../../support/scripted-server.ts'
import { waitUntil } from '../../support/wait-until.ts'

const bich = demoSeed().people.find(({ id }) => id === 'chi-bich')
let joined: JoinedService | undefined

afterEach(async () => {
  await joined?.stop()
  joined = undefined
})

it('hears a Zalo bot after the public address was taken out, by taking away the webhook that it had set itself', async () => {
  const service = await openJoinedService()
  joined = service
  const called = async (method: string): Promise<number> =>
    (await service.control.calls('zalo-bot')).filter((call) => call.method === method).length
  await waitUntil('the webhook is set', async () => (await called('setWebhook')) > 0)

  await service.restart(3, true)
  await waitUntil('the service polls', async () => (await called('getUpdates')) > 0)
  await phoneOf(service.control, bich!).says('Xin chào')

  await waitUntil('the message is heard', async () => (await service.stored()) > 0)
  expect((await service.said()).join()).toContain('Kính chào ông/bà')
  expect(await called('deleteWebhook')).toBe(1)
})

it('polls with a Telegram bot where Zalo is called at a port of the public address that Telegram does not call', async () => {
  const database = await createTestDatabase()
  const bot = { id: 5000, is_bot: true, first_name: 'Xã', username: 'xa_bot' }
  const server = await startScriptedServer((_request, response) =>
    answerJson(response, 200, { ok: true, result: bot }),
  )
  const loaded = loadConfig(
    {
      TELEGRAM_BOT_TOKEN: '5000:secret',
      ZALO_BOT_TOKEN: '42:zalo',
      PUBLIC_URL: 'https://xa.example.vn:8444',
    },
    '.',
  )
  if (loaded.kind === 'invalid') throw new Error(loaded.problems.join('\n'))
  const { zaloBot: _called, telegram, ...config } = loaded.config
  const channels: Channel[] = []

  await openChannels(
    {
      store: database.store,
      config: { ...config, telegram: { ...telegram!, apiRoot: server.origin } },
      log: quietLog as Logger,
      signal: new AbortController().signal,
      clock: { now: () => new Date() },
    },
    (channel) => void channels.push(channel),
  )

  const [channel] = channels
  const [health, standing] = await Promise.all([
    channel?.health(),
    channel?.standing(AbortSignal.timeout(5_000)),
  ])
  await channel?.close()
  await server.stop()
  await database.close()
  expect(health).toMatchObject({ ok: true, detail: expect.stringContaining('hỏi định kỳ') })
  expect(standing).toEqual([{ kind: 'hears', by: 'polling', ok: true }])
})

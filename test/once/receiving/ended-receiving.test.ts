import { expect, it } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadConfig } from '../../../config/config.ts'
import { createChannelRegistry } from '../../../src/channels/registry.ts'
import { joinPlatforms } from '../../../src/compose/join-platforms.ts'
import type { Logger } from '../../../src/observability/logger.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import { createRecordingLog } from '../../support/recording-log.ts'
import { waitUntil } from '../../support/wait-until.ts'

const database = setTestDatabase('all')

it('a channel that receives no more, though nobody stops it, is told of and not begun again at once', async () => {
  const loaded = loadConfig(
    { TELEGRAM_BOT_TOKEN: `7000:${'a'.repeat(35)}`, TELEGRAM_API_ROOT: 'http://127.0.0.1:9' },
    '.',
  )
  if (loaded.kind === 'invalid') throw new Error(loaded.problems.join('\n'))
  const channels = createChannelRegistry([])
  const log = createRecordingLog()
  const service = joinPlatforms({
    store: database.store,
    config: loaded.config,
    channels,
    log: log as unknown as Logger,
    clock: { now: () => new Date() },
    enqueue: async () => {},
    keepUpdate: async () => {},
    receives: true,
  })
  await service.opened
  const [channel] = channels.all()
  let begun = 0
  const receive = channel!.receive.bind(channel)
  channel!.receive = (store, signal) => {
    begun += 1
    return receive(store, signal)
  }

  await channel!.close()

  await waitUntil('it is told', async () => log.text().includes('receiving was interrupted'))
  const before = begun
  await sleep(200)
  expect(begun).toBe(before)
  await service.stopReceiving()
  await service.close()
})

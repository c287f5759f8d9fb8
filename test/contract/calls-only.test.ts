import type { StoreUpdate } from '../../src/channels/channel.ts'
import { channelContract, type ChannelBench } from '../support/channel-contract.ts'
import { startScriptedServer } from '../support/scripted-server.ts'
import { startTelegramBench, TELEGRAM_WEBHOOK } from '../support/telegram-bench.ts'
import { telegramContract } from '../support/telegram-contract.ts'

// A platform that has no groups and cannot be polled: Telegram, of which no more is used than that.
channelContract({
  ...telegramContract,
  name: 'a platform without groups that only calls',
  start: startWithoutGroups,
  hearing: { start: startCalled, tellsReplies: false, tellsAdded: false },
  inGroups: null,
  updates: { ...telegramContract.updates, added: null },
})

async function startWithoutGroups(): Promise<ChannelBench> {
  return { ...(await startTelegramBench()), group: null }
}

/** Stands where the service's webhook does: what comes is checked and stored before it is answered. */
async function startCalled(): Promise<ChannelBench> {
  const refuse: StoreUpdate = () => Promise.reject(new Error('nobody hears'))
  let store = refuse
  const server = await startScriptedServer(({ headers: named, body }, response) => {
    const headers = Object.fromEntries(
      Object.entries(named).map(([name, value]) => [name, String(value)]),
    )
    const verdict = bench.channel.verifyWebhook({ headers, body: Buffer.from(body, 'utf8') })
    const stored = verdict.kind === 'update' ? store(verdict.update) : refuse(null)
    void stored.then(
      () => response.writeHead(200).end(),
      () => response.writeHead(503).end(),
    )
  })
  const url = `${server.origin}/webhooks/telegram`
  const bench = await startTelegramBench({ webhook: { ...TELEGRAM_WEBHOOK, url } })
  return {
    ...bench,
    group: null,
    hear: async (keep, signal) => {
      store = keep
      await bench.channel.receive(keep, signal)
      store = refuse
    },
    stop: async () => {
      await bench.stop()
      await server.stop()
    },
  }
}

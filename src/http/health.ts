import type { FastifyPluginAsync } from 'fastify'
import type { ChannelHealth } from '../channels/channel.ts'
import type { ChannelRegistry } from '../channels/registry.ts'
import { within } from './within.ts'

/** What must work for the service to be ready; each rejects when it does not. */
export interface ReadinessChecks {
  readonly database: () => Promise<unknown>
  readonly queue: () => Promise<unknown>
}

const CHECK_MS = 3_000

/** `/healthz`: the process lives. `/readyz`: it can do its work; the channels are told, not required. */
export function healthRoutes(
  channels: ChannelRegistry,
  checks: ReadinessChecks,
): FastifyPluginAsync {
  return async (app) => {
    app.get('/healthz', async () => ({ status: 'ok', pid: process.pid }))
    app.get('/readyz', async (_request, reply) => {
      const [database, queue, states] = await Promise.all([
        works(checks.database),
        works(checks.queue),
        Promise.all(channels.all().map((channel) => stateOf(channel))),
      ])
      const isReady = database && queue
      return reply.code(isReady ? 200 : 503).send({
        status: isReady ? 'ready' : 'not-ready',
        database: database ? 'ok' : 'down',
        queue: queue ? 'ok' : 'down',
        channels: states,
      })
    })
  }
}

async function works(check: () => Promise<unknown>): Promise<boolean> {
  try {
    await within(CHECK_MS, check())
    return true
  } catch {
    return false
  }
}

async function stateOf(
  channel: ReturnType<ChannelRegistry['all']>[number],
): Promise<ChannelHealth & { platform: string; instance: string }> {
  const { platform, instanceId: instance } = channel
  try {
    return { platform, instance, ...(await within(CHECK_MS, channel.health())) }
  } catch {
    return { platform, instance, ok: false, detail: 'Không có câu trả lời.' }
  }
}

import type { FastifyPluginAsync } from 'fastify'
import type { ChannelRegistry } from '../channels/registry.ts'

/** Longest wait for one check, so that a hung server shows as not ready instead of hanging the asker. */
const CHECK_LIMIT_MS = 3_000

export interface HealthSource {
  readonly channels: ChannelRegistry
  /** Each rejects when its part does not work. */
  readonly checks: { readonly database: () => Promise<void>; readonly queue: () => Promise<void> }
}

/** `GET /healthz`: the process lives. `GET /readyz`: database and queue work; the channels' state besides. */
export function healthRoutes({ channels, checks }: HealthSource): FastifyPluginAsync {
  return async (app) => {
    app.get('/healthz', async () => ({ status: 'ok', pid: process.pid }))
    app.get('/readyz', async (_request, reply) => {
      const [database, queue, ...states] = await Promise.all([
        works(checks.database),
        works(checks.queue),
        ...channels.all().map(async (channel) => ({
          platform: channel.platform,
          // A platform that is down makes nobody's service unready: what is to be sent waits for it.
          ...(await within(channel.health()).catch(() => ({ ok: false, detail: 'không trả lời' }))),
        })),
      ])
      const isReady = database && queue
      return reply
        .code(isReady ? 200 : 503)
        .send({ status: isReady ? 'ok' : 'unready', database, queue, channels: states })
    })
  }
}

async function works(check: () => Promise<void>): Promise<boolean> {
  return within(check()).then(
    () => true,
    () => false,
  )
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), CHECK_LIMIT_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify'
import { healthRoutes, type ReadinessChecks } from './health.ts'
import { metricsRoutes, type MetricsPage } from './metrics.ts'
import { refusalFor, refuse } from './refusals.ts'
import { webhookRoutes, type WebhookDeps } from './webhooks.ts'

const BODY_BYTES = 1024 * 1024
/** A whole request must have come in by then, so that slow senders cannot hold all connections. */
const REQUEST_MS = 15_000
const IDLE_MS = 60_000
/** Each may hold a body: with all of them the service still has its memory. Platforms and a proxy use some dozens. */
const CONNECTIONS = 512

export interface ServerOptions extends WebhookDeps {
  readonly checks: ReadinessChecks
  readonly metrics: MetricsPage
  /** More pages, such as the sandbox's in the demo. */
  readonly pages?: readonly FastifyPluginAsync[]
}

/** The HTTP side of the service, not yet listening. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_BYTES,
    requestTimeout: REQUEST_MS,
    connectionTimeout: IDLE_MS,
    keepAliveTimeout: IDLE_MS,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    // Broken HTTP is answered without a word about the server.
    clientErrorHandler: (_error, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')
    },
  })
  app.server.maxConnections = CONNECTIONS
  // Before the body: strangers' bodies take memory.
  app.addHook('onRequest', async (request, reply) =>
    request.is404 ? refuse(reply, 'not-found') : undefined,
  )
  app.setNotFoundHandler((_request, reply) => refuse(reply, 'not-found'))
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const refusal = refusalFor(error.statusCode)
    if (refusal === 'failed')
      options.log.error({ err: error, route: request.routeOptions.url }, 'a request failed')
    return refuse(reply, refusal)
  })
  await app.register(healthRoutes(options.channels, options.checks))
  await app.register(metricsRoutes(options.metrics))
  await app.register(webhookRoutes(options))
  for (const page of options.pages ?? []) await app.register(page)
  return app
}

import { fastify, type FastifyInstance, type FastifyPluginAsync } from 'fastify'
import type { Logger } from '../observability/logger.ts'
import { healthRoutes, type HealthSource } from './health.ts'
import { webhookRoutes, type WebhookDeps } from './webhooks.ts'

/** Longest body of a webhook; real updates have some kilobytes. */
const BODY_LIMIT_BYTES = 1024 * 1024
const REQUEST_TIMEOUT_MS = 30_000

export interface ServerDeps extends WebhookDeps, HealthSource {
  readonly log: Logger
  /** Pages besides the API, such as the sandbox's in the demo. */
  readonly pages: readonly FastifyPluginAsync[]
}

/** The HTTP side: webhooks, health, pages. What went wrong inside stays in the log. */
export async function buildServer(deps: ServerDeps): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A stop must not wait for idle keep-alive connections.
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
  })
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500
    if (status < 500) return reply.code(status).send({ error: sentenceFor(status) })
    deps.log.error({ err: error, method: request.method }, 'a request failed')
    return reply.code(500).send({ error: sentenceFor(500) })
  })
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: sentenceFor(404) }))
  await app.register(healthRoutes(deps))
  await app.register(webhookRoutes(deps))
  for (const page of deps.pages) await app.register(page)
  return app
}

function sentenceFor(status: number): string {
  if (status === 404) return 'Không có trang này. / There is no such page.'
  if (status === 413) return 'Nội dung gửi lên quá lớn. / The body is too large.'
  if (status < 500) return 'Yêu cầu không đúng. / The request is not valid.'
  return 'Máy chủ gặp lỗi, xin thử lại sau. / The server failed; please try again.'
}

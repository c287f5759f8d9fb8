import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { isSameSecret } from '../domain/same-secret.ts'
import { isLoopbackCaller } from './loopback-caller.ts'
import { refuse } from './refusals.ts'

export interface MetricsPage {
  /** Who shows it reads the page, from anywhere, and nobody else; unset: this machine alone. */
  readonly token?: string
  readonly contentType: string
  readonly text: () => Promise<string>
}

/** `GET /metrics` in Prometheus' text format, for this machine or for who has the token. */
export function metricsRoutes(page: MetricsPage): FastifyPluginAsync {
  return async (app) => {
    app.get('/metrics', async (request, reply) => {
      if (!isAllowed(page, request))
        return page.token === undefined
          ? refuse(reply, 'metrics-loopback-only')
          : refuse(reply.header('www-authenticate', 'Bearer'), 'metrics-token')
      return reply
        .type(page.contentType)
        .header('cache-control', 'no-store')
        .send(await page.text())
    })
  }
}

/** Where there is a token it alone counts: what a proxy passes on without a word looks like a call of this machine. */
function isAllowed({ token }: MetricsPage, request: FastifyRequest): boolean {
  return token === undefined
    ? isLoopbackCaller(request)
    : isSameSecret(request.headers.authorization ?? '', `Bearer ${token}`)
}

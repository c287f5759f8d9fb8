import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { isLoopbackCaller } from './loopback-caller.ts'
import { refuse } from './refusals.ts'

export interface MetricsPage {
  /** Opens the page to other machines; unset: this machine only. */
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

/** Who shows a token is judged by it, also on this machine: a wrong one is a mistake to be told. */
function isAllowed({ token }: MetricsPage, request: FastifyRequest): boolean {
  const shown = request.headers.authorization
  if (token !== undefined && shown !== undefined) return isSame(shown, `Bearer ${token}`)
  return isLoopbackCaller(request)
}

function isSame(shown: string, wanted: string): boolean {
  const [one, other] = [shown, wanted].map((text) => createHash('sha256').update(text).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}

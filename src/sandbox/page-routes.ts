import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { loadPageFiles } from './page-files.ts'
import { proxyControl } from './page-proxy.ts'

/** A file of 20 MB, the most a bot may download, is 27 MB in base64; the rest is for JSON around it. */
const CONTROL_BODY_BYTES = 28 * 1024 * 1024

const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
} as const

export interface SandboxPageOptions {
  /** Where the emulators listen, such as `http://127.0.0.1:9090`. */
  readonly controlOrigin: string
  /** `SANDBOX_ALLOW_REMOTE`: also under names other than localhost. */
  readonly allowRemote?: boolean
}

/**
 * Fastify plugin with the page of phones under `/sandbox` and, under `/sandbox/control/`, the
 * emulators' control API, so that the browser talks to one host only. Registered in demo mode only.
 */
export function sandboxPage({
  controlOrigin,
  allowRemote = false,
}: SandboxPageOptions): FastifyPluginAsync {
  return async (app) => {
    const files = loadPageFiles()
    const stopping = new AbortController()
    // What people write is passed on as it is; this holds inside the plugin only.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    // Live events never end by themselves; without this a stop would wait for every open page.
    app.addHook('preClose', async () => stopping.abort())

    app.get('/sandbox', async (_request, reply) => sendPageFile(files, 'index.html', reply))
    app.get<{ Params: { '*': string } }>('/sandbox/*', async (request, reply) =>
      sendPageFile(files, request.params['*'] || 'index.html', reply),
    )
    app.route({
      method: ['GET', 'POST', 'DELETE'],
      url: '/sandbox/control/*',
      bodyLimit: CONTROL_BODY_BYTES,
      handler: (request, reply) =>
        proxyControl({ controlOrigin, allowRemote, stop: stopping.signal }, request, reply),
    })
  }
}

async function sendPageFile(
  files: ReturnType<typeof loadPageFiles>,
  name: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const file = files.get(name)
  void reply.headers(PAGE_HEADERS)
  if (file === undefined)
    return reply.code(404).type('text/plain; charset=utf-8').send('Không có trang này.')
  return reply.type(file.type).send(file.bytes)
}

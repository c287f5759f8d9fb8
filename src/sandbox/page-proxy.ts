import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** What a person attached may be shown in the page only where a browser cannot run it. */
const SHOWN_IN_PAGE = /^(application\/json|text\/event-stream|image\/(png|jpeg|gif|webp))(;|$)/i

export interface ControlProxy {
  readonly controlOrigin: string
  /** Also serve under names that are not loopback: the operator opened the demo to others. */
  readonly allowRemote: boolean
  /** Ends every answer that is still streaming. */
  readonly stop: AbortSignal
}

/** Sends one call of the page on to the emulators and streams the answer back, live events too. */
export async function proxyControl(
  { controlOrigin, allowRemote, stop }: ControlProxy,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (isFromAnotherSite(request) || !(allowRemote || isLocalName(request.hostname))) {
    return reply.code(403).send({ error: 'Trang khác không được điều khiển bản giả lập.' })
  }
  const target = targetUrl(controlOrigin, request.url)
  if (target === null) return reply.code(404).send({ error: 'Không có đường dẫn này.' })

  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  try {
    const answer = await fetch(target, {
      method: request.method,
      signal: AbortSignal.any([gone.signal, stop]),
      redirect: 'manual',
      ...(Buffer.isBuffer(request.body) && {
        body: new Uint8Array(request.body),
        headers: { 'content-type': 'application/json' },
      }),
    })
    return await passOn(answer, reply)
  } catch {
    if (gone.signal.aborted) return reply.hijack()
    return reply.code(502).send({ error: 'Máy chủ giả lập chưa trả lời. Xin thử lại sau ít giây.' })
  }
}

/**
 * A page of another site that is open in the same browser may send requests to loopback. Browsers say
 * so in these headers; programs without a browser send neither.
 */
function isFromAnotherSite(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  const origin = request.headers.origin
  if (origin === undefined) return false
  return !URL.canParse(origin) || new URL(origin).host !== request.headers.host
}

/** A foreign name that was made to point at loopback would otherwise count as the same site. */
function isLocalName(name: string): boolean {
  return name === 'localhost' || isIP(name.replace(/^\[|\]$/g, '')) !== 0
}

/** The emulators' address for a path of ours; null when dots would lead out of the control API. */
function targetUrl(controlOrigin: string, path: string): URL | null {
  const rest = path.slice(path.indexOf('/sandbox/control/') + '/sandbox/control/'.length)
  const target = new URL(`/_control/${rest}`, controlOrigin)
  return target.pathname.startsWith('/_control/') ? target : null
}

async function passOn(answer: Response, reply: FastifyReply): Promise<FastifyReply> {
  const type = answer.headers.get('content-type') ?? 'application/octet-stream'
  void reply
    .code(answer.status)
    .header('content-type', type)
    .header('cache-control', 'no-store')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    // Proxies in front of us would otherwise hold events back.
    .header('x-accel-buffering', 'no')
  if (!SHOWN_IN_PAGE.test(type)) void reply.header('content-disposition', downloadHeader(answer))
  if (answer.body === null) return reply.send(Buffer.alloc(0))
  const body = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0])
  return reply.send(body)
}

/** Keeps the file's name when the emulators gave one, and never lets the browser open the file. */
function downloadHeader(answer: Response): string {
  const given = answer.headers.get('content-disposition') ?? ''
  const name = /filename\*?=[^;]+(;\s*filename\*=[^;]+)?/i.exec(given)?.[0]
  return name === undefined ? 'attachment' : `attachment; ${name}`
}

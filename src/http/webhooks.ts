import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Channel, WebhookVerdict } from '../channels/channel.ts'
import type { ChannelRegistry } from '../channels/registry.ts'
import type { Platform } from '../domain/platform.ts'
import type { StorageLog } from '../storage/storage-log.ts'
import { within } from '../storage/within.ts'
import { createNews } from '../usecases/create-news.ts'
import { refuse } from './refusals.ts'

/**
 * Longest that a platform is kept waiting before it is told to come again: Zalo gives up after two seconds, and some of
 * them pass on the way. What is stored after that is known when it comes again.
 */
const STORE_MS = 1_500
const COME_AGAIN_S = 5

export interface WebhookDeps {
  readonly channels: ChannelRegistry
  /** Resolves once the update is durable. */
  readonly storeUpdate: (channel: Channel, update: unknown) => Promise<unknown>
  /** Whether this is but the platform's look at the address: asked while it is not known whose an update would be. */
  readonly isLook: (platform: Platform, said: unknown) => boolean
  readonly log: Pick<StorageLog, 'error'>
  /** Told of every answer; `other` is an address of no platform of ours. */
  readonly webhookAnswered: (platform: string, status: number, seconds: number) => void
}

/** `POST /webhooks/<platform>`: check who speaks, store what is said, answer; everything else comes later. */
export function webhookRoutes(deps: WebhookDeps): FastifyPluginAsync {
  const notStored = createNotStored(deps.log)
  return async (app) => {
    // Signatures cover bytes, so nothing is parsed before it is checked.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    app.addHook('onResponse', async (request, reply) => {
      const { platform: named } = request.params as { platform?: string }
      const open = deps.channels.all().map(({ platform }) => platform)
      const known = [...open, ...deps.channels.awaited()].find((platform) => platform === named)
      deps.webhookAnswered(known ?? 'other', reply.statusCode, reply.elapsedTime / 1000)
    })
    app.addHook('onRequest', async (request, reply) => {
      // What is too large is refused by its length, which needs no memory either.
      if (Number(request.headers['content-length']) > request.routeOptions.bodyLimit)
        return undefined
      const named = request.params as { platform: string }
      const channels = channelsOf(deps, named)
      if (channels.length === 0)
        return awaitedOf(deps, named) ? undefined : refuse(reply, 'not-found')
      const headers = headersOf(request)
      const isHeard = channels.some((channel) => channel.mayBeWebhook(headers))
      return isHeard ? undefined : refuse(reply, 'wrong-secret')
    })
    app.post<{ Params: { platform: string } }>('/webhooks/:platform', async (request, reply) => {
      const channels = channelsOf(deps, request.params)
      if (channels.length === 0) return answerUnknown(deps, request, reply)
      const { channel, verdict } = judge(channels, request)
      return answer(deps, notStored, channel, verdict, reply)
    })
  }
}

type NotStored = (error: NodeJS.ErrnoException, platform: Platform) => void

/**
 * Logs that updates cannot be stored: at once, then once a minute with how many calls that were. On a full disk the log stands on
 * it too, and platforms come again every few seconds.
 */
function createNotStored(log: Pick<StorageLog, 'error'>): NotStored {
  const isNews = createNews()
  let calls = 0
  return (error, platform) => {
    calls += 1
    if (!isNews(error)) return
    log.error({ err: error, platform, calls }, 'an update could not be stored')
    calls = 0
  }
}

function channelsOf({ channels }: WebhookDeps, named: { platform: string }): readonly Channel[] {
  return channels.all().filter(({ platform }) => platform === named.platform)
}

function awaitedOf({ channels }: WebhookDeps, named: { platform: string }): Platform | undefined {
  return channels.awaited().find((platform) => platform === named.platform)
}

/**
 * Before it is known whose an update would be, its platform is told to come again, which it does for hours. Zalo's console
 * saves no address that does not answer its look at it, and an OA must have one before it can be granted to us.
 */
function answerUnknown(
  deps: WebhookDeps,
  { params, body }: FastifyRequest<{ Params: { platform: string } }>,
  reply: FastifyReply,
): FastifyReply {
  const platform = awaitedOf(deps, params)
  if (platform === undefined) return refuse(reply, 'not-found')
  const carries = whatCarries(body, (said) => deps.isLook(platform, said))
  if (carries === 'no-json') return refuse(reply, 'not-json')
  if (carries === 'nothing') return reply.send({ status: 'ok' })
  return refuse(reply.header('retry-after', COME_AGAIN_S), 'not-stored')
}

/** What is not certainly a look at the address may be somebody's words. */
function whatCarries(
  body: unknown,
  isLook: (said: unknown) => boolean,
): 'update' | 'nothing' | 'no-json' {
  const text = Buffer.isBuffer(body) ? body.toString().trim() : ''
  if (text === '') return 'nothing'
  try {
    return isLook(JSON.parse(text)) ? 'nothing' : 'update'
  } catch {
    return 'no-json'
  }
}

/** Several bots of one platform share the address; the secret tells whose update it is. */
function judge(
  channels: readonly Channel[],
  request: FastifyRequest,
): { channel: Channel | undefined; verdict: WebhookVerdict } {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const headers = headersOf(request)
  for (const channel of channels) {
    const verdict = channel.verifyWebhook({ headers, body })
    if (verdict.kind !== 'wrong-secret') return { channel, verdict }
  }
  return { channel: undefined, verdict: { kind: 'wrong-secret' } }
}

function headersOf({ headers }: FastifyRequest): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  )
}

async function answer(
  deps: WebhookDeps,
  notStored: NotStored,
  channel: Channel | undefined,
  verdict: WebhookVerdict,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (verdict.kind === 'wrong-secret' || !channel) return refuse(reply, 'wrong-secret')
  if (verdict.kind === 'not-json') return refuse(reply, 'not-json')
  if (verdict.kind === 'probe') return reply.send({ status: 'ok' })
  if (verdict.kind === 'later')
    return refuse(reply.header('retry-after', COME_AGAIN_S), 'not-stored')
  try {
    await within(STORE_MS, deps.storeUpdate(channel, verdict.update))
    return await reply.send({ status: 'ok' })
  } catch (error) {
    notStored(error as NodeJS.ErrnoException, channel.platform)
    return refuse(reply.header('retry-after', COME_AGAIN_S), 'not-stored')
  }
}

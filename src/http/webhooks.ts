import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { Channel, WebhookRequest } from '../channels/channel.ts'
import type { ChannelRegistry } from '../channels/registry.ts'
import type { Logger } from '../observability/logger.ts'

/** Platforms honour it: Telegram up to an hour, https://core.telegram.org/bots/api#setwebhook */
const RETRY_AFTER_S = '5'

export interface WebhookDeps {
  readonly channels: ChannelRegistry
  /** Stores an update durably; rejects when it could not. */
  readonly storeUpdate: (channel: Channel, update: unknown) => Promise<unknown>
  readonly log: Logger
}

/**
 * `POST /webhooks/<platform>`: 200 once the update is stored, 401 for a wrong secret or signature, 400
 * for what is not JSON, 503 when it cannot be stored, so that the platform sends it again.
 */
export function webhookRoutes(deps: WebhookDeps): FastifyPluginAsync {
  return async (app) => {
    // Signatures cover the raw bytes, so nothing may parse the body before they are checked.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    app.post<{ Params: { platform: string } }>('/webhooks/:platform', async (request, reply) => {
      const channel = deps.channels
        .all()
        .find(({ platform }) => platform === request.params.platform)
      // A platform that is not open yet is asked to come again; one we do not know is told so.
      if (!channel) return notOpen(request.params.platform, reply)
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      return takeUpdate(deps, channel, { headers: plainHeaders(request.headers), body }, reply)
    })
  }
}

async function takeUpdate(
  deps: WebhookDeps,
  channel: Channel,
  request: WebhookRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const verdict = channel.verifyWebhook(request)
  switch (verdict.kind) {
    case 'probe':
      return reply.code(200).send({ ok: true })
    case 'wrong-secret':
      deps.log.warn({ platform: channel.platform }, 'a webhook came with a wrong secret')
      return reply
        .code(401)
        .send({ error: 'Sai mã bí mật hoặc chữ ký. / The secret or the signature is wrong.' })
    case 'not-json':
      return reply.code(400).send({ error: 'Nội dung không phải JSON. / The body is not JSON.' })
    case 'update':
      return storeOrAskAgain(deps, channel, verdict.update, reply)
  }
}

async function storeOrAskAgain(
  deps: WebhookDeps,
  channel: Channel,
  update: unknown,
  reply: FastifyReply,
): Promise<FastifyReply> {
  try {
    await deps.storeUpdate(channel, update)
    return reply.code(200).send({ ok: true })
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException
    deps.log.error({ platform: channel.platform, code: code ?? name }, 'an update was not stored')
    return reply
      .code(503)
      .header('retry-after', RETRY_AFTER_S)
      .send({ error: 'Chưa lưu được, xin gửi lại sau. / Not stored; please send it again.' })
  }
}

const PLATFORM = /^(telegram|zalo-oa|zalo-bot)$/u

function notOpen(platform: string, reply: FastifyReply): FastifyReply {
  if (PLATFORM.test(platform))
    return reply
      .code(503)
      .header('retry-after', RETRY_AFTER_S)
      .send({ error: 'Kênh này chưa sẵn sàng. / This channel is not ready yet.' })
  return reply.code(404).send({ error: 'Không có kênh này. / There is no such channel.' })
}

function plainHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): WebhookRequest['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  )
}

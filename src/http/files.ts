import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { FileId } from '../domain/id.ts'
import type { StoredFile } from '../storage/files.ts'
import { FILE_PATH } from '../usecases/link-files.ts'
import { createOpenFiles } from './open-files.ts'

interface FileDeps {
  /** Which file the last piece of a link means; null: it is no link of ours, or its time is over. */
  readonly openLink: (token: string) => FileId | null
  /** Undefined: the file is not there any more. */
  readonly readFile: (id: FileId) => Promise<StoredFile | undefined>
  readonly now: () => number
}

const COME_AGAIN_S = 5
const MIME = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/u

const SENTENCES = {
  gone: 'Đường dẫn không đúng hoặc đã hết hạn. Xin hỏi lại nơi gửi tin.\nThis link is wrong or has expired. Please ask whoever sent the notice.\n',
  busy: 'Đang có nhiều người tải tệp. Xin thử lại sau ít giây.\nMany people are fetching files. Please try again in a few seconds.\n',
} as const

/**
 * `GET /tep/<token>`: the file of a notice, for apps that do not carry it. Whoever has the link reads the file and
 * nothing else; a wrong link and one whose time is over look alike.
 */
export function fileRoutes({ openLink, readFile, now }: FileDeps): FastifyPluginAsync {
  return async (app) => {
    const files = createOpenFiles(readFile, now)
    app.addHook('onResponse', async (request) => files.leave(request))
    // Whoever hangs up half-way is gone too.
    app.addHook('onRequestAbort', async (request) => files.leave(request))
    app.get<{ Params: { token: string } }>(`${FILE_PATH}/:token`, async (request, reply) => {
      // A wrong link costs nothing, so whoever tries many keeps nobody out.
      const id = openLink(request.params.token)
      if (id === null) return say(reply.code(404), 'gone')
      const opened = files.enter(id, request, () => reply.raw.destroy())
      if (!opened) return say(reply.code(503).header('retry-after', COME_AGAIN_S), 'busy')
      const file = await opened
      if (!file) return say(reply.code(404), 'gone')
      return guarded(reply)
        .header('content-type', MIME.test(file.mime) ? file.mime : 'application/octet-stream')
        .header('content-disposition', attachment(file.name))
        .send(Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength))
    })
  }
}

function say(reply: FastifyReply, sentence: keyof typeof SENTENCES): FastifyReply {
  return guarded(reply).type('text/plain; charset=utf-8').send(SENTENCES[sentence])
}

/** Saved and not shown: what somebody has sent never runs under the service's address. Nobody keeps a copy on the way. */
function guarded(reply: FastifyReply): FastifyReply {
  return reply
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex')
}

/** RFC 6266: a plain name for old browsers, the whole name in UTF-8 for the others. */
function attachment(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/[đĐ]/gu, 'd')
    .replace(/[^A-Za-z0-9._ -]/gu, '')
    .trim()
  const whole = encodeURIComponent(name.replace(/\p{Surrogate}/gu, '')).replace(
    /['()*]/gu,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain || 'tep'}"; filename*=UTF-8''${whole}`
}

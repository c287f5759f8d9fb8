import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { EmulatorContext } from './emulator-context.ts'
import type { EmulatedPlatform, StoredFile } from './emulator-types.ts'

/** Where Zalo's events and history say that a file lies; the real addresses are temporary too. */
export function fileUrl(context: Pick<EmulatorContext, 'origin'>, file: StoredFile): string {
  return `${context.origin()}/zalo-files/${file.id}/${encodeURIComponent(file.name)}`
}

export function registerZaloFiles(app: FastifyInstance, context: EmulatorContext): void {
  const { files } = context
  app.get<{ Params: { id: string } }>('/zalo-files/:id/:name', (request, reply) => {
    const file = files.get(request.params.id)
    const bytes = files.read(request.params.id)
    if (file === undefined || bytes === null || file.platform === 'telegram')
      return reply.code(404).send('Not Found')
    return sendFile(context, reply, file.platform, bytes)
  })
}

/** Gives a file out, unless a fault of `file` holds it back or never comes to an end of it. */
export function sendFile(
  { faults }: Pick<EmulatorContext, 'faults'>,
  reply: FastifyReply,
  platform: EmulatedPlatform,
  bytes: Buffer,
): FastifyReply {
  const kind = faults.strike(platform, 'file', null)?.kind
  if (kind === 'hang') return reply.hijack()
  return reply
    .header('content-type', 'application/octet-stream')
    .send(kind === 'endless' ? Readable.from(withoutEnd()) : bytes)
}

function* withoutEnd(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(1024)
}

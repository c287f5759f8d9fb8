import type { FastifyInstance } from 'fastify'
import type { EmulatorContext } from './emulator-context.ts'
import type { StoredFile } from './emulator-types.ts'

/** Where Zalo's events and history say that a file lies; the real addresses are temporary too. */
export function fileUrl(context: Pick<EmulatorContext, 'origin'>, file: StoredFile): string {
  return `${context.origin()}/zalo-files/${file.id}/${encodeURIComponent(file.name)}`
}

export function registerZaloFiles(app: FastifyInstance, { files }: EmulatorContext): void {
  app.get<{ Params: { id: string } }>('/zalo-files/:id/:name', (request, reply) => {
    const file = files.get(request.params.id)
    const bytes = files.read(request.params.id)
    if (file === undefined || bytes === null || file.platform === 'telegram')
      return reply.code(404).send('Not Found')
    return reply.header('content-type', 'application/octet-stream').send(bytes)
  })
}

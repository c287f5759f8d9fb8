import type { FastifyInstance } from 'fastify'

/** The service cannot listen where it is told to, with a sentence for the operator. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
  readonly sentence: { vi: string; en: string }

  constructor(sentence: { vi: string; en: string }) {
    super(`${sentence.vi} (${sentence.en})`)
    this.sentence = sentence
  }
}

/** Starts listening and gives the address, such as `http://127.0.0.1:8080`. Throws ListenError. */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (error) {
    throw explain((error as NodeJS.ErrnoException).code, host, port) ?? error
  }
}

function explain(code: string | undefined, host: string, port: number): ListenError | undefined {
  if (code === 'EADDRINUSE')
    return new ListenError({
      vi: `Cổng ${port} ở ${host} đang được chương trình khác dùng; hãy tắt chương trình đó hoặc đặt PORT khác.`,
      en: `Port ${port} at ${host} is used by another program; end it or set another PORT.`,
    })
  if (code === 'EACCES')
    return new ListenError({
      vi: `Không có quyền dùng cổng ${port}; hãy đặt PORT từ 1024 trở lên.`,
      en: `No right to use port ${port}; set a PORT of 1024 or above.`,
    })
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new ListenError({
      vi: `Máy này không có địa chỉ ${host}; hãy sửa HOST.`,
      en: `This machine does not have the address ${host}; correct HOST.`,
    })
  return undefined
}

import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly raw: string
  readonly body: Record<string, unknown>
}

type Reply = { readonly status: number; readonly headers?: Record<string, string> } | 'silence'

/** A small HTTP server that stands for the bot's webhook and remembers what came. */
export async function openReceiver(reply: (count: number) => Reply = () => ({ status: 200 })) {
  const received: Received[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  let open = 0
  let mostOpen = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    open += 1
    mostOpen = Math.max(mostOpen, open)
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8')
      const body = (raw === '' ? {} : JSON.parse(raw)) as Record<string, unknown>
      received.push({ headers: request.headers, raw, body })
      const answer = reply(received.length)
      setImmediate(() => {
        open -= 1
        if (answer !== 'silence') response.writeHead(answer.status, answer.headers).end()
        for (const waiter of waiting) if (received.length >= waiter.count) waiter.resolve()
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    mostOpen: () => mostOpen,
    /** Resolves once so many requests have come. */
    async until(count: number): Promise<void> {
      if (received.length < count)
        await new Promise<void>((resolve) => waiting.push({ count, resolve }))
    },
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

export type Receiver = Awaited<ReturnType<typeof openReceiver>>

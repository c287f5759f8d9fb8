import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** One answer of the platform as it goes over the wire; `drop`: the connection breaks instead. */
export interface WireAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly drop?: true
  /** The body never ends: this piece over and over, with so many milliseconds between two. */
  readonly drip?: { readonly piece: string; readonly everyMs: number }
  /** Resolves when the answer may go. */
  readonly after?: Promise<void>
}

export interface WireServer {
  readonly origin: string
  readonly requests: readonly SeenRequest[]
  /** Answers to come, one per request; the last one stays. */
  answer(...answers: readonly WireAnswer[]): void
  /** The same for every request, by what it asks. */
  answerBy(choose: (request: SeenRequest) => WireAnswer): void
  /** Resolves when a request has come. */
  asked(): Promise<void>
  stop(): Promise<void>
}

export function json(value: unknown, rest: Omit<WireAnswer, 'body'> = {}): WireAnswer {
  return { ...rest, body: JSON.stringify(value) }
}

/** A server that says exactly what a test scripts, byte for byte, and remembers what it was asked. */
export async function startWireServer(): Promise<WireServer> {
  const requests: SeenRequest[] = []
  let script: WireAnswer[] = []
  const next = (): WireAnswer => (script.length > 1 ? script.shift() : script[0]) ?? {}
  let choose: (request: SeenRequest) => WireAnswer = next
  let tell = (): void => undefined
  const asked = new Promise<void>((resolve) => {
    tell = resolve
  })
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      const { method = '', url = '', headers } = request
      const seen = { method, url, headers, body }
      requests.push(seen)
      tell()
      const answer = choose(seen)
      await answer.after
      write(response, answer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    asked: () => asked,
    answer: (...answers) => {
      script = [...answers]
      choose = next
    },
    answerBy: (by) => {
      choose = by
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function write(response: ServerResponse, answer: WireAnswer): void {
  if (answer.drop) {
    response.destroy()
    return
  }
  response.writeHead(answer.status ?? 200, answer.headers)
  if (answer.drip) {
    const { piece, everyMs } = answer.drip
    const timer = setInterval(() => response.write(piece), everyMs)
    response.on('close', () => clearInterval(timer))
    return
  }
  response.end(answer.body ?? '')
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

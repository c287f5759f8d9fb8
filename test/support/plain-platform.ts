import type { Reason } from '../../src/domain/reason.ts'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** How the platform answers one call; `ok` unless a script says otherwise. */
export type PlainAnswer =
  | { readonly kind: 'ok'; readonly afterMs?: number }
  | {
      readonly kind: 'wait'
      readonly afterMs: number
      readonly scope?: 'chat' | 'lane'
      /** `too-many` unless said. */
      readonly why?: Reason
    }
  | { readonly kind: 'blocked'; readonly state: string }
  | { readonly kind: 'moved'; readonly toChatId: string }
  | { readonly kind: 'refused'; readonly why: Reason; readonly words?: string }
  | { readonly kind: 'unauthorised' }
  /** Takes the message and never answers. */
  | { readonly kind: 'hang' }
  /** Takes the message and cuts the line. */
  | { readonly kind: 'cut' }

export interface PlainCall {
  readonly chat: string
  readonly text: string
  /** Message that is changed in place. */
  readonly edit?: string
  readonly token?: string
  readonly upload?: number
  readonly at: number
  readonly answer: PlainAnswer['kind']
  readonly messageId: string
}

export interface PlainPlatform {
  readonly origin: string
  /** Every call that arrived, in order. */
  readonly calls: readonly PlainCall[]
  /** What people see: calls that took effect. */
  seen(chat?: string): PlainCall[]
  /** The next answers to a chat, in order; `*` is any chat. */
  script(chat: string, ...answers: PlainAnswer[]): void
  latencyMs: number
  /** Resolves when `test` holds for the calls so far; rejects after ten seconds. */
  until(test: (platform: PlainPlatform) => boolean): Promise<void>
  stop(): Promise<void>
}

/** A chat platform of the plainest kind, over HTTP: what the engine needs of one and nothing else. */
export async function startPlainPlatform(): Promise<PlainPlatform> {
  const calls: PlainCall[] = []
  const scripts = new Map<string, PlainAnswer[]>()
  let changed: (() => void)[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const body = JSON.parse(await read(request)) as Omit<PlainCall, 'at' | 'answer' | 'messageId'>
      const ofUpload = body.upload === undefined ? undefined : scripts.get('upload')?.shift()
      const answer = ofUpload ??
        scripts.get(body.chat)?.shift() ??
        scripts.get('*')?.shift() ?? { kind: 'ok' }
      const messageId = `m${calls.length + 1}`
      calls.push({ ...body, at: performance.now(), answer: answer.kind, messageId })
      for (const wake of changed.splice(0)) wake()
      const waitMs = (answer.kind === 'ok' && answer.afterMs) || platform.latencyMs
      if (waitMs > 0) await sleep(waitMs)
      if (answer.kind === 'cut') request.socket.destroy()
      if (answer.kind === 'hang' || answer.kind === 'cut') return
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ ...answer, messageId }))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const platform: PlainPlatform = {
    origin: `http://127.0.0.1:${portOf(server)}`,
    calls,
    latencyMs: 0,
    seen: (chat) =>
      calls.filter(
        (call) =>
          (chat === undefined || call.chat === chat) &&
          ['ok', 'hang', 'cut'].includes(call.answer) &&
          call.edit === undefined,
      ),
    script: (chat, ...answers) => {
      scripts.set(chat, [...(scripts.get(chat) ?? []), ...answers])
    },
    until: async (test) => {
      const deadline = Date.now() + 10_000
      while (!test(platform)) {
        if (Date.now() > deadline) throw new Error(`still waiting after ${calls.length} calls`)
        await Promise.race([new Promise<void>((resolve) => changed.push(resolve)), sleep(50)])
      }
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  return platform
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('not listening')
  return address.port
}

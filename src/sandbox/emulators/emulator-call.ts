import type { FastifyReply } from 'fastify'
import { STATUS_CODES } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EmulatorContext } from './emulator-context.ts'
import type { Fault } from './emulator-faults.ts'
import type { EmulatedPlatform } from './emulator-types.ts'

/** One call that arrived at an emulated platform. */
export interface PlatformCall {
  readonly platform: EmulatedPlatform
  readonly method: string
  /** The platform's own chat id. */
  readonly chatId: string | null
  /** For the log: parameters without token, uploads as facts. */
  readonly payload: unknown
  /** The path as called, token and all: gateways echo it in their error pages. */
  readonly path: string
}

export interface PlatformAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** The platform did it, whatever it says. */
  readonly ok: boolean
  readonly errorCode: number | null
}

const LOSING = ['drop-before', 'drop-after', 'hang'] as const

/** How a platform words an error that a fault asks for. */
export type WordError = (fault: Fault) => PlatformAnswer

/** Runs one call with the faults, the latency and the log that belong to it. */
export async function serveCall(
  context: EmulatorContext,
  reply: FastifyReply,
  call: PlatformCall,
  wordError: WordError,
  execute: () => PlatformAnswer | Promise<PlatformAnswer>,
): Promise<FastifyReply> {
  const arrived = context.clock.now()
  const fault = context.faults.strike(call.platform, call.method, call.chatId)
  if (fault?.kind === 'delay') await sleep(fault.ms ?? 1000)
  const answer = await answerCall(fault, call, wordError, execute)
  const lost = LOSING.some((kind) => kind === fault?.kind)
  const latency = context.latency()
  // Noted before the way back, so that a kill loses no call whose effect is stored.
  context.calls.add({
    at: arrived,
    platform: call.platform,
    method: call.method,
    chatId: call.chatId === null ? null : `${call.platform}:${call.chatId}`,
    ok: answer?.ok ?? false,
    status: lost || answer === null ? 0 : answer.status,
    errorCode: answer?.errorCode ?? null,
    ...(fault && { fault: fault.kind }),
    payload: call.payload,
    latencyMs: Math.round(context.clock.now() - arrived + latency),
  })
  await wait(latency)
  return lost || answer === null ? loseAnswer(reply, fault) : writeAnswer(reply, answer)
}

/** What the platform does with the call; null: nothing. */
async function answerCall(
  fault: Fault | null,
  call: PlatformCall,
  wordError: WordError,
  execute: () => PlatformAnswer | Promise<PlatformAnswer>,
): Promise<PlatformAnswer | null> {
  switch (fault?.kind) {
    case 'http':
    case 'code':
      return wordError(fault)
    case 'error-after': {
      const { ok } = await execute()
      return { ...wordError(fault), ok }
    }
    case 'html':
      return htmlPage(fault.status ?? 502, call.path)
    case 'drop-before':
    case 'hang':
      return null
    case 'drop-after':
    case 'delay':
    case 'endless':
    case 'duplicate':
    case 'wrong-signature':
    case 'no-signature':
    case undefined:
      return execute()
  }
}

/** A gateway's error page. It repeats the path, so that a client which logs it leaks its token. */
export function htmlPage(status: number, path: string): PlatformAnswer {
  const title = `${status} ${STATUS_CODES[status] ?? 'Error'}`
  const body = `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center><hr><center>nginx</center><!-- ${path.replaceAll('--', '')} --></body></html>`
  const headers = { 'content-type': 'text/html' }
  return { status, body, headers, ok: false, errorCode: null }
}

function loseAnswer(reply: FastifyReply, fault: Fault | null): FastifyReply {
  reply.hijack()
  if (fault?.kind !== 'hang') reply.raw.socket?.destroy()
  return reply
}

function writeAnswer(reply: FastifyReply, answer: PlatformAnswer): FastifyReply {
  const text = typeof answer.body === 'string' || Buffer.isBuffer(answer.body)
  return reply
    .code(answer.status)
    .headers({ 'content-type': 'application/json', ...answer.headers })
    .send(text ? answer.body : JSON.stringify(answer.body))
}

/** Aborts when the caller hangs up before it was answered. Made only for calls that wait, as it is dear. */
export function watchCaller(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.on('close', () => {
    if (!reply.raw.writableFinished) controller.abort('the caller hung up')
  })
  return controller.signal
}

async function wait(ms: number): Promise<void> {
  if (ms > 0) await sleep(ms)
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { readParams, readText, type Params } from './emulator-params.ts'
import type { Refused } from './emulator-platform.ts'
import { EMULATED_PLATFORMS, type Chat, type EmulatedPlatform } from './emulator-types.ts'

export function sendChat(reply: FastifyReply, chat: Chat | Refused): FastifyReply {
  return 'refused' in chat ? refuse(reply, chat.refused) : reply.send({ chat })
}

export function refuse(reply: FastifyReply, error: string, status = 409): FastifyReply {
  return reply.code(status).send({ error })
}

export function readBody(request: FastifyRequest): Params {
  return readParams(request) ?? { values: {}, uploads: [] }
}

export function readQuery(request: FastifyRequest): Params {
  return { values: request.query as Record<string, unknown>, uploads: [] }
}

export function readPlatform(params: Params): EmulatedPlatform | null {
  const name = readText(params, 'platform')
  return EMULATED_PLATFORMS.find((platform) => platform === name) ?? null
}

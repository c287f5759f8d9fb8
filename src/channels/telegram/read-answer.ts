import { z } from 'zod'
import type { HttpExchange } from '../http-exchange.ts'
import { TelegramCallError } from './telegram-error.ts'

const answerSchema = z.union([
  z.object({ ok: z.literal(true), result: z.unknown().optional() }),
  z.object({
    ok: z.literal(false),
    error_code: z.number().int(),
    description: z.string(),
    parameters: z
      .object({
        retry_after: z.number().optional().catch(undefined),
        migrate_to_chat_id: z.number().optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
  }),
])

const MAX_DESCRIPTION = 300

/** A page of these says what it needs no end of the request for: it is too large, or there are too many. */
const OF_THE_REQUEST: ReadonlySet<number> = new Set([413, 429])

const FAILURES = { nothing: 'not-sent', part: 'cut-short', all: 'no-answer' } as const

/** The result of a Bot API answer; throws a `TelegramCallError` for everything else. */
export function readAnswer(method: string, exchange: HttpExchange): unknown {
  if (exchange.kind === 'failed') {
    throw new TelegramCallError(method, {
      failure: FAILURES[exchange.left],
      error_code: 0,
      description: exchange.reason,
    })
  }
  if (exchange.kind === 'too-large') throw notApi(method, 0, 'answer too large', null)
  const answer = answerSchema.safeParse(parseJson(exchange.body))
  if (!answer.success) {
    if (exchange.isEarly && !OF_THE_REQUEST.has(exchange.status))
      throw cutShort(method, `page of status ${exchange.status}`)
    throw notApi(method, exchange.status, 'not an answer of the Bot API', exchange.retryAfter)
  }
  if (answer.data.ok) return answer.data.result
  const { error_code, description, parameters } = answer.data
  if (exchange.isEarly && error_code >= 500) throw cutShort(method, description)
  throw new TelegramCallError(method, {
    failure: 'refused',
    error_code,
    description: description.slice(0, MAX_DESCRIPTION),
    parameters: compact(parameters ?? {}, exchange.retryAfter),
  })
}

/** Something on the way has answered in the middle of an upload: the Bot API has not seen the end of it. */
function cutShort(method: string, description: string): TelegramCallError {
  return new TelegramCallError(method, {
    failure: 'cut-short',
    error_code: 0,
    description: description.slice(0, MAX_DESCRIPTION),
  })
}

function notApi(method: string, status: number, description: string, retryAfter: string | null) {
  const parameters = compact({}, retryAfter)
  return new TelegramCallError(method, {
    failure: 'not-api',
    error_code: status,
    description,
    parameters,
  })
}

/** The body's own wait comes first; a proxy may only have set the header. */
function compact(
  parameters: {
    readonly retry_after?: number | undefined
    readonly migrate_to_chat_id?: number | undefined
  },
  header: string | null,
): { retry_after?: number; migrate_to_chat_id?: number } {
  const fromHeader = header !== null && /^\d{1,6}$/u.test(header) ? Number(header) : undefined
  const wait = parameters.retry_after ?? fromHeader
  const target = parameters.migrate_to_chat_id
  return {
    ...(wait === undefined ? {} : { retry_after: wait }),
    ...(target === undefined ? {} : { migrate_to_chat_id: target }),
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

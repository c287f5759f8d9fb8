/** What one contestant is told, as JSON in `BENCH_TASK`. */
export interface Task {
  readonly contestant: Contestant
  /** `second`: only helps another process of the same kind, until it is stopped. */
  readonly role: 'first' | 'second'
  /** Origin of the fake Telegram. */
  readonly origin: string
  readonly token: string
  readonly scenario: Scenario
  readonly audience: Audience
  /** Whether Telegram's pace is to be kept; else as fast as it goes. */
  readonly isPaced: boolean
  readonly concurrency: number
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
  readonly nhipcau: NhipcauTask | null
  /** Whether a queue's handler writes down what it sent. */
  readonly keepsRecord: boolean
  /** Servers whose CPU time counts, by the id of their first process. */
  readonly servers: { readonly postgres: number | null; readonly redis: number | null }
}

export type Contestant =
  | 'nhipcau'
  | 'bare-undici'
  | 'least-record'
  | 'prototype'
  | 'telegraf-for'
  | 'telegraf-p-limit'
  | 'grammy'
  | 'bullmq-redis'
  | 'bullmq-postgres'

/** `answers`: commands come in meanwhile. `urgent`: an urgent broadcast comes in between. `pair`: two at once. */
export type Scenario = 'plain' | 'answers' | 'urgent' | 'pair'

export interface Audience {
  /** Private chats 1 to this. */
  readonly privateChats: number
  /** Groups -1 to minus this. */
  readonly groups: number
  /** Messages for each group; each is a notice of its own. */
  readonly perGroup: number
}

export interface NhipcauTask {
  readonly dataDir: string
  readonly encryptionKey: string
  /** Units by name; see `stage-people.ts`. */
  readonly units: Readonly<Record<string, string>>
}

/** What a contestant says at its end, as one line of JSON. */
export interface Told {
  /** Milliseconds of the wall clock: the order to send, and the end of everything that is written about it. */
  readonly begunAt: number
  readonly endedAt: number
  readonly nodeCpuMs: number
  readonly postgresCpuMs: number | null
  readonly redisCpuMs: number | null
  readonly peakRssMiB: number
  readonly startRssMiB: number
  /** Moments at which something was asked for, by the chat whose first message answers it, or by label. */
  readonly askedAt: Readonly<Record<string, number>>
  readonly settings: string
  /** What the contestant has written about its sends, as far as it writes at all. */
  readonly recorded: number | null
  readonly failures: number
}

/** The words by which the fake tells broadcasts apart. */
export const NORMAL = 'Thông báo số 1'
export const OTHER = 'Thông báo số 2'
export const URGENT = 'Tin khẩn'

/** How long after the start the urgent one comes. */
export const URGENT_AFTER_MS = 8_000
export const COMMAND_EVERY_MS = 400

/** Private chats of each of the two broadcasts of `pair`; the urgent one goes to the second half. */
export const PAIR_SIZE = 600

export function copiesIn({ scenario, audience }: Pick<Task, 'scenario' | 'audience'>): number {
  const { privateChats, groups, perGroup } = audience
  if (scenario === 'pair') return 2 * PAIR_SIZE
  return privateChats + groups * perGroup + (scenario === 'urgent' ? PAIR_SIZE : 0)
}

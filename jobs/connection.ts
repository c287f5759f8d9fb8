import { Queue, runMigrations } from 'bullmq'
import type { PgPool, Processor, Worker, WorkerOptions } from 'bullmq'
import { Redis } from 'ioredis'
import type { StorageLog } from '../src/storage/storage-log.ts'
import { codeOf, createNews } from '../src/usecases/create-news.ts'
import { forgetAheadInPostgres, forgetAheadInRedis } from './forget-ahead.ts'
import { postgresBackend } from './postgres-backend.ts'
import { QueueError } from './queue-error.ts'
import { RETRY_MS, UnhurriedWorker } from './unhurried-worker.ts'

/** A Redis that starts together with the service gets this long. */
const START_MS = 30_000

/** A Redis answers a ping at once; what a firewall has forgotten would be silent for a quarter of an hour. */
const SILENT_MS = 10_000

/** What a pool of `pg` must have here; BullMQ's own type for it does not fit pg's declarations. */
export interface QueuePool {
  query(text: string): Promise<unknown>
  connect(): Promise<{ release(): void }>
  end(): Promise<void>
}

/** Where the queue lives. The pool's search path names the schema `bullmq`. */
export type QueueBackend =
  | { readonly kind: 'postgres'; readonly pool: QueuePool }
  | {
      readonly kind: 'redis'
      readonly url: string
      /** Keeps two installations on one Redis apart. */
      readonly prefix: string
      /** So often a connection is asked; one that has not answered by the next time is cut. */
      readonly silentMs?: number
    }

/** How workers take jobs; the same on both backends. */
export type WorkerSettings = Pick<
  WorkerOptions,
  'concurrency' | 'lockDuration' | 'stalledInterval' | 'maxStalledCount'
>

/** BullMQ on one backend: what the rest of `jobs/` needs of it. */
export interface QueueConnection {
  openQueue(name: string): Queue
  openWorker(name: string, work: Processor, settings: WorkerSettings): Worker
  /**
   * Forgets what was noted by a clock that was ahead: until when the jobs of a process that died are not looked for, and
   * until when they are held.
   */
  forgetAhead(queues: readonly Queue[]): Promise<void>
  /** Throws when the backend does not answer. */
  check(): Promise<void>
  /** Closes what the backend shares; queues and workers are closed by who opened them. */
  close(): Promise<void>
}

/**
 * Opens the queue's backend and brings its schema up to date; two processes may do so together. Throws
 * QueueError when a Redis does not answer.
 */
export async function connectQueue(
  backend: QueueBackend,
  log: StorageLog,
): Promise<QueueConnection> {
  if (backend.kind === 'redis') return connectRedis(backend, log)
  return connectPostgres(backend.pool as unknown as PgPool, log)
}

/** The classes differ in a type parameter only; outside this file a queue is a queue. */
async function connectPostgres(pool: PgPool, log: StorageLog): Promise<QueueConnection> {
  const client = await pool.connect()
  try {
    await runMigrations(client, 'bullmq')
  } finally {
    client.release()
  }
  const options = { connection: pool }
  return {
    openQueue: (name) =>
      listened(new Queue(name, options, postgresBackend) as unknown as Queue, log),
    openWorker: (name, work, settings) =>
      listened(
        new UnhurriedWorker(
          name,
          work,
          { ...options, ...settings, runRetryDelay: RETRY_MS },
          postgresBackend,
        ) as unknown as Worker,
        log,
      ),
    forgetAhead: () => forgetAheadInPostgres(pool),
    check: async () => {
      await pool.query('select 1')
    },
    close: () => pool.end(),
  }
}

async function connectRedis(
  { url, prefix, silentMs = SILENT_MS }: { url: string; prefix: string; silentMs?: number },
  log: StorageLog,
): Promise<QueueConnection> {
  const warn = redisWarner(log)
  // Adding a job fails at once while Redis is away: the row in PostgreSQL stands and the sweeper returns to it.
  const quick = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false })
  // Workers wait for Redis as long as it takes.
  const patient = new Redis(url, { maxRetriesPerRequest: null })
  // An 'error' event without a listener would end the process.
  for (const redis of [quick, patient]) redis.on('error', warn)
  try {
    await Promise.all([ready(patient), ready(quick)])
  } catch (error) {
    for (const redis of [quick, patient]) redis.disconnect()
    throw error
  }
  // BullMQ looks after the copies of its own, on which workers wait for jobs.
  for (const redis of [quick, patient]) cutSilent(redis, silentMs)
  // A queue asks Redis nothing when it opens, because it would keep for ever that there was no answer.
  const unasked = { skipWaitingForReady: true, skipVersionCheck: true }
  return {
    openQueue: (name) => listened(new Queue(name, { connection: quick, prefix, ...unasked }), log),
    openWorker: (name, work, settings) =>
      listened(new UnhurriedWorker(name, work, { connection: patient, prefix, ...settings }), log),
    forgetAhead: (queues) => forgetAheadInRedis(quick, queues),
    check: async () => {
      await quick.ping()
    },
    close: async () => {
      for (const redis of [quick, patient]) redis.disconnect()
    },
  }
}

function cutSilent(redis: Redis, everyMs: number): void {
  let isAsked = false
  const timer = setInterval(() => {
    if (redis.status !== 'ready') return
    if (isAsked) return redis.disconnect(true)
    isAsked = true
    void redis
      .ping()
      .catch(() => undefined)
      .finally(() => {
        isAsked = false
      })
  }, everyMs)
  timer.unref()
  redis.once('end', () => clearInterval(timer))
}

function ready(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve()
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new QueueError()), START_MS)
    redis.once('ready', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function redisWarner(log: StorageLog): (error: NodeJS.ErrnoException) => void {
  const isNews = createNews()
  return (error) => {
    if (isNews(error)) log.warn({ code: codeOf(error) }, 'the queue lost its Redis')
  }
}

function listened<T extends Queue | Worker>(object: T, log: StorageLog): T {
  const isNews = createNews()
  const warn = (error: NodeJS.ErrnoException): void => {
    if (isNews(error))
      log.warn({ queue: object.name, code: codeOf(error) }, 'the queue had an error')
  }
  ;(object as Queue).on('error', warn)
  return object
}

import {
  createPostgresBackend,
  Queue,
  runMigrations,
  type PgPool,
  type QueueOptions,
  Worker,
} from 'bullmq'
import { Redis } from 'ioredis'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { Pool } from 'undici'
import { untilArrived } from '../fake-process.ts'
import type { Task } from '../task.ts'
import { messageBody } from './message-body.ts'
import type { Copy, Sender } from './sender.ts'

const QUEUE = 'bench-send'
const BULK = 1_000
/** BullMQ's documentation: lower numbers go first, jobs without a priority before all. */
const NORMAL_PRIORITY = 10
/** The documented limiter for Telegram's thirty a second. */
const LIMITER = { max: 30, duration: 1_000 }

interface Job {
  readonly copy: Copy
  readonly recordId: string
}

interface Backend {
  readonly queue: Queue<Job>
  readonly worker: (work: (job: Job) => Promise<void>, settings: WorkerSettings) => Worker<Job>
  readonly close: () => Promise<void>
}

interface WorkerSettings {
  readonly concurrency: number
  readonly limiter?: typeof LIMITER
}

/**
 * One BullMQ job per recipient, on Redis or PostgreSQL, with the limiter and, for a 429, the documented
 * `rateLimit`. `keepsRecord`: a row per copy that is there before and says afterwards what was sent.
 */
export async function bullmq(task: Task): Promise<Sender> {
  const { concurrency, keepsRecord, isPaced } = task
  const backend = await openBackend(task)
  const records = keepsRecord ? await openRecords(task) : undefined
  const http = new Pool(task.origin, { connections: concurrency, pipelining: 1 })
  const worker = backend.worker(
    async ({ copy, recordId }) => {
      const answer = await http.request({
        method: 'POST',
        path: `/bot${task.token}/sendMessage`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(messageBody(copy.chatId, copy.label)),
      })
      const said = (await answer.body.json()) as TelegramAnswer
      if (!said.ok) {
        await backend.queue.rateLimit((said.parameters?.retry_after ?? 1) * 1_000)
        throw Worker.RateLimitError()
      }
      await records?.keep(recordId, said.result.message_id)
    },
    { concurrency, ...(isPaced && { limiter: LIMITER }) },
  )
  let failures = 0
  worker.on('failed', () => failures++)
  worker.on('error', (error) => process.stderr.write(`${error.message}\n`))
  await worker.waitUntilReady()

  const put = async (copies: readonly Copy[], priority: number): Promise<void> => {
    const isUrgent = priority < NORMAL_PRIORITY
    for (let from = 0; from < copies.length; from += BULK) {
      const some = copies.slice(from, from + BULK)
      const ids = (await records?.plan(some)) ?? some.map(() => randomUUID())
      await backend.queue.addBulk(
        some.map((copy, index) => ({
          name: 'send',
          data: { copy, recordId: ids[index] ?? '' },
          opts: {
            removeOnComplete: true,
            ...((isUrgent || task.scenario !== 'plain') && { priority }),
          },
        })),
      )
    }
  }
  const where = task.contestant === 'bullmq-redis' ? 'Redis' : 'PostgreSQL'
  const limiter = isPaced ? `limiter ${LIMITER.max}/${LIMITER.duration} ms` : 'no limiter'
  const record = keepsRecord ? 'INSERT of all, UPDATE of each' : 'no record'
  return {
    settings: `BullMQ on ${where}, a job per recipient, addBulk ${BULK}, concurrency ${concurrency}, ${limiter}, undici, ${record}`,
    sendAll: async (copies, { isUrgent }) => {
      await put(copies, isUrgent ? 1 : NORMAL_PRIORITY)
      await untilArrived(task)
      // The last ones are still to be written down.
      while ((await backend.queue.getActiveCount()) > 0) await delay(20)
    },
    answer: (copy) => put([copy], 1),
    failures: () => failures,
    recorded: async () => (records ? records.count() : null),
    close: async () => {
      await worker.close()
      await backend.close()
      await records?.close()
      await http.close()
    },
  }
}

type TelegramAnswer =
  | { readonly ok: true; readonly result: { readonly message_id: number } }
  | { readonly ok: false; readonly parameters?: { readonly retry_after?: number } }

async function openBackend(task: Task): Promise<Backend> {
  if (task.contestant === 'bullmq-redis') {
    const connection = new Redis(task.redisUrl ?? '', { maxRetriesPerRequest: null })
    const options: QueueOptions = { connection }
    const queue = new Queue<Job>(QUEUE, options)
    return {
      queue,
      worker: (work, settings) =>
        new Worker<Job>(QUEUE, (job) => work(job.data), { ...options, ...settings }),
      close: async () => {
        await queue.close()
        connection.disconnect()
      },
    }
  }
  const pool = new pg.Pool({
    connectionString: task.databaseUrl ?? '',
    max: 24,
    options: '-c search_path=bullmq',
  })
  pool.setMaxListeners(0)
  const client = await pool.connect()
  await runMigrations(client as unknown as Parameters<typeof runMigrations>[0], 'bullmq')
  client.release()
  const connection = pool as unknown as PgPool
  // The classes differ in a type parameter only.
  const queue = new Queue(QUEUE, { connection }, createPostgresBackend)
  return {
    queue: queue as unknown as Queue<Job>,
    worker: (work, settings) =>
      new Worker(
        QUEUE,
        (job) => work(job.data as Job),
        { connection, ...settings },
        createPostgresBackend,
      ) as unknown as Worker<Job>,
    close: async () => {
      await queue.close()
      await pool.end()
    },
  }
}

interface Records {
  plan(copies: readonly Copy[]): Promise<string[]>
  keep(id: string, messageId: number): Promise<void>
  count(): Promise<number>
  close(): Promise<void>
}

/** The record that somebody would keep beside a queue: who was to get it, who got it, when, which message. */
async function openRecords({ databaseUrl }: Task): Promise<Records> {
  const pool = new pg.Pool({ connectionString: databaseUrl ?? '', max: 16 })
  await pool.query(`
    create table if not exists sent (
      id bigint generated always as identity primary key,
      chat_id bigint not null,
      label text not null,
      state text not null default 'planned',
      message_id bigint,
      sent_at timestamptz)`)
  return {
    plan: async (copies) => {
      const { rows } = await pool.query<{ id: string }>(
        'insert into sent (chat_id, label) select * from unnest($1::bigint[], $2::text[]) returning id',
        [copies.map(({ chatId }) => chatId), copies.map(({ label }) => label)],
      )
      return rows.map(({ id }) => id)
    },
    keep: async (id, messageId) => {
      await pool.query(
        "update sent set state = 'sent', message_id = $2, sent_at = now() where id = $1",
        [id, messageId],
      )
    },
    count: async () => {
      const { rows } = await pool.query<{ count: string }>(
        "select count(*) from sent where state = 'sent'",
      )
      return Number(rows[0]?.count)
    },
    close: () => pool.end(),
  }
}

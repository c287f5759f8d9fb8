import { fastify } from 'fastify'
import pg from 'pg'
import { createLogger } from '../../src/observability/logger.ts'
import { openDatabase } from '../../src/storage/database.ts'

/**
 * What the inbox is measured against: a bare Fastify that answers, and (`insert`) first stores the update with
 * one plain INSERT through a pool of pg, on the same embedded PostgreSQL as ours. No secret, no encryption.
 */
const [kind, dataDir = ''] = process.argv.slice(2)
const server = fastify()
let stop = (): Promise<void> => server.close()

if (kind === 'insert') {
  const { log } = createLogger({ level: 'silent' })
  const database = await openDatabase({ dataDir, log })
  const pool = new pg.Pool(database.pg)
  await pool.query(
    'create table arrived (id bigint primary key, body jsonb not null, at timestamptz default now())',
  )
  server.post<{ Body: { update_id: number } }>('/hook', async (request) => {
    const { body } = request
    await pool.query('insert into arrived (id, body) values ($1, $2) on conflict do nothing', [
      body.update_id,
      body,
    ])
    return { ok: true }
  })
  stop = async () => {
    await server.close()
    await pool.end()
    await database.close()
  }
} else {
  server.post('/hook', async () => ({ ok: true }))
}

process.once('SIGTERM', () => void stop())
process.stdout.write(`${await server.listen({ host: '127.0.0.1', port: 0 })}\n`)

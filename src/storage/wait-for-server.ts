import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { DatabaseError } from './database-error.ts'
import type { StorageLog } from './storage-log.ts'

const RETRY_MS = 500
const CONNECT_TIMEOUT_MS = 10_000
/** The oldest server version that the schema is tested for. */
const OLDEST_MAJOR = 15

/** The server is on its way: nothing listens yet, or it is starting or stopping (57P03, 57P01). */
const NOT_YET = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'ECONNRESET',
  'EHOSTUNREACH',
  '57P03',
  '57P01',
])

/**
 * Waits until the server at `config` takes connections, and checks that it can carry the service.
 * Throws DatabaseError; what the server said about a refusal is reduced to its code.
 */
export async function waitForServer(
  config: { connectionString: string },
  { log, waitMs }: { log: StorageLog; waitMs: number },
): Promise<void> {
  checkUrl(config.connectionString)
  const deadline = Date.now() + waitMs
  for (let round = 0; ; round++) {
    const code = await tryServer(config)
    if (code === undefined) return
    if (!NOT_YET.has(code)) throw refused(code)
    if (Date.now() >= deadline) throw unreachable(code)
    if (round === 0) log.warn({ code }, 'waiting for the database server')
    await sleep(Math.min(RETRY_MS, Math.max(0, deadline - Date.now())))
  }
}

/** Connects once; gives the code of the failure, undefined where all is well. */
async function tryServer(config: { connectionString: string }): Promise<string | undefined> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  client.on('error', () => {
    // Shown by the query below, or of no interest after it.
  })
  try {
    await client.connect()
    await checkServer(client)
    return undefined
  } catch (error) {
    if (error instanceof DatabaseError) throw error
    return codeOf(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  const { code, message } = error as NodeJS.ErrnoException
  if (code) return code
  return message.includes('timeout') || message.includes('terminated') ? 'ETIMEDOUT' : 'unknown'
}

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string }>(
    `select current_setting('server_version_num')::int / 10000 as version,
            current_setting('server_encoding') as encoding`,
  )
  const [server] = rows
  if (!server || server.version < OLDEST_MAJOR || server.encoding !== 'UTF8')
    throw new DatabaseError('database.unsuitable', {
      vi: `Máy chủ ở DATABASE_URL phải là PostgreSQL ${OLDEST_MAJOR} trở lên, mã hoá UTF8 (hiện là ${server?.version}, ${server?.encoding}).`,
      en: `The server at DATABASE_URL must be PostgreSQL ${OLDEST_MAJOR} or later with encoding UTF8 (it is ${server?.version}, ${server?.encoding}).`,
    })
}

function checkUrl(url: string): void {
  if (/^postgres(ql)?:\/\/./.test(url) || url.startsWith('socket:')) return
  throw new DatabaseError('database.bad_url', {
    vi: 'DATABASE_URL phải có dạng postgresql://người_dùng:mật_khẩu@máy_chủ:5432/tên_cơ_sở_dữ_liệu.',
    en: 'DATABASE_URL must look like postgresql://user:password@host:5432/database.',
  })
}

function refused(code: string): DatabaseError {
  return new DatabaseError('database.refused', {
    vi: `Máy chủ PostgreSQL ở DATABASE_URL từ chối kết nối (mã ${code}); hãy kiểm tra người dùng, mật khẩu, tên cơ sở dữ liệu và TLS.`,
    en: `The PostgreSQL server at DATABASE_URL refuses the connection (code ${code}); check user, password, database name and TLS.`,
  })
}

function unreachable(code: string): DatabaseError {
  return new DatabaseError('database.unreachable', {
    vi: `Không kết nối được tới máy chủ PostgreSQL ở DATABASE_URL (mã ${code}); hãy kiểm tra địa chỉ và xem máy chủ đã chạy chưa.`,
    en: `The PostgreSQL server at DATABASE_URL cannot be reached (code ${code}); check the address and whether the server runs.`,
  })
}

import type { NetConnectOpts } from 'node:net'
import pg from 'pg'
import type { PgConfig } from '../../src/storage/database.ts'
import { startCuttingProxy, type CuttingProxy } from './cutting-proxy.ts'
import type { TestDatabase } from './database.ts'

/** Stands before the database of a test; `config` is how to reach it this way. */
export async function startDatabaseProxy(
  database: TestDatabase,
): Promise<{ config: PgConfig; proxy: CuttingProxy }> {
  // pg knows what an address says in either form.
  const { host, port, user, database: name, password } = new pg.Client(database.pg)
  const proxy = await startCuttingProxy(placeOf(host, port))
  const config = {
    host: '127.0.0.1',
    port: proxy.port,
    user: user ?? '',
    database: name ?? '',
    ...(password && { password }),
  }
  return { config, proxy }
}

/** PostgreSQL's host may be the folder of its socket. */
function placeOf(host: string, port: number): NetConnectOpts {
  return host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }
}

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClusterLocation } from './cluster-location.ts'
import { SERVER_ROLE } from './initialise-cluster.ts'

/** The one database of the service. */
export const DATABASE = 'nhipcau'

/** What the process that starts a server leaves for those that join it. */
export interface ServerRecord {
  socketDir: string
  port: number
  password?: string
}

export interface EmbeddedConnection {
  host: string
  port: number
  user: string
  database: string
  password?: string
}

/** How `pg` reaches the server: by TCP where it has a password, else by its socket. */
export function connectionOf({ socketDir, port, password }: ServerRecord): EmbeddedConnection {
  const where = password === undefined ? { host: socketDir } : { host: '127.0.0.1', password }
  return { ...where, port, user: SERVER_ROLE, database: DATABASE }
}

/** Leaves the record in the run folder. */
export function writeRecord(location: ClusterLocation, record: ServerRecord): Promise<void> {
  return writeFile(recordPath(location), JSON.stringify(record), { mode: 0o600 })
}

/** Reads the record; undefined when there is none, or one that was cut off. */
export async function readRecord(location: ClusterLocation): Promise<ServerRecord | undefined> {
  try {
    return JSON.parse(await readFile(recordPath(location), 'utf8')) as ServerRecord
  } catch {
    return undefined
  }
}

function recordPath({ root }: ClusterLocation): string {
  return join(root, 'run', 'server.json')
}

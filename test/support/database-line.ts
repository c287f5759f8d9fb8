import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import pg from 'pg'
import type { PgConfig } from '../../src/storage/database.ts'

/** A way to the database of a test that can fail as a network does. */
export interface DatabaseLine {
  /** How the database is reached over it: by TCP, also where it listens on a socket alone. */
  readonly pg: PgConfig
  readonly url: string
  /** Forgets the connections over which `words` were said lately, as a firewall does: nobody is told. Gives how many. */
  silence(words: string): number
  /** Cuts all connections and lets none in, until `mend`. */
  cut(): void
  mend(): void
  stop(): Promise<void>
}

/** How much of what was said over a connection is known. */
const REMEMBERED = 100_000

interface Connection {
  readonly ends: readonly [Socket, Socket]
  said: string
  isSilent: boolean
}

export async function openDatabaseLine(config: PgConfig): Promise<DatabaseLine> {
  const { host, port, user, password, database } = new pg.Client(config)
  const connections = new Set<Connection>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) return void near.destroy()
    const far = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
    const connection: Connection = { ends: [near, far], said: '', isSilent: false }
    connections.add(connection)
    near.on('data', (bytes) => {
      connection.said = (connection.said + bytes.toString('latin1')).slice(-REMEMBERED)
      if (!connection.isSilent) far.write(bytes)
    })
    far.on('data', (bytes) => connection.isSilent || near.write(bytes))
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      end.on('error', () => undefined)
      end.on('close', () => {
        connections.delete(connection)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cutAll = (): void => {
    for (const { ends } of connections) for (const end of ends) end.destroy()
  }
  const { port: nearPort } = server.address() as AddressInfo
  const who = [user, password].map((part) => encodeURIComponent(part ?? '')).join(':')
  const url = `postgresql://${who}@127.0.0.1:${nearPort}/${database}`
  return {
    url,
    pg: { connectionString: url },
    silence: (words) => {
      const found = [...connections].filter(({ said }) => said.includes(words))
      for (const connection of found) connection.isSilent = true
      return found.length
    },
    cut: () => {
      isCut = true
      cutAll()
    },
    mend: () => void (isCut = false),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        cutAll()
      }),
  }
}

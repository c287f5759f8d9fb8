import pg from 'pg'

/** A connection that was silent for two of these while it owed an answer is asked about, and cut at the second time. */
const LOOK_EVERY_MS = 5_000
/** A server that takes no connection within this time cannot be asked. */
export const CONNECT_MS = 10_000

/** Which session of the server a connection leads to; its pid alone may be another's later. */
export interface ServerSession {
  readonly pid: number
  readonly begun: string
}

/** A connection that knows whether it waits for an answer, and at which end. */
export class WatchedClient extends pg.Client {
  isAsking = false
  session: ServerSession | undefined

  constructor(config: pg.ClientConfig = {}) {
    // As a whole: a pool hides the password in it. For the pool itself it would limit the wait for a free connection too.
    const all = Object.create(null, Object.getOwnPropertyDescriptors(config)) as pg.ClientConfig
    super(Object.assign(all, { connectionTimeoutMillis: CONNECT_MS }))
    this.on('drain', () => {
      this.isAsking = false
    })
  }

  /** pg has many overloads. */
  override query(...args: never[]): never {
    this.isAsking = true
    const query = super.query.bind(this) as (...all: unknown[]) => never
    return query(...args)
  }

  get bytesRead(): number {
    return (this.connection.stream as unknown as { readonly bytesRead: number }).bytesRead
  }
}

interface Quiet {
  readonly bytesRead: number
  /** The server was not working for it when it was last asked. */
  readonly isDoubted: boolean
}

/**
 * Cuts the connections of a pool on which an answer will never come: what was asked, or the answer, is lost on a way that a
 * firewall has forgotten, and the system would go on sending it for a quarter of an hour. How long an answer takes proves
 * nothing, since there are long statements; so the server is asked, on a new connection, whether it works for that session.
 * It ends there too, or its locks would hold up who does the same again.
 */
export function cutSilentConnections(
  pool: pg.Pool,
  config: pg.ClientConfig,
  lookEveryMs = LOOK_EVERY_MS,
): void {
  const watched = new Map<WatchedClient, Quiet | undefined>()
  pool.on('connect', (client: unknown) => watched.set(client as WatchedClient, undefined))
  pool.on('remove', (client: unknown) => watched.delete(client as WatchedClient))
  let isLooking = false
  const look = async (): Promise<void> => {
    const silent = [...watched].flatMap(([client, quiet]) =>
      client.isAsking && client.session && quiet?.bytesRead === client.bytesRead
        ? [{ client, session: client.session, quiet }]
        : [],
    )
    const isLost = silent.length === 0 ? () => false : await askServer(config, silent)
    for (const [client, quiet] of watched) {
      const { bytesRead, isAsking, session } = client
      const isDoubted = isAsking && quiet?.bytesRead === bytesRead && isLost(session)
      if (isDoubted && quiet.isDoubted) cut(client)
      else watched.set(client, isAsking ? { bytesRead, isDoubted } : undefined)
    }
  }
  const timer = setInterval(() => {
    if (pool.ending) return clearInterval(timer)
    if (isLooking) return
    isLooking = true
    // A server that cannot be asked says nothing: what is lost is seen when it is back.
    void look()
      .catch(() => undefined)
      .finally(() => {
        isLooking = false
      })
  }, lookEveryMs)
  timer.unref()
}

/** Whether the server does nothing for a session, or has none such any more; one that was doubted before it ends. */
async function askServer(
  config: pg.ClientConfig,
  silent: readonly { readonly session: ServerSession; readonly quiet: Quiet }[],
): Promise<(session: ServerSession | undefined) => boolean> {
  const client = new pg.Client({
    ...config,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: CONNECT_MS,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<ServerSession>(
      `select mine.pid, mine.begun, case when mine.is_doubted then pg_terminate_backend(a.pid) end
        from unnest($1::int[], $2::text[], $3::boolean[]) as mine (pid, begun, is_doubted)
          left join pg_stat_activity a
            on a.pid = mine.pid and extract(epoch from a.backend_start)::text = mine.begun
        where a.pid is null or a.state like 'idle%'`,
      [
        silent.map(({ session }) => session.pid),
        silent.map(({ session }) => session.begun),
        silent.map(({ quiet }) => quiet.isDoubted),
      ],
    )
    return (session) =>
      rows.some(({ pid, begun }) => pid === session?.pid && begun === session.begun)
  } finally {
    void client.end().catch(() => undefined)
  }
}

function cut(client: WatchedClient): void {
  const error = Object.assign(new Error('the connection does not answer'), { code: 'ETIMEDOUT' })
  client.connection.stream.destroy(error)
}

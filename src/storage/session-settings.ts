import type pg from 'pg'
import { CONNECT_MS, type ServerSession, type WatchedClient } from './silent-connections.ts'

/** Linux asks after two hours of silence only; a connection that a firewall has forgotten is known in minutes so. */
const ASK_AFTER_MS = 30_000

/**
 * How soon the server lets go of a session whose client it cannot reach. By itself it asks after two hours of silence,
 * and until then keeps the locks of a process that is cut off, for which the one that has come back would wait.
 */
const REACH: Readonly<Record<string, string>> = {
  tcp_keepalives_idle: '30',
  tcp_keepalives_interval: '10',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '60000',
}

/**
 * Options of a pool by which both ends soon know of a connection that carries nothing any more. `more` are further
 * settings of each session, whoever has set them before.
 *
 * By a statement and not by startup parameters, which poolers refuse and which the `options` of a DATABASE_URL would
 * replace as a whole. What an operator has set, for the server, the role, the database or in the URL, stays. On a socket
 * of the same machine the server passes over all of it.
 *
 * Nobody can ask the server about a session before this has been answered (`cutSilentConnections`), so it has a time limit,
 * after which the pool ends the connection.
 */
export function knownWhenLost(
  more: Readonly<Record<string, string>> = {},
  answerMs = CONNECT_MS,
): pg.PoolConfig {
  const onConnect = async (client: pg.ClientBase): Promise<void> => {
    const question = {
      text: `select a.pid, extract(epoch from a.backend_start)::text as begun, (
          select count(set_config(name, coalesce(more.value, reach.value), false))
          from pg_settings
            left join jsonb_each_text($1) as reach on reach.key = name and source = 'default'
            left join jsonb_each_text($2) as more on more.key = name
          where coalesce(more.value, reach.value) is not null)
        from pg_stat_activity a where a.pid = pg_backend_pid()`,
      values: [REACH, more],
      query_timeout: answerMs,
    }
    const { rows } = await client.query<ServerSession>(question)
    ;(client as WatchedClient).session = rows[0]
  }
  // The pool waits for it, which its types do not say.
  const prepare = onConnect as (client: pg.ClientBase) => void
  return { keepAlive: true, keepAliveInitialDelayMillis: ASK_AFTER_MS, onConnect: prepare }
}

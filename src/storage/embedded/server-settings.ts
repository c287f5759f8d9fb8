export interface ServerSettings {
  socketDir: string
  /** Names the socket; also the TCP port where `tcp` is set. */
  port: number
  tcp: boolean
  maxConnections: number
  /** False only for throw-away data of tests. */
  durable: boolean
}

/** Longest path of a unix socket on Linux, without its closing zero (unix(7)). */
export const SOCKET_PATH_MAX_BYTES = 107

/** Path of the socket that PostgreSQL makes in a folder. */
export function socketPath(socketDir: string, port: number): string {
  return `${socketDir}/.s.PGSQL.${port}`
}

/** Arguments of the server: modest memory, sockets as asked, and a log that never shows content. */
export function serverArguments(settings: ServerSettings): string[] {
  const values: Record<string, string | number> = {
    unix_socket_directories: settings.socketDir,
    unix_socket_permissions: '0700',
    listen_addresses: settings.tcp ? '127.0.0.1' : '',
    port: settings.port,
    max_connections: settings.maxConnections,
    shared_buffers: '32MB',
    max_wal_size: '256MB',
    min_wal_size: '32MB',
    // No replication: less to write, and no processes waiting for it.
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_logical_replication_workers: 0,
    huge_pages: 'off',
    jit: 'off',
    io_method: 'sync',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
    // Statements, parameters and the details of errors contain people's data.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length_on_error: 0,
    log_line_prefix: '%m [%p] ',
    ...(settings.durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Classes and conditions of https://www.postgresql.org/docs/current/errcodes-appendix.html, and errors of the socket. */
const SERVER_GONE =
  /^(?:08...|57P0.|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/
/** What `pg` says without a code when its socket has ended. */
const CONNECTION_ENDED = /^Connection terminated|not queryable/

/** Whether the database's server, or the way to it, has gone in the middle. */
export function isServerGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return SERVER_GONE.test(code) || CONNECTION_ENDED.test(error.message)
}

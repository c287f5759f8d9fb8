/** What an adapter writes to: events with ids and no content; a pino logger fits. */
export interface ChannelLog {
  debug(fields: Readonly<Record<string, unknown>>, event: string): void
  info(fields: Readonly<Record<string, unknown>>, event: string): void
  warn(fields: Readonly<Record<string, unknown>>, event: string): void
  error(fields: Readonly<Record<string, unknown>>, event: string): void
}

/** What the queue needs of a logger; pino's fits. */
export interface QueueLog {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
  error(fields: object, text: string): void
}

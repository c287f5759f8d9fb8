/** What storage, the queue and HTTP need of a logger; pino's fits. Fields never hold content or secrets. */
export interface StorageLog {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
  error(fields: object, text: string): void
}

/** What the HTTP side needs of a logger; pino's fits. */
export interface HttpLog {
  warn(fields: object, text: string): void
  error(fields: object, text: string): void
}

/**
 * What a tool or the database has said of a failure that has a sentence of its own, for who is to help; undefined
 * where the sentence says all. To be shown through a redactor.
 */
export function reasonBeneath(error: unknown): string | undefined {
  const { detail, cause } = error as { detail?: string; cause?: unknown }
  if (detail) return detail.trim()
  const { code, message } = (cause ?? {}) as NodeJS.ErrnoException
  return message && [code, message].filter(Boolean).join(': ')
}

import { rm } from 'node:fs/promises'

/**
 * Removes a folder in which a PostgreSQL may still be ending: after a `kill -9` of the service its guard
 * stops the server in its own time, and the server writes until then.
 */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 30, retryDelay: 100 })
}

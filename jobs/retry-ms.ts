/** How soon the queue is asked again after it could not be asked. */
export const RETRY_MS = 1_000

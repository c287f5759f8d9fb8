/** A file system's room, in bytes, for whom the service runs as. */
export interface DiskRoom {
  readonly free: number
  readonly size: number
}

const MEGABYTE = 1024 ** 2
const GIGABYTE = 1024 ** 3
/** A day of files and backups. */
const LOW_BYTES = GIGABYTE
const LOW_SHARE = 0.05
/** A twentieth of a large disk lasts for years. */
const LOW_AT_MOST = 5 * GIGABYTE
/** It may be full before the morning. */
const URGENT_BYTES = 500 * MEGABYTE

/** Whether there is so little room left that somebody is to make more. */
export function isDiskLow({ free, size }: DiskRoom): boolean {
  return free < Math.max(LOW_BYTES, Math.min(size * LOW_SHARE, LOW_AT_MOST))
}

/** Whether that cannot wait for the end of the night. */
export function isDiskUrgent({ free }: DiskRoom): boolean {
  return free < URGENT_BYTES
}

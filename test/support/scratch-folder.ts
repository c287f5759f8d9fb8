import { accessSync, constants, statfsSync } from 'node:fs'
import { freemem } from 'node:os'

const ON_DISK = '/tmp'
const IN_MEMORY = '/dev/shm'
/** What the clusters of one run take together, several times over. */
const LEAST_BYTES = 4 * 2 ** 30

/**
 * Where throw-away clusters lie: in memory where the machine has plenty of it, because making and dropping
 * hundreds of databases is otherwise mostly work of the disk, which no test asks about. A killed process loses
 * there what it loses on a disk.
 */
export function scratchFolder(): string {
  try {
    accessSync(IN_MEMORY, constants.W_OK)
    const { bavail, bsize } = statfsSync(IN_MEMORY)
    return bavail * bsize >= LEAST_BYTES && freemem() >= LEAST_BYTES ? IN_MEMORY : ON_DISK
  } catch {
    return ON_DISK
  }
}

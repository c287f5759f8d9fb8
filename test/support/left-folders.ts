import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive } from './is-alive.ts'

/** Removes what runs that were killed have left; the names of their folders go on with the pid of the run and a dash. */
export async function removeLeftFolders(home: string, prefix: string): Promise<void> {
  for (const name of await readdir(home)) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1])
    if (pid > 0 && !isAlive(pid)) await rm(join(home, name), { recursive: true, force: true })
  }
}

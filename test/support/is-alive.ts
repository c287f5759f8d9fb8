import { existsSync, readFileSync } from 'node:fs'

/** Whether a process runs, whoever's it is. A zombie does not: where nobody asks for its end it stays for ever. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const state = `/proc/${pid}/stat`
  return !existsSync(state) || !readFileSync(state, 'utf8').includes(') Z ')
}

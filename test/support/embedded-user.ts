import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { EmbeddedConnection } from '../../src/storage/embedded/server-record.ts'

export interface EmbeddedUser {
  pid: number
  owned?: boolean
  connection?: EmbeddedConnection
  /** Code of the refusal where the process could not have the server. */
  code?: string
  message?: string
  /** Lets the process leave the server and end. */
  leave(): Promise<void>
  /** `kill -9`. */
  kill(): Promise<void>
}

/** Another user of the system that the process is to be. */
export interface SystemUser {
  readonly uid: number
  readonly gid: number
}

/** Starts another process of ours on the same data folder and waits until it has the server. */
export async function startEmbeddedUser(dataDir: string, as?: SystemUser): Promise<EmbeddedUser> {
  const user = spawnEmbeddedUser(dataDir, as)
  const [line] = (await once(createInterface(user.child.stdout), 'line')) as [string]
  return { ...user.controls, ...(JSON.parse(line) as Partial<EmbeddedUser>) }
}

/** Starts such a process without waiting for anything. */
export function spawnEmbeddedUser(dataDir: string, as?: SystemUser) {
  const main = join(import.meta.dirname, 'embedded-user-main.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', main, JSON.stringify({ dataDir })], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...as,
  })
  const ended = once(child, 'exit')
  const controls = {
    pid: child.pid ?? 0,
    leave: async () => {
      child.stdin.end()
      await ended
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
  return { child, controls }
}

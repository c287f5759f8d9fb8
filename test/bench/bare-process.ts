import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { makeDataDir, removeData } from './service-process.ts'

export type BareKind = 'nothing' | 'insert'

/** Starts `bare-server.ts` as a process of its own, as ours is one. */
export async function startBare(
  kind: BareKind,
): Promise<{ readonly origin: string; stop(): Promise<void> }> {
  const dataDir = makeDataDir()
  const script = join(import.meta.dirname, 'bare-server.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script, kind, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const lines = createInterface(child.stdout)
  const origin = await Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    ended.then(() => Promise.reject(new Error('the bare server did not start'))),
  ])
  return {
    origin,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      removeData(dataDir)
    },
  }
}

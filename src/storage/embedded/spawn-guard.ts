import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type ClusterLocation, serverLogPath } from './cluster-location.ts'
import { GUARD_CLUSTER_HELD, GUARD_SCRIPT } from './guard-script.ts'
import { createLifeline, type Lifeline } from './lifeline.ts'
import { inUse, startFailed } from './refusals.ts'
import { bareEnvironment, identityOf } from './run-tool.ts'
import { serverArguments, type ServerSettings } from './server-settings.ts'

const LOG_MAX_BYTES = 5_000_000

/** Starts the guard with its server and joins it as the first user; `logFrom`: where its log begins, in bytes. */
export async function spawnGuard(
  location: ClusterLocation,
  postgres: string,
  settings: ServerSettings,
): Promise<{ lifeline: Lifeline; guard: ChildProcess; logFrom: number }> {
  const run = join(location.root, 'run')
  const line = await createLifeline(run, location.user)
  const { path, size: logFrom } = await rotateLog(location)
  const serverLog = openSync(path, 'a', 0o600)
  const guard = spawn(
    '/bin/sh',
    [
      '-c',
      GUARD_SCRIPT,
      'nhipcau-guard',
      run,
      location.data,
      postgres,
      ...serverArguments(settings),
    ],
    {
      ...identityOf(location.user),
      cwd: '/',
      env: bareEnvironment(),
      stdio: [line.guardEnd, serverLog, serverLog],
      // A group of its own: Ctrl-C in the terminal is for us, and we stop the server in order.
      detached: true,
    },
  )
  closeSync(line.guardEnd)
  closeSync(serverLog)
  guard.unref()
  const failed = new Promise<undefined>((resolve) => guard.once('error', () => resolve(undefined)))
  const lifeline = await Promise.race([line.join(), failed])
  if (lifeline) return { lifeline, guard, logFrom }
  throw guard.exitCode === GUARD_CLUSTER_HELD
    ? inUse(location.root)
    : await startFailed(location, logFrom)
}

async function rotateLog(location: ClusterLocation): Promise<{ path: string; size: number }> {
  const path = serverLogPath(location)
  const size = await stat(path).then(
    (stats) => stats.size,
    () => 0,
  )
  if (size <= LOG_MAX_BYTES) return { path, size }
  await rename(path, `${path}.old`)
  return { path, size: 0 }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../../src/storage/embedded/free-port.ts'

export interface TestRedis {
  url: string
  stop(): Promise<void>
}

const READY_TIMEOUT_MS = 10_000
const POLL_MS = 20
const VARIABLE = 'NHIPCAU_TEST_REDIS_URL'

/**
 * Runs the server as its child and stops it when standard input ends, which happens however we end.
 * Argument: path of redis-server, then its own arguments.
 */
const GUARD_SCRIPT = `
trap '' HUP INT TERM
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
( cat <&3 >/dev/null; kill -TERM "$server" ) &
watcher=$!
exec 3<&-
wait "$server"
code=$?
kill -KILL "$watcher" 2>/dev/null
exit "$code"
`

/** Which queue the run is for: TEST_QUEUE=postgres (default) or redis. */
function wantedQueue(env: NodeJS.ProcessEnv = process.env): 'postgres' | 'redis' {
  const wanted = env['TEST_QUEUE'] || 'postgres'
  if (wanted === 'postgres' || wanted === 'redis') return wanted
  throw new Error(`TEST_QUEUE must be postgres or redis, not ${wanted}`)
}

/** The URL of the run's Redis; undefined when the run's queue is PostgreSQL. */
export function testRedisUrl(): string | undefined {
  return process.env[VARIABLE]
}

/** Starts a Redis of the run's own on a free port when the run is for Redis, and announces it. */
export async function startTestRedis(env: NodeJS.ProcessEnv): Promise<TestRedis | undefined> {
  if (wantedQueue(env) === 'postgres') return undefined
  const redis = await startRedis(await findFreePort(), env)
  process.env[VARIABLE] = redis.url
  return redis
}

/** Starts an empty Redis on a port; it ends with this process, however that ends. */
export async function startRedis(
  port: number,
  env: NodeJS.ProcessEnv = process.env,
): Promise<TestRedis> {
  const guard = spawnGuard(env['REDIS_SERVER_PATH'] || 'redis-server', port)
  const ended = new Promise<void>((resolve) => guard.once('close', () => resolve()))
  const stop = async (): Promise<void> => {
    guard.stdin?.end()
    await ended
  }
  const isReady = await waitUntilReady(port, guard)
  if (!isReady) {
    await stop()
    throw new Error('redis-server does not start; install it or set REDIS_SERVER_PATH')
  }
  return { url: `redis://127.0.0.1:${port}`, stop }
}

function spawnGuard(binary: string, port: number): ChildProcess {
  const guard = spawn(
    '/bin/sh',
    ['-c', GUARD_SCRIPT, 'redis-guard', binary, ...redisArguments(port)],
    { cwd: '/', stdio: ['pipe', 'ignore', 'ignore'], detached: true },
  )
  guard.stdin.on('error', () => {
    // The server has ended before us.
  })
  return guard
}

function redisArguments(port: number): string[] {
  const settings = { bind: '127.0.0.1', port: String(port), save: '', appendonly: 'no' }
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
}

async function waitUntilReady(port: number, guard: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + READY_TIMEOUT_MS
  while (guard.exitCode === null && Date.now() < deadline) {
    if (await takesConnections(port)) return true
    await sleep(POLL_MS)
  }
  return false
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

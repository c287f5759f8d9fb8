import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
/**
 * However the test run ends, the child goes with it: its standard input is ours. Watching it must not keep a
 * child alive that has given up, or a test waits for it in vain.
 */
const DIE_WITH_PARENT =
  'data:text/javascript,process.stdin.resume().once("end",()=>process.kill(process.pid,"SIGKILL")).unref()'
const OUTPUT_MAX = 20_000

/** A process of ours that a test kills. */
export interface RunningChild {
  readonly pid: number
  /** What it has printed so far, its newest words. */
  output(): string
  hasEnded(): boolean
  /** `kill -9`; done when the process is gone. */
  kill9(): Promise<void>
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>
}

let building: Promise<void> | undefined

/** Builds the program as `npm start` does, once for the test file and not at all where it is built. */
export function buildProgram(): Promise<void> {
  building ??= run([resolve(ROOT, 'bin/build.mjs')])
  return building
}

/** Builds the client package as it is published, for what finds it by its name. */
export function buildSdk(): Promise<void> {
  return run([resolve(ROOT, 'packages/zalo-api-sdk-node/build.mjs')])
}

/** Starts a built program of ours, such as `main.js`, with this environment and nothing else. */
export function startChild(
  module: string,
  options: { args?: readonly string[]; env?: Readonly<Record<string, string>>; cwd: string },
): RunningChild {
  const child = spawn(
    process.execPath,
    ['--import', DIE_WITH_PARENT, resolve(ROOT, 'dist', module), ...(options.args ?? [])],
    { cwd: options.cwd, env: { PATH: process.env['PATH'] ?? '', ...options.env } },
  )
  const ended = once(child, 'exit')
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_MAX)
    })
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal)
    await ended
    return child.exitCode
  }
  return {
    pid: child.pid ?? 0,
    output: () => output,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    kill9: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  }
}

export interface EndedChild {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs a compiled module of ours to its end, with this environment and nothing else. */
export async function runChild(
  module: string,
  options: { args: readonly string[]; env: Readonly<Record<string, string>>; cwd: string },
): Promise<EndedChild> {
  const child = spawn(
    process.execPath,
    ['--import', DIE_WITH_PARENT, resolve(ROOT, 'dist', module), ...options.args],
    { cwd: options.cwd, env: { PATH: process.env['PATH'] ?? '', ...options.env } },
  )
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  await once(child, 'close')
  return { code: child.exitCode, out, err }
}

async function run(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`)
}

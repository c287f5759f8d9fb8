import { spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buildProgram } from './child-process.ts'
import { removeFolder } from './remove-folder.ts'

const MAIN = resolve('dist/src/main.js')

export interface EndedStart {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface RunningStart {
  /** Where the service says that it listens. */
  readonly url: string
  /** What it has written to its output so far. */
  readonly said: () => string
  /** Ends it by SIGTERM. */
  stop(): Promise<EndedStart>
}

/** A folder to start the service in, with nothing of this machine's own settings. */
export async function makeServiceFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'nhipcau-start-'))
  return { path, remove: () => removeFolder(path) }
}

/** Runs the built service as a process of its own until it ends, or until it says that it runs. */
export async function startMain(
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<EndedStart | RunningStart> {
  await buildProgram()
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [MAIN], {
    cwd,
    env: { PATH, HOME, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<EndedStart>((done) =>
    child.once('close', (code) => done({ code, out, err })),
  )
  const running = new Promise<RunningStart>((done) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const url = /đang chạy tại (http:\S+)/u.exec(out)?.[1]
      if (url)
        done({
          url,
          said: () => out,
          stop: () => {
            child.kill('SIGTERM')
            return ended
          },
        })
    })
  })
  return Promise.race([ended, running])
}

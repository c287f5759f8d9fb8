import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buildProgram } from './child-process.ts'
import { removeFolder } from './remove-folder.ts'

const MAIN = resolve('dist/main.js')

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
export interface ServiceFolder {
  readonly path: string
  /** Runs the built service as a process of its own until it ends, or until it says that it runs. */
  start(env: Readonly<Record<string, string>>): Promise<EndedStart | RunningStart>
  /** Kills what still runs in it, as where a story has failed half-way, and removes it. */
  remove(): Promise<void>
}

export async function makeServiceFolder(): Promise<ServiceFolder> {
  const path = await mkdtemp(join(tmpdir(), 'nhipcau-start-'))
  const started: ChildProcess[] = []
  return {
    path,
    start: async (env) => {
      await buildProgram()
      const { PATH = '', HOME = '' } = process.env
      const child = spawn(process.execPath, [MAIN], {
        cwd: path,
        env: { PATH, HOME, PORT: '0', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      started.push(child)
      return untilItRuns(child)
    },
    remove: async () => {
      await Promise.all(started.map(kill))
      await removeFolder(path)
    },
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

function untilItRuns(child: ChildProcess): Promise<EndedStart | RunningStart> {
  let [out, err] = ['', '']
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<EndedStart>((done) =>
    child.once('close', (code) => done({ code, out, err })),
  )
  const running = new Promise<RunningStart>((done) => {
    child.stdout?.on('data', (chunk: Buffer) => {
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

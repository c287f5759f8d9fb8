import { spawn } from 'node:child_process'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import type { ServerUser } from './server-user.ts'

const OUTPUT_MAX_CHARACTERS = 20_000

export interface ToolResult {
  code: number | null
  output: string
}

/** Environment of every child: our own variables hold secrets and stay here. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const standard = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin'
  return { PATH: [process.env['PATH'], standard].filter(Boolean).join(':'), LANG: 'C', TZ: 'UTC' }
}

/** The identity options of a child that is to run as `user`; none where we are that user already. */
export function identityOf(user: ServerUser): { uid?: number; gid?: number } {
  return user.drops ? { uid: user.uid, gid: user.gid } : {}
}

/** Runs a program to its end as `user`, in `/`, with standard and error output joined and bounded. */
export function runTool(
  user: ServerUser,
  command: string,
  args: readonly string[],
): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...identityOf(user),
      // The user may not be allowed into the folder that we were started in.
      cwd: '/',
      env: bareEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const collect = (chunk: string): void => {
      if (output.length < OUTPUT_MAX_CHARACTERS) output += chunk
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    child.once('error', (error: NodeJS.ErrnoException) => {
      // An unreachable program is a result like any other; a missing system tool is not.
      if (command.startsWith('/')) resolve({ code: null, output: error.message })
      else reject(toolMissing(command, error))
    })
    child.once('close', (code) => resolve({ code, output }))
  })
}

/** The error for a system tool that could not be started. */
export function toolMissing(command: string, error: Error): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'embedded.tools_missing',
    {
      vi: `Không chạy được lệnh "${command}" của hệ thống; cơ sở dữ liệu kèm theo cần sh, flock và mkfifo.`,
      en: `The system command "${command}" cannot be run; the embedded database needs sh, flock and mkfifo.`,
    },
    error.message,
  )
}

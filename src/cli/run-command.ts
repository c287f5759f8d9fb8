import { CommanderError } from 'commander'
import { loadConfig } from '../../config/config.ts'
import { allowSlowLines } from '../compose/allow-slow-lines.ts'
import { reasonBeneath } from '../observability/reason-beneath.ts'
import { createRedactor } from '../observability/redact.ts'
import { explainFailure } from '../storage/disk-full.ts'
import { buildProgram } from './program.ts'
import { Refusal, sentenceOf, type ExitCode } from './refusal.ts'
import type { Terminal } from './terminal.ts'

/** Runs one command; undefined: a service goes on running in this process. */
export async function runCommand(
  terminal: Terminal,
  args: readonly string[],
): Promise<ExitCode | undefined> {
  allowSlowLines()
  let result: ExitCode | undefined = 0
  const program = buildProgram(terminal, (code) => {
    result = code
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return result
  } catch (caught) {
    const error = await explained(caught, terminal)
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const sentence = sentenceOf(error)
    terminal.err(`${sentence ?? unexpected(error)}\n`)
    const reason = sentence && reasonBeneath(error)
    if (reason) terminal.err(`${createRedactor([]).text(reason)}\n`)
    return error instanceof Refusal ? error.exitCode : 1
  }
}

/** A configuration that cannot be read has been refused, which says all. */
async function explained(error: unknown, { env, cwd }: Terminal): Promise<unknown> {
  const loaded = loadConfig(env, cwd)
  return loaded.kind === 'ok' ? explainFailure(error, loaded.config) : error
}

/** A bug: its kind and place help whoever mends it; its text might hold what nobody may read. */
function unexpected(error: unknown): string {
  const { name, stack, code } = (
    error instanceof Error ? error : new Error('unknown')
  ) as NodeJS.ErrnoException
  const places = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return `Có lỗi ngoài dự kiến; không có gì được làm dở. / An unexpected error; nothing was half done. (${code ?? name})\n${places.slice(0, 5).join('\n')}`
}

import { join, resolve } from 'node:path'
import { variables } from '../../../config/variables.ts'
import { DEMO_BOTS, demoSeed } from '../../sandbox/demo-commune.ts'
import type { EmulatorSeed } from '../../sandbox/emulator-seed.ts'
import { startEmulators, type Emulators } from '../../sandbox/emulator-server.ts'
import { requireConfig } from '../cli-config.ts'
import { Refusal } from '../refusal.ts'
import type { Terminal } from '../terminal.ts'

export interface SandboxOptions {
  readonly telegram?: true
  readonly zalo?: true
  readonly port: number
  readonly data?: string
}

/**
 * `nhipcau sandbox`: the emulated platforms alone, seeded with the demo commune, until a signal. Prints
 * the variables that join a service to them, and on the first line where they listen, as JSON.
 */
export async function sandbox(terminal: Terminal, options: SandboxOptions): Promise<void> {
  const { rule, schema } = variables.DATA_DIR
  if (!schema.safeParse(options.data).success) throw new Refusal(`--data: ${rule.vi} / ${rule.en}`)
  const dataDir =
    options.data === undefined
      ? join(requireConfig(terminal).dataDir, 'sandbox-alone')
      : resolve(terminal.cwd, options.data)
  const emulators = await startEmulators({
    port: options.port,
    dataDir,
    seed: chosenSeed(options),
  }).catch((error: NodeJS.ErrnoException) => {
    throw startRefusal(error, options, dataDir)
  })
  terminal.out(`${JSON.stringify({ origin: emulators.origin })}\n`)
  terminal.out(`${variablesFor(emulators.origin, options).join('\n')}\n`)
  stopOnSignals(emulators)
}

/** Both, where neither is asked for. */
function wants({ telegram, zalo }: SandboxOptions): { telegram: boolean; zalo: boolean } {
  const all = !telegram && !zalo
  return { telegram: all || telegram === true, zalo: all || zalo === true }
}

function chosenSeed(options: SandboxOptions): EmulatorSeed {
  const seed = demoSeed()
  const wanted = wants(options)
  const isWanted = ({ platform }: { platform: string }): boolean =>
    platform === 'telegram' ? wanted.telegram : wanted.zalo
  return {
    ...seed,
    platforms: seed.platforms.filter(isWanted),
    chats: seed.chats.filter(isWanted),
  }
}

function variablesFor(origin: string, options: SandboxOptions): string[] {
  const wanted = wants(options)
  const { telegram, zaloOa, zaloBot } = DEMO_BOTS
  return [
    ...(wanted.telegram
      ? [`TELEGRAM_BOT_TOKEN=${telegram.token}`, `TELEGRAM_API_ROOT=${origin}/telegram`]
      : []),
    ...(wanted.zalo
      ? [
          `ZALO_OA_APP_ID=${zaloOa.appId}`,
          `ZALO_OA_APP_SECRET=${zaloOa.appSecret}`,
          `ZALO_OA_WEBHOOK_SECRET=${zaloOa.webhookSecret}`,
          `ZALO_OA_ACCESS_TOKEN=${zaloOa.accessToken}`,
          `ZALO_OA_REFRESH_TOKEN=${zaloOa.refreshToken}`,
          `ZALO_OA_API_ROOT=${origin}/openapi`,
          `ZALO_OAUTH_ROOT=${origin}/oauth`,
          `ZALO_BOT_TOKEN=${zaloBot.token}`,
          `ZALO_BOT_API_ROOT=${origin}/zalobot`,
        ]
      : []),
  ]
}

function startRefusal(
  error: NodeJS.ErrnoException,
  { port }: SandboxOptions,
  dataDir: string,
): Error {
  const { code = '' } = error
  if (code === 'EADDRINUSE')
    return new Refusal(
      `Cổng ${port} đang được chương trình khác dùng; hãy chọn --port khác. / Port ${port} is in use.`,
    )
  if (['EACCES', 'ENOTDIR', 'EEXIST'].includes(code))
    return new Refusal(
      `Không ghi được vào thư mục ${dataDir}. / The folder ${dataDir} cannot be written.`,
    )
  return error
}

function stopOnSignals(emulators: Emulators): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void emulators.stop().finally(() => process.exit(0)))
}

import { join, resolve } from 'node:path'
import { variables } from '../../../config/variables.ts'
import { demoSeed } from '../../sandbox/demo-commune.ts'
import { demoVariables } from '../../sandbox/demo-variables.ts'
import type { EmulatorSeed } from '../../sandbox/emulator-seed.ts'
import { startEmulators, type Emulators } from '../../sandbox/emulator-server.ts'
import {
  EMULATED_PLATFORMS,
  type EmulatedPlatform,
} from '../../sandbox/emulators/emulator-types.ts'
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
  const wanted = wantedPlatforms(options)
  const emulators = await startEmulators({
    port: options.port,
    dataDir,
    seed: seedOf(wanted),
  }).catch((error: NodeJS.ErrnoException) => {
    throw startRefusal(error, options, dataDir)
  })
  terminal.out(`${JSON.stringify({ origin: emulators.origin })}\n`)
  const joins = Object.entries(demoVariables(emulators.origin, wanted))
  terminal.out(joins.map(([name, value]) => `${name}=${value}\n`).join(''))
  stopOnSignals(emulators)
}

/** By which option each is asked for. */
const OPTION = {
  telegram: 'telegram',
  'zalo-oa': 'zalo',
  'zalo-bot': 'zalo',
} as const satisfies Record<EmulatedPlatform, keyof SandboxOptions>

/** All, where none is asked for. */
function wantedPlatforms(options: SandboxOptions): readonly EmulatedPlatform[] {
  const wanted = EMULATED_PLATFORMS.filter((platform) => options[OPTION[platform]])
  return wanted.length > 0 ? wanted : EMULATED_PLATFORMS
}

function seedOf(wanted: readonly EmulatedPlatform[]): EmulatorSeed {
  const seed = demoSeed()
  return {
    ...seed,
    platforms: seed.platforms.filter(({ platform }) => wanted.includes(platform)),
    chats: seed.chats.filter(({ platform }) => wanted.includes(platform)),
  }
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

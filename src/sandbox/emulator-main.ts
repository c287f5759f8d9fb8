import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parseSeed, type EmulatorSeed } from './emulator-seed.ts'
import { startEmulators } from './emulator-server.ts'
import { changeLimits, type LimitChanges } from './emulators/emulator-limits.ts'
import { findUnknownSetting } from './emulators/emulator-settings.ts'

const USAGE =
  'Usage: emulator-main --data DIR [--port N] [--seed FILE] [--latency MS|MIN-MAX] [--limits JSON] [--random-seed N]'

/** Runs the emulators as a process of their own and prints where they listen, as one JSON line. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      data: { type: 'string' },
      seed: { type: 'string' },
      latency: { type: 'string', default: '0' },
      limits: { type: 'string', default: '{}' },
      'random-seed': { type: 'string' },
    },
  })
  const [port, latencyMs] = [Number(values.port), readLatency(values.latency)]
  const randomSeed = Number(values['random-seed'] ?? '0')
  const limits = readLimits(values.limits)
  const isUsable =
    isPort(port) && latencyMs !== null && limits !== null && Number.isSafeInteger(randomSeed)
  if (values.data === undefined || !isUsable) return giveUp(USAGE, 2)
  const seed = values.seed === undefined ? emptySeed() : readSeed(values.seed)
  if (typeof seed === 'string') return giveUp(seed, 1)
  const emulators = await startEmulators({
    port,
    dataDir: values.data,
    seed,
    latencyMs,
    limits,
    ...(values['random-seed'] !== undefined && { randomSeed }),
  })
  process.stdout.write(`${JSON.stringify({ origin: emulators.origin })}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void emulators.stop().finally(() => process.exit(0)))
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535
}

/** `100` or `40-150`, in milliseconds; null: neither. */
function readLatency(text: string): { min: number; max: number } | null {
  const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text)
  if (!match) return null
  const [min, max] = [Number(match[1]), Number(match[2] ?? match[1])]
  return min <= max ? { min, max } : null
}

/** Changes to single numbers, group by group, such as `{"zaloOa":{"callsPerMinute":2000}}`; null: none. */
function readLimits(text: string): LimitChanges | null {
  try {
    const given: unknown = JSON.parse(text)
    return findUnknownSetting(given, changeLimits()) === null ? (given as LimitChanges) : null
  } catch {
    return null
  }
}

function emptySeed(): EmulatorSeed {
  return { platforms: [], people: [], chats: [] }
}

function readSeed(path: string): EmulatorSeed | string {
  try {
    return parseSeed(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return `The seed ${path} cannot be read as JSON.`
  }
}

function giveUp(sentence: string, code: number): void {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = code
}

main().catch((error: unknown) => {
  giveUp(error instanceof Error ? error.message : String(error), 1)
})

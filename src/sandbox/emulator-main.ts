import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parseSeed, type EmulatorSeed } from './emulator-seed.ts'
import { startEmulators } from './emulator-server.ts'

const USAGE = 'Usage: emulator-main --data DIR [--port N] [--seed FILE] [--latency MS]'

/** Runs the emulators as a process of their own and prints where they listen, as one JSON line. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      data: { type: 'string' },
      seed: { type: 'string' },
      latency: { type: 'string', default: '0' },
    },
  })
  const [port, latencyMs] = [Number(values.port), Number(values.latency)]
  if (values.data === undefined || !isPort(port) || !(latencyMs >= 0)) return giveUp(USAGE, 2)
  const seed = values.seed === undefined ? emptySeed() : readSeed(values.seed)
  if (typeof seed === 'string') return giveUp(seed, 1)
  const emulators = await startEmulators({ port, dataDir: values.data, seed, latencyMs })
  process.stdout.write(`${JSON.stringify({ origin: emulators.origin })}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void emulators.stop().finally(() => process.exit(0)))
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535
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

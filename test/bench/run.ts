import { cpus, totalmem } from 'node:os'
import { benchInbox } from './inbox.bench.ts'
import { benchStart } from './start.bench.ts'

const BENCHES = { start: benchStart, inbox: benchInbox } as const

/** `npm run bench [-- NAME…]`: runs the benchmarks one after another and prints one JSON object. */
const asked = process.argv.slice(2)
const results: Record<string, unknown> = {
  machine: {
    node: process.version,
    cpus: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  },
}
for (const [name, bench] of Object.entries(BENCHES))
  if (asked.length === 0 || asked.includes(name)) results[name] = await bench()
process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)

import { cpus, totalmem } from 'node:os'
import { benchInbox } from './inbox.bench.ts'
import { benchSend } from './send/send.bench.ts'
import { writeDocument } from './send/write-document.ts'
import { benchStart } from './start.bench.ts'
import { writeInbox, writeStart } from './write-others.ts'

/**
 * `npm run bench [-- NAME… --quick --write-docs]`: runs the benchmarks one after another and prints one JSON
 * object. Without names all run, `send` in its quick form. `--write-docs` brings docs/performance.md up to date.
 */
const args = process.argv.slice(2)
const asked = args.filter((arg) => !arg.startsWith('--'))
const isQuick = args.includes('--quick') || asked.length === 0
const writes = args.includes('--write-docs')
const BENCHES = {
  start: async () => {
    const figures = await benchStart()
    if (writes) writeStart(figures, machine)
    return figures
  },
  inbox: async () => {
    const figures = await benchInbox()
    if (writes) writeInbox(figures, machine)
    return figures
  },
  send: async () => {
    const figures = await benchSend({ quick: isQuick })
    if (writes) writeDocument(figures, machine)
    return { ...figures, rows: figures.rows.map(({ tenths: _tenths, ...row }) => row) }
  },
} as const

const machine = {
  node: process.version,
  cpus: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
}
const unknown = asked.find((name) => !Object.hasOwn(BENCHES, name))
if (unknown !== undefined) {
  process.stderr.write(`No benchmark “${unknown}”; there are ${Object.keys(BENCHES).join(', ')}.\n`)
  process.exit(2)
}
const results: Record<string, unknown> = { machine }
for (const [name, bench] of Object.entries(BENCHES))
  if (asked.length === 0 || asked.includes(name)) results[name] = await bench()
process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)

import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { closeAllStages } from './fault-stage.ts'
import { printReport } from './print-report.ts'
import type { Report } from './report.ts'
import { SCENARIOS, type Wish } from './scenarios.ts'

const USAGE = `npm run faults [-- --platform NAME] [--seed N] [--only NAME[,NAME…]] [--members N] [--at-once N] [--keep FOLDER]
${Object.entries(SCENARIOS)
  .map(([platform, scenarios]) => `${platform}: ${Object.keys(scenarios).join(', ')}`)
  .join('\n')}`

/** The size that is asked for: so many private chats get a copy each. */
const MEMBERS = 5_000
const AT_ONCE = 2
const PLATFORMS = ['telegram', 'zalo-oa'] as const

/** Runs the scenarios, so many beside each other, prints them as JSON and tables. Exit code 1: a promise is broken. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      platform: { type: 'string', default: 'telegram' },
      seed: { type: 'string', default: String(randomInt(1_000_000)) },
      only: { type: 'string' },
      members: { type: 'string', default: String(MEMBERS) },
      keep: { type: 'string' },
      'at-once': { type: 'string', default: String(AT_ONCE) },
    },
  })
  const [seed, members, atOnce] = [values.seed, values.members, values['at-once']].map(Number)
  const platform = PLATFORMS.find((known) => known === values.platform)
  const scenarios = SCENARIOS[platform ?? 'telegram']
  const names = values.only?.split(',') ?? Object.keys(scenarios)
  const areNumbers = [seed, members, atOnce].every((number) => Number.isSafeInteger(number))
  const areKnown = platform !== undefined && names.every((name) => Object.hasOwn(scenarios, name))
  if (!areNumbers || !members || !atOnce || !areKnown) {
    process.stderr.write(`${USAGE}\n`)
    process.exitCode = 2
    return
  }
  process.stderr.write(`${platform}; seed ${seed}; ${members} members; ${names.join(', ')}\n`)
  const begun = Date.now()
  const waiting = [...names]
  const reports: Report[] = []
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      const wish = { seed: seed ?? 0, platform, members }
      const { keep } = values
      const report = await runOne(name, { ...wish, ...(keep !== undefined && { keep }) })
      printReport(report)
      reports.push(report)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const minutes = ((Date.now() - begun) / 60_000).toFixed(1)
  const broken = reports.flatMap(({ scenario, broken: words }) =>
    words.map((word) => `${scenario}: ${word}`),
  )
  process.stdout.write(`${JSON.stringify({ platform, seed, minutes, reports }, null, 1)}\n`)
  process.stderr.write(`${minutes} min; ${broken.join('; ') || 'every promise was kept'}\n`)
  process.exitCode = broken.length > 0 ? 1 : 0
}

/** A scenario that comes to no end has broken something too. */
async function runOne(name: string, wish: Omit<Wish, 'say'>): Promise<Report> {
  const begun = Date.now()
  const say = (line: string): void => {
    const at = ((Date.now() - begun) / 1000).toFixed(1).padStart(6)
    process.stderr.write(`${name.padEnd(12)} ${at} s  ${line}\n`)
  }
  try {
    const report = await SCENARIOS[wish.platform][name]?.({ ...wish, say })
    if (!report) throw new Error('no such scenario')
    say(report.broken.join('; ') || 'kept')
    return report
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    say(words)
    const seconds = Math.round((Date.now() - begun) / 1000)
    const nothing = { did: {}, kills: [], broadcasts: [] }
    return { scenario: name, seed: wish.seed, seconds, ...nothing, broken: [words] }
  }
}

/** Broken off, it leaves no process and no folder behind either. */
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void closeAllStages().finally(() => process.exit(130)))

await main()

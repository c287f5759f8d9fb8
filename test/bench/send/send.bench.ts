import { round } from '../statistics.ts'
import { hasFailed, type Row } from './case.ts'
import { FULL, type Plan, QUICK } from './cases.ts'
import { CONCURRENCY, LATENCY_MS, measureCase, measureTogether, SEED } from './measure-case.ts'
import { openStage, type Stage } from './stage.ts'
import { versions } from './versions.ts'
import { loadAverage } from '../load-average.ts'

export interface SendFigures {
  readonly takenAt: string
  readonly mode: 'quick' | 'full'
  readonly loadAverageBefore: number
  readonly seed: number
  readonly concurrency: number
  readonly latencyMs: readonly [number, number]
  readonly versions: Readonly<Record<string, string>>
  readonly minutes: number
  readonly rows: readonly Row[]
}

/** Sends broadcasts with ours and with what a user would pick instead, all in one run on one server. */
export async function benchSend({ quick }: { quick: boolean }): Promise<SendFigures> {
  const begun = performance.now()
  const loadAverageBefore = loadAverage()
  const plan = quick ? QUICK : FULL
  const stage = await openStage(plan.most)
  try {
    const rows = [...(await measureLimited(stage, plan)), ...(await measureUnlimited(stage, plan))]
    return {
      takenAt: new Date().toISOString(),
      mode: quick ? 'quick' : 'full',
      loadAverageBefore,
      seed: SEED,
      concurrency: CONCURRENCY,
      latencyMs: LATENCY_MS,
      versions: versions(),
      minutes: round((performance.now() - begun) / 60_000),
      rows,
    }
  } finally {
    await stage.stop()
  }
}

async function measureLimited(stage: Stage, { limited }: Plan): Promise<Row[]> {
  const rows: Row[] = []
  for (const { alone, together } of limited) {
    for (const one of alone) rows.push(await measureCase(stage, one))
    rows.push(...(await measureTogether(stage, together)))
  }
  return rows
}

async function measureUnlimited(stage: Stage, { unlimited }: Plan): Promise<Row[]> {
  const rows: Row[] = []
  for (const { one, runs } of unlimited) {
    const taken: Row[] = []
    for (let run = 0; run < runs; run++) taken.push(await measureCase(stage, one))
    rows.push({ ...middleOf(taken), runs })
  }
  return rows
}

/** The run of the median rate, whole, so that its figures belong together; or else one that has failed. */
function middleOf(rows: readonly Row[]): Row {
  const failed = rows.find(hasFailed)
  if (failed) return failed
  const sorted = rows.toSorted((a, b) => (a.perSecond ?? 0) - (b.perSecond ?? 0))
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (!middle) throw new Error('nothing was measured')
  return middle
}

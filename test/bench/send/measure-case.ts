import { loadAverage } from '../load-average.ts'
import type { Case, Row } from './case.ts'
import { statisticsOf } from './fake-process.ts'
import type { FakeSettings } from './fake-statistics.ts'
import { resetInstallation } from './reset-installation.ts'
import { rowOf } from './row-of.ts'
import { runContestant, startHelper } from './run-contestant.ts'
import { type Stage, TOKEN } from './stage.ts'
import { NORMAL, OTHER, type Task, URGENT } from './task.ts'

export const SEED = 20_261_127
export const CONCURRENCY = 64
/** How long an answer takes where there are limits, in milliseconds. */
export const LATENCY_MS = [40, 150] as const

/** Measures one case by itself. */
export async function measureCase(stage: Stage, one: Case): Promise<Row> {
  await stage.fake.reset(settingsFor(one))
  return run(stage, one, TOKEN)
}

/**
 * Measures several cases at the same time, each with a bot of its own on the same server. Only for senders that are
 * held to thirty a second, which wait nearly all the time.
 */
export async function measureTogether(stage: Stage, cases: readonly Case[]): Promise<Row[]> {
  const [first] = cases
  if (!first) return []
  await stage.fake.reset(settingsFor(first))
  return Promise.all(
    cases.map((one, index) => run(stage, one, TOKEN.replace('4242', String(5_000 + index)))),
  )
}

function settingsFor({ isLimited, scenario }: Case): FakeSettings {
  return {
    limits: isLimited,
    latencyMs: isLimited ? [LATENCY_MS[0], LATENCY_MS[1]] : null,
    seed: SEED,
    labels: { plain: [], answers: [], urgent: [NORMAL, URGENT], pair: [NORMAL, OTHER] }[scenario],
  }
}

async function run(stage: Stage, one: Case, token: string): Promise<Row> {
  const { task, close } = await taskFor(stage, one, token)
  try {
    const load = loadAverage()
    const stopHelper = one.processes === 2 ? await startHelper(task) : undefined
    const told = await runContestant(task)
    const row = rowOf(one, told, await statisticsOf(stage.fake.origin, token), load)
    await stopHelper?.()
    process.stderr.write(`${progressLine(row)}\n`)
    return row
  } finally {
    await close()
  }
}

async function taskFor(
  stage: Stage,
  one: Case,
  token: string,
): Promise<{ task: Task; close: () => Promise<void> }> {
  const common = {
    contestant: one.contestant,
    role: 'first',
    origin: stage.fake.origin,
    token,
    scenario: one.scenario,
    audience: one.audience,
    isPaced: one.isLimited,
    concurrency: CONCURRENCY,
    redisUrl: one.queue === 'redis' ? stage.redis.url : null,
    keepsRecord: one.keepsRecord,
  } as const
  if (one.queue === 'redis') await stage.redis.clear()
  if (one.contestant === 'nhipcau') {
    const installation = one.database === 'embedded' ? stage.embedded : stage.server
    await resetInstallation(installation)
    return {
      task: {
        ...common,
        databaseUrl: installation.url,
        nhipcau: installation.task,
        servers: { postgres: installation.postgres, redis: stage.redis.pid },
      },
      close: async () => undefined,
    }
  }
  const database = one.database === null ? null : await stage.makeDatabase()
  return {
    task: {
      ...common,
      databaseUrl: database?.url ?? null,
      nhipcau: null,
      servers: { postgres: stage.server.postgres, redis: stage.redis.pid },
    },
    close: async () => database?.drop(),
  }
}

function progressLine(row: Row): string {
  const figures = row.efficiency === null ? `${row.perSecond}/s` : `efficiency ${row.efficiency}`
  return `${row.group} ${row.copies}: ${row.name}: ${figures}, 429 ${row.refused}, load ${row.loadAverage}`
}

import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../src/sandbox/emulators/emulator-faults.ts'
import { prepareNotice, sendNotice, type Shape } from './broadcast.ts'
import { startFaultStage, type FaultStage, type FaultStageOptions } from './fault-stage.ts'
import { isSend } from './is-send.ts'
import { openLedger } from './ledger.ts'
import type { Report } from './report.ts'
import { brokenIn, settleBroadcast, waitForBroadcast } from './run-broadcast.ts'

/** One stop, and how long until the start. */
export interface Outage {
  readonly what: 'database fast' | 'database immediate' | 'redis'
  readonly awayMs: number
}

export interface StopStoresOptions extends FaultStageOptions {
  readonly scenario: string
  readonly shape: Shape
  readonly outages: readonly Outage[]
  /** Longest time of sending before each. */
  readonly spacingMs: number
  readonly say: (line: string) => void
}

/** The database, or the Redis, goes away and comes back while one process sends. */
export async function stopStores(options: StopStoresOptions): Promise<Report> {
  const { seed, platform, groups, members, queue, say } = options
  const begun = Date.now()
  const stage = await startFaultStage(options)
  try {
    const ledger = await openLedger(stage)
    const notice = await prepareNotice(stage, options.shape, 1)
    const begunAt = Date.now()
    await sendNotice(stage, notice)
    await waitForBroadcast(ledger, notice)
    const random = seededRandom(seed)
    const silences: unknown[] = []
    for (const outage of options.outages) {
      await sleep(1_000 + random() * options.spacingMs)
      await haveOutage(stage, outage)
      const back = Date.now()
      const next = await waitForCall(stage, back)
      silences.push({ ...outage, silentMsAfterStart: next })
      say(`${outage.what} away for ${outage.awayMs} ms; next call ${next} ms after its start`)
      if (stage.first.service.output().includes('it ended')) say('the service ended')
    }
    const note = await settleBroadcast(stage, ledger, notice, {
      begunAt,
      kills: [],
      limitMs: 1_800_000,
    })
    return {
      scenario: options.scenario,
      seed,
      seconds: Math.round((Date.now() - begun) / 1000),
      did: { platform, groups, members, queue, outages: silences },
      kills: [],
      broadcasts: [note],
      broken: brokenIn(note, members),
    }
  } finally {
    await stage.close()
  }
}

/** Stops what is to go, and starts it again. */
export async function haveOutage(stage: FaultStage, { what, awayMs }: Outage): Promise<void> {
  if (what === 'redis') await stage.stopRedis()
  else await stage.database.stop(what === 'database fast' ? 'fast' : 'immediate')
  await sleep(awayMs)
  if (what === 'redis') await stage.startRedis()
  else await stage.database.start()
}

const LONGEST_SILENCE_MS = 60_000

/** Milliseconds until the next call; null: it did not come within a minute, or all was sent. */
async function waitForCall(stage: FaultStage, since: number): Promise<number | null> {
  const deadline = Date.now() + LONGEST_SILENCE_MS
  while (Date.now() < deadline) {
    const next = stage.journal
      .read()
      .findLast((call) => call.at >= since && isSend(call, stage.options.platform))
    if (next) return next.at - since
    await sleep(20)
  }
  return null
}

import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../src/sandbox/emulators/emulator-faults.ts'
import type { Fault } from '../support/emulator-control.ts'
import type { Shape } from './broadcast.ts'
import { startFaultStage, type FaultStage, type FaultStageOptions } from './fault-stage.ts'
import { isSend } from './is-send.ts'
import type { Report } from './report.ts'
import { beginWithTwo, brokenIn, hasEnded, settleBroadcast } from './run-broadcast.ts'

export interface RenewTokensOptions extends FaultStageOptions {
  readonly shape: Shape
  /** Longest time of sending before each lapse. */
  readonly spacingMs: number
  readonly say: (line: string) => void
}

/**
 * What befalls the OAuth server at each lapse; null: nothing. An answer that is lost after the server has made a new
 * pair is not among them: that pair is gone for good, and only a person can get another.
 */
const TROUBLES: readonly (Omit<Fault, 'platform' | 'method'> | null)[] = [
  null,
  { kind: 'drop-before', times: 1 },
  { kind: 'html', status: 502, times: 1 },
  null,
  { kind: 'html', status: 503, times: 3 },
  { kind: 'hang', times: 1 },
]
/** Sends go on so long after a lapse, whatever the OAuth server does. */
const LONGEST_SILENCE_MS = 60_000

/** The OA's access token is over again and again while two processes send, and they have to agree on the next. */
export async function renewTokens(options: RenewTokensOptions): Promise<Report> {
  const { seed, platform, groups, members, queue, say } = options
  const begun = Date.now()
  const stage = await startFaultStage(options)
  try {
    const { ledger, notice, begunAt } = await beginWithTwo(stage, options.shape)
    const random = seededRandom(seed)
    const silences: (number | null)[] = []
    for (const trouble of TROUBLES) {
      await sleep(1_000 + random() * options.spacingMs)
      if (await hasEnded(ledger, notice)) break
      if (trouble) await stage.control.fault({ platform, method: 'access_token', ...trouble })
      const at = Date.now()
      await stage.control.lapse()
      const silent = await waitForSend(stage, at)
      silences.push(silent)
      say(
        `lapse ${silences.length} (${trouble?.kind ?? 'no trouble'}): sends again after ${silent} ms`,
      )
      await stage.control.clearFaults()
    }
    const note = await settleBroadcast(stage, ledger, notice, {
      begunAt,
      kills: [],
      limitMs: 1_800_000,
    })
    const granted = countGrants(stage)
    return {
      scenario: 'tokens',
      seed,
      seconds: Math.round((Date.now() - begun) / 1000),
      did: { platform, groups, members, queue, lapses: silences.length, granted, silences },
      kills: [],
      broadcasts: [note],
      broken: [
        ...brokenIn(note, members),
        ...(silences.length < TROUBLES.length ? [`only ${silences.length} lapses`] : []),
        ...(granted === silences.length
          ? []
          : [`${granted} new pairs for ${silences.length} lapses`]),
        ...silences.flatMap((ms, index) =>
          ms === null ? [`nothing was sent for a minute after lapse ${index + 1}`] : [],
        ),
      ],
    }
  } finally {
    await stage.close()
  }
}

/** Pairs that the OAuth server has given out: one for each lapse, however many asked. */
function countGrants(stage: FaultStage): number {
  return stage.journal.read().filter(({ method, ok }) => method === 'access_token' && ok).length
}

/** Milliseconds until the next copy that arrives; null: it did not come within a minute. */
async function waitForSend(stage: FaultStage, since: number): Promise<number | null> {
  const deadline = Date.now() + LONGEST_SILENCE_MS
  const { platform } = stage.options
  while (Date.now() < deadline) {
    const next = stage.journal
      .read()
      .findLast((call) => call.ok && call.at >= since && isSend(call, platform))
    if (next) return next.at - since
    await sleep(20)
  }
  return null
}

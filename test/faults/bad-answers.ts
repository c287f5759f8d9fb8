import { prepareNotice, sendNotice, type Shape } from './broadcast.ts'
import { startFaultStage, type FaultStage, type FaultStageOptions } from './fault-stage.ts'
import { openLedger } from './ledger.ts'
import type { Report } from './report.ts'
import { brokenIn, settleBroadcast, waitForBroadcast } from './run-broadcast.ts'

export interface BadAnswersOptions extends FaultStageOptions {
  readonly shape: Shape
  readonly say: (line: string) => void
}

/** Shares of all calls that carry a text of the notice. */
const MISFORTUNES = [
  { share: 0.1, kind: 'code', code: 429, retryAfter: 2 },
  { share: 0.05, kind: 'code', code: 500 },
  { share: 0.05, kind: 'html', status: 502 },
  { share: 0.05, kind: 'drop-before' },
  { share: 0.05, kind: 'drop-after' },
  { share: 0.05, kind: 'hang' },
] as const

/** Telegram answers badly for the whole of a broadcast; then a person asks for what is left, and it is well again. */
export async function badAnswers(options: BadAnswersOptions): Promise<Report> {
  const { seed, groups, members, queue, say } = options
  const begun = Date.now()
  const stage = await startFaultStage(options)
  try {
    const ledger = await openLedger(stage)
    const notice = await prepareNotice(stage, options.shape, 1)
    const begunAt = Date.now()
    await misbehave(stage)
    await sendNotice(stage, notice)
    await waitForBroadcast(ledger, notice)
    const note = await settleBroadcast(stage, ledger, notice, {
      begunAt,
      kills: [],
      limitMs: 1_800_000,
      beforeRetry: async () => {
        say(
          `all were tried: ${JSON.stringify(await ledger.counts((await waitForBroadcast(ledger, notice)).id))}`,
        )
        await stage.control.clearFaults()
      },
    })
    return {
      scenario: 'bad-answers',
      seed,
      seconds: Math.round((Date.now() - begun) / 1000),
      did: { groups, members, queue, struck: countStruck(stage) },
      kills: [],
      broadcasts: [note],
      broken: brokenIn(note, members),
    }
  } finally {
    await stage.close()
  }
}

/** The platforms draw for one misfortune after the other, so each share is one of the calls that are left. */
async function misbehave(stage: FaultStage): Promise<void> {
  let left = 1
  for (const { share, ...fault } of MISFORTUNES) {
    await stage.control.fault({
      platform: 'telegram',
      method: 'sendMessage',
      share: share / left,
      ...fault,
    })
    left -= share
  }
}

function countStruck(stage: FaultStage): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { fault, status } of stage.journal.read()) {
    if (fault === undefined) continue
    const name = status === 0 ? fault : `${fault} ${status}`
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

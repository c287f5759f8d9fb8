import type { Fault } from '../support/emulator-control.ts'
import type { CrowdPlatform } from '../support/many-chats.ts'
import { prepareNotice, sendNotice, type Shape } from './broadcast.ts'
import { startFaultStage, type FaultStage, type FaultStageOptions } from './fault-stage.ts'
import { openLedger } from './ledger.ts'
import type { Report } from './report.ts'
import { brokenIn, settleBroadcast, waitForBroadcast } from './run-broadcast.ts'

export interface BadAnswersOptions extends FaultStageOptions {
  readonly shape: Shape
  readonly say: (line: string) => void
}

type Misfortune = Omit<Fault, 'platform' | 'method'> & { readonly share: number }

const WAIT_S = 2

/** Two parts for each of thousands, by a bot that is slowed down again and again. */
const LIMIT_MS = 3_600_000

/** Shares of all calls that put something into a chat or change it. */
const NETWORK: readonly Misfortune[] = [
  { share: 0.05, kind: 'html', status: 502 },
  { share: 0.05, kind: 'drop-before' },
  { share: 0.05, kind: 'drop-after' },
  { share: 0.05, kind: 'hang' },
]
const MISFORTUNES: Readonly<Record<CrowdPlatform, readonly Misfortune[]>> = {
  telegram: [
    { share: 0.1, kind: 'code', code: 429, retryAfter: WAIT_S },
    { share: 0.05, kind: 'code', code: 500 },
    ...NETWORK,
  ],
  'zalo-oa': [
    // Failed without a detail, and no more calls this minute though the headers left some.
    { share: 0.1, kind: 'code', code: -200 },
    { share: 0.001, kind: 'code', code: -32 },
    { share: 0.05, kind: 'http', status: 503 },
    ...NETWORK,
  ],
}
const METHODS: Readonly<Record<CrowdPlatform, readonly string[]>> = {
  telegram: ['sendMessage', 'sendDocument', 'editMessageText'],
  'zalo-oa': ['message/cs', 'group/message'],
}

/** The platform answers badly for the whole of a broadcast; then a person asks for what is left, and it is well again. */
export async function badAnswers(options: BadAnswersOptions): Promise<Report> {
  const { seed, platform, groups, members, queue, say } = options
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
      toldToWaitMs: WAIT_S * 1_000,
      limitMs: LIMIT_MS,
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
      did: { platform, groups, members, queue, struck: countStruck(stage) },
      kills: [],
      broadcasts: [note],
      broken: brokenIn(note, members),
    }
  } finally {
    await stage.close()
  }
}

/** The platforms draw for one misfortune after the other, so each share is one of the calls that are left. */
async function misbehave({ control, options: { platform } }: FaultStage): Promise<void> {
  for (const method of METHODS[platform]) {
    let left = 1
    for (const { share, ...fault } of MISFORTUNES[platform]) {
      await control.fault({ platform, method, share: share / left, ...fault })
      left -= share
    }
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

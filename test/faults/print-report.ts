import { PHASES } from './kill-phases.ts'
import type { BroadcastNote, KillNote, Report } from './report.ts'
import type { CountWithPromises } from './take-count.ts'

/** The short form for people, on standard error; the JSON has everything. */
export function printReport({ scenario, seed, seconds, kills, broadcasts, broken }: Report): void {
  const lines = [
    '',
    `${scenario} (seed ${seed}, ${seconds} s): ${broken.length === 0 ? 'kept' : 'BROKEN'}`,
    ...broken.map((word) => `  broken: ${word}`),
    ...(kills.length > 0 ? phaseLines(kills) : []),
    ...broadcasts.flatMap(broadcastLines),
  ]
  process.stderr.write(`${lines.join('\n')}\n`)
}

function phaseLines(kills: readonly KillNote[]): string[] {
  const silences = kills.flatMap(({ silentMs, laneMoved }) =>
    laneMoved && silentMs !== null ? [silentMs] : [],
  )
  silences.sort((a, b) => a - b)
  const middle = silences[Math.floor(silences.length / 2)]
  return [
    `  ${kills.length} kills; the lane moved ${silences.length} times, silent for ${middle} ms in the middle, ${silences.at(-1)} ms at most`,
    '  phase           kills  copies',
    ...PHASES.map((phase) => {
      const found = kills.map(({ phases }) => phases[phase]).filter((copies) => copies > 0)
      const copies = found.reduce((sum, count) => sum + count, 0)
      return `  ${phase.padEnd(14)} ${String(found.length).padStart(6)} ${String(copies).padStart(7)}`
    }),
  ]
}

function broadcastLines({
  code,
  shape,
  copies,
  seconds,
  ended,
  atEnd,
  afterRetry,
}: BroadcastNote): string[] {
  return [
    `  ${code}, ${shape}: ${copies} copies in ${seconds} s; the ledger: ${JSON.stringify(ended)}`,
    `    at the end: ${words(atEnd)}`,
    ...(afterRetry ? [`    after the second try: ${words(afterRetry)}`] : []),
  ]
}

function words(count: CountWithPromises): string {
  const { perSecond, perPrivateChat, perGroup, perOaMinute } = count.overLimits
  return [
    `${count.complete}/${count.expected} complete`,
    `lost ${count.lost.length}`,
    `shown ${JSON.stringify(count.shown)}`,
    `duplicated ${count.duplicated} (unmarked ${count.duplicatedUnmarked.length}, unexplained ${count.duplicatedUnexplained.length}; ${count.marked} marks)`,
    `over limits ${perSecond}/${perPrivateChat}/${perGroup}/${perOaMinute}`,
    `refused as too many ${count.refusedAsTooMany}, called too soon ${count.calledTooSoon}`,
    `busiest second ${count.busiestSecond}, group minute ${count.busiestGroupMinute}, OA minute ${count.busiestOaMinute}`,
    `out of order ${count.outOfOrder.length}`,
  ].join(', ')
}

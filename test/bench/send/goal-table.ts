import type { Row } from './case.ts'
import { markdownTable, ratio } from './markdown-table.ts'
import { cpuUs } from './plots.ts'

/** What the service is to reach, beside what it did; the worst of its rows counts. */
export function goalTable(rows: readonly Row[]): string {
  const goals = [
    goal(
      'efficiency under limits',
      '≥ 0.97',
      worst(ours(rows, 'limits'), ({ efficiency }) => efficiency, Math.min),
      (value) => value >= 0.97,
    ),
    goal(
      'answers 429 under limits',
      '0',
      worst(ours(rows, 'limits'), ({ refused }) => refused, Math.max),
      (value) => value === 0,
    ),
    goal(
      'sends/s without limits ÷ bare loop',
      '≥ 0.6',
      against(rows, (name) => name.startsWith('bare')),
      (value) => value >= 0.6,
    ),
    goal(
      'sends/s without limits ÷ BullMQ on Redis with a record',
      '≥ 4',
      against(rows, isRecordingBullmq),
      (value) => value >= 4,
    ),
    // No figure of the design: by how much ours is dearer than it would have to be.
    [
      'sends/s without limits ÷ the least loop that keeps the whole record',
      null,
      against(rows, (name) => name.startsWith('least')),
      'for comparison',
    ],
    goal(
      'peak memory at 1,000,000 recipients, MiB',
      '≤ 250',
      largest(rows)?.peakRssMiB ?? null,
      (value) => value <= 250,
    ),
    goal(
      'CPU a message at 1,000,000 recipients ÷ at 10,000',
      '≤ 1.1',
      growth(rows),
      (value) => value <= 1.1,
    ),
    goal(
      'answer to a command during a broadcast, p95 ms',
      '< 1,000',
      worst(ours(rows, 'answers'), ({ answerP95Ms }) => answerP95Ms, Math.max),
      (value) => value < 1_000,
    ),
    goal(
      'first message of an urgent broadcast, ms',
      '< 2,000',
      worst(ours(rows, 'urgent'), ({ urgentMs }) => urgentMs, Math.max),
      (value) => value < 2_000,
    ),
  ]
  return `### What is to be reached\n\n${markdownTable(['', 'goal', 'this run', ''], goals)}`
}

function goal(
  what: string,
  wanted: string,
  value: number | null,
  isReached: (value: number) => boolean,
): (string | number | null)[] {
  const verdict = value === null ? 'not measured' : isReached(value) ? 'reached' : '**not reached**'
  return [what, wanted, value, verdict]
}

function ours(rows: readonly Row[], group: Row['group']): Row[] {
  return rows.filter((row) => row.group === group && row.name.startsWith('Nhịp Cầu'))
}

function worst(
  rows: readonly Row[],
  valueOf: (row: Row) => number | null,
  pick: (...values: number[]) => number,
): number | null {
  const values = rows.flatMap((row) => valueOf(row) ?? [])
  return values.length === 0 ? null : pick(...values)
}

/** Ours on the embedded database, at the largest size up to 100,000 at which the other ran too. */
function against(rows: readonly Row[], isOther: (name: string) => boolean): number | null {
  const others = rows.filter(
    ({ group, name, recipients }) =>
      group === 'unlimited' && isOther(name) && recipients <= 100_000,
  )
  const other = others.toSorted((a, b) => b.recipients - a.recipients)[0]
  const own = embedded(rows).find(({ recipients }) => recipients === other?.recipients)
  return ratio(own?.perSecond, other?.perSecond)
}

function isRecordingBullmq(name: string): boolean {
  return name.startsWith('BullMQ on Redis') && name.endsWith(', record')
}

function embedded(rows: readonly Row[]): Row[] {
  return ours(rows, 'unlimited').filter(({ name }) => name.includes('embedded'))
}

function largest(rows: readonly Row[]): Row | undefined {
  return embedded(rows).find(({ recipients }) => recipients === 1_000_000)
}

function growth(rows: readonly Row[]): number | null {
  const small = embedded(rows).find(({ recipients }) => recipients === 10_000)
  const large = largest(rows)
  return small && large ? ratio(cpuUs(large), cpuUs(small)) : null
}

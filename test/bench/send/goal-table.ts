import { below, type Figures, goal, least, most } from '../goals.ts'
import { cpuUs, type Row } from './case.ts'
import { markdownTable, ratio } from './markdown-table.ts'
import { PAIR_SIZE } from './task.ts'

/**
 * What the service is to reach, beside what it did; the worst of its rows counts, and one that died or has no figure
 * has not reached it.
 */
export function goalTable(rows: readonly Row[]): string {
  const all = rows.filter(isOurs)
  const limits = ours(rows, 'limits')
  const answers = ours(rows, 'answers')
  const urgent = ours(rows, 'urgent')
  const goals = [
    goal(
      'efficiency under limits',
      '≥ 0.97',
      figures(limits, ({ efficiency }) => efficiency),
      least(0.97),
    ),
    goal(
      'answers 429 under limits',
      '0',
      figures(limits, ({ refused }) => refused),
      most(0),
    ),
    goal(
      'copies that came twice, in all rows of ours',
      '0',
      figures(all, ({ repeats }) => repeats),
      most(0),
    ),
    goal(
      'copies that came and are not down as sent, with their attempt',
      '0',
      figures(all, ({ copies, recorded }) =>
        recorded === null ? null : Math.max(0, copies - recorded),
      ),
      most(0),
    ),
    goal(
      'sends/s without limits ÷ bare loop',
      '≥ 0.6',
      against(rows, (name) => name.startsWith('bare')),
      least(0.6),
    ),
    goal(
      'sends/s without limits ÷ BullMQ on Redis with a record',
      '≥ 4',
      against(rows, isRecordingBullmq),
      least(4),
    ),
    // No figure of the design: by how much ours is dearer than it would have to be.
    [
      'sends/s without limits ÷ the least loop that keeps the whole record',
      null,
      against(rows, (name) => name.startsWith('least'))[0],
      'for comparison',
    ],
    goal(
      'peak memory at 1,000,000 recipients, MiB',
      '≤ 250',
      figures(sized(rows, 1_000_000), ({ peakRssMiB }) => peakRssMiB),
      most(250),
    ),
    goal('CPU a message at 1,000,000 recipients ÷ at 10,000', '≤ 1.1', growth(rows), most(1.1)),
    goal(
      `answer to a command during a broadcast to ${sizeOf(answers)}, p95 ms`,
      '< 1,000',
      figures(answers, ({ answerP95Ms }) => answerP95Ms),
      below(1_000),
    ),
    goal(
      'commands without an answer',
      '0',
      figures(answers, ({ unanswered }) => unanswered),
      most(0),
    ),
    goal(
      `first message of an urgent broadcast to ${PAIR_SIZE} during one to ${sizeOf(urgent)}, ms`,
      '< 2,000',
      figures(urgent, ({ urgentMs }) => urgentMs),
      below(2_000),
    ),
    // No larger one is measured during another.
    ...[10_000, 100_000].map((size) =>
      goal(
        `first message of a broadcast to ${size.toLocaleString('en-US')} after its order, ms`,
        '< 2,000',
        figures(sized(rows, size), ({ firstMs }) => firstMs),
        below(2_000),
      ),
    ),
  ]
  return `### What is to be reached\n\n${markdownTable(['', 'goal', 'this run', ''], goals)}`
}

function figures(rows: readonly Row[], figureOf: (row: Row) => number | null): Figures {
  return rows.map((row) => (row.seconds === null ? null : figureOf(row)))
}

function isOurs({ name }: Row): boolean {
  return name.startsWith('Nhịp Cầu')
}

function ours(rows: readonly Row[], group: Row['group']): Row[] {
  return rows.filter((row) => row.group === group && isOurs(row))
}

/** Ours on the embedded database, at the largest size up to 100,000 at which the other ran too. */
function against(rows: readonly Row[], isOther: (name: string) => boolean): Figures {
  const others = rows.filter(
    ({ group, name, recipients }) =>
      group === 'unlimited' && isOther(name) && recipients <= 100_000,
  )
  const other = others.toSorted((a, b) => b.recipients - a.recipients)[0]
  if (!other?.perSecond) return []
  return figures(sized(rows, other.recipients), ({ perSecond }) =>
    ratio(perSecond, other.perSecond),
  )
}

function isRecordingBullmq(name: string): boolean {
  return name.startsWith('BullMQ on Redis') && name.endsWith(', record')
}

/** Ours on the embedded database, without limits. */
function sized(rows: readonly Row[], size: number): Row[] {
  return ours(rows, 'unlimited').filter(
    ({ name, recipients }) => name.includes('embedded') && recipients === size,
  )
}

function sizeOf(rows: readonly Row[]): string {
  return Math.max(0, ...rows.map(({ recipients }) => recipients)).toLocaleString('en-US')
}

function growth(rows: readonly Row[]): Figures {
  const [small] = sized(rows, 10_000)
  return small ? figures(sized(rows, 1_000_000), (large) => ratio(cpuUs(large), cpuUs(small))) : []
}

import type { Row } from './case.ts'
import { markdownTable, ratio } from './markdown-table.ts'

/** The tables of a run, one for each group of cases. */
export function caseTables(rows: readonly Row[]): string[] {
  const of = (group: Row['group']): Row[] => rows.filter((row) => row.group === group)
  return [
    section('Under Telegram’s limits', limitsTable(of('limits'))),
    '![Sends over time](images/send-over-time.svg)',
    section('Many notices to few groups', limitsTable(of('groups'))),
    section('Answers to commands during a broadcast', answersTable(of('answers'))),
    section('An urgent broadcast during a normal one', urgentTable(of('urgent'))),
    section('Two broadcasts at once', pairTable(of('pair'))),
    ...unlimitedTables(of('unlimited')),
    '![CPU time a message](images/send-cost.svg)',
    '![Peak memory](images/send-memory.svg)',
  ].filter((text) => text !== '')
}

function section(title: string, table: string | null): string {
  return table === null ? '' : `### ${title}\n\n${table}`
}

function limitsTable(rows: readonly Row[]): string | null {
  if (rows.length === 0) return null
  return markdownTable(
    [
      '',
      'copies',
      'ideal s',
      'took s',
      'efficiency',
      '429',
      'most in 1 s',
      'most in a group’s minute',
      'sent twice',
    ],
    rows.map((row) => [
      row.name,
      row.copies,
      row.idealSeconds,
      row.seconds,
      row.efficiency,
      row.refused,
      row.mostInSecond,
      row.mostInGroupMinute,
      row.repeats,
    ]),
  )
}

function answersTable(rows: readonly Row[]): string | null {
  if (rows.length === 0) return null
  return markdownTable(
    ['', 'answer p50 ms', 'p95 ms', 'unanswered', 'efficiency', '429'],
    rows.map((row) => [
      row.name,
      row.answerP50Ms,
      row.answerP95Ms,
      row.unanswered,
      row.efficiency,
      row.refused,
    ]),
  )
}

function urgentTable(rows: readonly Row[]): string | null {
  if (rows.length === 0) return null
  return markdownTable(
    ['', 'first urgent message after ms', 'efficiency of both', '429'],
    rows.map((row) => [row.name, row.urgentMs, row.efficiency, row.refused]),
  )
}

function pairTable(rows: readonly Row[]): string | null {
  if (rows.length === 0) return null
  return markdownTable(
    ['', 'Jain index', 'efficiency of both', '429'],
    rows.map((row) => [row.name, row.jain, row.efficiency, row.refused]),
  )
}

function unlimitedTables(rows: readonly Row[]): string[] {
  const sizes = [...new Set(rows.map(({ recipients }) => recipients))]
  return sizes.map((size) => {
    const some = rows.filter(({ recipients }) => recipients === size)
    const bare = some.find(({ name }) => name.startsWith('bare'))
    const bullmq = some.find(
      ({ name }) =>
        name.startsWith('BullMQ on Redis') &&
        name.endsWith('record') &&
        !name.endsWith('no record'),
    )
    const table = markdownTable(
      [
        '',
        'sends/s',
        '÷ bare',
        '÷ BullMQ Redis, record',
        'sends/s from the order on',
        'to the last record',
        'CPU µs a message: Node',
        'PostgreSQL',
        'Redis',
        'memory before, peak MiB',
        'runs',
      ],
      some.map((row) => [
        row.name,
        row.perSecond,
        ratio(row.perSecond, bare?.perSecond),
        ratio(row.perSecond, bullmq?.perSecond),
        row.perSecondFromOrder,
        row.perSecondToRecord,
        row.nodeCpuUs,
        row.postgresCpuUs,
        row.redisCpuUs,
        row.peakRssMiB === null ? null : `${row.startRssMiB}, ${row.peakRssMiB}`,
        row.runs,
      ]),
    )
    return section(`Without limits, ${size.toLocaleString('en-US')} recipients`, table)
  })
}

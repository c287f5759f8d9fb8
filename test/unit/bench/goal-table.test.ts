import { describe, expect, it } from '@jest/globals'
import { hasFailed, type Row } from '../../bench/send/case.ts'
import { goalTable } from '../../bench/send/goal-table.ts'

const ROW: Row = {
  group: 'answers',
  name: 'Nhịp Cầu, embedded PostgreSQL, queue on PostgreSQL',
  settings: '',
  recipients: 600,
  runs: 1,
  copies: 600,
  seconds: 20,
  idealSeconds: 20,
  efficiency: 1,
  perSecond: null,
  perSecondFromOrder: null,
  perSecondToRecord: null,
  firstMs: null,
  refused: 0,
  mostInSecond: 30,
  mostInGroupMinute: 0,
  nodeCpuUs: 1,
  postgresCpuUs: null,
  redisCpuUs: null,
  startRssMiB: 1,
  peakRssMiB: 1,
  recorded: 600,
  repeats: 0,
  answerP50Ms: 100,
  answerP95Ms: 200,
  unanswered: 0,
  urgentMs: null,
  jain: null,
  loadAverage: 0,
  tenths: [],
}
const LIMITS: Row = { ...ROW, group: 'limits', answerP50Ms: null, unanswered: null }

describe('the goals of the benchmark', () => {
  it.each<{ title: string; row: Row; missed: string }>([
    {
      title: 'a run that died under limits, beside one that is well',
      row: { ...LIMITS, seconds: null, efficiency: null },
      missed: 'answers 429 under limits',
    },
    { title: 'a copy that came twice', row: { ...ROW, repeats: 1 }, missed: 'came twice' },
    {
      title: 'a copy that is not down',
      row: { ...ROW, recorded: 599 },
      missed: 'not down as sent',
    },
    { title: 'a command without an answer', row: { ...ROW, unanswered: 1 }, missed: 'commands' },
  ])('are not reached with $title', ({ row, missed }) => {
    const lines = goalTable([ROW, LIMITS, row]).split('\n')

    expect(lines.find((line) => line.includes(missed))).toContain('**not reached**')
    expect(goalTable([ROW, LIMITS])).not.toContain('**not reached**')
  })

  it('take a run for failed that died, repeated or lost the record', () => {
    const rows = [ROW, { ...ROW, seconds: null }, { ...ROW, repeats: 1 }, { ...ROW, recorded: 1 }]

    expect(rows.map(hasFailed)).toEqual([false, true, true, true])
  })
})

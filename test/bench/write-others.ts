import { below, goal, most } from './goals.ts'
import type { Bursts, InboxFigures } from './inbox.bench.ts'
import { markdownTable } from './send/markdown-table.ts'
import type { StartFigures } from './start.bench.ts'
import { type Machine, runLine, writeSection } from './write-section.ts'

/** Writes what a burst of webhooks came to into the document. */
export function writeInbox(figures: InboxFigures, machine: Machine): void {
  const { nhipcau, rateAsked, seconds, warmUp, runs, loadAverageBeforeEach } = figures
  const run = {
    takenAt: figures.takenAt,
    loadAverageBefore: Math.max(...loadAverageBeforeEach),
    what: `${runs} runs`,
    settings: `${rateAsked} updates a second for ${seconds} s after ${warmUp} to warm up, whatever the answers do; medians of the runs.`,
  }
  const lost = nhipcau.sent.map((sent, index) => sent - (nhipcau.stored[index] ?? 0))
  const drained = nhipcau.drainedAfterMs.map((ms) => ms ?? 'not within two minutes')
  writeSection('inbox', [
    runLine(run, machine),
    markdownTable(
      ['', 'goal', 'this run', ''],
      [
        goal('updates that were sent and are not stored, worst of the runs', '0', lost, most(0)),
        goal('answer, p99 ms', '< 100', [nhipcau.p99Ms], below(100)),
      ],
    ),
    markdownTable(
      ['', 'answered 200', 'p50 ms', 'p99 ms', 'longest ms', 'updates/s'],
      [
        burstRow('Nhịp Cầu, embedded PostgreSQL', nhipcau),
        burstRow('fastify and one INSERT each', figures.fastifyAndOneInsertEach),
        burstRow('fastify that stores nothing', figures.fastifyThatStoresNothing),
      ],
    ),
    `Until all were taken in, after the last of each run, ms: ${drained.join(', ')}.`,
  ])
}

function burstRow(name: string, bursts: Bursts): (string | number)[] {
  const { sent, accepted, p50Ms, p99Ms, maxMs, perSecond } = bursts
  const sum = (counts: readonly number[]): number => counts.reduce((one, other) => one + other, 0)
  const share = `${sum(accepted).toLocaleString('en-US')} of ${sum(sent).toLocaleString('en-US')}`
  return [name, share, p50Ms, p99Ms, maxMs, perSecond]
}

/** Writes what a start takes, and what is held afterwards, into the document. */
export function writeStart(figures: StartFigures, machine: Machine): void {
  const run = { ...figures, what: `${figures.runs} runs`, settings: 'Medians of the runs.' }
  writeSection('start', [
    runLine(run, machine),
    markdownTable(
      ['', 'goal', 'this run', ''],
      [
        goal(
          'ready after `npm start` on an empty folder, ms',
          '< 10,000',
          [figures.readyOnEmptyFolderMs],
          below(10_000),
        ),
        goal('the same on data, ms', '< 10,000', [figures.readyOnDataMs], below(10_000)),
        ['memory at rest: the service, MiB', null, figures.idleServiceMiB, null],
        ['memory at rest: its database, MiB', null, figures.idleDatabaseMiB, null],
      ],
    ),
  ])
}

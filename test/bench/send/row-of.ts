import { quantile, round } from '../statistics.ts'
import { type Case, nameOf, type Row } from './case.ts'
import type { FakeStatistics, LabelStatistics } from './fake-statistics.ts'
import { idealSeconds, jainIndex } from './ideal-time.ts'
import { NORMAL, OTHER, type Told, URGENT } from './task.ts'

/** The figures of one run. */
export function rowOf(
  measured: Case,
  told: Told | null,
  seen: FakeStatistics,
  loadAverage: number,
): Row {
  const seconds = between(seen.firstAt, seen.lastAt)
  const ideal = measured.isLimited ? idealSeconds(seen.accepted, measured.audience) : null
  const isWhole = told !== null && seconds !== null
  const perCopy = (ms: number | null | undefined): number | null =>
    ms === null || ms === undefined ? null : round((ms * 1_000) / seen.copies, 0)
  const rate = (from: number | null | undefined, to: number | null | undefined): number | null =>
    isWhole ? round(seen.copies / (between(from ?? null, to ?? null) ?? Number.NaN), 0) : null
  return {
    group: measured.group,
    name: nameOf(measured),
    settings: told?.settings ?? 'died',
    recipients: measured.audience.privateChats + measured.audience.groups,
    runs: 1,
    copies: seen.copies,
    seconds: isWhole ? round(seconds, 2) : null,
    idealSeconds: ideal === null ? null : round(ideal, 2),
    efficiency: isWhole && ideal !== null ? round(ideal / seconds, 3) : null,
    perSecond: measured.isLimited ? null : rate(seen.firstAt, seen.lastAt),
    perSecondFromOrder: measured.isLimited ? null : rate(told?.begunAt, seen.lastAt),
    perSecondToRecord: measured.isLimited ? null : rate(told?.begunAt, told?.endedAt),
    firstMs: told && seen.firstAt !== null ? round(seen.firstAt - told.begunAt, 0) : null,
    refused: seen.refused,
    mostInSecond: seen.mostInSecond,
    mostInGroupMinute: seen.mostInGroupMinute,
    nodeCpuUs: perCopy(told?.nodeCpuMs),
    // Under limits several contestants use the servers at the same time.
    postgresCpuUs:
      measured.database === null || measured.isLimited ? null : perCopy(told?.postgresCpuMs),
    redisCpuUs: measured.queue !== 'redis' || measured.isLimited ? null : perCopy(told?.redisCpuMs),
    startRssMiB: told && round(told.startRssMiB, 0),
    peakRssMiB: told && round(told.peakRssMiB, 0),
    recorded: told?.recorded ?? null,
    repeats: seen.repeats,
    ...answersIn(measured, told, seen),
    urgentMs: told && urgentMs(told, seen),
    jain: measured.scenario === 'pair' ? jainOf(seen) : null,
    loadAverage,
    tenths: seen.tenths,
  }
}

function answersIn(
  { scenario }: Case,
  told: Told | null,
  { watched }: FakeStatistics,
): Pick<Row, 'answerP50Ms' | 'answerP95Ms' | 'unanswered'> {
  if (scenario !== 'answers' || !told)
    return { answerP50Ms: null, answerP95Ms: null, unanswered: null }
  const asked = Object.entries(told.askedAt)
  const waits = asked.flatMap(([chatId, at]) => {
    const answeredAt = watched[chatId]
    return answeredAt === undefined ? [] : [answeredAt - at]
  })
  return {
    answerP50Ms: round(quantile(waits, 0.5), 0),
    answerP95Ms: round(quantile(waits, 0.95), 0),
    unanswered: asked.length - waits.length,
  }
}

function urgentMs({ askedAt }: Told, { labels }: FakeStatistics): number | null {
  const asked = askedAt[URGENT]
  const came = labels[URGENT]?.firstAt
  return asked === undefined || !came ? null : round(came - asked, 0)
}

/** Of what each of the two had when the first of them was done. */
function jainOf({ labels }: FakeStatistics): number | null {
  const both = [labels[NORMAL], labels[OTHER]]
  const ends = both.map((label) => label?.lastAt ?? Infinity)
  const until = Math.min(...ends)
  if (!Number.isFinite(until)) return null
  return round(jainIndex(both.map((label) => copiesUntil(label, until))), 3)
}

function copiesUntil(label: LabelStatistics | undefined, until: number): number {
  if (!label || label.firstAt === null) return 0
  const seconds = (until - label.firstAt) / 1_000
  return label.seconds.reduce(
    (sum, count, second) => sum + count * Math.min(1, Math.max(0, seconds - second)),
    0,
  )
}

function between(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : (to - from) / 1_000
}

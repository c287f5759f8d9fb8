import type { Channel } from '../channels/channel.ts'
import type { ChannelRegistry } from '../channels/registry.ts'
import type { ChannelInstanceId } from '../domain/id.ts'
import { within } from '../storage/within.ts'
import type { Reading } from '../observability/metrics.ts'
import { readOperatingFigures, type OperatingFigures } from '../storage/operating-figures.ts'
import type { PoolStanding } from '../storage/pool-standing.ts'
import type { Store } from '../storage/store.ts'

export interface MetricsSources {
  readonly store: Store
  readonly channels: ChannelRegistry
  readonly pools: Readonly<Record<string, () => PoolStanding>>
  /** Whether what platforms bring can be stored. */
  readonly stores: () => boolean
  readonly jobCounts: () => Promise<readonly { job: string; state: string; count: number }[]>
}

const SOURCE_MS = 3_000
/** Asking a platform how we stand is a call of its own; once a minute is enough. */
const HEALTH_MS = 60_000

/** Reads the gauges at the moment of a scrape; a source that does not answer leaves its own out and is told. */
export function metricsReader(sources: MetricsSources): () => Promise<Reading> {
  const health = rememberFor(HEALTH_MS, () => readHealth(sources.channels.all()))
  return async () => {
    const parts = await Promise.all([
      ask('database', async () =>
        figuresOf(await readOperatingFigures(sources.store, openOf(sources))),
      ),
      ask('queue', async () => jobsOf(await sources.jobCounts())),
      ask('channels', health),
    ])
    const stores = {
      gauge: 'up',
      labels: { source: 'inbox' },
      value: Number(sources.stores()),
    } as const
    return [...parts.flat(), stores, ...poolsOf(sources.pools)]
  }
}

function openOf({ channels }: MetricsSources): ChannelInstanceId[] {
  return channels.all().map(({ instanceId }) => instanceId)
}

async function ask(source: string, read: () => Promise<Reading>): Promise<Reading> {
  try {
    return [...(await within(SOURCE_MS, read())), { gauge: 'up', labels: { source }, value: 1 }]
  } catch {
    return [{ gauge: 'up', labels: { source }, value: 0 }]
  }
}

function figuresOf({ inbox, unknown, broadcasts, channels }: OperatingFigures): Reading {
  return [
    { gauge: 'inbox_waiting', labels: {}, value: inbox.waiting },
    { gauge: 'inbox_left', labels: {}, value: inbox.left },
    { gauge: 'inbox_failed', labels: {}, value: inbox.failed },
    { gauge: 'inbox_oldest_seconds', labels: {}, value: inbox.oldestSeconds },
    { gauge: 'deliveries_unknown', labels: {}, value: unknown },
    ...broadcasts.map(
      ({ state, count }) =>
        ({ gauge: 'broadcasts_open', labels: { state }, value: count }) as const,
    ),
    ...channels.flatMap(({ id, platform, ...figures }) => {
      const labels = { platform, instance: id }
      return [
        { gauge: 'lane_held', labels, value: Number(figures.isHeld) },
        { gauge: 'lane_stopped', labels, value: Number(figures.isStopped) },
        { gauge: 'lane_fence', labels, value: figures.fence },
        { gauge: 'messages_waiting', labels, value: figures.messages },
        ...figures.copies.map(
          ({ state, count }) =>
            ({ gauge: 'deliveries', labels: { ...labels, state }, value: count }) as const,
        ),
      ] as const
    }),
  ]
}

function jobsOf(counts: Awaited<ReturnType<MetricsSources['jobCounts']>>): Reading {
  return counts.map(({ job, state, count }) => ({
    gauge: 'queue_jobs',
    labels: { job, state },
    value: count,
  }))
}

function poolsOf(pools: MetricsSources['pools']): Reading {
  return Object.entries(pools).flatMap(([pool, read]) =>
    Object.entries(read()).map(
      ([state, value]) =>
        ({ gauge: 'database_connections', labels: { pool, state }, value: Number(value) }) as const,
    ),
  )
}

async function readHealth(channels: readonly Channel[]): Promise<Reading> {
  return Promise.all(
    channels.map(async (channel) => {
      const labels = { platform: channel.platform, instance: channel.instanceId }
      const isUp = await within(SOURCE_MS, channel.health()).then(
        ({ ok }) => ok,
        () => false,
      )
      return { gauge: 'channel_up', labels, value: Number(isUp) } as const
    }),
  )
}

/** The last answer while it is young; one question at a time. */
function rememberFor<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let known: { readonly answer: Promise<T>; readonly until: number } | undefined
  return () => {
    const now = performance.now()
    if (!known || known.until <= now) known = { answer: ask(), until: now + ms }
    return known.answer
  }
}

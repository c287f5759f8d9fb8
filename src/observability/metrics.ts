import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

/** A bot or OA in a label: its platform and our id of it, never its name. */
export interface ChannelLabels {
  readonly platform: string
  readonly instance: string
}

/** Gauges that are read when somebody asks, each with its labels; see `GAUGES`. */
export type Reading = readonly {
  readonly gauge: keyof typeof GAUGES
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}[]

/** What an operator watches. Labels hold platforms, ids of bots, states and names of jobs: a closed set. */
export interface Metrics {
  readonly webhookAnswered: (platform: string, status: number, seconds: number) => void
  readonly callMade: (channel: ChannelLabels, outcome: string, seconds: number) => void
  readonly jobFailed: (job: string) => void
  /** Everything in Prometheus' text format, with what `read` gives at this moment. */
  readonly text: (read: () => Promise<Reading>) => Promise<string>
  readonly contentType: string
}

const CHANNEL = ['platform', 'instance'] as const
const GAUGES = {
  inbox_waiting: { help: 'Stored updates that wait to be taken in', labels: [] },
  inbox_left: { help: 'Stored updates of a bot or OA that is not open here', labels: [] },
  inbox_failed: { help: 'Updates of the last 30 days that could not be taken in', labels: [] },
  inbox_oldest_seconds: { help: 'Age of the oldest update that waits', labels: [] },
  deliveries: {
    help: 'Copies of open broadcasts by state, counted up to a limit for each broadcast',
    labels: [...CHANNEL, 'state'],
  },
  messages_waiting: {
    help: 'Answers, cards, reminders and edits that wait to be sent, counted up to a limit',
    labels: CHANNEL,
  },
  deliveries_unknown: {
    help: 'Copies of all broadcasts of which it is not known whether they arrived, up to a limit',
    labels: [],
  },
  broadcasts_open: { help: 'Broadcasts that have not ended', labels: ['state'] },
  lane_held: { help: 'Whether a process sends for this bot or OA now', labels: CHANNEL },
  lane_stopped: { help: 'Whether sending stands still until a person acts', labels: CHANNEL },
  lane_fence: { help: 'How often the lane has changed its owner', labels: CHANNEL },
  channel_up: { help: 'Whether the platform answers and accepts the token', labels: CHANNEL },
  queue_jobs: { help: 'Jobs on the queue', labels: ['job', 'state'] },
  database_connections: {
    help: 'Connections of this process to the database',
    labels: ['pool', 'state'],
  },
  up: {
    help: 'Whether a source of figures answered; `inbox`: whether updates can be stored',
    labels: ['source'],
  },
} as const satisfies Record<string, { help: string; labels: readonly string[] }>

const PREFIX = 'nhipcau_'
/** Seconds: a webhook is answered in milliseconds, a platform in tenths of a second. */
const WEBHOOK_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 8]
const CALL_BUCKETS = [0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 8, 30]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, prefix: PREFIX })
  const webhooks = new Histogram({
    name: `${PREFIX}webhook_seconds`,
    help: 'Time until a webhook was answered',
    labelNames: ['platform', 'status'],
    buckets: WEBHOOK_BUCKETS,
    registers,
  })
  const calls = new Counter({
    name: `${PREFIX}platform_calls_total`,
    help: 'Messages and edits that a platform was asked for, by outcome',
    labelNames: [...CHANNEL, 'outcome'],
    registers,
  })
  const callSeconds = new Histogram({
    name: `${PREFIX}platform_call_seconds`,
    help: 'Time until a platform answered',
    labelNames: ['platform'],
    buckets: CALL_BUCKETS,
    registers,
  })
  const failedJobs = new Counter({
    name: `${PREFIX}jobs_failed_total`,
    help: 'Jobs that ended with an error; the sweeper makes them again',
    labelNames: ['job'],
    registers,
  })
  const gauges = new Map(
    Object.entries(GAUGES).map(([name, { help, labels }]) => [
      name,
      new Gauge({ name: `${PREFIX}${name}`, help, labelNames: labels, registers }),
    ]),
  )
  return {
    webhookAnswered: (platform, status, seconds) =>
      webhooks.observe({ platform, status: String(status) }, seconds),
    callMade: (channel, outcome, seconds) => {
      calls.inc({ ...channel, outcome })
      callSeconds.observe({ platform: channel.platform }, seconds)
    },
    jobFailed: (job) => failedJobs.inc({ job }),
    text: async (read) => {
      const readings = await read()
      // What is not there any more must not be shown for ever; a gauge without labels is reset to a zero.
      for (const gauge of gauges.values()) {
        gauge.reset()
        gauge.remove({})
      }
      for (const { gauge, labels, value } of readings) gauges.get(gauge)?.set(labels, value)
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}

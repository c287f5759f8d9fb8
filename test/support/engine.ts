import type { JobRequest } from '../../jobs/catalogue.ts'
import type { Capabilities } from '../../src/channels/channel.ts'
import { createChannelRegistry } from '../../src/channels/registry.ts'
import type { BroadcastId, ChannelInstanceId, DeliveryId } from '../../src/domain/id.ts'
import { plainMessage } from '../../src/messages/message.ts'
import type { Store } from '../../src/storage/store.ts'
import { runLane } from '../../src/usecases/sending/run-lane.ts'
import type { ProgressDeps, SendingDeps } from '../../src/usecases/sending/sending-deps.ts'
import type { Deps } from '../../src/deps.ts'
import type { Channel } from '../../src/channels/channel.ts'
import { createPlainChannel } from './plain-channel.ts'
import { startPlainPlatform, type PlainPlatform } from './plain-platform.ts'
import { quietLog } from './quiet-log.ts'
import { givenInstance } from './rows.ts'
import { zoneWhereItIs } from './zone-where-it-is.ts'

/** A bot on the plain platform and an engine that sends for it. */
export interface TestEngine {
  deps: SendingDeps & ProgressDeps & Pick<Deps, 'settings'>
  readonly store: Store
  readonly channel: Channel
  readonly instanceId: ChannelInstanceId
  readonly platform: PlainPlatform
  /** Jobs that were asked for. */
  readonly jobs: JobRequest[]
  /** Why broadcasts were held. */
  readonly held: string[]
  /** What the copies of every broadcast say; one part for each. */
  copy: string[]
  /** Added to the clock. */
  aheadMs: number
  /** Sends until nothing is due. */
  run(signal?: AbortSignal): Promise<void>
  /** Moves the clock past every pause that a try waits for, and sends. */
  later(ms: number): Promise<void>
  delivery(id: DeliveryId): Promise<{ state: string; reason: string | null; tries: number }>
  states(id: BroadcastId): Promise<Record<string, number>>
  stop(): Promise<void>
}

export async function startTestEngine(
  store: Store,
  capabilities: Partial<Capabilities> = {},
  render?: Channel['render'],
): Promise<TestEngine> {
  const instanceId = await givenInstance(store)
  const platform = await startPlainPlatform()
  const channel = createPlainChannel({
    instanceId,
    origin: platform.origin,
    capabilities,
    ...(render && { render: (message) => render(message, 'private') }),
  })
  const jobs: JobRequest[] = []
  const messages = new Map<string, ReturnType<typeof plainMessage>>()
  const engine: TestEngine = {
    deps: {
      store,
      channels: createChannelRegistry([channel]),
      enqueue: async (job) => {
        jobs.push(job)
      },
      clock: { now: () => new Date(Date.now() + engine.aheadMs) },
      log: quietLog as Deps['log'],
      settings: {
        timeZone: zoneWhereItIs(8),
        owners: [],
        residentChannels: [],
        undoMs: 0,
      },
      messageFor: async () => {
        const key = engine.copy.join('|')
        const message = messages.get(key) ?? plainMessage(...engine.copy)
        messages.set(key, message)
        return message
      },
      onLaneStopped: async () => [],
      onHeld: async (_tx, _id, held) => {
        engine.held.push(held.reason)
      },
      onUnheard: async () => {},
      onTakenBack: async () => {},
      callMade: () => {},
      linkFiles: (message) => message,
      progressMessage: async (_id, { counts }) =>
        plainMessage(`${counts.sent}/${counts.sent + counts.planned}`),
      onFinished: async () => {},
    },
    store,
    channel,
    instanceId,
    platform,
    jobs,
    held: [],
    copy: ['Mời họp'],
    aheadMs: 0,
    run: (signal = new AbortController().signal) => runLane(engine.deps, instanceId, signal),
    later: (ms) => {
      engine.aheadMs += ms
      return engine.run()
    },
    delivery: (id) =>
      store.db
        .selectFrom('delivery')
        .select(['state', 'reason', 'tries'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow(),
    states: async (id) => {
      const rows = await store.db
        .selectFrom('delivery')
        .select(({ fn }) => ['state', fn.countAll<string>().as('count')])
        .where('broadcast_id', '=', id)
        .groupBy('state')
        .execute()
      return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]))
    },
    stop: () => platform.stop(),
  }
  return engine
}

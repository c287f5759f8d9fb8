import { createKeyring } from '../../src/domain/keyring.ts'
import type { ChannelInstanceId } from '../../src/domain/id.ts'
import { createChannelRegistry } from '../../src/channels/registry.ts'
import { connectDatabase, type PgConfig } from '../../src/storage/database.ts'
import { runLane } from '../../src/usecases/sending/run-lane.ts'
import type { SendingDeps } from '../../src/usecases/sending/sending-deps.ts'
import { createPlainChannel, NO_PACE } from './plain-channel.ts'
import { quietLog } from './quiet-log.ts'

/** What the parent says by an environment variable. */
export interface EngineTask {
  readonly pg: PgConfig
  readonly key: string
  readonly instanceId: ChannelInstanceId
  readonly origin: string
  readonly perSecond: number
}

/** Sends for one bot as a process of its own, so that a test can kill it. */
const task = JSON.parse(process.env['ENGINE_TASK'] ?? '') as EngineTask
const database = connectDatabase(task.pg, { log: quietLog, poolSize: 6 })
const deps: SendingDeps = {
  store: {
    db: database.db,
    keys: createKeyring({
      keys: [{ id: 'test', key: Buffer.from(task.key, 'base64') }],
      current: 'test',
    }),
  },
  channels: createChannelRegistry([
    createPlainChannel({
      instanceId: task.instanceId,
      origin: task.origin,
      capabilities: { pace: { ...NO_PACE, perSecond: task.perSecond } },
    }),
  ]),
  enqueue: async () => {},
  clock: { now: () => new Date() },
  log: quietLog as SendingDeps['log'],
  settings: { timeZone: 'Asia/Ho_Chi_Minh' },
  messageFor: async () => {
    throw new Error('no broadcasts here')
  },
  onLaneStopped: async () => [],
  onHeld: async () => {},
  onUnheard: async () => {},
  onTakenBack: async () => {},
  callMade: () => {},
  linkFiles: (message) => message,
}
await runLane(deps, task.instanceId, new AbortController().signal)
await database.close()

import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals'
import type { Capabilities } from '../../src/channels/channel.ts'
import type { DeliveryState } from '../../src/domain/delivery.ts'
import type { BroadcastId, ChatId } from '../../src/domain/id.ts'
import type { Store } from '../../src/storage/store.ts'
import { expandBroadcast } from '../../src/usecases/sending/expand-broadcast.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { startTestEngine, type TestEngine } from './engine.ts'
import { givenBroadcast, givenGroup, givenUnit } from './rows.ts'

/** A database with stories about broadcasts, each with an engine of its own. */
export interface BroadcastStage {
  readonly store: Store
  /** That of the story; one may put another in its place. */
  engine: TestEngine
  /** One more, which ends with the story. */
  start(capabilities?: Partial<Capabilities>): Promise<TestEngine>
  /** A broadcast to as many groups, each of a unit of its own. */
  toGroups(
    names: readonly string[],
    options?: Parameters<typeof givenBroadcast>[1],
  ): Promise<BroadcastId>
  expand(id: BroadcastId): Promise<void>
  onlyCopy(id: BroadcastId): Promise<{ chat_id: ChatId; state: DeliveryState }>
  /** Chats that took a call, in order. */
  arrived(): string[]
}

/** Sets the stage for the stories of one file, by jest's hooks. */
export function setBroadcastStage(): BroadcastStage {
  let database: TestDatabase | undefined
  let engine: TestEngine | undefined
  const engines: TestEngine[] = []

  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database?.close())
  beforeEach(async () => {
    engine = await stage.start()
  })
  afterEach(() => Promise.all(engines.splice(0).map((each) => each.stop())))

  const stage: BroadcastStage = {
    get store() {
      return set(database).store
    },
    get engine() {
      return set(engine)
    },
    set engine(other) {
      engine = other
    },
    start: async (capabilities) => {
      const started = await startTestEngine(stage.store, capabilities)
      engines.push(started)
      return started
    },
    toGroups: async (names, options) => {
      const units = await Promise.all(
        names.map(async (name) => {
          const unit = await givenUnit(stage.store, name)
          await givenGroup(stage.store, stage.engine.instanceId, name, unit)
          return unit
        }),
      )
      return givenBroadcast(stage.store, { units, ...options })
    },
    expand: (id) => expandBroadcast(stage.engine.deps, id),
    onlyCopy: (id) =>
      stage.store.db
        .selectFrom('delivery')
        .select(['chat_id', 'state'])
        .where('broadcast_id', '=', id)
        .executeTakeFirstOrThrow(),
    arrived: () => stage.engine.platform.seen().map((call) => call.chat),
  }
  return stage
}

function set<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('a story uses the stage before it is set')
  return part
}

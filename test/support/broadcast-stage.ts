import type { Capabilities } from '../../src/channels/channel.ts'
import type { DeliveryState } from '../../src/domain/delivery.ts'
import type { BroadcastId, ChatId } from '../../src/domain/id.ts'
import type { Store } from '../../src/storage/store.ts'
import { expandBroadcast } from '../../src/usecases/sending/expand-broadcast.ts'
import { createTestDatabase } from './database.ts'
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
  beginStory(): Promise<void>
  endStory(): Promise<void>
  close(): Promise<void>
}

export async function openBroadcastStage(): Promise<BroadcastStage> {
  const database = await createTestDatabase()
  const { store } = database
  const engines: TestEngine[] = []
  let engine: TestEngine | null = null

  const stage: BroadcastStage = {
    store,
    get engine() {
      if (!engine) throw new Error('no story has begun')
      return engine
    },
    set engine(other) {
      engine = other
    },
    start: async (capabilities) => {
      const started = await startTestEngine(store, capabilities)
      engines.push(started)
      return started
    },
    toGroups: async (names, options) => {
      const units = await Promise.all(
        names.map(async (name) => {
          const unit = await givenUnit(store, name)
          await givenGroup(store, stage.engine.instanceId, name, unit)
          return unit
        }),
      )
      return givenBroadcast(store, { units, ...options })
    },
    expand: (id) => expandBroadcast(stage.engine.deps, id),
    onlyCopy: (id) =>
      store.db
        .selectFrom('delivery')
        .select(['chat_id', 'state'])
        .where('broadcast_id', '=', id)
        .executeTakeFirstOrThrow(),
    arrived: () => stage.engine.platform.seen().map((call) => call.chat),
    beginStory: async () => {
      engine = await stage.start()
    },
    endStory: async () => {
      await Promise.all(engines.splice(0).map((each) => each.stop()))
    },
    close: () => database.close(),
  }
  return stage
}

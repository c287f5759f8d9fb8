import { afterEach, beforeEach } from '@jest/globals'
import type { Capabilities } from '../../src/channels/channel.ts'
import type { Store } from '../../src/storage/store.ts'
import { setTestDatabase } from './database-stage.ts'
import { startTestEngine, type TestEngine } from './engine.ts'

/** A database with stories, each with an engine of its own. */
export interface EngineStage {
  readonly store: Store
  /** That of the story; one may put another in its place. */
  engine: TestEngine
  /** One more, which ends with the story. */
  readonly start: (capabilities?: Partial<Capabilities>) => Promise<TestEngine>
}

/** Sets the stage for the stories of one file, by jest's hooks. */
export function setEngineStage(): EngineStage {
  const { store } = setTestDatabase('all')
  let engine: TestEngine | undefined
  const engines: TestEngine[] = []

  beforeEach(async () => {
    engine = await stage.start()
  })
  afterEach(() => Promise.all(engines.splice(0).map((each) => each.stop())))

  const stage: EngineStage = {
    store,
    get engine() {
      if (engine === undefined) throw new Error('a story uses the stage before it is set')
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
  }
  return stage
}

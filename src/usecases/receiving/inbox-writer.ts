import { setTimeout as sleep } from 'node:timers/promises'
import type { ChannelInstanceId } from '../../domain/id.ts'
import { storeInInbox, type InboxEntry } from '../../storage/inbox.ts'
import type { Store } from '../../storage/store.ts'
import { createBatcher } from '../create-batcher.ts'
import { createStoring } from './storing.ts'

/** Updates that share one statement under load. */
const BATCH = 200
/** After the last arrival, so long it is still called busy. */
const QUIET_AFTER_MS = 25

/** The one way into the inbox of this process. */
export interface InboxWriter {
  /** Stores an update; true when it was not stored before. Durable once it resolves. */
  write(entry: InboxEntry): Promise<boolean>
  /**
   * Resolves when nothing is being stored, or after `maxMs`: storing goes before taking in, because a
   * platform waits for the one and nobody for the other.
   */
  whenQuiet(maxMs: number): Promise<void>
  /** See `Storing`. */
  works(): boolean
}

export function createInboxWriter(store: Store): InboxWriter {
  let open = 0
  let lastAt = 0
  const storing = createStoring()
  const put = createBatcher(async (entries: readonly InboxEntry[]) => {
    try {
      const stored = await storeInInbox(store, entries)
      storing.stored()
      return stored
    } catch (error) {
      storing.failed()
      throw error
    }
  }, BATCH)
  const isBusy = (): boolean => open > 0 || performance.now() - lastAt < QUIET_AFTER_MS
  return {
    works: () => storing.works(),
    write: async (entry) => {
      open += 1
      lastAt = performance.now()
      try {
        return (await put(entry)).has(keyOf(entry.instanceId, entry.dedupKey))
      } finally {
        open -= 1
      }
    },
    whenQuiet: async (maxMs) => {
      const limit = performance.now() + maxMs
      while (isBusy() && performance.now() < limit) await sleep(QUIET_AFTER_MS)
    },
  }
}

function keyOf(instanceId: ChannelInstanceId, dedupKey: string): string {
  return `${instanceId} ${dedupKey}`
}

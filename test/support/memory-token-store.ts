import type { TokenPair, TokenStore } from 'zalo-api-sdk-node'

export interface MemoryTokenStore extends TokenStore {
  pair: TokenPair | null
  renewedAt: Date | null
}

/** A token store for one test, with a lock as several processes would share it. */
export function memoryTokenStore(pair: TokenPair | null): MemoryTokenStore {
  let queue: Promise<unknown> = Promise.resolve()
  const store: MemoryTokenStore = {
    pair,
    renewedAt: null,
    read: () => Promise.resolve(store.pair),
    write: (next) => {
      store.pair = next
      return Promise.resolve()
    },
    withLock: (work) => {
      const run = queue.then(work)
      queue = run.catch(() => undefined)
      return run
    },
  }
  return store
}

import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Puts together what is asked for while an earlier batch is on its way: alone, a request costs one round
 * trip; under load hundreds share one. Each request gets the result of its batch. With `gather`, a batch of fewer than
 * `items` waits `ms` for more to come, where a round trip costs more than the wait.
 */
export function createBatcher<T, R>(
  run: (items: readonly T[]) => Promise<R>,
  maxItems: number,
  gather: { readonly items: number; readonly ms: number } = { items: 0, ms: 0 },
): (item: T) => Promise<R> {
  let waiting: { item: T; resolve: (result: R) => void; reject: (error: unknown) => void }[] = []
  let running = false

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      if (waiting.length < gather.items) await sleep(gather.ms)
      const batch = waiting.slice(0, maxItems)
      waiting = waiting.slice(maxItems)
      try {
        const result = await run(batch.map(({ item }) => item))
        for (const { resolve } of batch) resolve(result)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    running = false
  }

  return (item) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (running) return
      running = true
      // After this turn of the loop, so that what starts together goes together.
      setImmediate(() => void drain())
    })
}

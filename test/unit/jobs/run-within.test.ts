import { describe, expect, it } from '@jest/globals'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { runWithin } from '../../../jobs/run-within.ts'

const JOBS = 5_000

describe('the time that a job has', () => {
  it('leaves nothing behind on a process that runs jobs for months', async () => {
    const { signal } = new AbortController()
    const run = async (): Promise<number> => {
      for (let job = 0; job < JOBS; job++) await runWithin(60_000, signal, async () => {})
      return usedBytes()
    }
    const before = await run()

    expect(((await run()) - before) / JOBS).toBeLessThan(30)
  })

  it('ends with the process that runs it, also one that is stopping already', async () => {
    const stopping = new AbortController()
    const seen: boolean[] = []
    const job = async (signal: AbortSignal): Promise<void> => {
      stopping.abort()
      seen.push(signal.aborted)
    }

    await runWithin(null, stopping.signal, job)
    await runWithin(null, stopping.signal, job)

    expect(seen).toEqual([true, true])
  })

  it('is over after its limit', async () => {
    const { signal } = new AbortController()

    await runWithin(5, signal, async (enough) => {
      while (!enough.aborted) await new Promise((resolve) => setTimeout(resolve, 5))
    })

    expect(signal.aborted).toBe(false)
  })
})

/** After all that nobody holds is gone, also what is let go in two steps. */
async function usedBytes(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let round = 0; round < 3; round++) {
    await nextTurn()
    collect()
  }
  return process.memoryUsage().heapUsed
}

import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { createBatcher } from '../../../../src/usecases/create-batcher.ts'

describe('the batcher', () => {
  it('puts together what comes while a batch is on its way', async () => {
    const batches: number[][] = []
    let begun = (): void => {}
    const hasBegun = new Promise<void>((resolve) => (begun = resolve))
    let finish = (): void => {}
    const mayFinish = new Promise<void>((resolve) => (finish = resolve))
    const add = createBatcher(async (items: readonly number[]) => {
      batches.push([...items])
      begun()
      await mayFinish
      return items.length
    }, 3)

    const first = add(0)
    await hasBegun
    const others = [1, 2, 3, 4].map((item) => add(item))
    finish()
    const sizes = await Promise.all([first, ...others])

    expect(batches).toEqual([[0], [1, 2, 3], [4]])
    expect(sizes).toEqual([1, 3, 3, 3, 1])
  })

  it('waits a moment for more where it is told to, and not when there are enough', async () => {
    const sizes: number[] = []
    const add = createBatcher(
      (items: readonly number[]) => Promise.resolve(sizes.push(items.length)),
      10,
      { items: 3, ms: 20 },
    )
    const first = add(1)
    await sleep(5)
    await Promise.all([first, add(2)])
    expect(sizes).toEqual([2])

    const addPatiently = createBatcher(
      (items: readonly number[]) => Promise.resolve(sizes.push(items.length)),
      10,
      { items: 3, ms: 600_000 },
    )
    await Promise.all([addPatiently(3), addPatiently(4), addPatiently(5)])
    expect(sizes).toEqual([2, 3])
  })

  it('fails those of one batch and goes on with the next', async () => {
    const add = createBatcher(async (items: readonly string[]) => {
      if (items.includes('bad')) throw new Error('refused')
      return 'done'
    }, 1)

    const results = await Promise.allSettled([add('good'), add('bad'), add('good')])

    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })
})

import { describe, expect, it } from '@jest/globals'
import { killOne } from '../faults/kill-one.ts'
import { testRedisUrl } from '../support/redis.ts'
import { buildProgram } from '../support/child-process.ts'

const [GROUPS, MEMBERS] = [10, 110]
/** `npm run faults` draws one. */
const SEED = 20_230_320

describe('a short fault run', () => {
  it('loses nothing, repeats nothing without a mark, and keeps limits and order', async () => {
    await buildProgram()

    const report = await killOne({
      seed: SEED,
      groups: GROUPS,
      members: MEMBERS,
      queue: testRedisUrl() === undefined ? 'postgres' : 'redis',
      shapes: ['three parts'],
      leastKills: 4,
      mostKills: 4,
      leastPerPhase: 0,
      mostBroadcasts: 1,
      spacingMs: 2_500,
      whileExpanding: 1,
      say: () => {},
    })

    const [broadcast] = report.broadcasts
    expect(report.broken).toEqual([])
    expect(report.kills).toHaveLength(4)
    expect(broadcast?.afterRetry ?? broadcast?.atEnd).toMatchObject({ lost: [], outOfOrder: [] })
  }, 180_000)
})

import { describe, expect, it } from '@jest/globals'
import { killOne } from '../faults/kill-one.ts'
import { buildProgram } from '../support/child-process.ts'
import { testRedisUrl } from '../support/redis.ts'

const GROUPS = 10
/** `npm run faults` draws one. */
const SEED = 20_230_320
/**
 * Beside other tests the service and the emulated platform wait for the processor now and then, and calls that left at
 * the right pace arrive together; the long form, by itself, is held to 31.
 */
const BUSIEST_SECOND = 36

describe('a short fault run', () => {
  it.each([
    { platform: 'telegram', members: 110, mostKills: 3, spacingMs: 2_500 },
    { platform: 'zalo-oa', members: 40, mostKills: 2, spacingMs: 1_500 },
  ] as const)(
    'loses nothing, repeats nothing without a mark, and keeps the parts in order ($platform)',
    async ({ platform, members, mostKills, spacingMs }) => {
      await buildProgram()

      const { kills, broadcasts } = await killOne({
        seed: SEED,
        platform,
        groups: GROUPS,
        members,
        queue: testRedisUrl() === undefined ? 'postgres' : 'redis',
        shapes: ['three parts'],
        leastKills: mostKills,
        mostKills,
        leastPerPhase: 0,
        mostBroadcasts: 1,
        spacingMs,
        whileExpanding: 1,
        say: () => {},
      })

      expect(kills).toHaveLength(mostKills)
      const [broadcast] = broadcasts
      const { atEnd, afterRetry } = broadcast ?? {}
      for (const count of [atEnd, afterRetry ?? atEnd])
        expect(count).toMatchObject({
          lost: [],
          duplicatedUnmarked: [],
          duplicatedUnexplained: [],
          outOfOrder: [],
          overLimits: { perPrivateChat: 0, perGroup: 0, perOaMinute: 0 },
        })
      const last = afterRetry ?? atEnd
      expect(last?.complete).toBe(last?.expected)
      expect(last?.busiestSecond).toBeLessThanOrEqual(BUSIEST_SECOND)
    },
    400_000,
  )
})

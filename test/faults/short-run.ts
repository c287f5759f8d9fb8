import { expect } from '@jest/globals'
import { buildProgram } from '../support/child-process.ts'
import { testRedisUrl } from '../support/redis.ts'
import { killOne, type KillOneOptions } from './kill-one.ts'

const GROUPS = 10
/** `npm run faults` draws one. */
const SEED = 20_230_320
/** Long enough on a machine that is busy with other tests, and less than those wait, to say what was missing. */
const LIMIT_MS = 150_000
/**
 * Beside other tests the service and the emulated platform wait for the processor now and then, and calls that left at
 * the right pace arrive together; the long form, by itself, is held to 31.
 */
const BUSIEST_SECOND = 36
const OF_THE_SECOND = /over the bot's second|refused as too many/

/** One broadcast while its service is killed again and again, and what must hold after it. */
export async function expectNothingLost(
  options: Pick<KillOneOptions, 'platform' | 'members' | 'mostKills' | 'spacingMs' | 'outages'>,
): Promise<void> {
  await buildProgram()

  const { kills, broadcasts, broken } = await killOne({
    ...options,
    seed: SEED,
    groups: GROUPS,
    queue: testRedisUrl() === undefined ? 'postgres' : 'redis',
    shapes: ['three parts'],
    leastKills: options.mostKills,
    leastPerPhase: 0,
    mostBroadcasts: 1,
    whileExpanding: 1,
    limitMs: LIMIT_MS,
    say: () => {},
  })

  expect(kills).toHaveLength(options.mostKills)
  expect(broken.filter((words) => !OF_THE_SECOND.test(words))).toEqual([])
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
}

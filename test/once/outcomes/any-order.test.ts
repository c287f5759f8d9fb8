import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createWorld, type Answer, type World } from '../../support/any-order.ts'
import { setTestDatabase } from '../../support/database-stage.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

const answers: fc.Arbitrary<Answer> = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Answer>('sent') },
  { weight: 4, arbitrary: fc.constantFrom<Answer>('lost-after', 'lost-before') },
  { weight: 3, arbitrary: fc.constantFrom<Answer>('wait', 'quota') },
  { weight: 3, arbitrary: fc.constantFrom<Answer>('blocked', 'no-contact') },
  { weight: 2, arbitrary: fc.constantFrom<Answer>('refused', 'gone') },
  { weight: 1, arbitrary: fc.constantFrom<Answer>('moved', 'token-refused') },
)

/** One thing that happens; where it cannot, nothing does. */
interface Step {
  readonly what: string
  readonly happens: (world: World) => unknown
}

const which = fc.nat(30)
const step = (what: string, happens: (world: World, pick: number) => unknown): fc.Arbitrary<Step> =>
  which.map((pick) => ({ what: `${what} ${pick}`, happens: (world) => happens(world, pick) }))

const sending = fc.oneof(
  { weight: 5, arbitrary: step('go', (world, pick) => world.go(pick)) },
  {
    weight: 4,
    arbitrary: fc.record({ pick: which, answer: answers }).map(({ pick, answer }) => ({
      what: `answer ${pick} ${answer}`,
      happens: (world: World) => world.answer(pick, answer),
    })),
  },
  { weight: 1, arbitrary: step('die', (world) => world.die()) },
  { weight: 1, arbitrary: step('stop', (world) => world.stop()) },
)
const people = fc.oneof(
  step('pause', (world, pick) => world.pause(pick)),
  step('resume', (world, pick) => world.resume(pick)),
  step('end', (world, pick) => world.end(pick)),
  step('retry', (world, pick) => world.retry(pick)),
  step('change', (world, pick) => world.change(pick, 'card')),
  step('progress', (world, pick) => world.change(pick, 'progress')),
  step('come back', (world, pick) => world.comeBack(pick)),
  step('go away', (world, pick) => world.goAway(pick)),
)
const time = fc.oneof(
  step('follow', (world) => world.follow()),
  step('sweep', (world) => world.sweep()),
  step('echo', (world, pick) => world.echo(pick)),
  step('seconds', (world) => world.wait(6 * SECOND)),
  step('minute', (world) => world.wait(MINUTE)),
  step('hours', (world) => world.wait(7 * HOUR)),
)
const story = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: sending },
    { weight: 2, arbitrary: people },
    { weight: 2, arbitrary: time },
  ),
  { minLength: 20, maxLength: 100, size: 'max' },
)

/** Each about half a second. More are told with STORIES; SEED tells those of a failed run again. */
const STORIES = Number(process.env['STORIES'] ?? 25)
const SEED = process.env['SEED']

describe('whatever happens in whatever order', () => {
  const database = setTestDatabase('all')

  it(
    'nothing is lost, nothing comes twice without its mark, and what the ledger says is true',
    async () => {
      const tell = async (steps: readonly Step[]): Promise<void> => {
        const world = await createWorld(database.store)
        const told: string[] = []
        const mustHold = async (): Promise<void> => {
          const faults = [...world.broken, ...(await world.faults())]
          if (faults.length > 0) throw new Error(`${told.join(', ')}: ${faults.join('; ')}`)
        }
        try {
          for (const { what, happens } of steps) {
            told.push(what)
            await happens(world)
            await mustHold()
          }
          told.push('all settles')
          await world.settle()
          await mustHold()
          const losses = await world.losses()
          if (losses.length > 0) throw new Error(`${told.join(', ')}: ${losses.join('; ')}`)
        } finally {
          await world.close()
        }
      }
      const { failed, seed, errorInstance } = await fc.check(fc.asyncProperty(story, tell), {
        numRuns: STORIES,
        ...(SEED !== undefined && { seed: Number(SEED) }),
        endOnFailure: process.env['SHRINK'] === undefined,
      })
      expect(failed ? [`SEED=${seed}`, String(errorInstance)] : []).toEqual([])
    },
    STORIES * 20_000,
  )
})

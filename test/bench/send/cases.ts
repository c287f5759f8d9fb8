import type { Case, Group } from './case.ts'
import type { Audience, Contestant, Scenario } from './task.ts'

/** What a run measures: `alone` one after another, `together` at the same time. */
export interface Plan {
  /** Most recipients of any case on the embedded database, and on the server. */
  readonly most: { readonly embedded: number; readonly server: number }
  readonly limited: readonly {
    readonly alone: readonly Case[]
    readonly together: readonly Case[]
  }[]
  /** Each with how often it runs; the middle run counts. */
  readonly unlimited: readonly { readonly one: Case; readonly runs: number }[]
}

const plain = { keepsRecord: true, processes: 1, database: null, queue: null } as const

const EMBEDDED = {
  ...plain,
  contestant: 'nhipcau',
  database: 'embedded',
  queue: 'postgres',
} as const
const SERVER = { ...plain, contestant: 'nhipcau', database: 'server', queue: 'redis' } as const
const BULL_REDIS = {
  ...plain,
  contestant: 'bullmq-redis',
  database: 'server',
  queue: 'redis',
} as const
const BULL_POSTGRES = {
  ...plain,
  contestant: 'bullmq-postgres',
  database: 'server',
  queue: 'postgres',
} as const
const loop = (contestant: Contestant) => ({ ...plain, keepsRecord: false, contestant }) as const
const BARE = loop('bare-undici')
const LEAST = { ...plain, contestant: 'least-record', database: 'server' } as const
const PROTOTYPE = { ...plain, contestant: 'prototype', database: 'server' } as const
const FOR = loop('telegraf-for')
const LIMITED_LOOP = loop('telegraf-p-limit')
const GRAMMY = loop('grammy')

type Contender = Omit<Case, 'group' | 'scenario' | 'audience' | 'isLimited'>

const twice = (contender: Contender): Contender => ({ ...contender, processes: 2 })

function limited(
  group: Group,
  audience: Audience,
  alone: readonly Contender[],
  together: readonly Contender[],
): Plan['limited'][number] {
  const scenario: Scenario =
    group === 'limits' || group === 'groups' ? 'plain' : plainScenario(group)
  const complete = (contender: Contender): Case => ({
    ...contender,
    group,
    scenario,
    audience,
    isLimited: true,
  })
  return { alone: alone.map(complete), together: together.map(complete) }
}

function plainScenario(group: Group): Scenario {
  return group === 'answers' || group === 'urgent' || group === 'pair' ? group : 'plain'
}

function unlimited(recipients: number, runs: number, contenders: readonly Contender[]) {
  return contenders.map((contender) => ({
    runs,
    one: {
      ...contender,
      group: 'unlimited' as const,
      scenario: 'plain' as const,
      audience: people(recipients),
      isLimited: false,
    },
  }))
}

function people(privateChats: number, groups = 0, perGroup = 1): Audience {
  return { privateChats, groups, perGroup }
}

const BASELINES = [LIMITED_LOOP, GRAMMY, BULL_REDIS, BULL_POSTGRES]
const NO_RECORD = { ...BULL_REDIS, keepsRecord: false }

/** Everything; about half an hour on two idle cores. */
export const FULL: Plan = {
  most: { embedded: 1_000_000, server: 100_000 },
  limited: [
    limited('limits', people(2_000, 50), [EMBEDDED, SERVER, twice(SERVER)], [FOR, ...BASELINES]),
    limited('groups', people(600, 5, 25), [EMBEDDED], BASELINES),
    limited('answers', people(1_000), [EMBEDDED, SERVER], BASELINES),
    limited('urgent', people(1_000), [EMBEDDED, SERVER], BASELINES),
    limited('pair', people(0), [EMBEDDED], BASELINES),
  ],
  unlimited: [
    ...unlimited(1_000, 3, [BARE, LEAST, EMBEDDED, SERVER, FOR, ...BASELINES]),
    ...unlimited(10_000, 3, [
      BARE,
      LEAST,
      PROTOTYPE,
      EMBEDDED,
      SERVER,
      FOR,
      ...BASELINES,
      NO_RECORD,
    ]),
    ...unlimited(100_000, 1, [
      BARE,
      LEAST,
      PROTOTYPE,
      EMBEDDED,
      SERVER,
      twice(SERVER),
      FOR,
      ...BASELINES,
      NO_RECORD,
      twice(BULL_REDIS),
    ]),
    // BullMQ on PostgreSQL, the for loop and two at once would take more than ten minutes each.
    ...unlimited(1_000_000, 1, [BARE, EMBEDDED, LIMITED_LOOP, BULL_REDIS]),
  ],
}

/** A look in about four minutes. */
export const QUICK: Plan = {
  most: { embedded: 10_000, server: 10_000 },
  limited: [
    limited('limits', people(600, 10), [EMBEDDED], BASELINES),
    limited('answers', people(600), [EMBEDDED], []),
    limited('urgent', people(600), [EMBEDDED], []),
  ],
  unlimited: [
    ...unlimited(1_000, 1, [BARE, EMBEDDED, SERVER, FOR, ...BASELINES]),
    ...unlimited(10_000, 1, [BARE, LEAST, EMBEDDED, BULL_REDIS]),
  ],
}

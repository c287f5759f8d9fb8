import type { CrowdPlatform } from '../support/many-chats.ts'
import { badAnswers } from './bad-answers.ts'
import type { Shape } from './broadcast.ts'
import { killOne } from './kill-one.ts'
import { killSeveral } from './kill-several.ts'
import { renewTokens } from './renew-tokens.ts'
import type { Report } from './report.ts'
import { stopStores } from './stop-stores.ts'

export interface Wish {
  readonly seed: number
  readonly platform: CrowdPlatform
  readonly members: number
  readonly keep?: string
  readonly say: (line: string) => void
}

type Scenario = (wish: Wish) => Promise<Report>

const GROUPS = 40
const WAITS_MS = 8_000
/** An OA takes no plain text files, so there the long text goes in parts alone. */
const LONG: Readonly<Record<CrowdPlatform, Shape>> = {
  telegram: 'text and file',
  'zalo-oa': 'three parts',
}

const ANYWHERE: Readonly<Record<string, Scenario>> = {
  'kill-one': (wish) =>
    killOne({
      ...wish,
      groups: GROUPS,
      shapes: ['three parts', LONG[wish.platform], 'one part'],
      leastKills: 50,
      mostKills: 150,
      leastPerPhase: 5,
      mostBroadcasts: 3,
      spacingMs: 14_000,
      whileExpanding: 7,
      queue: 'postgres',
      stopEvery: 20,
      ...(wish.platform === 'telegram' && { groupCommands: 25 }),
    }),
  'kill-several': (wish) =>
    killSeveral({
      ...wish,
      groups: GROUPS,
      shape: 'directive',
      leastKills: 10,
      spacingMs: 12_000,
      awayMs: 10_000,
      thirdAfter: wish.members / 5,
      queue: 'postgres',
    }),
  database: (wish) =>
    stopStores({
      ...wish,
      scenario: 'database',
      groups: GROUPS,
      shape: LONG[wish.platform],
      queue: 'postgres',
      outages: [
        { what: 'database fast', awayMs: 3_000 },
        { what: 'database immediate', awayMs: 3_000 },
        // Longer than a lease.
        { what: 'database fast', awayMs: 20_000 },
        { what: 'database immediate', awayMs: 20_000 },
      ],
      spacingMs: WAITS_MS,
    }),
  redis: (wish) =>
    stopStores({
      ...wish,
      scenario: 'redis',
      groups: GROUPS,
      shape: 'one part',
      queue: 'redis',
      outages: [
        { what: 'redis', awayMs: 2_000 },
        { what: 'redis', awayMs: 20_000 },
        { what: 'database immediate', awayMs: 5_000 },
      ],
      spacingMs: WAITS_MS,
    }),
  'bad-answers': (wish) =>
    // A bot that is answered like this is slowed down, and its broadcast is held again and again.
    badAnswers({
      ...wish,
      groups: GROUPS,
      // An OA is answered so slowly then that more parts would take hours.
      shape: wish.platform === 'telegram' ? LONG.telegram : 'one part',
      queue: 'postgres',
    }),
}

/** Every fault run by name, at the platform's real pace and at its real size unless `members` says otherwise. */
export const SCENARIOS: Readonly<Record<CrowdPlatform, Readonly<Record<string, Scenario>>>> = {
  telegram: ANYWHERE,
  'zalo-oa': {
    ...ANYWHERE,
    tokens: (wish) =>
      renewTokens({
        ...wish,
        groups: GROUPS,
        shape: 'three parts',
        queue: 'postgres',
        spacingMs: WAITS_MS,
      }),
  },
}

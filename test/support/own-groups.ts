import type { GroupMade, GroupMaking, GroupTrouble } from '../../src/channels/channel.ts'

/** A platform where the bot makes groups itself, as far as a test looks at it. */
export interface OwnGroups extends GroupMaking {
  readonly made: {
    readonly groupId: string
    readonly name: string
    readonly holders: readonly string[]
  }[]
  readonly invited: { readonly groupId: string; readonly people: readonly string[] }[]
  find: GroupMaking['find']
  /** What becomes of the next call to make a group, after which all is well again. */
  next: 'made' | 'answer-lost' | GroupTrouble
  /** How many of those who are to be invited it refuses; null: it does not say. */
  refuses: number | null
}

const LOST: GroupTrouble = { kind: 'unknown', reason: 'no answer' }

export function createOwnGroups(): OwnGroups {
  const platform: OwnGroups = {
    longestName: 30,
    made: [],
    invited: [],
    next: 'made',
    refuses: 0,
    find: async (name) => ({
      kind: 'found',
      groups: platform.made
        .filter((group) => group.name === name)
        .map(({ groupId }) => ({ groupId, link: null })),
    }),
    create: async ({ name, holders }): Promise<GroupMade> => {
      const { next } = platform
      platform.next = 'made'
      if (typeof next !== 'string') return next
      const groupId = `g${platform.made.length + 1}`
      platform.made.push({ groupId, name, holders })
      return next === 'made' ? { kind: 'made', groupId, link: `https://x.vn/${groupId}` } : LOST
    },
    invite: async (groupId, people) => {
      platform.invited.push({ groupId, people })
      const { refuses } = platform
      if (refuses === null) return { kind: 'invited', count: null }
      return { kind: 'invited', count: people.length - refuses, refused: refuses }
    },
  }
  return platform
}

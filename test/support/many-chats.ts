import type { StageExtras } from './service.ts'

const YOUTH = 'doan-tn'
const UNION = 'cong-doan'

export type CrowdPlatform = 'telegram' | 'zalo-oa'

/**
 * Groups of the youth union on one platform and members of the trade union there, which has no group: each gets a
 * copy of its own. The members are called `member-1`, `member-2` …
 */
export function manyChats(
  groups: number,
  members: number,
  platform: CrowdPlatform = 'telegram',
): StageExtras {
  const titles = Array.from({ length: groups }, (_, index) => `Chi đoàn số ${index + 1}`)
  const people = Array.from({ length: members }, (_, index) => ({
    id: `member-${index + 1}`,
    name: `Đoàn viên số ${index + 1}`,
    role: 'đoàn viên',
    accountId: accountId(platform, index),
  }))
  return {
    chats: titles
      .map((title, index) => `${platform},${groupId(platform, index)},${title},${YOUTH},true\n`)
      .join(''),
    people: people
      .map((person) => `${person.name},${UNION},member,${platform},${person.accountId},\n`)
      .join(''),
    seed: {
      people: people.map(({ accountId: own, ...person }) => ({
        ...person,
        accounts: { [platform]: own },
      })),
      chats: [
        ...titles.map((title, index) => ({
          platform,
          externalId: groupId(platform, index),
          kind: platform === 'telegram' ? ('supergroup' as const) : ('group' as const),
          title,
          members: ['linh'],
        })),
        ...people.map(({ id, name, accountId: own }) => ({
          platform,
          externalId: own,
          kind: 'private' as const,
          title: name,
          members: [id],
        })),
      ],
    },
  }
}

function groupId(platform: CrowdPlatform, index: number): string {
  const number = String(index + 1).padStart(5, '0')
  return platform === 'telegram' ? `-10016175${number}` : `f0a161740000000${number}`
}

/** Zalo's are above 2^53. */
function accountId(platform: CrowdPlatform, index: number): string {
  const number = 3001 + index
  return platform === 'telegram'
    ? String(number)
    : `4130000000000${String(number).padStart(6, '0')}`
}

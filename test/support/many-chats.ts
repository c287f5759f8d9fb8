import type { StageExtras } from './service.ts'

const YOUTH = 'doan-tn'
const UNION = 'cong-doan'

/**
 * Telegram groups of the youth union and members of the trade union, which has no group: each gets a copy
 * of its own. The members are called `member-1`, `member-2` …
 */
export function manyChats(groups: number, members: number): StageExtras {
  const titles = Array.from({ length: groups }, (_, index) => `Chi đoàn số ${index + 1}`)
  const people = Array.from({ length: members }, (_, index) => ({
    id: `member-${index + 1}`,
    name: `Đoàn viên số ${index + 1}`,
    role: 'đoàn viên',
    accounts: { telegram: String(3001 + index) },
  }))
  return {
    chats: titles
      .map((title, index) => `telegram,${groupId(index)},${title},${YOUTH},true\n`)
      .join(''),
    people: people
      .map(({ name, accounts }) => `${name},${UNION},member,telegram,${accounts.telegram},\n`)
      .join(''),
    seed: {
      people,
      chats: [
        ...titles.map((title, index) => ({
          platform: 'telegram' as const,
          externalId: groupId(index),
          kind: 'supergroup' as const,
          title,
          members: ['linh'],
        })),
        ...people.map(({ id, name, accounts }) => ({
          platform: 'telegram' as const,
          externalId: accounts.telegram,
          kind: 'private' as const,
          title: name,
          members: [id],
        })),
      ],
    },
  }
}

function groupId(index: number): string {
  return `-10016175${String(index + 1).padStart(5, '0')}`
}

import type { StageExtras } from './service.ts'

/** Officers who may write notices, besides those of the demo commune: `author-1`, `author-2` … */
export function moreAuthors(count: number): StageExtras {
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  const people = numbers.map((number) => ({
    id: `author-${number}`,
    name: `Người Soạn ${NAMES[number - 1]}`,
    role: 'người soạn tin',
    accounts: { telegram: String(2000 + number) },
  }))
  return {
    people: people
      .map(({ name, accounts }) => `${name},toan-xa,author,telegram,${accounts.telegram},\n`)
      .join(''),
    seed: {
      people,
      chats: people.map(({ id, name, accounts }) => ({
        platform: 'telegram',
        externalId: accounts.telegram,
        kind: 'private',
        title: name,
        members: [id],
      })),
    },
  }
}

const NAMES = ['Một', 'Hai', 'Ba', 'Bốn', 'Năm', 'Sáu', 'Bảy', 'Tám', 'Chín', 'Mười', 'Cuối']

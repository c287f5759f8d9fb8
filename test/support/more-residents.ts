import type { StageExtras } from './service.ts'

/** People with a telephone of whom the service knows nothing: `resident-1`, `resident-2` … */
export function moreResidents(count: number): StageExtras {
  const people = Array.from({ length: count }, (_, index) => ({
    id: `resident-${index + 1}`,
    name: `Người Dân ${index + 1}`,
    role: 'người dân',
    accounts: { telegram: String(4001 + index) },
  }))
  return { seed: { people, chats: [] } }
}

import { describe, expect, it } from '@jest/globals'
import { demoImports, demoSeed, DEMO_OWNERS } from '../../../src/sandbox/demo-commune.ts'
import { findSeedFault } from '../../../src/sandbox/emulator-seed.ts'

/** Rows as objects; the demo's CSV quotes only what holds a comma. */
function readRows(csv: string): Record<string, string>[] {
  const [header = [], ...rows] = csv
    .trim()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted ?? plain ?? '',
      ),
    )
  return rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ''])))
}

describe('the demo commune', () => {
  const seed = demoSeed()
  const units = readRows(demoImports().units)
  const groups = readRows(demoImports().chats)
  const people = readRows(demoImports().people)
  const codes = new Set(units.map((unit) => unit['code']))
  const accounts = new Set(
    seed.people.flatMap((person) =>
      Object.entries(person.accounts).map(([platform, id]) => `${platform}:${id}`),
    ),
  )

  it('is a seed that the emulators accept', () => {
    expect(findSeedFault(seed)).toBeNull()
  })

  it('lists parents before children and names only units that exist', () => {
    const known = new Set<string | undefined>([''])
    for (const unit of units) {
      expect(known).toContain(unit['parent_code'])
      expect(known).toContain(unit['area_code'])
      known.add(unit['code'])
    }
    for (const row of [...groups, ...people]) expect(codes).toContain(row['unit_code'])
  })

  it('has three Telegram groups and three Zalo groups, the same on both sides', () => {
    const emulated = seed.chats.filter((chat) => chat.kind !== 'private')
    const names = (platforms: string[]) =>
      groups.filter((row) => platforms.includes(row['platform'] ?? ''))

    expect(names(['telegram'])).toHaveLength(3)
    expect(names(['zalo-oa', 'zalo-bot'])).toHaveLength(3)
    expect(emulated.map((chat) => `${chat.platform}:${chat.externalId}`)).toEqual(
      groups.map((row) => `${row['platform']}:${row['chat_id']}`),
    )
  })

  it('keeps the names of OA groups within the 30 characters that Zalo allows', () => {
    for (const row of groups) expect((row['title'] ?? '').length).toBeLessThanOrEqual(30)
  })

  it('gives every account of the product a phone, and the owner too', () => {
    for (const row of people.filter((person) => person['account_id'] !== '')) {
      expect(accounts).toContain(`${row['platform']}:${row['account_id']}`)
    }
    expect(accounts).toContain(DEMO_OWNERS)
  })

  it('has an author, another approver, a clerk, leaders, and people whom nothing reaches', () => {
    const holding = (role: string) =>
      people.filter((row) => row['role'] === role).map((row) => row['full_name'])

    expect(holding('author')).not.toEqual(holding('approver'))
    for (const role of ['author', 'approver', 'clerk', 'responder', 'leader', 'member', 'owner']) {
      expect(holding(role).length).toBeGreaterThan(0)
    }
    expect(people.filter((row) => row['account_id'] === '').length).toBeGreaterThanOrEqual(5)
  })

  it('has residents whom the product does not know and who have not begun to write', () => {
    const known = new Set(people.map((row) => row['full_name']))
    const residents = seed.people.filter((person) => !known.has(person.name))
    const begun = new Set(seed.chats.flatMap((chat) => chat.members))

    expect(residents.length).toBeGreaterThanOrEqual(2)
    for (const resident of residents) expect(begun).not.toContain(resident.id)
  })
})

import { DEMO_GROUPS } from './demo-chats.ts'
import type { DemoPerson, DemoPlatform } from './demo-people.ts'
import { DEMO_PEOPLE } from './demo-people.ts'
import { DEMO_UNITS } from './demo-units.ts'

/** The bots of the demo, as the emulators show them. A token of the demo begins with the bot's id. */
export const DEMO_BOTS: readonly { platform: DemoPlatform; botName: string; botId: string }[] = [
  { platform: 'telegram', botName: 'NhipCauNhuXuanBot', botId: '7000016174' },
  { platform: 'zalo-oa', botName: 'Đảng ủy xã Như Xuân', botId: '4318657016174000001' },
  { platform: 'zalo-bot', botName: 'Bot Nhịp Cầu Như Xuân', botId: '7000016175' },
]

/** For `OWNERS`: the account of the head of the Party committee's office. */
export const DEMO_OWNERS = 'telegram:1001'

interface SeedPerson {
  id: string
  name: string
  role: string
  accounts: { telegram?: string; 'zalo-oa'?: string; 'zalo-bot'?: string }
}

interface SeedChat {
  chatId: string
  platform: DemoPlatform
  externalId: string
  kind: 'private' | 'group' | 'supergroup'
  title: string
  members: string[]
  botState: 'member' | 'left' | 'blocked' | 'dissolved'
}

/**
 * The commune as the emulators hold it. Officers and members have opened their private chat with the
 * bot already; residents have not: they begin by themselves, as in life.
 */
export function demoSeed(): {
  platforms: { platform: DemoPlatform; botName: string; botId: string }[]
  people: SeedPerson[]
  chats: SeedChat[]
} {
  const holders = DEMO_PEOPLE.filter((person) => platformsOf(person).length > 0)
  return {
    platforms: DEMO_BOTS.map((bot) => ({ ...bot })),
    people: holders.map((person) => ({
      id: person.id,
      name: person.name,
      role: person.caption,
      accounts: { ...person.accounts },
    })),
    chats: [
      ...DEMO_GROUPS.map(seedGroup),
      ...holders.filter((person) => person.posts.length > 0).flatMap(seedPrivateChats),
    ],
  }
}

/** The same commune for the product, in the CSV format of `nhipcau import`. */
export function demoImports(): { units: string; chats: string; people: string } {
  return {
    units: toCsv(
      ['code', 'name', 'short_name', 'kind', 'parent_code', 'area_code', 'aliases'],
      DEMO_UNITS.map((unit) => [
        unit.code,
        unit.name,
        unit.shortName,
        unit.kind,
        unit.parent ?? '',
        unit.area ?? '',
        (unit.aliases ?? []).join('|'),
      ]),
    ),
    chats: toCsv(
      ['platform', 'chat_id', 'title', 'unit_code', 'internal'],
      DEMO_GROUPS.map((group) => [
        group.platform,
        group.externalId,
        group.title,
        group.unit,
        'true',
      ]),
    ),
    people: toCsv(
      ['full_name', 'unit_code', 'role', 'platform', 'account_id', 'phone'],
      DEMO_PEOPLE.flatMap(rowsOfPerson),
    ),
  }
}

function platformsOf(person: DemoPerson): DemoPlatform[] {
  return DEMO_BOTS.map((bot) => bot.platform).filter(
    (platform) => person.accounts[platform] !== undefined,
  )
}

function seedGroup(group: (typeof DEMO_GROUPS)[number]): SeedChat {
  return {
    chatId: `${group.platform}:${group.externalId}`,
    platform: group.platform,
    externalId: group.externalId,
    kind: group.platform === 'telegram' ? 'supergroup' : 'group',
    title: group.title,
    members: [...group.members],
    botState: 'member',
  }
}

function seedPrivateChats(person: DemoPerson): SeedChat[] {
  return platformsOf(person).map((platform) => {
    const externalId = person.accounts[platform] ?? ''
    return {
      chatId: `${platform}:${externalId}`,
      platform,
      externalId,
      kind: 'private',
      title: person.name,
      members: [person.id],
      botState: 'member',
    }
  })
}

/** One row for each post; every row names the account, so that the import sees one person. */
function rowsOfPerson(person: DemoPerson): string[][] {
  const [platform] = platformsOf(person)
  const account = platform === undefined ? '' : (person.accounts[platform] ?? '')
  return person.posts.map((post) => [
    person.name,
    post.unit,
    post.role,
    platform ?? '',
    account,
    person.phone,
  ])
}

function toCsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows].map((row) => row.map(quoted).join(',')).join('\n') + '\n'
}

function quoted(value: string): string {
  return /[",;\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

import { DEMO_GROUPS, type DemoGroup } from './demo-chats.ts'
import { DEMO_PEOPLE, type DemoPerson } from './demo-people.ts'
import { DEMO_UNITS } from './demo-units.ts'
import type { ChatSeed, EmulatorSeed, PlatformSeed } from './emulator-seed.ts'
import { EMULATED_PLATFORMS, type EmulatedPlatform } from './emulators/emulator-types.ts'

/**
 * The bots of the demo with credentials that open nothing but the emulators on this machine. The
 * service gets the same values through its ordinary variables.
 */
export const DEMO_BOTS = {
  telegram: {
    platform: 'telegram',
    botId: '7000016174',
    botName: 'Nhịp Cầu Như Xuân',
    username: 'NhipCauNhuXuanBot',
    token: '7000016174:demo-demo-demo-demo-demo-demo-demo',
  },
  zaloOa: {
    platform: 'zalo-oa',
    botId: '4318657016174000001',
    botName: 'Đảng ủy xã Như Xuân',
    appId: '1617400000000000001',
    appSecret: 'demo-app-secret',
    webhookSecret: 'demo-oa-webhook-secret',
    accessToken: 'demo-oa-access-token',
    refreshToken: 'demo-oa-refresh-token',
    admins: ['ha', 'son', 'hanh'],
    groupAssets: [
      { assetId: 'demo-gmf100', product: 'gmf100' },
      { assetId: 'demo-gmf10', product: 'gmf10', quotaType: 'purchase_quota' },
    ],
  },
  zaloBot: {
    platform: 'zalo-bot',
    botId: '7000016175',
    botName: 'Bot Nhịp Cầu Như Xuân',
    token: '7000016175:demo-demo-demo-demo-demo-demo-demo',
  },
} as const satisfies Record<string, PlatformSeed>

/** For `OWNERS`: the account of the head of the Party committee's office. */
export const DEMO_OWNERS = 'telegram:1001'

/**
 * The commune as the emulators hold it. Officers and members have opened their private chat with the
 * bot already; residents have not: they begin by themselves, as in life. `zaloOaWebhookUrl` is where
 * the emulated OA sends its events; without it they are only there to be read.
 */
export function demoSeed(zaloOaWebhookUrl?: string): EmulatorSeed {
  const holders = DEMO_PEOPLE.filter((person) => platformsOf(person).length > 0)
  const webhook = zaloOaWebhookUrl === undefined ? {} : { webhookUrl: zaloOaWebhookUrl }
  return {
    platforms: [DEMO_BOTS.telegram, { ...DEMO_BOTS.zaloOa, ...webhook }, DEMO_BOTS.zaloBot],
    people: holders.map(({ id, name, caption, accounts }) => ({
      id,
      name,
      role: caption,
      accounts,
    })),
    chats: [
      ...DEMO_GROUPS.map(seedGroup),
      ...holders.filter((person) => person.posts.length > 0).flatMap(seedPrivateChats),
    ],
  }
}

/**
 * The same commune for the product, in the CSV format of `nhipcau import`. `otherAccounts` are those under which their
 * holders have not written to the bot yet.
 */
export function demoImports(): {
  units: string
  chats: string
  people: string
  otherAccounts: string
} {
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
    people: toCsv(PEOPLE_COLUMNS, DEMO_PEOPLE.flatMap(rowsOfPerson)),
    otherAccounts: toCsv(PEOPLE_COLUMNS, DEMO_PEOPLE.flatMap(rowsOfOtherAccounts)),
  }
}

const PEOPLE_COLUMNS = ['full_name', 'unit_code', 'role', 'platform', 'account_id', 'phone']

function platformsOf(person: DemoPerson): EmulatedPlatform[] {
  return EMULATED_PLATFORMS.filter((platform) => person.accounts[platform] !== undefined)
}

function seedGroup(group: DemoGroup): ChatSeed {
  const { platform, externalId, title, members } = group
  const onTelegram = platform === 'telegram'
  // As an administrator the bot also sees typed words such as "nhận T12", not only commands.
  return onTelegram
    ? { platform, externalId, kind: 'supergroup', title, members, botIsAdmin: true }
    : { platform, externalId, kind: 'group', title, members }
}

function seedPrivateChats(person: DemoPerson): ChatSeed[] {
  return platformsOf(person)
    .slice(0, 1)
    .map((platform) => ({
      platform,
      externalId: person.accounts[platform] ?? '',
      kind: 'private',
      title: person.name,
      members: [person.id],
    }))
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

function rowsOfOtherAccounts(person: DemoPerson): string[][] {
  const [post] = person.posts
  if (!post) return []
  return platformsOf(person)
    .slice(1)
    .map((platform) => [
      person.name,
      post.unit,
      post.role,
      platform,
      person.accounts[platform] ?? '',
      person.phone,
    ])
}

function toCsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows].map((row) => row.map(quoted).join(',')).join('\n') + '\n'
}

function quoted(value: string): string {
  return /[",;\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

import type { Sleep } from '../../src/channels/sleep.ts'
import { createZaloBotChannel } from '../../src/channels/zalo-bot/zalo-bot-channel.ts'
import type { ZaloBotWebhook } from '../../src/channels/zalo-bot/zalo-bot-webhook.ts'
import type { EmulatorSeed } from '../../src/sandbox/emulator-seed.ts'
import type { EmulatorOptions } from '../../src/sandbox/emulator-server.ts'
import type { GroupBench } from './channel-contract.ts'
import { openBench } from './open-bench.ts'

const TOKEN = '700700:zalo-bot-very-secret'
export const BOT_NAME = 'Bot Nhịp Cầu'
export const BOT_WEBHOOK: ZaloBotWebhook = {
  url: 'http://127.0.0.1:9/webhooks/zalo-bot',
  secret: 'zalo_bot_webhook_secret',
}
export const BOT_HOA = 'b0a1hoa'
export const BOT_GROUP = 'zgr-1a2b3c'

/** A bot, Hoa who has written to it, and a group with the bot in it. */
const SEED: EmulatorSeed = {
  platforms: [{ platform: 'zalo-bot', botId: '700700', botName: BOT_NAME, token: TOKEN }],
  people: [
    { id: 'hoa', name: 'Lê Thị Hoa', role: 'Thành viên', accounts: { 'zalo-bot': BOT_HOA } },
    { id: 'minh', name: 'Trần Văn Minh', role: 'Tổ trưởng', accounts: { 'zalo-bot': 'b0a1minh' } },
  ],
  chats: [
    {
      platform: 'zalo-bot',
      externalId: BOT_HOA,
      kind: 'private',
      title: 'Lê Thị Hoa',
      members: ['hoa'],
    },
    {
      platform: 'zalo-bot',
      externalId: BOT_GROUP,
      kind: 'group',
      title: 'Thôn Yên Cát',
      members: ['hoa', 'minh'],
    },
  ],
}

export interface ZaloBotBenchOptions {
  readonly webhook?: ZaloBotWebhook | null
  readonly limits?: EmulatorOptions['limits']
  readonly manners?: EmulatorOptions['manners']
  /** What the bot is mentioned by; null: the channel asks. */
  readonly names?: ReadonlySet<string> | null
  /** The channel's clock. */
  readonly now?: () => number
  /** How the channel waits. */
  readonly sleep?: Sleep
}

/** The Zalo Bot channel against an emulated Bot Platform of its own. */
export async function startZaloBotBench({
  webhook = BOT_WEBHOOK,
  limits = {},
  manners = {},
  names = new Set([BOT_NAME]),
  now,
  sleep,
}: ZaloBotBenchOptions = {}): Promise<GroupBench> {
  return openBench(
    { seed: SEED, limits, manners },
    {
      personId: 'hoa',
      privateChat: { chatId: BOT_HOA, type: 'private' },
      group: { chatId: BOT_GROUP, type: 'group' },
      secrets: ['zalo-bot-very-secret', BOT_WEBHOOK.secret],
    },
    ({ origin, ...ground }) =>
      createZaloBotChannel({
        ...ground,
        token: TOKEN,
        apiRoot: `${origin}/zalobot`,
        webhook,
        ...(names && { names }),
        pollHoldSeconds: 2,
        ...(now && { now }),
        ...(sleep && { sleep }),
      }),
  )
}

import { createTelegramChannel } from '../../src/channels/telegram/telegram-channel.ts'
import type { TelegramWebhook } from '../../src/channels/telegram/telegram-webhook.ts'
import type { EmulatorSeed } from '../../src/sandbox/emulator-seed.ts'
import type { EmulatorOptions } from '../../src/sandbox/emulator-server.ts'
import type { GroupBench } from './channel-contract.ts'
import { openBench } from './open-bench.ts'

const TELEGRAM_TOKEN = '5000:tele-very-secret-token'
export const TELEGRAM_BOT_ID = 5000
export const TELEGRAM_WEBHOOK: TelegramWebhook = {
  url: 'http://127.0.0.1:9/webhooks/telegram',
  secret: 'tele_webhook_secret',
}

const GROUP = '-1001'

/** A bot, Lan and Minh with open private chats, and a group of the two with the bot in it. */
const SEED: EmulatorSeed = {
  platforms: [
    {
      platform: 'telegram',
      botId: String(TELEGRAM_BOT_ID),
      botName: 'Nhịp Cầu',
      username: 'nhipcau_bot',
      token: TELEGRAM_TOKEN,
    },
  ],
  people: [
    { id: 'lan', name: 'Lê Thị Lan', role: 'Thành viên', accounts: { telegram: '1001' } },
    { id: 'minh', name: 'Trần Văn Minh', role: 'Tổ trưởng', accounts: { telegram: '1002' } },
  ],
  chats: [
    {
      platform: 'telegram',
      externalId: '1001',
      kind: 'private',
      title: 'Lê Thị Lan',
      members: ['lan'],
    },
    {
      platform: 'telegram',
      externalId: GROUP,
      kind: 'group',
      title: 'Thôn Yên Cát',
      members: ['lan', 'minh'],
    },
  ],
}

export interface TelegramBenchOptions {
  readonly webhook?: TelegramWebhook | null
  /** Absent: a private chat takes many at once. */
  readonly limits?: EmulatorOptions['limits']
}

/** The Telegram channel against an emulated Telegram of its own. */
export async function startTelegramBench({
  webhook = TELEGRAM_WEBHOOK,
  limits = { telegram: { privateBurst: 100 } },
}: TelegramBenchOptions = {}): Promise<GroupBench> {
  return openBench(
    { seed: SEED, limits },
    {
      personId: 'lan',
      privateChat: { chatId: '1001', type: 'private' },
      group: { chatId: GROUP, type: 'group' },
      secrets: ['tele-very-secret-token', TELEGRAM_WEBHOOK.secret],
    },
    ({ origin, ...ground }) =>
      createTelegramChannel({
        ...ground,
        token: TELEGRAM_TOKEN,
        apiRoot: `${origin}/telegram`,
        webhook,
        identity: { externalId: String(TELEGRAM_BOT_ID), username: 'nhipcau_bot' },
      }),
  )
}

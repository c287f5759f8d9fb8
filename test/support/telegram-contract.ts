import { countCodePoints } from '../../src/channels/split-text.ts'
import type { ChannelContract } from './channel-contract.ts'
import { startTelegramBench, TELEGRAM_BOT_ID, TELEGRAM_WEBHOOK } from './telegram-bench.ts'

const LAN = { id: 1001, is_bot: false, first_name: 'Lan' }
const US = { id: TELEGRAM_BOT_ID, is_bot: true, first_name: 'Nhịp Cầu' }
const LANS_CHAT = { id: 1001, type: 'private', first_name: 'Lan' }

/** What Telegram is to the contract of channels. */
export const telegramContract: ChannelContract = {
  name: 'Telegram',
  start: startTelegramBench,
  hearing: {
    start: () => startTelegramBench({ webhook: null }),
    tellsReplies: true,
    tellsAdded: true,
  },
  paced: { chat: () => startTelegramBench({ limits: {} }), bot: startTelegramBench },
  // Its commands reach the bot as well, and there are buttons.
  inGroups: { mention: '@nhipcau_bot', hearsAddressedOnly: false },
  count: countCodePoints,
  faults: {
    throttled: { kind: 'code', code: 429, retryAfter: 3 },
    blocked: { kind: 'code', code: 403, description: 'Forbidden: bot was blocked by the user' },
    rejected: { kind: 'code', code: 400, description: 'Bad Request: message is too long' },
    unauthorised: { kind: 'code', code: 401, description: 'Unauthorized' },
  },
  updates: {
    text: () => ({
      update_id: 71,
      message: { message_id: 5, date: 1_764_000_000, from: LAN, chat: LANS_CHAT, text: 'nhan T12' },
    }),
    own: () => ({
      update_id: 72,
      message: {
        message_id: 6,
        date: 1_764_000_000,
        from: US,
        chat: LANS_CHAT,
        text: 'nhan T12',
      },
    }),
    press: (data) => ({
      update_id: 73,
      callback_query: {
        id: '77',
        from: LAN,
        chat_instance: 'c',
        data,
        message: { message_id: 6, date: 1_764_000_000, chat: LANS_CHAT },
      },
    }),
    file: (caption) => ({
      update_id: 74,
      message: {
        message_id: 7,
        date: 1_764_000_000,
        from: LAN,
        chat: LANS_CHAT,
        document: { file_id: 'f', file_unique_id: 'u', file_name: 'don.pdf' },
        caption,
      },
    }),
    gone: () => ({
      update_id: 75,
      my_chat_member: {
        chat: LANS_CHAT,
        from: LAN,
        date: 1_764_000_000,
        old_chat_member: { user: US, status: 'member' },
        new_chat_member: { user: US, status: 'kicked', until_date: 0 },
      },
    }),
    added: () => ({
      update_id: 76,
      my_chat_member: {
        chat: { id: -1001, type: 'group', title: 'Thôn Yên Cát' },
        from: LAN,
        date: 1_764_000_000,
        old_chat_member: { user: US, status: 'left' },
        new_chat_member: { user: US, status: 'member' },
      },
    }),
  },
  webhook: (body, genuine) => ({
    headers: {
      'x-telegram-bot-api-secret-token': genuine ? TELEGRAM_WEBHOOK.secret : 'tele_webhook_secreT',
    },
    body: new TextEncoder().encode(body),
  }),
}

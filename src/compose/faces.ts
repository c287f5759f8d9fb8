import type { ChannelFace } from '../channels/channel.ts'
import { TELEGRAM_FACE } from '../channels/telegram/telegram-channel.ts'
import { ZALO_BOT_FACE } from '../channels/zalo-bot/zalo-bot-channel.ts'
import { ZALO_OA_FACE } from '../channels/zalo-oa/zalo-oa-channel.ts'
import type { Platform } from '../domain/platform.ts'

/** What is known of each platform while none of its channels is open. */
export const FACES: Readonly<Record<Platform, ChannelFace>> = {
  telegram: TELEGRAM_FACE,
  'zalo-oa': ZALO_OA_FACE,
  'zalo-bot': ZALO_BOT_FACE,
}

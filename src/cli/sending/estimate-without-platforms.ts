import type { ChannelFace } from '../../channels/channel.ts'
import { TELEGRAM_FACE } from '../../channels/telegram/telegram-channel.ts'
import { ZALO_BOT_FACE } from '../../channels/zalo-bot/zalo-bot-channel.ts'
import { ZALO_OA_FACE } from '../../channels/zalo-oa/zalo-oa-channel.ts'
import type { Settings } from '../../deps.ts'
import type { Notice } from '../../domain/notice.ts'
import type { Platform } from '../../domain/platform.ts'
import type { PlatformCost } from '../../messages/cost-messages.ts'
import { allInstances } from '../../storage/channel-instances.ts'
import type { Store } from '../../storage/store.ts'
import { estimateCost } from '../../usecases/estimate-cost.ts'

const FACES: Readonly<Record<Platform, ChannelFace>> = {
  telegram: TELEGRAM_FACE,
  'zalo-oa': ZALO_OA_FACE,
  'zalo-bot': ZALO_BOT_FACE,
}

/** What sending a notice uses, as its card in the chat says it: no channel runs here, and no platform is asked. */
export async function estimateWithoutPlatforms(
  tx: Store,
  notice: Notice,
  { settings, now }: { readonly settings: Settings; readonly now: Date },
): Promise<PlatformCost[]> {
  const channels = (await allInstances(tx)).map(({ instanceId, platform }) => ({
    instanceId,
    ...FACES[platform],
  }))
  return estimateCost(tx, notice, { channels: { all: () => channels }, settings, now })
}

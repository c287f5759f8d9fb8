import { randomBytes } from 'node:crypto'
import type { Config } from '../../config/config.ts'
import type { Channel } from '../channels/channel.ts'
import { createTelegramChannel } from '../channels/telegram/telegram-channel.ts'
import { botIdOfToken } from '../channels/telegram/telegram-identity.ts'
import { identifyZaloBot } from '../channels/zalo-bot/identify-zalo-bot.ts'
import { createZaloBotChannel } from '../channels/zalo-bot/zalo-bot-channel.ts'
import { identifyZaloOa } from '../channels/zalo-oa/identify-zalo-oa.ts'
import { createZaloOaChannel } from '../channels/zalo-oa/zalo-oa-channel.ts'
import type { Logger } from '../observability/logger.ts'
import { enterChannelInstance } from '../storage/channel-instances.ts'
import { restoredAt } from '../storage/backup/restored-at.ts'
import { keepSetting } from '../storage/settings.ts'
import type { Store } from '../storage/store.ts'
import { zaloOaTokens } from './zalo-oa-tokens.ts'

interface Opening {
  readonly store: Store
  readonly config: Config
  readonly log: Logger
  readonly signal: AbortSignal
}

/**
 * Opens every configured channel, each as soon as it is known who the bot or OA is; one whose platform
 * is down at start comes in later and keeps no other waiting. Resolves when all are open.
 */
export async function openChannels(
  opening: Opening,
  enter: (channel: Channel) => void,
): Promise<void> {
  const openers = [openTelegram, openZaloOa, openZaloBot]
  await Promise.all(
    openers.map(async (open) => {
      const channel = await open(opening)
      if (channel) enter(channel)
    }),
  )
}

async function openTelegram(opening: Opening): Promise<Channel | undefined> {
  const { store, config, log } = opening
  if (!config.telegram) return undefined
  const { token, apiRoot } = config.telegram
  // The id stands in the token, so that a platform that is down at start delays nothing.
  const externalId = botIdOfToken(token) ?? 'unknown'
  return createTelegramChannel({
    instanceId: await enterChannelInstance(store, { platform: 'telegram', externalId, name: '' }),
    token,
    apiRoot,
    webhook: await webhookFor(opening, 'telegram', config.telegram.webhookSecret),
    log,
  })
}

async function openZaloOa({ store, config, log, signal }: Opening): Promise<Channel | undefined> {
  if (!config.zaloOa) return undefined
  const { appId, appSecret, apiRoot, oauthRoot, webhookSecret } = config.zaloOa
  const tokens = zaloOaTokens(store, config.zaloOa)
  const access = { appId, appSecret, apiRoot, oauthRoot, tokens, log }
  const identity = await identifyZaloOa(access, signal)
  const readFrom = await restoredAt(store)
  return createZaloOaChannel({
    ...access,
    instanceId: await enterChannelInstance(store, { platform: 'zalo-oa', ...identity }),
    oaId: identity.externalId,
    webhookSecret: webhookSecret ?? null,
    renewedAt: tokens.renewedAt,
    ...(readFrom && { readFrom }),
    publicUrl: config.http.publicUrl ?? null,
  })
}

async function openZaloBot(opening: Opening): Promise<Channel | undefined> {
  const { store, config, log, signal } = opening
  if (!config.zaloBot) return undefined
  const { token, apiRoot } = config.zaloBot
  const identity = await identifyZaloBot({ token, apiRoot, log }, signal)
  return createZaloBotChannel({
    instanceId: await enterChannelInstance(store, { platform: 'zalo-bot', ...identity }),
    token,
    apiRoot,
    name: identity.name,
    webhook: await webhookFor(opening, 'zalo-bot', config.zaloBot.webhookSecret),
    log,
  })
}

/** The webhook's address and secret where the service can be reached; a secret not given is made once and kept. */
async function webhookFor(
  { store, config }: Opening,
  platform: 'telegram' | 'zalo-bot',
  secret: string | undefined,
): Promise<{ url: string; secret: string } | null> {
  const { publicUrl } = config.http
  if (publicUrl === undefined) return null
  return {
    url: `${publicUrl}/webhooks/${platform}`,
    secret:
      secret ??
      (await keepSetting(store, `${platform}.webhook-secret`, () =>
        randomBytes(32).toString('base64url'),
      )),
  }
}

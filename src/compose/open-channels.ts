import { randomBytes } from 'node:crypto'
import type { Config } from '../../config/config.ts'
import type { Channel, ChannelIdentity, NeedsPerson } from '../channels/channel.ts'
import { createTelegramChannel } from '../channels/telegram/telegram-channel.ts'
import { botIdOfToken } from '../channels/telegram/telegram-identity.ts'
import { identifyZaloBot } from '../channels/zalo-bot/identify-zalo-bot.ts'
import { createZaloBotChannel } from '../channels/zalo-bot/zalo-bot-channel.ts'
import { identifyZaloOa } from '../channels/zalo-oa/identify-zalo-oa.ts'
import { createZaloOaChannel } from '../channels/zalo-oa/zalo-oa-channel.ts'
import type { Clock } from '../deps.ts'
import type { GrantEnd } from '../domain/channel-fact.ts'
import type { ChannelInstanceId } from '../domain/id.ts'
import { PLATFORMS, type Platform } from '../domain/platform.ts'
import type { Reason } from '../domain/reason.ts'
import type { Logger } from '../observability/logger.ts'
import { enterChannelInstance, firstSeenAt } from '../storage/channel-instances.ts'
import { wasHeard } from '../storage/channel-standing.ts'
import { restoredAt } from '../storage/backup/restored-at.ts'
import { keepSetting, readSetting, writeSetting } from '../storage/settings.ts'
import type { Store } from '../storage/store.ts'
import type { UnnamedChannel } from '../usecases/tell-channel-unnamed.ts'
import { insist } from './insist.ts'
import {
  type IdentityKey,
  keepIdentity,
  recallIdentity,
  zaloBotIdentity,
  zaloOaIdentity,
} from './remembered-identity.ts'
import { zaloOaTokens } from './zalo-oa-tokens.ts'

interface Opening {
  readonly store: Store
  readonly config: Config
  readonly log: Logger
  readonly signal: AbortSignal
  readonly clock: Clock
  /** Told as often as a platform does not say who the bot or OA is because a person must act first. */
  readonly needsPerson?: (channel: UnnamedChannel) => Promise<void>
  /** Told once a platform has said who the bot or OA is; again where it rejects. */
  readonly identified?: (platform: Platform, instanceId: ChannelInstanceId) => Promise<void>
  /** Told of what was written then and a webhook has not brought. */
  readonly notBrought?: (instanceId: ChannelInstanceId, at: Date) => Promise<void>
  /** Told, once a minute at most, that a platform renews its tokens no more, and until when they serve. */
  readonly grantEnds?: (instanceId: ChannelInstanceId, end: GrantEnd) => Promise<void>
}

type Enter = (channel: Channel) => void

/** Each opens nothing where its platform is not configured. */
const OPENERS: Readonly<Record<Platform, (opening: Opening, enter: Enter) => Promise<void>>> = {
  telegram: openTelegram,
  'zalo-oa': openZaloOa,
  'zalo-bot': openZaloBot,
}

/** Does one step of an opening until it is done: the steps before it, such as what a platform has said, stay done. */
function again<T>(opening: Opening, platform: Platform, step: () => Promise<T>): Promise<T> {
  return insist(opening, { what: 'a channel could not be opened yet', platform }, step)
}

/**
 * Opens every configured channel: one that was open before at once, by what its platform said then, and a new one as
 * soon as the platform says who the bot or OA is; none keeps another waiting. Resolves when all platforms have said it.
 */
export async function openChannels(opening: Opening, enter: Enter): Promise<void> {
  await Promise.all(PLATFORMS.map((platform) => OPENERS[platform](opening, enter)))
}

/** A bot or OA whose token does not tell who it is. */
interface Unnamed {
  readonly platform: Platform
  readonly key: IdentityKey
  readonly identify: (needsPerson: NeedsPerson) => Promise<ChannelIdentity>
  readonly open: (instanceId: ChannelInstanceId, identity: ChannelIdentity) => Promise<Channel>
}

async function openUnnamed(opening: Opening, unnamed: Unnamed, enter: Enter): Promise<void> {
  const { store } = opening
  const { platform, key } = unnamed
  const insistOn = <T>(step: () => Promise<T>): Promise<T> => again(opening, platform, step)
  const enterInstance = (identity: ChannelIdentity): Promise<ChannelInstanceId> =>
    insistOn(() => enterChannelInstance(store, { platform, ...identity }))
  const open = async (identity: ChannelIdentity): Promise<ChannelInstanceId> => {
    const instanceId = await enterInstance(identity)
    // It asks the database too.
    enter(await insistOn(() => unnamed.open(instanceId, identity)))
    return instanceId
  }
  const tell = async (
    instanceId: ChannelInstanceId | null,
    why: Reason,
    reason: string,
  ): Promise<void> => opening.needsPerson?.({ platform, instanceId, why, reason })

  const known = await insistOn(() => recallIdentity(store, key))
  const knownId = known && (await open(known))
  const identity = await insistOn(() =>
    unnamed.identify((why, reason) => tell(knownId, why, reason)),
  )
  await insistOn(() => keepIdentity(store, key, identity))
  // Its chats are not those of the one that is open; the next start opens the right one.
  if (knownId !== null && known?.externalId !== identity.externalId)
    return await tell(knownId, 'token-refused', 'the token is that of another account')
  const instanceId = knownId === null ? await open(identity) : await enterInstance(identity)
  await insistOn(async () => opening.identified?.(platform, instanceId))
}

async function openTelegram(opening: Opening, enter: Enter): Promise<void> {
  const { store, config, log } = opening
  if (!config.telegram) return
  const { token, apiRoot, polls, webhookSecret } = config.telegram
  // The id stands in the token, so that a platform that is down at start delays nothing.
  const externalId = botIdOfToken(token) ?? 'unknown'
  const instanceId = await again(opening, 'telegram', () =>
    enterChannelInstance(store, { platform: 'telegram', externalId, name: '' }),
  )
  const webhook = polls ? null : await webhookFor(opening, 'telegram', webhookSecret)
  enter(await createTelegramChannel({ instanceId, token, apiRoot, webhook, log }))
}

async function openZaloOa(opening: Opening, enter: Enter): Promise<void> {
  const { store, config, log, signal, clock } = opening
  if (!config.zaloOa) return
  const { appId, appSecret, apiRoot, oauthRoot, webhookSecret } = config.zaloOa
  const tokens = zaloOaTokens(store, config.zaloOa)
  const access = { appId, appSecret, apiRoot, oauthRoot, tokens, log }
  const readFrom = await again(opening, 'zalo-oa', () => restoredAt(store))
  let answeredAt: Date | null = null
  const unnamed: Unnamed = {
    platform: 'zalo-oa',
    key: zaloOaIdentity(config.zaloOa),
    identify: async (needsPerson) => {
      const identity = await identifyZaloOa({ ...access, needsPerson }, signal)
      answeredAt = new Date()
      return identity
    },
    open: async (instanceId, { externalId }) =>
      createZaloOaChannel({
        ...access,
        instanceId,
        oaId: externalId,
        webhookSecret: webhookSecret ?? null,
        renewedAt: tokens.renewedAt,
        answeredAt: () => answeredAt,
        zaloNow: () => clock.saidAt?.(apiRoot) ?? null,
        ...(readFrom && { readFrom }),
        publicUrl: config.http.publicUrl ?? null,
        grantEnds: async (end) => opening.grantEnds?.(instanceId, end),
        watch: {
          since: await firstSeenAt(store, instanceId),
          wasHeard: (from, to) => wasHeard(store, instanceId, { from, to }),
          missed: async (at) => opening.notBrought?.(instanceId, at),
        },
      }),
  }
  await openUnnamed(opening, unnamed, enter)
}

async function openZaloBot(opening: Opening, enter: Enter): Promise<void> {
  const { config, log, signal } = opening
  if (!config.zaloBot) return
  const { token, apiRoot } = config.zaloBot
  const webhook = await webhookFor(opening, 'zalo-bot', config.zaloBot.webhookSecret)
  const leftWebhook = await again(opening, 'zalo-bot', () => keepWebhookAddress(opening, webhook))
  const names = new Set<string>()
  const unnamed: Unnamed = {
    platform: 'zalo-bot',
    key: zaloBotIdentity(config.zaloBot),
    identify: async (needsPerson) => {
      const identity = await identifyZaloBot({ token, apiRoot, log, needsPerson }, signal)
      // It may have been renamed since it was open last.
      names.add(identity.name)
      return identity
    },
    open: (instanceId, { name }) =>
      createZaloBotChannel({
        instanceId,
        token,
        apiRoot,
        names: names.add(name),
        webhook,
        leftWebhook,
        log,
      }),
  }
  await openUnnamed(opening, unnamed, enter)
}

/**
 * The webhook's address is kept before it is set, so that a later start without one tells it from somebody else's. Gives that
 * of an earlier start where there is none now.
 */
async function keepWebhookAddress(
  { store }: Opening,
  webhook: { readonly url: string } | null,
): Promise<string | null> {
  const name = 'zalo-bot.webhook-url'
  if (webhook === null) return (await readSetting(store, name)) ?? null
  await writeSetting(store, name, webhook.url)
  return null
}

/** The webhook's address and secret where the service can be reached; a secret not given is made once and kept. */
async function webhookFor(
  opening: Opening,
  platform: Platform,
  secret: string | undefined,
): Promise<{ url: string; secret: string } | null> {
  const { store } = opening
  const { publicUrl } = opening.config.http
  if (publicUrl === undefined) return null
  return {
    url: `${publicUrl}/webhooks/${platform}`,
    secret:
      secret ??
      (await again(opening, platform, () =>
        keepSetting(store, `${platform}.webhook-secret`, () =>
          randomBytes(32).toString('base64url'),
        ),
      )),
  }
}

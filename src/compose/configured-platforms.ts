import type { Config, PlatformConfigs } from '../../config/config.ts'
import { botIdOfToken } from '../channels/telegram/telegram-identity.ts'
import { isOaLook } from '../channels/zalo-oa/zalo-oa-webhook.ts'
import { PLATFORMS, type Platform } from '../domain/platform.ts'
import type { Store } from '../storage/store.ts'
import {
  type IdentityKey,
  recallIdentity,
  zaloBotIdentity,
  zaloOaIdentity,
} from './remembered-identity.ts'

/** What is known of a platform while none of its channels is open. */
interface KnownPlatform {
  /** Undefined: it is not configured. */
  readonly apiRoot: (configs: PlatformConfigs) => string | undefined
  /** Which bot or OA the configured token is of; null: not known yet. */
  readonly botId: (configs: PlatformConfigs, store: Store) => Promise<string | null>
  /** Whether it can make groups of its own, as its channel's `groups` says once it is open. */
  readonly makesGroups: boolean
  /** Whether a webhook request with this in it is but a look at the address, which wants to see 200 and brings nothing. */
  readonly isLook: (said: unknown) => boolean
}

const KNOWN: Readonly<Record<Platform, KnownPlatform>> = {
  telegram: known('telegram', async ({ token }) => botIdOfToken(token)),
  'zalo-oa': {
    ...known('zaloOa', (own, store) => recallId(store, zaloOaIdentity(own))),
    makesGroups: true,
    isLook: isOaLook,
  },
  'zalo-bot': known('zaloBot', (own, store) => recallId(store, zaloBotIdentity(own))),
}

function known<K extends keyof PlatformConfigs>(
  key: K,
  botId: (own: NonNullable<PlatformConfigs[K]>, store: Store) => Promise<string | null>,
): KnownPlatform {
  return {
    apiRoot: (configs) => configs[key]?.apiRoot,
    botId: async (configs, store) => {
      const own = configs[key]
      return own ? botId(own, store) : null
    },
    makesGroups: false,
    isLook: () => false,
  }
}

async function recallId(store: Store, key: IdentityKey): Promise<string | null> {
  return (await recallIdentity(store, key))?.externalId ?? null
}

/** The platforms for which a token or an app is configured. */
export function configuredPlatforms(configs: PlatformConfigs): Platform[] {
  return PLATFORMS.filter((platform) => KNOWN[platform].apiRoot(configs) !== undefined)
}

/** Where the APIs of the configured platforms are. */
export function apiRoots(configs: PlatformConfigs): string[] {
  return PLATFORMS.flatMap((platform) => KNOWN[platform].apiRoot(configs) ?? [])
}

/** By configured platform whose token it is; null: not known yet. */
export async function configuredIds(
  config: Config,
  store: Store,
): Promise<ReadonlyMap<Platform, string | null>> {
  const ids = new Map<Platform, string | null>()
  for (const platform of configuredPlatforms(config))
    ids.set(platform, await KNOWN[platform].botId(config, store))
  return ids
}

/** Whether one of the configured platforms makes groups of its own, also where it is not open yet. */
export function makesGroups(configs: PlatformConfigs): boolean {
  return configuredPlatforms(configs).some((platform) => KNOWN[platform].makesGroups)
}

/** Whether a webhook request of a platform that is not open yet is but its look at the address. */
export function isLook(platform: Platform, said: unknown): boolean {
  return KNOWN[platform].isLook(said)
}

import type { Config } from '../../config/config.ts'
import type { ChannelInstanceId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import { allInstances } from '../storage/channel-instances.ts'
import { instancesByPlatform } from '../storage/import-chats.ts'
import type { Store } from '../storage/store.ts'
import { configuredIds } from './configured-platforms.ts'

/**
 * Of each platform the bot or OA that an id in a table or on the command line is of: the configured one, absent
 * while it is not known which that is; where none is configured, the one that came last.
 */
export async function usedInstances(
  config: Config,
  store: Store,
): Promise<ReadonlyMap<Platform, ChannelInstanceId>> {
  const used = new Map(await instancesByPlatform(store))
  const all = await allInstances(store)
  for (const [platform, externalId] of await configuredIds(config, store)) {
    const bot = all.find((one) => one.platform === platform && one.externalId === externalId)
    if (bot) used.set(platform, bot.instanceId)
    else used.delete(platform)
  }
  return used
}

import type { Config } from '../../config/config.ts'
import type { ChannelInstanceId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import { allInstances } from '../storage/channel-instances.ts'
import { waitingUpdates } from '../storage/inbox-counts.ts'
import { waitingCopies } from '../storage/sending/retire-bot.ts'
import type { Store } from '../storage/store.ts'
import { configuredIds } from './configured-platforms.ts'

/** A bot or OA that this installation has spoken for, and that no configured token is of. */
export interface UnconfiguredBot {
  readonly instanceId: ChannelInstanceId
  readonly platform: Platform
  readonly externalId: string
  readonly name: string
  /** Copies of broadcasts that wait for it. */
  readonly waiting: number
  /** What people have written to it and nobody has read. */
  readonly updates: number
}

/**
 * The bots and OAs that are not configured any more. Where it is not known yet which one a configured token is of,
 * it may be any of its platform, and none of them is named.
 */
export async function unconfiguredBots(config: Config, store: Store): Promise<UnconfiguredBot[]> {
  // The demo's bots are not in the configuration at all.
  if (config.mode === 'demo') return []
  const configured = await configuredIds(config, store)
  const [waiting, updates] = await Promise.all([waitingCopies(store), waitingUpdates(store)])
  return (await allInstances(store))
    .filter(({ platform, externalId }) => {
      const id = configured.get(platform)
      return id === undefined || (id !== null && id !== externalId)
    })
    .map((bot) => ({
      ...bot,
      waiting: waiting.get(bot.instanceId) ?? 0,
      updates: updates.get(bot.instanceId) ?? 0,
    }))
}

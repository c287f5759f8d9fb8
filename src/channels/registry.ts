import type { ChannelInstanceId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import type { Channel } from './channel.ts'

/** The channels of this installation, one per bot or OA. */
export interface ChannelRegistry {
  get(id: ChannelInstanceId): Channel | undefined
  all(): readonly Channel[]
  /** Configured platforms that have not said yet who the bot or OA is. */
  awaited(): readonly Platform[]
}

/** A registry that channels enter as soon as their platform has said who they are. */
export interface OpenChannelRegistry extends ChannelRegistry {
  add(channel: Channel): void
}

export function createChannelRegistry(
  channels: readonly Channel[] = [],
  configured: readonly Platform[] = [],
): OpenChannelRegistry {
  const byId = new Map(channels.map((channel) => [channel.instanceId, channel]))
  const isOpen = (platform: Platform): boolean =>
    [...byId.values()].some((channel) => channel.platform === platform)
  return {
    awaited: () => configured.filter((platform) => !isOpen(platform)),
    get: (id) => byId.get(id),
    all: () => [...byId.values()],
    add: (channel) => {
      byId.set(channel.instanceId, channel)
    },
  }
}

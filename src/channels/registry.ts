import type { ChannelInstanceId } from '../domain/id.ts'
import type { Channel } from './channel.ts'

/** The channels of this installation, one per bot or OA. */
export interface ChannelRegistry {
  get(id: ChannelInstanceId): Channel | undefined
  all(): readonly Channel[]
}

/** A registry that channels enter as soon as their platform has said who they are. */
export interface OpenChannelRegistry extends ChannelRegistry {
  add(channel: Channel): void
}

export function createChannelRegistry(channels: readonly Channel[] = []): OpenChannelRegistry {
  const byId = new Map(channels.map((channel) => [channel.instanceId, channel]))
  return {
    get: (id) => byId.get(id),
    all: () => [...byId.values()],
    add: (channel) => {
      byId.set(channel.instanceId, channel)
    },
  }
}

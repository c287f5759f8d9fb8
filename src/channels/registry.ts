import type { ChannelInstanceId } from '../domain/id.ts'
import type { Channel } from './channel.ts'

/** The channels of this installation, one per bot or OA. */
export interface ChannelRegistry {
  get(id: ChannelInstanceId): Channel | undefined
  all(): readonly Channel[]
}

export function createChannelRegistry(channels: readonly Channel[]): ChannelRegistry {
  const byId = new Map(channels.map((channel) => [channel.instanceId, channel]))
  return { get: (id) => byId.get(id), all: () => channels }
}

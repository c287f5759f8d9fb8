import type { Deps } from '../deps.ts'
import type { ChannelInstanceId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import { writeReason, type Reason } from '../domain/reason.ts'
import { vi } from '../i18n/vi.ts'
import { plainMessage } from '../messages/message.ts'
import { stopLaneOf } from '../storage/sending/lane-stops.ts'
import { putMark, removeMark } from '../storage/settings.ts'
import type { Store } from '../storage/store.ts'
import { ownersChats, tellChats } from './tell-chats.ts'
import { tellLaneStopped } from './tell-lane-stopped.ts'

/** A platform that does not say who the bot or OA is before a person has acted. */
export interface UnnamedChannel {
  readonly platform: Platform
  /** As it is known from an earlier start; null: nobody knows which one it is. */
  readonly instanceId: ChannelInstanceId | null
  readonly why: Reason
  /** The platform's own words. */
  readonly reason: string
}

/**
 * Tells the owners, once until it is mended, also when several processes find out. A bot or OA that is known stops
 * sending as after a refused message. Gives the lanes on which owners are told.
 */
export async function tellChannelUnnamed(
  deps: Pick<Deps, 'log'>,
  tx: Store,
  { platform, instanceId, why, reason }: UnnamedChannel,
): Promise<readonly ChannelInstanceId[]> {
  if (instanceId !== null) {
    const isNews = await stopLaneOf(tx, instanceId, writeReason(why, reason))
    return isNews ? tellLaneStopped(deps, tx, instanceId, why) : []
  }
  if (!(await putMark(tx, markOf(platform)))) return []
  const name = vi.platform[platform]
  const text = `⛔ ${vi.lane.unnamed({ name, why: vi.reason[why] })}`
  const lanes = await tellChats(tx, await ownersChats(tx), plainMessage(text))
  // Not told to anybody is not told: the next failure tries again.
  if (lanes.length === 0) await removeMark(tx, markOf(platform))
  deps.log.error({ platform, why, told: lanes.length > 0 }, 'a platform waits until a person acts')
  return lanes
}

/** What was told is over: the next time is news again. */
export async function forgetChannelUnnamed(store: Store, platform: Platform): Promise<void> {
  await removeMark(store, markOf(platform))
}

function markOf(platform: Platform): string {
  return `${platform}.told-unnamed`
}

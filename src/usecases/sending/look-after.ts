import type { BroadcastId } from '../../domain/id.ts'
import { nightAt, type Night } from '../../domain/quiet-hours.ts'
import { markWatched, reasonToAsk } from '../../storage/sending/broadcast-holds.ts'
import type { BroadcastStanding } from '../../storage/sending/count-copies.ts'
import { endPutOff } from '../../storage/sending/put-off.ts'
import { isStuck } from '../../storage/sending/standstill.ts'
import { wakeLanes } from '../to-wake.ts'
import { holdBroadcast } from './hold-broadcast.ts'
import type { HoldDeps, ProgressDeps } from './sending-deps.ts'

/** Copies put off for the morning that are let go in one look; the next is seconds later. */
const AT_ONCE_MOST = 10_000

/**
 * Notes that the sending of a broadcast is looked after, so that it goes on by itself; or holds it, and asks, where that
 * could not be said for too long. It cannot while it is stuck, as if the machine were off: what was wanted by day would ring at
 * night once the line is back. What waits for the morning goes once somebody has let it go on. True where it is held.
 */
export async function lookAfter(
  deps: ProgressDeps,
  id: BroadcastId,
  { state, rate }: BroadcastStanding,
): Promise<boolean> {
  const now = deps.clock.now()
  const configured = deps.channels.all().map(({ instanceId }) => instanceId)
  const moves = state !== 'sending' || rate > 0
  const stuck = !moves && (await isStuck(deps.store, id, { configured, now }))
  const held = await reasonToAsk(deps.store, id, now, deps.settings.timeZone)
  if (held && (await holdBroadcast(deps, id, held))) return true
  if (!stuck) await markWatched(deps.store, id, now)
  const night = nightAt(now, deps.settings.timeZone)
  if (night) await letGoAtNight(deps, id, night)
  return false
}

async function letGoAtNight(deps: HoldDeps, id: BroadcastId, night: Night): Promise<void> {
  await wakeLanes(deps.enqueue, await endPutOff(deps.store, id, { night, limit: AT_ONCE_MOST }))
}

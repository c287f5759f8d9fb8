import type { Deps } from '../../deps.ts'
import type { BroadcastId } from '../../domain/id.ts'
import { isQuiet } from '../../domain/quiet-hours.ts'
import { markWatched, reasonToAsk } from '../../storage/sending/broadcast-holds.ts'
import type { BroadcastStanding } from '../../storage/sending/count-copies.ts'
import { standstillOf } from '../../storage/sending/standstill.ts'
import { holdBroadcast } from './hold-broadcast.ts'
import type { HoldDeps } from './sending-deps.ts'

/**
 * Notes that the sending of a broadcast is looked after, so that it goes on by itself; or holds it, and asks, where that
 * could not be said for too long. It cannot while it stands still, as if the machine were off: what was wanted by day would
 * ring at night once the line, or the token, is back, or come after weeks. True where it is held.
 */
export async function lookAfter(
  deps: HoldDeps & Pick<Deps, 'log'>,
  id: BroadcastId,
  { state, rate }: BroadcastStanding,
): Promise<boolean> {
  const now = deps.clock.now()
  const { timeZone } = deps.settings
  const moves = state !== 'sending' || rate > 0
  const standstill = moves ? 'none' : await standstillOf(deps.store, id, now)
  // Asked when somebody has mended its bot: until then there is nothing to decide, and each answer would be asked for anew.
  if (standstill === 'stopped') return false
  const held = await reasonToAsk(deps.store, id, now, timeZone)
  if (held && (await holdBroadcast(deps, id, held))) return true
  // By day what waits for quota goes once there is some, for days (`endLate`).
  const goesByItself = standstill === 'told-to-wait' && !isQuiet(now, timeZone)
  if (standstill === 'none' || goesByItself) await markWatched(deps.store, id, now)
  return false
}

import type { BroadcastId } from '../../domain/id.ts'
import { lanesOfBroadcast } from '../../storage/sending/pause-and-stop.ts'
import { reasonToAsk } from '../../storage/sending/broadcast-holds.ts'
import { findBroadcast } from '../../storage/sending/broadcasts.ts'
import { writeCopies } from '../../storage/sending/write-copies.ts'
import { wakeLanes } from '../to-wake.ts'
import { holdBroadcast } from './hold-broadcast.ts'
import type { HoldDeps } from './sending-deps.ts'
import { takeBackBarred } from './take-back-barred.ts'

/** A sending can be paused from its card as soon as it goes; where all is written so soon, its card says all at once. */
const UNSHOWN_MS = 1_000

/**
 * Writes the copies of a broadcast whose hour has come and wakes its lanes; asks first when the hour passed too
 * long ago, or nobody went on with it for too long, and takes it back when it may not go any more as it was approved.
 * Running it twice does no harm.
 */
export async function expandBroadcast(deps: HoldDeps, id: BroadcastId): Promise<void> {
  if (await takeBackBarred(deps, id)) return
  const now = deps.clock.now()
  const held = await reasonToAsk(deps.store, id, now, deps.settings.timeZone)
  if (held) return void (await holdBroadcast(deps, id, held))
  const showProgress = () => deps.enqueue({ name: 'update-progress', data: { broadcastId: id } })
  const wake = async (): Promise<void> =>
    wakeLanes(deps.enqueue, await lanesOfBroadcast(deps.store, id))
  const isUrgent = (await findBroadcast(deps.store, id))?.urgent
  const expansion = await writeCopies(deps.store, id, { now }, async () => {
    if (isUrgent) await wake()
    if (deps.clock.now().getTime() - now.getTime() > UNSHOWN_MS) await showProgress()
  })
  if (expansion.kind === 'not-due') return
  const { groups, privateChats } = expansion
  deps.log.info({ broadcast: id, groups, privateChats }, 'a broadcast starts')
  // Of one that is not urgent nothing may go before.
  await wake()
  await showProgress()
}

import { findOrphanedLanes } from '../../storage/lanes.ts'
import type { SendingDeps } from './sending-deps.ts'

const LOOK_EVERY_MS = 1_000

/**
 * Takes over the lanes of a process that died within about a second. The sweeper would too, but it is a job
 * itself: one that the dead process had in hand comes back only when the queue has noticed.
 */
export function watchLanes(deps: Pick<SendingDeps, 'store' | 'enqueue' | 'log'>): { stop(): void } {
  let isLooking = false
  const look = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    try {
      for (const channelInstanceId of await findOrphanedLanes(deps.store))
        await deps.enqueue({ name: 'run-lane', data: { channelInstanceId } })
    } catch (error) {
      deps.log.warn({ err: error }, 'the lanes could not be looked at')
    } finally {
      isLooking = false
    }
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

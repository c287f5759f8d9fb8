import type { ChannelInstanceId } from '../../domain/id.ts'
import { findOrphanedLanes } from '../../storage/sending/lanes.ts'
import { LEASE_MS } from './run-lane.ts'
import type { SendingDeps } from './sending-deps.ts'

const LOOK_EVERY_MS = 1_000

/**
 * Takes over the lanes of a process that died within about a second. Not by a job: the dead process may have
 * had the sweeper in hand, or the call that wakes a waiting worker, and the queue notices that seconds later.
 */
export function watchLanes(
  deps: Pick<SendingDeps, 'store' | 'log'>,
  drive: (id: ChannelInstanceId, signal: AbortSignal) => Promise<void>,
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const driving = new Set<Promise<void>>()
  let isLooking = false
  const driveOne = async (id: ChannelInstanceId): Promise<void> => {
    try {
      await drive(id, stopping.signal)
    } catch (error) {
      deps.log.error({ err: error, lane: id }, 'a lane of a dead process could not be driven')
    }
  }
  const look = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    try {
      for (const id of await findOrphanedLanes(deps.store, LEASE_MS)) {
        if (stopping.signal.aborted) return
        const run = driveOne(id)
        driving.add(run)
        void run.finally(() => driving.delete(run))
      }
    } catch (error) {
      deps.log.warn({ err: error }, 'the lanes could not be looked at')
    } finally {
      isLooking = false
    }
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      stopping.abort()
      await Promise.all(driving)
    },
  }
}
